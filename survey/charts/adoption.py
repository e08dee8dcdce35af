"""Who finds it important and has it, and who only one of the two? Four groups of the same people per item."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from survey.charts import marks, use
from survey.charts import native as office
from survey.charts.chart import Answer, Asked, Chart, Figure, Row
from survey.charts.native import Native
from survey.texts import Voice

PARTS = ("important", "both", "used", "neither")
COLOURS = {"important": marks.SECOND, "both": marks.STRONG, "used": marks.PALE, "neither": marks.PALER}
SHADES = {"important": "c02", "both": "c01", "used": "c13", "neither": "c12"}


def table(asked: Asked) -> Iterator[Row]:
    """A row per item, that which most find important without having it first; hidden where not by use."""
    rows = [
        replace(row, **_ALONE, base=row.n, n=None, hidden=row.important is None) for row in use.table(asked)
    ]
    yield from sorted(rows, key=lambda row: -(row.important if row.important is not None else -1))


_ALONE: dict[str, Any] = dict.fromkeys(
    (
        "organisations",
        "top",
        "share",
        "low",
        "high",
        "deff",
        "n_eff",
        "reliability",
        "use",
        "use_low",
        "use_high",
    )
)


def question(_answer: Answer, voice: Voice) -> str:
    """What is important to those who do not have it?"""
    return voice("adoption.question")


def headline(answer: Answer, voice: Voice) -> str:
    """What is most often important but not in use."""
    shown = [row for row in answer.rows if row.important is not None]
    if not shown:
        return voice("adoption.headline.hidden")
    first = shown[0]
    share = voice.percent(first.important or 0)
    return voice("adoption.headline.first", item=voice.item(first.item, short=True), share=share)


def legend(voice: Voice) -> str:
    """The four groups beside their colours."""
    return marks.legend((SHADES[one], voice(f"use.{one}")) for one in PARTS)


def figure(answer: Answer, voice: Voice) -> Figure:
    """Four parts side by side to the whole, the wanted ones first."""
    names = marks.named((row.item for row in answer.rows), voice)
    traces = [
        marks.bar(voice(f"use.{one}"), names, [getattr(row, one) for row in answer.rows], COLOURS[one], voice)
        for one in PARTS
    ]
    across = marks.value_axis("top", voice)
    words = [marks.HIDDEN if row.important is None else "" for row in answer.rows]
    traces.append(marks.column(names, words, across))
    picked = [row.item == answer.selection.item for row in answer.rows]
    picks = [marks.pick(row.item) for row in answer.rows]
    return marks.rows_figure(traces, names, across, voice, picks, picked, barmode="stack")


def native(answer: Answer, voice: Voice) -> Native:
    """As the figure, without the hidden rows where most are hidden."""
    form, shown = (
        office.number_format("top", voice),
        [row for row in answer.rows if row.important is not None],
    )
    gone = len(answer.rows) - len(shown)
    few = bool(shown) and gone > len(shown)
    rows = shown if few else answer.rows
    names = ((voice.item(row.item, short=True), row) for row in rows)
    parts = {one: [getattr(row, one) for row in rows] for one in PARTS}
    return Native(
        "stacked",
        tuple(f"{name} {marks.HIDDEN}" if row.important is None else name for name, row in names),
        tuple(office.part(voice(f"use.{one}"), parts[one], COLOURS[one], form) for one in PARTS),
        format=form,
        key=tuple((voice(f"use.{one}"), COLOURS[one]) for one in PARTS),
        measure=voice("native.left_out", count=gone, of=len(answer.rows)) if few else "",
    )


CHART = Chart(
    "adoption",
    table,
    question,
    headline,
    lambda _answer, _voice: "",
    figure,
    native,
    legend,
    method=("foot.paired",),
    offered=use.offered,
    complete=use.complete,
    page="use",
)
