"""How far a command has come: a bar for people, lines for a file, JSON for another program."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from survey.told import Say, as_json, remaining

BETWEEN = 5.0  # seconds between two lines that estimate the same stage


class Stages(Say, Protocol):
    """Says what is being done now."""

    def pause(self) -> None:
        """Leave the terminal to whoever asks something."""


@contextmanager
def stages(form: str) -> Iterator[Stages]:
    """For a person at a terminal a bar; else lines, or events of JSON where that is the form."""
    if form == "json":
        yield _Events()
    elif sys.stderr.isatty():
        with _bar() as progress:
            yield _Bar(progress)
    else:
        yield _Lines()


def event(**said: Any) -> None:
    """A line of JSON on the standard output; what is told keeps its template and values."""
    print(json.dumps({name: as_json(one) for name, one in said.items()}, ensure_ascii=False), flush=True)


class _Events:
    def __call__(self, stage: str, left: float | None = None) -> None:
        event(stage=stage) if left is None else event(stage=stage, left=round(left, 1))

    def pause(self) -> None:
        """Nobody is asked."""


class _Lines:
    def __init__(self) -> None:
        self._start = self._last = time.monotonic()

    def __call__(self, stage: str, left: float | None = None) -> None:
        now = time.monotonic()
        if left is not None and now - self._last < BETWEEN:
            return
        self._last = now
        words = stage if left is None else f"{stage}: {remaining(left)}"
        print(f"[{now - self._start:6.1f} s] {words}", file=sys.stderr, flush=True)

    def pause(self) -> None:
        """Lines are in nobody's way."""


def _bar() -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}", markup=False),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


class _Bar:
    """As full as the whole is done in time; where nobody knows, it only moves."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._start = progress, time.monotonic()
        self._task = progress.add_task("", total=None, left="")

    def __call__(self, stage: str, left: float | None = None) -> None:
        self._progress.start()
        done = time.monotonic() - self._start
        total, words = (None, "") if left is None else (done + left, str(remaining(left)))
        self._progress.update(self._task, description=str(stage), completed=done, total=total, left=words)
        if left is None:  # a task forgets its end only when begun anew
            self._progress.tasks[0].total = None

    def pause(self) -> None:
        self._progress.stop()
