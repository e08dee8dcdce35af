"""Does a condition hold on the loaded data? Each kind of Check, judged on the evidence."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from survey.codebook import ALL, NOT_STATED, Check
from survey.findings.evidence import Evidence
from survey.measure import icc_of
from survey.remembered import remembered
from survey.stats import CONFIDENCE, newcombe, ratio, wilson

HOLDS, DIRECTION, FAILS, UNKNOWN = "holds", "direction", "fails", "unknown"
REST, USE, LOWEST = "rest", "use", "lowest"
EQUIVALENCE = 0.90  # two one-sided tests at 5 %: Schuirmann (1987), J. Pharmacokinet. Biopharm. 15:657–680


@dataclass(frozen=True)
class Figure:
    """The numbers of one condition.

    | field | meaning |
    |---|---|
    | verdict | holds, direction (the same, not certain), fails or unknown |
    | item, by, group | what, and of whom |
    | value, low, high | its share and interval |
    | base, organisations | who answered |
    | versus | what it is compared with: "" nothing, "rest", "use", "lowest" level, or an item or a group |
    | other | the share of that |
    | difference, difference_low, difference_high | value − other, and its interval |
    | confidence | of that interval |
    """

    verdict: str
    item: str
    by: str = ALL
    group: str = ALL
    value: float | None = None
    low: float | None = None
    high: float | None = None
    base: int | None = None
    organisations: int | None = None
    versus: str = ""
    other: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    confidence: float = CONFIDENCE


@remembered(1024, lambda _check, evidence: evidence.release)
def judge(check: Check, evidence: Evidence) -> tuple[Figure, ...]:
    """The figures of a check, one or more per item, each with its verdict."""
    if not evidence.knows(check.by or ALL, check.groups):
        return tuple(Figure(UNKNOWN, item, check.by or ALL, ",".join(check.groups)) for item in check.items)
    return tuple(_KINDS[check.kind](check, evidence))


def verdict(figures: Iterable[Figure]) -> str:
    """All conditions together: as the weakest of them. Without any it cannot be shown."""
    found = {figure.verdict for figure in figures} or {UNKNOWN}
    return next(one for one in (UNKNOWN, FAILS, DIRECTION, HOLDS) if one in found)


def _decided(same: bool, sure: bool) -> str:
    return FAILS if not same else HOLDS if sure else DIRECTION


class _Numbers:
    """The numbers of a check's groups together, by name and item."""

    def __init__(self, check: Check, evidence: Evidence, apart: str = "") -> None:
        by = check.by or ALL
        self._items = evidence.counts(by).items
        self._numbers = evidence.measured(by, (apart,) if apart else check.groups)
        self._certain = self._numbers.certain(evidence.q, evidence.gap)
        self.where = by, ",".join(check.groups) or ALL

    def __call__(self, name: str, item: str) -> float:
        return float(getattr(self._numbers, name)[0, self._items.index(item)])

    def certain(self, item: str) -> bool:
        """Whether the difference from the rest is."""
        return bool(self._certain[0, self._items.index(item)])

    def figure(self, item: str, verdict: str, versus: str = "", *compared: float) -> Figure:
        """The figure of an item; unknown where a number of it is not shown."""
        value, low, high = (self(name, item) for name in ("value", "low", "high"))
        if not np.isfinite((value, *compared)).all():
            return Figure(UNKNOWN, item, *self.where)
        organisations = self("organisations", item)
        who = int(self("base", item)), int(organisations) if np.isfinite(organisations) else None
        return Figure(verdict, item, *self.where, value, low, high, *who, versus, *compared)


Judge = Callable[[Check, Evidence], Iterator[Figure]]


def _at_least(check: Check, evidence: Evidence) -> Iterator[Figure]:
    of, share = _Numbers(check, evidence), check.share or 0.0
    for item in check.items:
        yield of.figure(item, _decided(of("value", item) >= share, of("low", item) >= share))


def _at_most(check: Check, evidence: Evidence) -> Iterator[Figure]:
    of, share = _Numbers(check, evidence), check.share or 0.0
    for item in check.items:
        yield of.figure(item, _decided(of("value", item) <= share, of("high", item) <= share))


def _against_the_rest(sign: int) -> Judge:
    def figures(check: Check, evidence: Evidence) -> Iterator[Figure]:
        of = _Numbers(check, evidence)
        for item in check.items:
            compared = [
                of(name, item) for name in ("rest", "difference", "difference_low", "difference_high")
            ]
            decided = _decided(sign * compared[1] > 0, of.certain(item))
            yield of.figure(item, decided, REST, *compared)

    return figures


def _highest(check: Check, evidence: Evidence) -> Iterator[Figure]:
    """Against each other item, every one of which must be certain, so that no correction is needed."""
    of, first = _Numbers(check, evidence), check.items[0]
    others = check.items[1:] or [item for item in evidence.counts(check.by or ALL).items if item != first]
    shown = [item for item in others if np.isfinite(of("value", item))]
    if not shown:
        yield Figure(UNKNOWN, first, *of.where)
        return
    gaps = {item: _gap(of, first, of, item) for item in shown}
    second = max(shown, key=lambda item: of("value", item))
    decided = _decided(gaps[second][1] > 0, all(low > 0 for _, _, low, _ in gaps.values()))
    yield of.figure(first, decided, second, *gaps[second])


def _highest_group(check: Check, evidence: Evidence) -> Iterator[Figure]:
    """Each of the groups against each other one, every one of which must be certain."""
    by = check.by or ALL
    others = [one for one in evidence.counts(by).groups if one not in (ALL, NOT_STATED, *check.groups)]
    for group in check.groups:
        of = _Numbers(check.model_copy(update={"groups": (group,)}), evidence)
        for item in check.items:
            found = {other: _Numbers(check, evidence, other) for other in others}
            shown = {other: one for other, one in found.items() if np.isfinite(one("value", item))}
            if not shown:
                yield Figure(UNKNOWN, item, *of.where)
                continue
            gaps = {other: _gap(of, item, one, item) for other, one in shown.items()}
            second = max(gaps, key=lambda other: gaps[other][0])
            decided = _decided(gaps[second][1] > 0, all(low > 0 for _, _, low, _ in gaps.values()))
            yield of.figure(item, decided, second, *gaps[second])


def _gap(
    one: _Numbers, item: str, two: _Numbers, other: str, confidence: float = CONFIDENCE
) -> tuple[float, float, float, float]:
    """The second share, the difference, and its interval as if other people had been asked.

    What the same people, or people of the same organisations, said to both is not published; that they
    agree makes the difference surer than this.
    """
    value, low = one("value", item), two("value", other)
    ends = newcombe(value, one("effective", item), low, two("effective", other), 0.0, confidence)
    return low, value - low, float(ends[0]), float(ends[1])


def _equal(check: Check, evidence: Evidence) -> Iterator[Figure]:
    """Each item against the next: certain when the whole interval lies within the margin."""
    of, margin = _Numbers(check, evidence), check.margin or 0.0
    for one, two in pairwise(check.items):
        gap = _gap(of, one, of, two, EQUIVALENCE)
        decided = _decided(abs(gap[1]) <= margin, -margin <= gap[2] and gap[3] <= margin)
        yield replace(of.figure(one, decided, two, *gap), confidence=EQUIVALENCE)


def _two_camps(check: Check, evidence: Evidence) -> Iterator[Figure]:
    """The lowest level and the top, each by its own interval."""
    of, share, by = _Numbers(check, evidence), check.share or 0.0, check.by or ALL
    counts = evidence.counts(by).pooled(check.groups)
    lowest = ratio(counts.weight[..., 0], counts.base.weight)[0]
    low = wilson(lowest, counts.base.effective(icc_of(counts, "top"))[0])[0]
    for place, item in enumerate(counts.items):
        if item in check.items:
            same = min(lowest[place], of("value", item)) >= share
            sure = min(low[place], of("low", item)) >= share
            yield of.figure(item, _decided(same, sure), LOWEST, float(lowest[place]))


def _used(sign: int) -> Judge:
    def figures(check: Check, evidence: Evidence) -> Iterator[Figure]:
        by = check.by or ALL
        of, paired = _Numbers(check, evidence), evidence.paired(by, check.groups)
        certain = paired.certain(evidence.q, evidence.gap)
        for item in check.items:
            place = evidence.counts(by).items.index(item)
            gap = float(paired.difference[0, place])
            used = float(paired.both[0, place] + paired.used[0, place])
            compared = (used, gap, float(paired.low[0, place]), float(paired.high[0, place]))
            figure = of.figure(item, _decided(sign * gap < 0, bool(certain[0, place])), USE, *compared)
            if figure.verdict != UNKNOWN:  # the share of those who told both
                figure = replace(figure, value=used + gap, base=int(paired.base[0, place]))
            yield figure

    return figures


_KINDS: dict[str, Judge] = {
    "highest": _highest,
    "at_least": _at_least,
    "at_most": _at_most,
    "groups_higher": _against_the_rest(1),
    "groups_lower": _against_the_rest(-1),
    "highest_group": _highest_group,
    "two_camps": _two_camps,
    "equal": _equal,
    "used_more": _used(1),
    "used_less": _used(-1),
}
