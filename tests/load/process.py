"""What a server holds and spends, and what it has logged: asked of the system, or of its /metrics."""

import json
import os
import re
import resource
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

PAGE, TICKS = resource.getpagesize(), os.sysconf("SC_CLK_TCK")
BAD = ("error", "critical")


def processor_seconds(process: int) -> float:
    """What a process has spent of a processor since it began."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def megabytes(process: int) -> float:
    """The memory that a process holds."""
    pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * PAGE / 1e6


def files(process: int) -> int:
    """How many files and connections a process has open."""
    return _entries(process, "fd")


def threads(process: int) -> int:
    """How many threads a process has."""
    return _entries(process, "task")


def _entries(process: int, name: str) -> int:
    return sum(1 for _ in Path(f"/proc/{process}/{name}").iterdir())


def error_lines(log: str) -> list[str]:
    """The lines of a log that tell of an error: the app's own, in JSON, and whatever else was written."""
    return [line for line in log.splitlines() if _is_error(line)]


def _is_error(line: str) -> bool:
    try:
        said = json.loads(line)
    except ValueError:
        return bool(re.search(r"\b(ERROR|CRITICAL)\b|^Traceback ", line))
    return isinstance(said, dict) and said.get("level") in BAD


class Sample(NamedTuple):
    """What a server holds at a moment; None where that is not known."""

    megabytes: float | None
    files: int | None
    threads: int | None
    processor: float | None


class Watched(Protocol):
    """A server that is looked at while it serves."""

    def sample(self) -> Sample:
        """What it holds now."""

    def errors(self) -> list[str] | None:
        """What it has told of errors since it is watched; None where that is not known."""


@dataclass(frozen=True)
class Own:
    """A server that was started here: its process, and the file of its log."""

    process: int
    log: Path

    def sample(self) -> Sample:
        """As the system says; of one that has ended nothing."""
        asked = self.process
        try:
            return Sample(megabytes(asked), files(asked), threads(asked), processor_seconds(asked))
        except OSError:
            return Sample(None, None, None, None)

    def errors(self) -> list[str]:
        """Lines of its log."""
        return error_lines(self.log.read_text(encoding="utf-8", errors="replace"))


class Elsewhere:
    """A server that somebody else has started, as far as it tells of itself by /metrics."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.before = self._told().get("survey_errors_total")

    def sample(self) -> Sample:
        """As /metrics says; threads are not told."""
        told = self._told()
        held, opened = told.get("process_resident_memory_bytes"), told.get("process_open_fds")
        spent = told.get("process_cpu_seconds_total")
        return Sample(held and held / 1e6, None if opened is None else int(opened), None, spent)

    def errors(self) -> list[str] | None:
        """Runs that ended in an error: so many, without more about them."""
        now = self._told().get("survey_errors_total")
        return None if now is None or self.before is None else ["an error"] * int(now - self.before)

    def _told(self) -> dict[str, float]:
        """Nothing where /metrics is not shown to us."""
        try:
            with urllib.request.urlopen(f"{self.address}/metrics", timeout=10) as answer:
                lines = answer.read().decode().splitlines()
        except OSError:
            return {}
        pairs = (line.split() for line in lines if line and not line.startswith("#") and "{" not in line)
        return {name: float(value) for name, value, *_ in pairs}
