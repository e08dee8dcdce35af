"""Which groups think alike? A map on which groups that stress the same items lie close together."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import numpy as np

from survey.charts import heatmap, marks
from survey.charts.chart import Answer, Asked, Chart, Figure, Note, Row, number, whole
from survey.charts.native import Native, Series
from survey.codebook import ALL, MEASURES, NOT_STATED
from survey.correspondence import Correspondence, correspondence
from survey.counts import Counts
from survey.database import Release
from survey.measure import counted, levels_of
from survey.remembered import remembered
from survey.selection import Selection
from survey.stats import benjamini_hochberg
from survey.texts import Voice

LEAST = 3
NEAR = 0.25


def offered(release: Release) -> bool:
    """Whether some dimension has groups enough for a map."""
    return any(_enough(release, by) for by in release.groups)


def _enough(release: Release, by: str) -> bool:
    return len({*release.groups.get(by, ())} - {NOT_STATED}) >= LEAST


def complete(selection: Selection, release: Release) -> Selection:
    """A share is mapped, of everybody in the groups, and of a dimension that has enough of them."""
    by = selection.by
    if not _enough(release, by):
        by = next(name for name in release.groups if _enough(release, name))
    measure = "top" if selection.measure == "mean" else selection.measure
    return selection.with_(by=by, measure=measure, within=(), against=None)


def table(asked: Asked) -> Iterator[Row]:
    """A row per group, then a row per item, each with its place; nothing where no difference is certain."""
    part, items, found = _mapped(asked)
    if found is None:
        return
    people, everybody = part.respondents, asked.counts.apart([ALL]).base
    for place, group in enumerate(part.groups):
        who = whole(people.n[place, 0]), whole(people.organisations[place, 0])
        yield Row(ALL, group, *who, x=number(found.rows[place, 0]), y=number(found.rows[place, 1]))
    for place, item in enumerate(items):
        at = 0, asked.counts.items.index(item)
        who = whole(everybody.n[at]), whole(everybody.organisations[at])
        yield Row(item, ALL, *who, x=number(found.columns[place, 0]), y=number(found.columns[place, 1]))


@remembered(16, lambda asked: asked.release)
def _mapped(asked: Asked) -> tuple[Counts, list[str], Correspondence | None]:
    """The groups, the items that some chose and that are shown for all, and their map where there is one.

    A plane takes three groups and three items.
    """
    part = asked.counts.apart([group for group in asked.counts.groups if group not in (ALL, NOT_STATED)])
    measure = asked.selection.measure
    weight = counted(part, measure, levels_of(measure, asked.study.scale)).weight
    where = {item: part.items.index(item) for item in asked.items}
    items = [item for item, place in where.items() if weight[:, place].sum() > 0]
    table = weight[:, [where[item] for item in items]]
    if min(len(items), int((table.sum(axis=1) > 0).sum())) < LEAST or not differing(asked):
        return part, items, None
    return part, items, correspondence(table)


def differing(asked: Asked) -> int:
    """On how many items the groups differ at all, within all items."""
    p = asked.counts.omnibus[:, MEASURES.index(asked.selection.measure)]
    return int((benjamini_hochberg(p) <= asked.q).sum())


def notes(asked: Asked) -> Iterator[Note]:
    """On how many items groups differ at all, and how much of the differences the map shows."""
    yield from heatmap.notes(asked)
    *_, found = _mapped(asked)
    if found is not None:
        shown = round(100 * float(found.share[:2].sum())), round(100 * float(found.share[0]))
        near = middle(table(asked))
        if near:
            yield Note("middle", (("items", near),))
        yield Note("inertia", tuple(zip(("points", "first"), shown, strict=True)))


def question(_answer: Answer, voice: Voice) -> str:
    """Which groups think alike?"""
    return voice("similar.question")


def headline(answer: Answer, voice: Voice) -> str:
    """The two nearest groups, and the one that is farthest from the middle."""
    places = _places(answer)
    if len(places) < LEAST:
        return voice("similar.headline.none")
    pairs = {pair: _far(places[pair[0]], places[pair[1]]) for pair in combinations(places, 2)}
    near = min(pairs, key=lambda pair: pairs[pair])
    apart = max(places, key=lambda group: _far(places[group], (0, 0)))
    names = {name: voice.group(answer.selection.by, name, short=True) for name in places}
    return voice("similar.headline.map", one=names[near[0]], two=names[near[1]], apart=names[apart])


def _places(answer: Answer) -> Mapping[str, tuple[float, float]]:
    return {
        row.group: (row.x, row.y)
        for row in answer.rows
        if row.item == ALL and row.x is not None and row.y is not None
    }


def _far(one: tuple[float, float], two: tuple[float, float]) -> float:
    return float(np.hypot(one[0] - two[0], one[1] - two[1]))


def measure(answer: Answer, voice: Voice) -> str:
    """What is mapped, and which mark is what."""
    items = voice.say(voice.study.words.items)
    return voice("similar.key", measure=voice.measure(answer.selection.measure), items=items)


def figure(answer: Answer, voice: Voice) -> Figure:
    """Groups as dots, items as small crosses, distances to scale."""
    rows = [row for row in answer.rows if row.x is not None and row.y is not None]
    ends = _ends(rows)
    across, up = (marks.axis([0.0], [""], (low, high)) | {"zeroline": False} for low, high in ends)
    layout = marks.plane(across, up | {"scaleanchor": "x", "constrain": "range"}, 500, voice)
    layout["margin"] = {"l": 10, "r": 10, "t": 10, "b": 10}
    items = [row for row in rows if row.group == ALL]
    groups = [row for row in rows if row.item == ALL]
    return {"data": [_items(items, answer, voice), _groups(groups, answer, voice)], "layout": layout}


def _ends(rows: list[Row]) -> list[tuple[float, float]]:
    """How far each axis reaches, with room for names."""
    found = []
    for name in ("x", "y"):
        values = [0.0, *(getattr(row, name) for row in rows)]
        air = 0.12 * (max(values) - min(values))
        found.append((min(values) - air, max(values) + air))
    return found


def _groups(rows: list[Row], answer: Answer, voice: Voice) -> Figure:
    chosen, by = answer.selection.groups, answer.selection.by
    names = [marks.plain(voice.group(by, row.group, short=True)) for row in rows]
    who = [voice.who(row.base, row.organisations) for row in rows]
    return marks.named_points(
        *_at(rows),
        text=[f"<b>{name}</b>" for name in names],
        textfont={"size": 14, "color": marks.INK},
        marker={"color": marks.STRONG, "size": [16 if row.group in chosen else 11 for row in rows]},
        customdata=[marks.pick(ALL, row.group) for row in rows],
        hovertext=[f"<b>{name}</b><br>{one}" for name, one in zip(names, who, strict=True)],
    )


def _at(rows: list[Row]) -> tuple[list[float | None], list[float | None]]:
    return [row.x for row in rows], [row.y for row in rows]


def _items(rows: list[Row], answer: Answer, voice: Voice) -> Figure:
    """Named where they are away from the middle, or picked; the others are named in a note."""
    near, picked = set(middle(rows)), answer.selection.item
    names = {row.item: marks.plain(voice.item(row.item, short=True)) for row in rows}
    shown = {item: "" if item in near else name for item, name in names.items()}
    if picked in names:
        shown[picked] = f"<b>{names[picked]}</b>"
    cross = {"symbol": "cross-thin", "size": 7, "line": {"width": 1.5, "color": marks.QUIET}}
    return marks.named_points(
        *_at(rows),
        text=[shown[row.item] for row in rows],
        textfont={"size": 12, "color": marks.QUIET},
        marker={"color": marks.QUIET, **cross},
        customdata=[marks.pick(row.item) for row in rows],
        hovertext=[marks.plain(voice.item(row.item)) for row in rows],
    )


def middle(rows: Iterable[Row]) -> tuple[str, ...]:
    """The items so near the middle that all groups stress them alike."""
    far = {row.item: float(np.hypot(row.x or 0, row.y or 0)) for row in rows if row.group == ALL}
    reach = NEAR * max(far.values(), default=0)
    return tuple(item for item, one in far.items() if one < reach)


def native(answer: Answer, voice: Voice) -> Native:
    """A series of one point per group and item, so that its name is that of the series."""
    rows = [row for row in answer.rows if row.x is not None and row.y is not None]
    by, near = answer.selection.by, middle(rows)
    series = (
        Series(
            voice.group(by, row.group, short=True) if row.item == ALL else voice.item(row.item, short=True),
            (row.y,),
            marks.STRONG if row.item == ALL else marks.QUIET,
            x=(row.x or 0,),
            strong=row.item == ALL,
            named=row.item not in near or row.item == answer.selection.item,
        )
        for row in rows
    )
    across, up = _ends(rows)
    return Native("scatter", series=tuple(series), ends=up, across=across, square=True)


CHART = Chart(
    "similar",
    table,
    question,
    headline,
    measure,
    figure,
    native,
    notes=notes,
    offered=offered,
    complete=complete,
    of_all=True,
    nothing="similar.why",
)
