"""The release, added up once more: what an answer must say, from nothing but the published rows."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from statistics import NormalDist
from typing import Any

import numpy as np

from survey.charts import CHARTS, scale
from survey.charts.chart import Answer, Row
from survey.codebook import ALL, CROSS, NOT_STATED
from survey.database import Release
from survey.findings import Claim
from survey.measure import levels_of
from survey.selection import Selection
from survey.settings import Settings


@dataclass(frozen=True)
class Sum:
    """What some cells of a release hold together about one item.

    | field | meaning |
    |---|---|
    | n, weight, organisations | who answered |
    | levels | level → answers and their weight; 0 and below are answers off the scale |
    | used | how many have it in use, and their weight |
    | weight_sq, size_sq | squares of weights, of answers and of organisations |
    """

    n: int
    weight: float
    organisations: int | None
    levels: Mapping[int, tuple[int, float]]
    used: tuple[int, float]
    weight_sq: float
    size_sq: float

    def worth(self, icc: float) -> float | None:
        """How many independent answers it is, with organisations as alike as `icc` says."""
        square = (1 - icc) * self.weight_sq + icc * self.size_sq
        return self.weight**2 / square if square > 0 else None


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
        self.interviews: dict[str, dict[str, bool]] = {}
        for row in release.table("interviews"):
            self.interviews.setdefault(row["theme"], {})[row["interview"]] = row["raised"]

    def asked(self, item: str, wave: str, round_: str) -> bool:
        """Whether the codebook says that an item was asked in a round, or in one of those merged into it."""
        said = next(one.waves for one in self.release.study.items if one.id == item)
        members = self.release.groups[wave][round_] or (round_,)
        return not said or bool({*members} & {*said})

    def differing(self, by: str, measure: str) -> tuple[int, int] | None:
        """On how many items groups differ at all, of how many tested; None without a test."""
        p = sorted(
            row["p"]
            for row in self.tests
            if row["dimension"] == by and row["measure"] == measure and row["p"] is not None
        )
        if not p:
            return None
        q = Settings.from_environment().q
        within = [place for place, one in enumerate(p, start=1) if one * len(p) / place <= q + 1e-15]
        return max(within, default=0), len(p)

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
        use = {"users": "yes", "others": "no"}.get(question)
        for row in (row for cell in cells for row in self.levels.get((*cell, item), ())):
            if use not in (None, row["use"]):
                continue
            n, weight = levels.get(row["level"], (0, 0.0))
            levels[row["level"]] = n + row["n"], weight + row["weight"]
        return Sum(
            n=sum(row["n"] for row in shown),
            weight=sum(row["weight"] for row in shown),
            organisations=self._organisations(shown, item, question),
            levels=levels,
            used=(sum(row["used"] or 0 for row in shown), sum(row["used_weight"] or 0 for row in shown)),
            weight_sq=sum(row["weight_sq"] for row in shown),
            size_sq=sum(row["size_sq"] or 0.0 for row in shown)
            + 2 * sum(pair["size_product"] for pair in self._pairs(shown, item, question)),
        )

    def icc(self, by: str, group: str, item: str, measure: str) -> float:
        """How alike the answers of one organisation are."""
        dimension = ALL if group == ALL else by
        return next(
            (
                float(row["icc"])
                for row in self.tests
                if (row["dimension"], row["item"], row["measure"]) == (dimension, item, measure)
            ),
            0.0,
        )

    def _pairs(self, rows: Sequence[Mapping[str, Any]], item: str, question: str) -> list[dict[str, Any]]:
        """What every two of these groups share."""
        found = (
            self.shared.get((one["dimension"], item, question, frozenset((one["group"], other["group"]))))
            for one, other in combinations(rows, 2)
        )
        return [pair for pair in found if pair]

    def _organisations(self, rows: Sequence[Mapping[str, Any]], item: str, question: str) -> int | None:
        counts: list[int] = [row["organisations"] for row in rows]
        if None in counts:
            return None
        twice: int = sum(pair["organisations"] for pair in self._pairs(rows, item, question))
        return max(sum(counts) - twice, *counts, 0)


def wrong_answers(made: Answer, ledger: Ledger) -> Iterator[str]:
    """Where an answer is not what its release adds up to."""
    selection = made.selection
    among = ALL if CHARTS[made.chart].of_all else ",".join(selection.groups) or ALL
    whole = ledger.sum(ledger.cells(selection, among), ALL)
    said = made.respondents, made.organisations
    if said != ((whole.n, whole.organisations) if whole else (None, None)):
        yield f"{made.chart}: {said} in the selection, the release says {whole}"
    for row in made.rows:
        for name, value, sum_ in _CHECKS[made.chart](row, made, ledger):
            if not _same(value, sum_):
                yield f"{made.chart}: {row.item}/{row.group}: {name} is {value}, the release says {sum_}"
    if made.chart == "similar":
        yield from wrong_map(made, ledger)
    if CHARTS[made.chart].of_own and {row.item for row in made.rows} != _told(made, ledger.release):
        yield f"{made.chart}: rows of {[row.item for row in made.rows]}, not what the client told"
    yield from wrong_notes(made, ledger)


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


def wrong_map(made: Answer, ledger: Ledger) -> Iterator[str]:
    """Where the map is not that of the published counts."""
    found = map_of(made.selection, ledger)
    rows = {(row.item, row.group): (row.x, row.y) for row in made.rows}
    if set(rows) != set(found.places) or len(rows) != len(made.rows):
        yield f"similar: {len(made.rows)} places, the release gives {len(found.places)}"
        return
    for (item, group), place in found.places.items():
        for name, value, meant in zip("xy", rows[item, group], place, strict=True):
            if not _same(value, meant, 1e-7):
                yield f"similar: {item}/{group}: {name} is {value}, the release says {meant}"


@dataclass(frozen=True)
class Map:
    """Places by item and group, how much of the differences each axis has, and the items in the middle."""

    places: Mapping[tuple[str, str], tuple[float | None, float | None]]
    shares: tuple[float, ...]
    middle: frozenset[str]


def map_of(selection: Selection, ledger: Ledger) -> Map:
    """The map of the published counts: an own correspondence analysis, from the residuals of the table."""
    release, nothing = ledger.release, Map({}, (), frozenset())
    groups = [one for one in release.groups.get(selection.by, ()) if one != NOT_STATED]
    every = [one.id for one in release.study.items if selection.family in (None, one.family)]
    cells = {(group, item): _mapped(selection, group, item, ledger) for group in groups for item in every}
    shown = [item for item in every if None not in {cells[group, item] for group in groups}]
    items = [item for item in shown if any(cells[group, item] for group in groups)]
    counts = np.array([[cells[group, item] for item in items] for group in groups], float)
    counts = counts.reshape(len(groups), len(items))
    differing = ledger.differing(selection.by, selection.measure)
    if min(len(items), int(counts.any(axis=1).sum())) < 3 or differing is None or not differing[0]:
        return nothing
    share = counts / counts.sum()
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    many = min((rows > 0).sum(), (columns > 0).sum()) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(np.outer(rows, columns))
        residuals = np.where(root > 0, share / root - root, 0.0)
        left, size, right = np.linalg.svd(residuals)
        size = np.where(size > 1e-9, size, 0.0)
        across, down = (
            side[:, :many] * size[:many] / np.sqrt(of)[:, np.newaxis]
            for side, of in ((left, rows), (right.T, columns))
        )
    for axis in range(many):
        known = np.nan_to_num(np.abs(across[:, axis]))
        turned = across[np.flatnonzero(known >= known.max() - 1e-9)[0], axis] < 0
        across[:, axis], down[:, axis] = ((-one if turned else one)[:, axis] for one in (across, down))
    places = {(ALL, group): _first_two(across[at]) for at, group in enumerate(groups)}
    places |= {(item, ALL): _first_two(down[at]) for at, item in enumerate(items)}
    inertia = size[:many] ** 2
    far = {item: math.hypot(*(one or 0 for one in places[item, ALL])) for item in items}
    reach = 0.25 * max(far.values())
    middle = frozenset(item for item, one in far.items() if one < reach)
    return Map(places, tuple(map(float, inertia / inertia.sum())), middle)


def _mapped(selection: Selection, group: str, item: str, ledger: Ledger) -> float | None:
    """The weight of those who are counted."""
    question = "use" if selection.measure == "use" else "level"
    part = ledger.sum(ledger.cells(selection, group), item, question)
    if part is None:
        return None
    if question == "use":
        return part.used[1]
    levels = levels_of(selection.measure, ledger.release.study.scale)
    return sum(part.levels.get(level, (0, 0.0))[1] for level in levels)


def _first_two(place: Sequence[float]) -> tuple[float | None, float | None]:
    x, y = (float(one) if math.isfinite(one) else None for one in (*place, math.nan, math.nan)[:2])
    return x, y


def wrong_notes(made: Answer, ledger: Ledger) -> Iterator[str]:
    """Where the numbers of a note are not the settings', the codebook's or the release's."""
    for note in made.notes:
        values = dict(note.values)
        if "items" in values:
            values["items"] = frozenset(values["items"])  # type: ignore[call-overload]
        if values not in _noted(note.code, made, ledger):
            yield f"{made.chart}: the note {note.code} says {values}"


def _noted(code: str, made: Answer, ledger: Ledger) -> list[dict[str, object]]:
    """What the values of a note may be."""
    release, settings, by = ledger.release, Settings.from_environment(), made.selection.by
    if code == "certain":
        return [{"q": settings.q, "points": round(100 * settings.gap)}]
    if code == "hidden":
        return [{"k": release.study.privacy.k, "m": release.study.privacy.m}]
    if code == "merged":
        return [{"count": len(members)} for members in release.groups[by].values() if len(members) > 1]
    if code == "at_all":
        found = None if made.selection.within else ledger.differing(by, made.selection.measure)
        return [{"count": found[0], "of": found[1], "q": settings.q}] if found else []
    if code in ("middle", "inertia"):
        map_ = map_of(made.selection, ledger)
        shares = {"points": round(100 * sum(map_.shares[:2])), "first": round(100 * map_.shares[0])}
        return [{"items": map_.middle} if code == "middle" else dict(shares)]
    return [{}]


def _same(one: float | None, other: float | None, within: float = 1e-9) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=within)


_Compared = tuple[str, float | None, float | None]
_CODES = ("item", "group", "hidden", "among", "asked", "raised")
NUMBERS = tuple(one.name for one in fields(Row) if one.name not in _CODES)
_RATED = ("n", "base", "share", "low", "high", "reliability")
_PAIRED = (
    "base", "both", "important", "used", "neither", "difference", "difference_low", "difference_high",
    "p", "q", "certain",
)  # fmt: skip


def _group(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """A group or several on an item, and whom they are compared with."""
    selection = made.selection
    question = "use" if selection.measure == "use" else "level"
    part = ledger.sum(ledger.cells(selection, row.group), row.item, question)
    yield from _who(row, part)
    if part is None:
        return
    everybody = ledger.sum(ledger.cells(selection, ALL), row.item, question)
    against = None
    if made.chart == "compare" and selection.against:
        against = ledger.sum(ledger.cells(selection, selection.against), row.item, question)
        everybody = None
    yield from _measure(row, part, everybody, against, selection.measure, ledger.release)
    yield from _sure(row, part, made, ledger)


def _who(row: Row, part: Sum | None) -> Iterator[_Compared]:
    yield "hidden", float(row.hidden), float(part is None)
    if part is None:
        yield "a hidden row's numbers", float(sum(getattr(row, name) is not None for name in NUMBERS)), 0.0
        return
    yield "base", row.base, part.n
    yield "organisations", row.organisations, part.organisations


def _bar(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """A level of the scale."""
    part = ledger.sum(ledger.cells(made.selection, row.group), row.item)
    yield from _who(row, part)
    if part is not None:
        yield from _level(row, part, ledger.release)
        yield from _sure(row, part, made, ledger)


def _people(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """Who answered."""
    yield from _who(row, ledger.sum(ledger.cells(made.selection, row.group), row.item))


def _side(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """Those who have an item in use, or have not, compared with nobody."""
    part = ledger.sum(ledger.cells(made.selection, row.group), row.item, str(row.among))
    yield from _who(row, part)
    if part is not None:
        yield from _measure(row, part, None, None, made.selection.measure, ledger.release)
        yield from _sure(row, part, made, ledger)


def _round(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """An item in a round, compared with the first in which it was asked."""
    selection, question = made.selection, "use" if made.selection.measure == "use" else "level"
    rounds = [one for one in ledger.release.groups[selection.by] if one != NOT_STATED]
    asked = [one for one in rounds if ledger.asked(row.item, selection.by, one)]
    if row.group not in asked:
        yield "asked", row.asked, False
        yield "the numbers of no question", float(sum(getattr(row, one) is not None for one in NUMBERS)), 0.0
        return
    part = ledger.sum(ledger.cells(selection, row.group), row.item, question)
    yield "asked", row.asked, None
    yield from _who(row, part)
    if part is None:
        return
    first = ledger.sum(ledger.cells(selection, asked[0]), row.item, question)
    against = None if row.group == asked[0] else first
    yield from _measure(row, part, None, against, selection.measure, ledger.release)
    yield from _sure(row, part, made, ledger)


def _both(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """Importance and use in the same people, and each of them alone on the page that has both."""
    selection, release = made.selection, ledger.release
    cells = ledger.cells(selection, row.group)
    level, use = (ledger.sum(cells, row.item, name) for name in ("level", "use"))
    base, shares = _pairs(cells, row.item, selection.measure, ledger)
    hidden = level is None or (made.chart == "adoption" and None in shares)
    yield "hidden", float(row.hidden), float(hidden)
    if level is None or hidden:
        yield "a hidden row's numbers", float(sum(getattr(row, name) is not None for name in NUMBERS)), 0.0
        return
    for name, share in zip(("both", "important", "used", "neither"), shares, strict=True):
        yield name, getattr(row, name), share
    apart = None if shares[1] is None or shares[2] is None else shares[1] - shares[2]
    yield "difference", row.difference, apart
    yield "certain of nothing", float(row.certain is not None), float(apart is not None)
    if made.chart == "adoption":
        alone = (one for one in NUMBERS if one not in _PAIRED)
        yield "base", row.base, base
        yield "other numbers", float(sum(getattr(row, name) is not None for name in alone)), 0.0
        return
    yield "n", row.n, base
    yield "base", row.base, level.n
    yield "organisations", row.organisations, level.organisations
    yield "share", row.share, _value(level, None, selection.measure, release)
    yield "top", row.top, _top(level, selection.measure, release)
    yield "rest", row.rest, None
    yield from _sure(row, level, made, ledger)
    yield "use", row.use, _value(use, None, "use", release) if use else None


def _pairs(
    cells: Sequence[tuple[str, str]], item: str, measure: str, ledger: Ledger
) -> tuple[int | None, tuple[float | None, ...]]:
    """Of those who told both: how many, and the shares that find it important and have it in use, …"""
    users, others = (ledger.sum(cells, item, name) for name in ("users", "others"))
    if users is None or others is None:
        return None, (None,) * 4
    levels = levels_of(measure, ledger.release.study.scale)
    both, important = (sum(one.levels.get(level, (0, 0.0))[1] for level in levels) for one in (users, others))
    whole = users.weight + others.weight
    if not whole:
        return users.n + others.n, (None,) * 4
    weights = both, important, users.weight - both, others.weight - important
    return users.n + others.n, tuple(one / whole for one in weights)


def _theme(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """What the interviews raised, and how everybody rates it; of no item nothing."""
    raised = ledger.interviews[row.item]
    if row.group != ALL:
        numbers = float(sum(getattr(row, name) is not None for name in NUMBERS))
        yield "raised", row.raised, raised[row.group]
        yield "an interview's numbers", numbers, 0.0
        return
    everybody = ledger.sum([(ALL, ALL)], row.item)
    yield "n", row.n, sum(raised.values())
    yield "base", row.base, everybody.n if everybody else None
    yield "share", row.share, _value(everybody, None, "top", ledger.release) if everybody else None
    alone = (one for one in NUMBERS if one not in _RATED)
    yield "other numbers", float(sum(getattr(row, name) is not None for name in alone)), 0.0


def _place(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """Who a group of the map is, or who rated an item of it; the places are checked together."""
    part = ledger.sum(ledger.cells(made.selection, row.group), row.item)
    yield "base", row.base, part.n if part else None
    yield "organisations", row.organisations, part.organisations if part else None
    alone = (one for one in NUMBERS if one not in ("base", "organisations", "x", "y"))
    yield "other numbers", float(sum(getattr(row, name) is not None for name in alone)), 0.0


def _told(made: Answer, release: Release) -> set[str]:
    """The items on which a client's own answers are held against others."""
    family, study = made.selection.family, release.study
    asked = {item.id for item in study.items if family in (None, item.family)}
    answers = made.own.answers if made.own else ()
    if made.chart == "benchmark":
        return {one.item for one in answers if one.level} & asked
    return {one.item for one in answers if one.in_use is False} & asked if study.use else set()


def _around(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """Who rates an item lower than the client, the same and higher, and to how many it is important."""
    part = ledger.sum(ledger.cells(made.selection, row.group), row.item)
    yield from _who(row, part)
    if part is None or made.own is None:
        return
    said, weights = made.own.to(row.item), {level: weight for level, (_, weight) in part.levels.items()}
    levels, level = range(1, len(ledger.release.study.scale.levels) + 1), said.level or 0
    for name, some in (("share", levels[: level - 1]), ("same", [level]), ("higher", levels[level:])):
        yield name, getattr(row, name), sum(weights.get(one, 0.0) for one in some) / part.weight
    yield "top", row.top, sum(part.levels.get(one, (0, 0.0))[0] for one in levels[: level - 1])
    yield "peers", row.peers, _value(part, None, "top", ledger.release)
    yield "own", row.own_level, said.level
    yield "own use", row.own_use, said.in_use
    yield from _sure(row, part, made, ledger)
    above = replace(row, share=row.higher, low=row.higher_low, high=row.higher_high)
    yield from _sure(above, part, made, ledger)


def _without(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """How many find an item important that the client does not use, and how many use it."""
    cells = ledger.cells(made.selection, row.group)
    part, use = (ledger.sum(cells, row.item, name) for name in ("level", "use"))
    yield from _who(row, part)
    if part is None or made.own is None:
        return
    said = made.own.to(row.item)
    yield "own", row.own_level, said.level
    yield "own use", row.own_use, said.in_use
    yield from _measure(row, part, None, None, made.selection.measure, ledger.release)
    yield from _sure(row, part, made, ledger)
    yield "use", row.use, _value(use, None, "use", ledger.release) if use else None


_CHECKS: dict[str, Callable[[Row, Answer, Ledger], Iterator[_Compared]]] = {
    **dict.fromkeys(("ranking", "heatmap", "compare", "item"), _group),
    "scale": _bar,
    "respondents": _people,
    "users": _side,
    "trend": _round,
    **dict.fromkeys(("use", "adoption"), _both),
    "benchmark": _around,
    "unused": _without,
    "themes": _theme,
    "similar": _place,
}


def _level(row: Row, part: Sum, release: Release) -> Iterator[_Compared]:
    n, weight = part.levels.get(row.level or 0, (0, 0.0))
    yield "n", row.n, n
    yield "share", row.share, weight / part.weight if part.weight else None
    kinds = [scale.NO_ANSWER, *(one.id for one in release.study.scale.absent)]
    for place, kind in enumerate(kinds):
        yield kind, (row.absent or {}).get(kind), part.levels.get(-place, (0, 0.0))[0]


def _measure(
    row: Row, part: Sum, everybody: Sum | None, against: Sum | None, measure: str, release: Release
) -> Iterator[_Compared]:
    value, rest = _value(part, None, measure, release), None
    if against is not None:
        rest = _value(against, None, measure, release)
    elif everybody is not None and everybody.weight - part.weight > 1e-9:
        rest = _value(everybody, part, measure, release)
    yield "value", row.value, value
    yield "rest", row.rest, rest
    yield "difference", row.difference, None if rest is None or value is None else value - rest
    yield "top", row.top, _top(part, measure, release)


def _sure(row: Row, part: Sum, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """What the base is worth, and the interval: Wilson's of a share, the normal one of a mean."""
    measure, value = "top" if row.level else made.selection.measure, row.value
    worth = part.worth(ledger.icc(made.selection.by, row.group, row.item, measure))
    yield "n_eff", row.n_eff, worth
    yield "deff", row.deff, part.n / worth if worth else None
    if not worth or value is None:
        return
    z = NormalDist().inv_cdf(0.975)
    if measure != "mean":
        middle = (value + z**2 / (2 * worth)) / (1 + z**2 / worth)
        half = z / (1 + z**2 / worth) * math.sqrt(value * (1 - value) / worth + z**2 / (4 * worth**2))
        yield "low", row.low, max(middle - half, 0.0)
        yield "high", row.high, min(middle + half, 1.0)
    elif worth > 1:
        levels = range(1, len(ledger.release.study.scale.levels) + 1)
        weights = [part.levels.get(level, (0, 0.0))[1] for level in levels]
        spread = sum(w * (level - value) ** 2 for w, level in zip(weights, levels, strict=True)) / sum(
            weights
        )
        half = z * math.sqrt(spread / (worth - 1))
        yield "low", row.low, max(value - half, 1.0)
        yield "high", row.high, min(value + half, float(len(levels)))


def _top(part: Sum, measure: str, release: Release) -> int | None:
    """How many the share counts."""
    if measure == "mean":
        return None
    levels = levels_of(measure, release.study.scale)
    counted = sum(part.levels.get(level, (0, 0.0))[0] for level in levels)
    return part.used[0] if measure == "use" else counted


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
