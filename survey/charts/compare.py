"""How does one group differ from the rest, or from another? Two marks per item, the widest gap first."""

from collections.abc import Iterator, Sequence

from survey.charts import heatmap, marks
from survey.charts import native as office
from survey.charts.chart import (
    Answer,
    Asked,
    Chart,
    Figure,
    Row,
    answer,
    certain_items,
    measure_words,
    rows_of,
)
from survey.charts.dots import points, spans, ticks
from survey.charts.native import Native, Series
from survey.codebook import ALL, NOT_STATED
from survey.database import Release
from survey.selection import Selection
from survey.texts import Voice

MOST = 3
Named = tuple[str, Row]


def complete(selection: Selection, release: Release) -> Selection:
    """With the group that stands out most, unless some are chosen; against the rest, or another group."""
    groups = selection.groups or (_standing_out(selection, release),)
    return selection.with_(groups=groups)


def _standing_out(selection: Selection, release: Release) -> str:
    """The group with the most certain differences; of equals that with the largest."""
    everybody = selection.with_(groups=(), against=None, item=None)
    rows = [
        one for one in answer(heatmap.CHART, everybody, release).rows if one.group not in (ALL, NOT_STATED)
    ]
    groups = dict.fromkeys(row.group for row in rows)
    weight = {
        group: (
            sum(bool(row.certain) for row in rows if row.group == group),
            max((abs(row.difference or 0) for row in rows if row.group == group), default=0),
        )
        for group in groups
    }
    return max(weight, key=lambda group: weight[group])


def table(asked: Asked) -> Iterator[Row]:
    """A row per item: the chosen groups together, the widest gap first."""
    part = asked.counts.pooled(asked.selection.groups)
    rows = list(rows_of(asked, part, asked.selection.against))
    yield from sorted(rows, key=lambda row: -abs(row.difference) if row.difference is not None else 1)


def sides(answer: Answer, voice: Voice, short: bool = False) -> dict[str, str]:
    """What the two sides are called."""
    by, against = answer.selection.by, answer.selection.against
    other = voice.group(by, against, short) if against else voice("group.rest")
    return {"group": voice.group(by, ",".join(answer.selection.groups), short), "other": other}


def question(_answer: Answer, voice: Voice) -> str:
    """What differs?"""
    return voice("compare.question")


def headline(answer: Answer, voice: Voice) -> str:
    """The certain differences, the largest first, each with its size."""
    if not answer.shown():
        return voice("nothing.shown")
    rows = {row.item: row for row in answer.rows}
    items = certain_items(answer)
    if not items:
        key = "none" if any(row.certain is not None for row in answer.rows) else "untested"
        return voice(f"compare.headline.{key}", **sides(answer, voice))
    measure = answer.selection.measure
    named = [f"{voice.item(one, short=True)} {marks.difference(rows[one], measure, voice)}" for one in items]
    if (more := len(named) - MOST) > 0:
        listed = ", ".join(named[:MOST])
        return voice("compare.headline.more", items=listed, count=more, **sides(answer, voice))
    return voice("compare.headline.certain", items=voice.listed(named), **sides(answer, voice))


def measure(answer: Answer, voice: Voice) -> str:
    """What is measured, and which mark is whose."""
    return voice("compare.key", measure=measure_words(answer, voice), **sides(answer, voice))


def figure(answer: Answer, voice: Voice) -> Figure:
    """A dot for the group, a tick for the other side, and the gap between them."""
    rows, measure = answer.rows, answer.selection.measure
    names = marks.named((row.item for row in rows), voice)
    drawn = [(name, row) for name, row in zip(names, rows, strict=True) if row.difference is not None]
    traces: list[Figure] = []
    for certain, colour in ((False, marks.CONTEXT), (True, marks.STRONG)):
        some = [(name, row) for name, row in drawn if bool(row.certain) == certain]
        traces += (
            [
                spans([(name, row.rest, row.value) for name, row in some], colour, 4),
                points(some, colour, measure, voice),
            ]
            if some
            else []
        )
    if drawn:
        traces += [ticks(drawn), _written(drawn, measure, voice), _others_written(drawn, measure, voice)]
    across = marks.value_axis(measure, voice)
    numbers = [_number(row, measure, voice) for row in rows]
    traces.append(marks.column(names, numbers, across))
    picked = [row.item == answer.selection.item for row in rows]
    return marks.rows_figure(traces, names, across, voice, [marks.pick(row.item) for row in rows], picked)


def _number(row: Row, measure: str, voice: Voice) -> str:
    if row.difference is None:
        return marks.HIDDEN
    return f"<b>{marks.difference(row, measure, voice)}{marks.arrow(row)}</b>{marks.low(row)}"


def _written(drawn: Sequence[Named], measure: str, voice: Voice) -> Figure:
    words = [marks.value(row, measure, voice, unit=False) for _, row in drawn]
    return _ends(drawn, [row.value for _, row in drawn], words, marks.INK, 1)


def _others_written(drawn: Sequence[Named], measure: str, voice: Voice) -> Figure:
    words = [marks.other(row, measure, voice) for _, row in drawn]
    return _ends(drawn, [row.rest for _, row in drawn], words, marks.QUIET, -1)


def _ends(
    drawn: Sequence[Named], at: Sequence[float | None], words: Sequence[str], colour: str, sign: int
) -> Figure:
    """Numbers at the outer ends of the gaps."""
    right = [sign * (row.difference or 0) >= 0 for _, row in drawn]
    return {
        "type": "scatter",
        "mode": "text",
        "x": list(at),
        "y": [name for name, _ in drawn],
        "text": [f"\u2003{one}" if out else f"{one}\u2003" for one, out in zip(words, right, strict=True)],
        "textposition": [f"middle {'right' if out else 'left'}" for out in right],
        "textfont": {"size": 12, "color": colour},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "meta": "roomy",
    }


def native(answer: Answer, voice: Voice) -> Native:
    """Two bars per item, the group's with its difference in words."""
    rows, measure, called = answer.rows, answer.selection.measure, sides(answer, voice, short=True)
    drawn = [row.difference is not None for row in rows]
    form = office.number_format(measure, voice)
    group = Series(
        called["group"],
        tuple(row.value if yes else None for row, yes in zip(rows, drawn, strict=True)),
        marks.STRONG,
        tuple(marks.STRONG if row.certain else marks.CONTEXT for row in rows),
        tuple(
            office.with_words(
                form, f" ({marks.difference(row, measure, voice)}{marks.arrow(row)}){marks.low(row)}"
            )
            if yes
            else ""
            for row, yes in zip(rows, drawn, strict=True)
        ),
    )
    other = Series(
        called["other"],
        tuple(row.rest if yes else None for row, yes in zip(rows, drawn, strict=True)),
        marks.HAIRLINE,
        labels=tuple(form if yes else "" for yes in drawn),
        inside=True,
    )
    names = (voice.item(row.item, short=True) for row in rows)
    return Native(
        "dumbbell",
        tuple(name if yes else f"{name} {marks.HIDDEN}" for name, yes in zip(names, drawn, strict=True)),
        (group, other),
        office.ends(measure, voice),
        format=form,
        key=((called["group"], marks.STRONG), (called["other"], marks.HAIRLINE)),
        how=voice("native.dumbbell"),
        measure=voice.measure(measure),
    )


CHART = Chart(
    "compare",
    table,
    question,
    headline,
    measure,
    figure,
    native,
    method=("foot.gap",),
    offered=heatmap.offered,
    complete=complete,
)
