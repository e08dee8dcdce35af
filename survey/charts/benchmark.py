"""Where does a client stand? Who in the group rates each item lower than they do, the same and higher."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from survey.charts import marks
from survey.charts import native as office
from survey.charts.chart import Answer, Asked, Chart, Figure, Row, number, whole
from survey.charts.native import Native
from survey.codebook import ALL
from survey.counts import Array, Counts
from survey.database import Release
from survey.measure import counted, icc_of, levels_of
from survey.selection import Selection
from survey.stats import ratio, reliable, wilson
from survey.texts import Voice

PARTS = {"lower": "share", "same": "same", "higher": "higher"}
COLOURS = {"lower": marks.BELOW[1], "same": marks.STRONG, "higher": marks.BELOW[0]}
SHADES = {"lower": "c25", "same": "c01", "higher": "c26"}
MOST = 0.5


def complete(selection: Selection, _release: Release) -> Selection:
    """What counts as important are the top levels."""
    return selection.with_(measure="top")


def table(asked: Asked) -> Iterator[Row]:
    """A row per item that the client rates; of no items without a client."""
    if asked.own is None:
        return
    part = asked.counts.pooled(asked.selection.groups)
    levels = {one.item: one.level for one in asked.own.answers if one.level}
    around = _around(part, np.array([levels.get(item, 1) for item in part.items]))
    peers = counted(part, "top", levels_of("top", asked.study.scale)).share[0]
    for item in (one for one in asked.items if one in levels):
        at = part.items.index(item)
        if not np.isfinite(part.base.n[0, at]):
            yield Row(item, part.groups[0], hidden=True)
            continue
        yield Row(
            item,
            part.groups[0],
            base=int(part.base.n[0, at]),
            organisations=whole(part.base.organisations[0, at]),
            top=whole(around.count[at]),
            share=number(around.lower[at]),
            low=number(around.lower_ends[0][at]),
            high=number(around.lower_ends[1][at]),
            deff=number(part.base.n[0, at] / around.effective[at]),
            n_eff=number(around.effective[at]),
            reliability="ok" if reliable(around.effective, *around.lower_ends)[at] else "low",
            own_level=levels[item],
            own_use=asked.own.to(item).in_use,
            same=number(around.same[at]),
            higher=number(around.higher[at]),
            higher_low=number(around.higher_ends[0][at]),
            higher_high=number(around.higher_ends[1][at]),
            peers=number(peers[at]),
        )


@dataclass(frozen=True, eq=False)
class _Around:
    """Who rates each item lower than a level, the same and higher: arrays of items.

    | field | meaning |
    |---|---|
    | count | answers below the level |
    | lower, same, higher | shares of all answers, 0–1 |
    | lower_ends, higher_ends | their 95 % intervals |
    | effective | how many independent answers the base is worth |
    """

    count: Array
    lower: Array
    same: Array
    higher: Array
    lower_ends: tuple[Array, Array]
    higher_ends: tuple[Array, Array]
    effective: Array


def _around(part: Counts, level: Array) -> _Around:
    """Around a level per item, in the only group of `part`.

    Every level is taken to be as alike within an organisation as the top is, as where the scale is shown.
    """
    side = np.sign(np.arange(1, part.level.shape[-1] + 1) - level[:, np.newaxis])
    total, effective = part.base.weight[0], part.base.effective(icc_of(part, "top"))[0]
    lower, same, higher = (
        ratio(np.where(side == one, part.weight[0], 0).sum(axis=-1), total) for one in (-1, 0, 1)
    )
    count = np.where(side < 0, part.level[0], 0).sum(axis=-1)
    ends = wilson(lower, effective), wilson(higher, effective)
    return _Around(count, lower, same, higher, *ends, effective)


def question(answer: Answer, voice: Voice) -> str:
    """Where do you stand? With the client's name, if it is known."""
    return asked_of(answer, "benchmark.question", voice)


def asked_of(answer: Answer, key: str, voice: Voice) -> str:
    """A question, with the client's name before it."""
    name = answer.own.name if answer.own else ""
    return voice("benchmark.of", name=name, question=voice(key)) if name else voice(key)


def headline(answer: Answer, voice: Voice) -> str:
    """Where the client is above or below most for certain, and furthest; else that they are nowhere."""
    if not answer.rows:
        return voice("benchmark.headline.empty")
    if not answer.shown():
        return voice("nothing.shown")
    sure = [(low - MOST, row, key) for row in answer.rows for key, low in _lows(row) if low > MOST]
    if not sure:
        return voice("benchmark.headline.none")
    _, row, key = max(sure, key=lambda one: one[0])
    share = (row.share if key == "higher" else row.higher) or 0
    group = voice.group(answer.selection.by, row.group)
    whom = "all" if row.group == ALL else "group"
    said = {"item": voice.item(row.item, short=True), "share": voice.percent(share), "group": group}
    return voice(f"benchmark.headline.{key}.{whom}", **said)


def _lows(row: Row) -> Iterator[tuple[str, float]]:
    """That the client is higher or lower than others, and the lower end of the share of whom."""
    yield "higher", row.low or 0
    yield "lower", row.higher_low or 0


def measure(answer: Answer, voice: Voice) -> str:
    """What the numbers beside the names are."""
    levels = len(voice.study.scale.levels)
    return voice("benchmark.measure", levels=levels) if answer.rows else ""


def legend(voice: Voice) -> str:
    """The three parts beside their colours, and what the column of numbers is."""
    keys = ((SHADES[one], voice(f"benchmark.{one}")) for one in PARTS)
    return marks.legend(keys, voice("benchmark.peers", top=voice.counted("top")))


def figure(answer: Answer, voice: Voice) -> Figure:
    """Three parts to the whole, below each bar the interval of the first; and to how many it is important."""
    rows = answer.rows
    names = [_name(name, row) for name, row in zip(marks.named(_items(rows), voice), rows, strict=True)]
    traces = [
        marks.bar(voice(f"benchmark.{part}"), names, _values(rows, part), COLOURS[part], voice)
        for part in PARTS
    ]
    across = marks.value_axis("top", voice)
    column = marks.column(names, [f"<b>{_peers(row, voice)}</b>" for row in rows], across)
    column["textfont"] = {"size": 13, "color": marks.QUIET}
    picked = [row.item == answer.selection.item for row in rows]
    picks = [marks.pick(row.item) for row in rows]
    made = marks.rows_figure([*traces, column], names, across, voice, picks, picked, barmode="stack")
    made["layout"]["shapes"] += [_interval(place, row) for place, row in enumerate(rows) if not row.hidden]
    return made


def _interval(place: int, row: Row) -> Figure:
    """The interval of who rates it lower, between this bar and the next, where it strikes out no number."""
    height = place + 0.44
    ends = {"x0": row.low, "x1": row.high, "y0": height, "y1": height}
    return {"type": "line", "xref": "x", "yref": "y", "line": {"color": marks.QUIET, "width": 2}, **ends}


def _items(rows: tuple[Row, ...]) -> Iterator[str]:
    return (row.item for row in rows)


def _values(rows: tuple[Row, ...], part: str) -> list[float | None]:
    return [getattr(row, PARTS[part]) for row in rows]


def _name(name: str, row: Row) -> str:
    """An item, and small beside it the client's own rating, and [u] where the group's are not reliable."""
    return f"{name}  {marks.small(f'{row.own_level}{marks.low(row)}')}" if row.own_level else name


def _peers(row: Row, voice: Voice) -> str:
    return marks.HIDDEN if row.peers is None else voice.points(row.peers)


def native(answer: Answer, voice: Voice) -> Native:
    """As the figure, without the column."""
    form = office.number_format("top", voice)
    named = ((voice.item(row.item, short=True), row) for row in answer.rows)
    return Native(
        "stacked",
        tuple(
            f"{name} {marks.HIDDEN}" if row.hidden else f"{name} ({row.own_level}){marks.low(row)}"
            for name, row in named
        ),
        tuple(
            office.part(voice(f"benchmark.{part}"), _values(answer.rows, part), COLOURS[part], form)
            for part in PARTS
        ),
        format=form,
        key=tuple((voice(f"benchmark.{part}"), COLOURS[part]) for part in PARTS),
        how=voice("native.benchmark"),
    )


CHART = Chart(
    "benchmark",
    table,
    question,
    headline,
    measure,
    figure,
    native,
    legend,
    method=("foot.interval",),
    complete=complete,
    of_own=True,
    nothing="benchmark.nothing",
)
