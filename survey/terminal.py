"""How far a command has come: a bar for people, lines for a file, JSON for another program."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from survey.told import as_json

STAGES = 5  # of an import; weighting is one more


class Stages(Protocol):
    """Says what is being done now."""

    def __call__(self, stage: str) -> None:
        """Say it."""

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
    def __call__(self, stage: str) -> None:
        event(stage=stage)

    def pause(self) -> None:
        """Nobody is asked."""


class _Lines:
    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, stage: str) -> None:
        print(f"[{time.monotonic() - self._start:6.1f} s] {stage}", file=sys.stderr, flush=True)

    def pause(self) -> None:
        """Lines are in nobody's way."""


def _bar() -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress, self._task = progress, progress.add_task("", total=STAGES, completed=-1)

    def __call__(self, stage: str) -> None:
        self._progress.start()
        self._progress.update(self._task, description=str(stage), advance=1)

    def pause(self) -> None:
        self._progress.stop()
