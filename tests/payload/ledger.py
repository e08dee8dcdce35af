"""The release, added up once more: what an answer must say, from nothing but the published rows."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Any

from survey.charts import scale
from survey.charts.chart import Answer, Row
from survey.codebook import ALL, CROSS
from survey.database import Release
from survey.findings import Claim
from survey.measure import levels_of
from survey.selection import Selection


@dataclass(frozen=True)
class Sum:
    """What some cells of a release hold together about one item.

    | field | meaning |
    |---|---|
    | n, weight, organisations | who answered |
    | levels | level → answers and their weight; 0 and below are answers off the scale |
    | used | how many have it in use, and their weight |
    """

    n: int
    weight: float
    organisations: int | None
    levels: Mapping[int, tuple[int, float]]
    used: tuple[int, float]


class Ledger:
    """The tables of a release, and what follows from them by addition alone."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.bases = {
            (row["dimension"], row["group"], row["item"], row["question"]): row
            for row in release.table("bases")
        }
        self.levels: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for row in release.table("counts"):
            self.levels.setdefault((row["dimension"], row["group"], row["item"]), []).append(row)
        self.shared = {
            (row["dimension"], row["item"], row["question"], frozenset((row["a"], row["b"]))): row
            for row in release.table("shared")
        }
        self.tests = release.table("tests")

    def cells(self, selection: Selection, group: str) -> list[tuple[str, str]]:
        """Where the release keeps a group, or groups joined by commas, within the selection's second."""
        fixed = dict(one.split(".", 1) for one in selection.within)
        names = set(fixed) if group == ALL else {*fixed, selection.by}
        if not names:
            return [(ALL, ALL)]
        table = next(
            (one for one in self.release.tables if set(one) == names), tuple(names) if len(names) == 1 else ()
        )
        parts = [{**fixed, selection.by: one} for one in group.split(",")]
        return [(CROSS.join(table), CROSS.join(part[name] for name in table)) for part in parts]

    def sum(self, cells: Sequence[tuple[str, str]], item: str, question: str = "level") -> Sum | None:
        """What these cells hold together; None where one of them is not shown."""
        rows = [self.bases.get((*cell, item, question)) for cell in cells]
        shown = [row for row in rows if row is not None and not row["hidden"]]
        if len(shown) < len(rows):
            return None
        levels: dict[int, tuple[int, float]] = {}
        for row in (row for cell in cells for row in self.levels.get((*cell, item), ())):
            n, weight = levels.get(row["level"], (0, 0.0))
            levels[row["level"]] = n + row["n"], weight + row["weight"]
        return Sum(
            n=sum(row["n"] for row in shown),
            weight=sum(row["weight"] for row in shown),
            organisations=self._organisations(shown, item, question),
            levels=levels,
            used=(sum(row["used"] or 0 for row in shown), sum(row["used_weight"] or 0 for row in shown)),
        )

    def _organisations(self, rows: Sequence[Mapping[str, Any]], item: str, question: str) -> int | None:
        counts: list[int] = [row["organisations"] for row in rows]
        if None in counts:
            return None
        pairs = [
            self.shared.get((one["dimension"], item, question, frozenset((one["group"], other["group"]))))
            for one, other in combinations(rows, 2)
        ]
        twice: int = sum(pair["organisations"] for pair in pairs if pair)
        return max(sum(counts) - twice, *counts, 0)


def wrong_answers(made: Answer, ledger: Ledger) -> Iterator[str]:
    """Where an answer is not what its release adds up to."""
    selection = made.selection
    whole = ledger.sum(ledger.cells(selection, ",".join(selection.groups) or ALL), ALL)
    said = made.respondents, made.organisations
    if said != ((whole.n, whole.organisations) if whole else (None, None)):
        yield f"{made.chart}: {said} in the selection, the release says {whole}"
    for row in made.rows:
        for name, value, sum_ in _apart(row, made, ledger):
            if not _same(value, sum_):
                yield f"{made.chart}: {row.item}/{row.group}: {name} is {value}, the release says {sum_}"


def wrong_claims(claims: Iterable[Claim], within: tuple[str, ...], ledger: Ledger) -> Iterator[str]:
    """Where those who answered, under a claim, are not as many as the release adds up to."""
    for one in (figure for claim in claims for figure in claim.figures if figure.base is not None):
        cells = ledger.cells(Selection(ledger.release.study.id, one.by, within=within), one.group)
        sums = {name: ledger.sum(cells, one.item, name) for name in ("level", "use", "users", "others")}
        bases = {sum_.n for sum_ in (sums["level"], sums["use"]) if sum_}
        if sums["users"] and sums["others"]:
            bases.add(sums["users"].n + sums["others"].n)
        if one.base not in bases:
            yield f"claim: {one.item}/{one.group}: base is {one.base}, the release says {sorted(bases)}"
        if one.organisations not in {sum_.organisations for sum_ in sums.values() if sum_}:
            yield f"claim: {one.item}/{one.group}: {one.organisations} organisations, not in the release"


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


_Compared = tuple[str, float | None, float | None]


def _apart(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """Name, the row's number, and the release's."""
    selection = made.selection
    question = "use" if selection.measure == "use" and made.chart in ("ranking", "heatmap") else "level"
    part = ledger.sum(ledger.cells(selection, row.group), row.item, question)
    yield "hidden", float(row.hidden), float(part is None)
    if part is None:
        given = [one.name for one in fields(Row) if one.name not in ("item", "group", "hidden")]
        yield "a hidden row's numbers", float(sum(getattr(row, name) is not None for name in given)), 0.0
        return
    yield "base", row.base, part.n
    yield "organisations", row.organisations, part.organisations
    if made.chart == "scale":
        yield from _level(row, part, ledger.release)
    elif made.chart != "respondents":
        everybody = ledger.sum(ledger.cells(selection, ALL), row.item, question)
        yield from _measure(row, part, everybody, selection.measure, ledger.release)


def _level(row: Row, part: Sum, release: Release) -> Iterator[_Compared]:
    n, weight = part.levels.get(row.level or 0, (0, 0.0))
    yield "n", row.n, n
    yield "share", row.share, weight / part.weight if part.weight else None
    kinds = [scale.NO_ANSWER, *(one.id for one in release.study.scale.absent)]
    for place, kind in enumerate(kinds):
        yield kind, (row.absent or {}).get(kind), part.levels.get(-place, (0, 0.0))[0]


def _measure(
    row: Row, part: Sum, everybody: Sum | None, measure: str, release: Release
) -> Iterator[_Compared]:
    value, rest = _value(part, None, measure, release), None
    if everybody is not None and everybody.weight - part.weight > 1e-9:
        rest = _value(everybody, part, measure, release)
    yield "value", row.value, value
    yield "rest", row.rest, rest
    yield "difference", row.difference, None if rest is None or value is None else value - rest
    if measure == "use":
        yield "top", row.top, part.used[0]
    elif measure != "mean":
        top = levels_of(measure, release.study.scale)
        yield "top", row.top, sum(part.levels.get(level, (0, 0.0))[0] for level in top)


def _value(all_: Sum, without: Sum | None, measure: str, release: Release) -> float | None:
    """The share or mean of some, less those of them who are in `without`."""
    scale_ = release.study.scale

    def weight(level: int) -> float:
        less = without.levels.get(level, (0, 0.0))[1] if without else 0.0
        return all_.levels.get(level, (0, 0.0))[1] - less

    base = all_.weight - (without.weight if without else 0.0)
    if base <= 0:
        return None
    if measure == "use":
        return (all_.used[1] - (without.used[1] if without else 0.0)) / base
    if measure == "mean":
        return sum(level * weight(level) for level in range(1, len(scale_.levels) + 1)) / base
    return sum(map(weight, levels_of(measure, scale_))) / base
