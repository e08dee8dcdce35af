"""What may go wrong while people read and publish: each fault, what is promised then, and how it is tried.

A trial injects its fault on this machine, asserts the promise and gives what it saw in a few words. The
trials stand in the modules beside this one; `python -m tests.faults` runs them.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PROGRAM: dict[str, "Fault"] = {}


class CannotTryError(Exception):
    """This machine does not permit the fault; why."""


@dataclass
class Scene:
    """Where a trial takes place: a folder of its own, and whether there is time for the long form.

    `seed` makes chance the same again.
    """

    place: Path
    long: bool = False
    seed: int = 1

    def times(self, short: int, long: int) -> int:
        """How often something is done."""
        return long if self.long else short


Trial = Callable[[Scene], str]


@dataclass(frozen=True)
class Fault:
    """One of the catalogue.

    | field | meaning |
    |---|---|
    | number | X1 … X40 |
    | what | what goes wrong |
    | promise | what happens then |
    | trial | tries it |
    | short | whether it is part of the short form that every run of the tests has |
    """

    number: str
    what: str
    promise: str
    trial: Trial = field(repr=False)
    short: bool = True

    def run(self, long: bool) -> str:
        """Try it in a new folder; gives what was seen. Raises AssertionError or CannotTryError."""
        with tempfile.TemporaryDirectory(prefix="fault-", ignore_cleanup_errors=True) as folder:
            return self.trial(Scene(Path(folder), long))


def fault(number: str, what: str, promise: str, short: bool = True) -> Callable[[Trial], Trial]:
    """Put a trial into the programme."""

    def entered(trial: Trial) -> Trial:
        assert number not in PROGRAM, number
        PROGRAM[number] = Fault(number, what, promise, trial, short)
        return trial

    return entered
