"""Two things measured side by side in one run, so that a noisy machine is noisy to both."""

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.results import kept


@dataclass(frozen=True)
class Sides:
    """Medians of both, in one unit, and how much the first takes of the second."""

    ours: float
    other: float

    @property
    def ratio(self) -> float:
        """ours / other."""
        return self.ours / self.other


def alternately(ours: Callable[[], float], other: Callable[[], float], rounds: int) -> Sides:
    """Each measured `rounds` times, in turn, after one round that does not count."""
    mine, others = in_turn((ours, other), rounds)
    return Sides(statistics.median(mine), statistics.median(others))


def in_turn(measures: Sequence[Callable[[], float]], rounds: int) -> tuple[tuple[float, ...], ...]:
    """What each measured in every round, in turn, after one round that does not count."""
    for measure in measures:
        measure()
    found = [tuple(measure() for measure in measures) for _ in range(rounds)]
    return tuple(zip(*found, strict=True))


def note(name: str, ratio: float, **figures: float | int | str) -> None:
    """Print figures and keep them, under the command that made them."""
    kept(name, {"machine": machine(), "ratio": float(f"{ratio:.3g}"), **figures})


def machine() -> str:
    """What it ran on, in a few words."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
