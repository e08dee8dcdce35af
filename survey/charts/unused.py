"""What do a client's peers find important that the client does not use?"""

from collections.abc import Iterator
from dataclasses import replace

from survey.charts import benchmark, marks, use
from survey.charts import native as office
from survey.charts.chart import Answer, Asked, Chart, Figure, Row, alone, number, rows_of
from survey.charts.dots import Named, points, spans
from survey.charts.native import Native, Series
from survey.measure import measured
from survey.texts import Voice

MOST = 3


def table(asked: Asked) -> Iterator[Row]:
    """A row per item that the client does not use: how many peers find it important, and how many use it."""
    if asked.own is None:
        return
    without = {one.item for one in asked.own.answers if one.in_use is False}
    part = asked.counts.pooled(asked.selection.groups)
    used = measured(asked.counts, part, "use", asked.study.scale)
    for row in (one for one in rows_of(asked, part) if one.item in without):
        if row.hidden:
            yield row
            continue
        at = 0, asked.counts.items.index(row.item)
        yield replace(
            alone(row),
            use=number(used.value[at]),
            use_low=number(used.low[at]),
            use_high=number(used.high[at]),
            own_use=False,
            own_level=asked.own.to(row.item).level,
        )


def sure(row: Row) -> bool:
    """Whether more than half find it important for certain."""
    return (row.low or 0) > benchmark.MOST


def question(answer: Answer, voice: Voice) -> str:
    """What do your peers find important that you do not use?"""
    return benchmark.asked_of(answer, "unused.question", voice)


def headline(answer: Answer, voice: Voice) -> str:
    """What most find important for certain, the most first; else that there is none."""
    if not answer.rows:
        told = answer.own is not None and any(one.in_use for one in answer.own.answers)
        return voice("unused.headline.all" if told else "unused.headline.empty")
    if not answer.shown():
        return voice("nothing.shown")
    top = voice.counted(answer.selection.measure)
    found = sorted((row for row in answer.rows if sure(row)), key=lambda row: -(row.share or 0))
    if not found:
        return voice("unused.headline.none", top=top)
    items = [voice.item(row.item, short=True) for row in found[:MOST]]
    if more := len(found) - len(items):
        return voice("unused.headline.more", top=top, items=", ".join(items), count=more)
    return voice("unused.headline.some", top=top, items=voice.listed(items))


def measure(answer: Answer, voice: Voice) -> str:
    """What dot, tick and colour are."""
    said = voice.measure(answer.selection.measure)
    return voice("unused.key", measure=said) if answer.rows else ""


def figure(answer: Answer, voice: Voice) -> Figure:
    """A dot with its interval, coloured where most find it important for certain; a tick is who uses it."""
    rows, of = answer.rows, answer.selection.measure
    names = marks.named((row.item for row in rows), voice)
    drawn = [(name, row) for name, row in zip(names, rows, strict=True) if row.value is not None]
    traces: list[Figure] = []
    for some, colour in (
        ([one for one in drawn if not sure(one[1])], marks.CONTEXT),
        ([one for one in drawn if sure(one[1])], marks.STRONG),
    ):
        ends = [(name, row.low, row.high) for name, row in some]
        traces += [spans(ends, colour), points(some, colour, of, voice)] if some else []
    across = marks.value_axis(of, voice)
    numbers = [f"<b>{marks.value(row, of, voice, unit=False)}</b>{marks.low(row)}" for row in rows]
    traces += [*_ticks(drawn), marks.column(names, numbers, across)]
    picked = [row.item == answer.selection.item for row in rows]
    picks = [marks.pick(row.item) for row in rows]
    return marks.rows_figure(traces, names, across, voice, picks, picked)


def _ticks(drawn: list[Named]) -> Iterator[Figure]:
    """Where their use is, of those whose use is shown."""
    used = [(name, row.use) for name, row in drawn if row.use is not None]
    if used:
        yield {
            "type": "scatter",
            "mode": "markers",
            "x": [share for _, share in used],
            "y": [name for name, _ in used],
            "marker": {"symbol": "line-ns", "size": 15, "line": {"width": 2, "color": marks.QUIET}},
            "hoverinfo": "skip",
        }


def native(answer: Answer, voice: Voice) -> Native:
    """A bar with its interval per item, and beside it who uses it."""
    rows, form = answer.rows, office.number_format("top", voice)
    said, used = voice.measure(answer.selection.measure), voice("measure.use")
    important = Series(
        said,
        tuple(row.value for row in rows),
        marks.STRONG,
        tuple(marks.STRONG if sure(row) else marks.CONTEXT for row in rows),
        tuple("" if row.value is None else office.with_words(form, marks.low(row)) for row in rows),
        tuple(row.low for row in rows),
        tuple(row.high for row in rows),
    )
    use_ = Series(used, tuple(row.use for row in rows), marks.HAIRLINE)
    return Native(
        "bars",
        tuple(office.category(voice.item(row.item, short=True), row) for row in rows),
        (important, use_),
        format=form,
        key=((said, marks.STRONG), (used, marks.HAIRLINE)),
        how=voice("native.unused"),
        measure=said,
    )


CHART = Chart(
    "unused",
    table,
    question,
    headline,
    measure,
    figure,
    native,
    method=("foot.interval", "unused.colour"),
    offered=use.offered,
    complete=benchmark.complete,
    page="benchmark",
    of_own=True,
    nothing="unused.nothing",
)
