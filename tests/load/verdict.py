"""What was found in figures, held against what is promised; as lines for a person and as Markdown."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import remarks
from tests.load.person import Taken
from tests.load.process import Sample
from tests.load.soak import Plan, Soak

TABLE = Path(__file__).with_name("RESULTS.md")
HEAD = """# What many readers for a long time found

`make soak` lets 30 people read for an hour: they open links, click, go to other pages, leave and come
again. A row per command, as it was run last; what is promised stands above. Times are from a click to the
last message that it brings, without a browser. Drift is from the first tenth after the warm-up to the last
tenth, memory from the end of the warm-up to the end; open files and threads are those before the first reader
and when the last one is forgotten.

"""


@dataclass(frozen=True)
class Promises:
    """The most that may be found."""

    p95: float = 1.0  # seconds
    p99: float = 2.0
    errors: int = 0
    drift: float = 0.2  # of the p95 at first, or
    drift_seconds: float = 0.05  # whichever is more
    growth: float = 30.0  # megabytes
    files: int = 10  # more or fewer than at first
    threads: int = 10
    error_lines: int = 0


@dataclass(frozen=True)
class Windows:
    """Which part of the time is the first and which the last, when all are there and caches are warm.

    The warm-up is a tenth of the time, but two minutes where a third is not less; a window is a tenth, but
    half a minute where there is time for it.
    """

    seconds: float

    @property
    def warm(self) -> float:
        """When the warm-up ends."""
        return max(self.seconds / 10, min(120, self.seconds / 3))

    @property
    def width(self) -> float:
        """How long a window is."""
        return max(self.seconds / 10, min(30, (self.seconds - self.warm) / 2))

    def first(self, at: float) -> bool:
        """Whether a moment is in the first window."""
        return self.warm <= at < self.warm + self.width

    def last(self, at: float) -> bool:
        """Whether a moment is in the last window."""
        return at >= self.seconds - self.width


Pair = tuple[float, float] | None


@dataclass(frozen=True)
class Figures:
    """What was found: seconds, megabytes, and what was at first and at last; None where it is not known.

    `processor` is seconds of the server's processor for an interaction, at first and at last.
    """

    interactions: int
    p50: float
    p95: float
    p99: float
    errors: int
    p95s: tuple[float, float]
    memory: Pair
    files: Pair
    threads: Pair
    processor: Pair
    error_lines: int | None


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest value that so many do not exceed; of nothing at all, infinitely much."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.inf


def figures(found: Soak) -> Figures:
    """Of all that was found."""
    windows, taken = Windows(found.plan.seconds), found.diary.taken
    seconds = [one.seconds for one in taken]
    first = [one for one in taken if windows.first(one.at)]
    last = [one for one in taken if windows.last(one.at)]
    return Figures(
        interactions=len(taken),
        p50=quantile(seconds, 0.5),
        p95=quantile(seconds, 0.95),
        p99=quantile(seconds, 0.99),
        errors=found.diary.errors.total(),
        p95s=(_p95(first), _p95(last)),
        memory=_growth(found, windows),
        files=_resting(found, lambda one: one.files),
        threads=_resting(found, lambda one: one.threads),
        processor=_processor(found, windows, len(first), len(last)),
        error_lines=None if found.error_lines is None else len(found.error_lines),
    )


def _p95(taken: Iterable[Taken]) -> float:
    return quantile((one.seconds for one in taken), 0.95)


def _growth(found: Soak, windows: Windows) -> Pair:
    """Memory when the warm-up is over, and at the end."""
    held = [one.megabytes for at, one in found.samples if at >= windows.warm]
    known = [one for one in held if one is not None]
    return (known[0], known[-1]) if len(known) > 1 else None


def _resting(found: Soak, of: Callable[[Sample], float | None]) -> Pair:
    """With nobody there: who is there, and who has just left, holds some of them, now more, now fewer."""
    known = [value for one in found.rest if (value := of(one)) is not None]
    return (known[0], known[-1]) if len(known) > 1 else None


def _processor(found: Soak, windows: Windows, *clicks: int) -> Pair:
    spent = []
    for within, many in zip((windows.first, windows.last), clicks, strict=True):
        known = [one.processor for at, one in found.samples if within(at) and one.processor is not None]
        if len(known) < 2 or not many:
            return None
        spent.append((known[-1] - known[0]) / many)
    return spent[0], spent[1]


@dataclass(frozen=True)
class Line:
    """A promise: what is promised, what was found, and whether that keeps it; None where it is not known."""

    what: str
    promised: str
    found: str
    kept: bool | None


def judged(seen: Figures, promises: Promises = Promises()) -> list[Line]:
    """Each promise, held against what was found."""
    before, after = seen.p95s
    most = max(before * promises.drift, promises.drift_seconds)
    drifted = before < math.inf and after < math.inf
    drift = f"{_ms(before)} → {_ms(after)} ms" if drifted else "too few interactions"
    promised = f"+ {promises.drift:.0%} or {_ms(promises.drift_seconds)} ms"
    return [
        Line("p95", f"{_ms(promises.p95)} ms", f"{_ms(seen.p95)} ms", seen.p95 <= promises.p95),
        Line("p99", f"{_ms(promises.p99)} ms", f"{_ms(seen.p99)} ms", seen.p99 <= promises.p99),
        Line("errors", f"{promises.errors}", f"{seen.errors}", seen.errors <= promises.errors),
        Line("drift of p95", promised, drift, drifted and after - before <= most),
        _grown(seen.memory, promises.growth),
        _steady("open files", seen.files, promises.files),
        _steady("threads", seen.threads, promises.threads),
        _told(seen.error_lines, promises.error_lines),
    ]


def _grown(memory: Pair, most: float) -> Line:
    promised = f"+ {most:.0f} MB"
    if memory is None:
        return Line("memory", promised, "not known", None)
    first, last = memory
    return Line("memory", promised, f"{first:.0f} → {last:.0f} MB", last - first <= most)


def _steady(what: str, several: Pair, most: int) -> Line:
    if several is None:
        return Line(what, f"± {most}", "not known", None)
    first, last = several
    return Line(what, f"± {most}", f"{first:g} → {last:g}", abs(last - first) <= most)


def _told(lines: int | None, most: int) -> Line:
    kept = None if lines is None else lines <= most
    return Line("errors in the log", f"{most}", "not known" if lines is None else f"{lines}", kept)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}" if seconds < math.inf else "–"


def broken(lines: Iterable[Line]) -> list[str]:
    """The promises that were not kept."""
    return [f"{one.what}: {one.found}, promised {one.promised}" for one in lines if one.kept is False]


def minute(found: Soak) -> str:
    """The last minute, in a line."""
    now, diary = found.diary.now(), found.diary
    recent = [one.seconds for one in diary.taken if one.at + one.seconds >= now - 60]
    times = ", ".join(f"p{share} {_ms(quantile(recent, share / 100))}" for share in (50, 95, 99))
    held = found.samples[-1][1] if found.samples else Sample(None, None, None, None)
    memory = "–" if held.megabytes is None else f"{held.megabytes:.0f}"
    return (
        f"minute {now / 60:.0f}: {len(recent)} interactions, {times} ms, "
        f"{diary.errors.total()} errors so far, {memory} MB, "
        f"{held.files or '–'} open files, {held.threads or '–'} threads"
    )


def told(seen: Figures, lines: Sequence[Line], found: Soak) -> str:
    """All of it for a person."""
    signs = {True: "kept", False: "BROKEN", None: "not known"}
    kinds: dict[str, list[float]] = {}
    for one in found.diary.taken:
        kinds.setdefault(one.what, []).append(one.seconds)
    by_kind = ", ".join(f"{what} {len(some)} × {_ms(quantile(some, 0.5))} ms" for what, some in kinds.items())
    said = [f"{seen.interactions} interactions, p50 {_ms(seen.p50)} ms: {by_kind}"]
    if seen.processor:
        before, after = seen.processor
        said.append(f"processor of the server for each: {before * 1000:.1f} → {after * 1000:.1f} ms")
    said += [f"{signs[one.kept]:9} {one.what}: {one.found} (promised: {one.promised})" for one in lines]
    said += [f"{many} × {what}" for what, many in found.diary.errors.most_common(10)]
    said += (found.error_lines or [])[:10]
    return "\n".join(said)


def command(plan: Plan) -> str:
    """What repeats it."""
    minutes = f"{plan.seconds / 60:g}"
    given = f"--readers {plan.readers} --minutes {minutes} --think {plan.think:g} --imports {plan.imports}"
    return f"`python -m tests.load {given}`"


def written(plan: Plan, machine: str, seen: Figures, lines: Sequence[Line], table: Path = TABLE) -> str:
    """The table with this run in place of the last one of the same command, and the remarks below it."""
    heads = ["command", "interactions", "p50", *(one.what for one in lines), "all kept", "machine"]
    promised = ["promised", "", "", *(one.promised for one in lines), "", ""]
    kept = "no" if broken(lines) else "yes" if all(one.kept for one in lines) else "as far as known"
    cells = [command(plan), f"{seen.interactions}", f"{_ms(seen.p50)} ms", *(one.found for one in lines)]
    rows = {row.split(" | ")[0]: row for row in (*_rows(table), _row([*cells, kept, machine]))}
    above = [_row(heads), "|---" * len(heads) + "|", _row(promised)]
    return HEAD + "\n".join([*above, *rows.values(), "", *remarks(table)])


def _rows(table: Path) -> list[str]:
    if not table.exists():
        return []
    above = table.read_text(encoding="utf-8").partition("\n## ")[0]
    return [line for line in above.splitlines() if line.startswith("| `python -m tests.load")]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
