"""Two things measured side by side in one run, so that a noisy machine is noisy to both."""

import json
import os
import platform
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")


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
    ours(), other()
    pairs = [(ours(), other()) for _ in range(rounds)]
    return Sides(statistics.median(one for one, _ in pairs), statistics.median(two for _, two in pairs))


def note(name: str, **figures: float | int | str) -> None:
    """Print figures and keep them in results.json, under the command that made them."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept[name] = {"command": f"python -m benchmarks.{name}", "machine": machine(), **figures}
    RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(name, json.dumps(figures, ensure_ascii=False))


def machine() -> str:
    """What it ran on, in a few words."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
