"""Is what matters also in use? Every item by how many have it and how many find it important."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from survey.charts import marks
from survey.charts import native as office
from survey.charts.chart import (
    Answer,
    Asked,
    Chart,
    Figure,
    Row,
    alone,
    number,
    of_importance,
    rows_of,
    whole,
)
from survey.charts.native import Native, Series
from survey.database import Release
from survey.measure import measured
from survey.paired import paired
from survey.selection import Selection
from survey.texts import Voice

CROSS = 0.5
MOST = 3


def offered(release: Release) -> bool:
    """Whether use was asked."""
    return release.study.use is not None


def complete(selection: Selection, _release: Release) -> Selection:
    """What is measured is importance."""
    return of_importance(selection)


def table(asked: Asked) -> Iterator[Row]:
    """A row per item: importance and use in the selected groups together, and both of the same people.

    Use alone has no place in the picture: where importance is hidden, so is the row.
    """
    groups, scale, measure = asked.selection.groups, asked.study.scale, asked.selection.measure
    part = asked.counts.pooled(groups)
    used = measured(asked.counts, part, "use", scale)
    everybody, users, others = (asked.counts_of(one).pooled(groups) for one in ("level", "users", "others"))
    pairs = paired(everybody, users, others, measure, scale)
    certain = pairs.certain(asked.q, asked.gap)
    for row in rows_of(asked, part):
        if row.hidden:
            yield row
            continue
        at = 0, asked.counts.items.index(row.item)
        shared: dict[str, Any] = {name: number(getattr(pairs, name)[at]) for name in _PAIRED}
        yield replace(
            alone(row),
            n=whole(pairs.base[at]),
            use=number(used.value[at]),
            use_low=number(used.low[at]),
            use_high=number(used.high[at]),
            **shared,
            difference_low=number(pairs.low[at]),
            difference_high=number(pairs.high[at]),
            certain=bool(certain[at]) if np.isfinite(pairs.q[at]) else None,
        )


_PAIRED = ("both", "important", "used", "neither", "difference", "p", "q")


def question(_answer: Answer, voice: Voice) -> str:
    """Is what matters also in use?"""
    return voice("use.question")


def headline(answer: Answer, voice: Voice) -> str:
    """What is important more often than in use, for certain, and the other way round."""
    if not answer.shown():
        return voice("nothing.shown")
    certain = sorted((row for row in answer.rows if row.certain), key=lambda row: -abs(row.difference or 0))
    for key, sign in (("wanted", 1), ("had", -1)):
        some = [row for row in certain if sign * (row.difference or 0) > 0]
        if some:
            items = voice.listed(voice.item(row.item, short=True) for row in some[:MOST])
            return voice(f"use.headline.{key}", items=items, top=voice.counted(answer.selection.measure))
    return voice("use.headline.none", top=voice.counted(answer.selection.measure))


def measure(answer: Answer, voice: Voice) -> str:
    """What each axis is."""
    return voice("use.key", top=voice.counted(answer.selection.measure))


def figure(answer: Answer, voice: Voice) -> Figure:
    """Use across, importance up, a fixed cross at one half; colour where the two differ for certain."""
    rows = [row for row in answer.rows if row.share is not None and row.use is not None]
    traces = [
        _points([row for row in rows if bool(row.certain) == certain], colour, answer, voice)
        for certain, colour in ((False, marks.CONTEXT), (True, marks.STRONG))
    ]
    ticks = [quarter / 4 for quarter in range(5)]
    words = marks.percents(ticks, voice)
    across, up = (marks.axis(ticks, words, (0, 1)) | {"title": _title(text)} for text in _axes(answer, voice))
    layout = marks.plane(across, up, 470, voice)
    layout["shapes"] = [_line("x"), _line("y")]
    layout["annotations"] = list(_corners(voice))
    return {"data": [trace for trace in traces if trace["x"]], "layout": layout}


def _axes(answer: Answer, voice: Voice) -> tuple[str, str]:
    return voice("measure.use"), voice.measure(answer.selection.measure)


def _title(words: str) -> dict[str, object]:
    return {"text": marks.plain(words), "font": {"size": 12, "color": marks.QUIET}, "standoff": 6}


def _points(rows: list[Row], colour: str, answer: Answer, voice: Voice) -> Figure:
    picked = answer.selection.item
    return marks.named_points(
        [row.use for row in rows],
        [row.share for row in rows],
        text=[_label(row, row.item == picked, voice) for row in rows],
        textfont={"size": 13, "color": marks.INK},
        marker={"color": colour, "size": [15 if row.item == picked else 11 for row in rows]},
        customdata=[marks.pick(row.item) for row in rows],
        hovertext=[_hover(row, answer.selection.measure, voice) for row in rows],
    )


def _label(row: Row, picked: bool, voice: Voice) -> str:
    name = marks.plain(voice.item(row.item, short=True)) + marks.low(row)
    return f"<b>{name}</b>" if picked else name


def _hover(row: Row, measure: str, voice: Voice) -> str:
    used = f"{voice('measure.use')} {voice.percent(row.use or 0)}"
    return f"{marks.hover(row, measure, voice)}<br>{used}"


def _line(axis: str) -> dict[str, object]:
    other = "y" if axis == "x" else "x"
    ends = {f"{axis}0": CROSS, f"{axis}1": CROSS, f"{other}0": 0, f"{other}1": 1, f"{other}ref": "paper"}
    return {"type": "line", "layer": "below", "line": {"color": marks.QUIET, "width": 1}, **ends}


def _corners(voice: Voice) -> Iterator[dict[str, object]]:
    """What each quarter means, in its outer corner."""
    for name, x, y in (("both", 1, 1), ("important", 0, 1), ("used", 1, 0), ("neither", 0, 0)):
        yield {
            "text": voice(f"use.{name}"),
            "x": x,
            "y": y,
            "xref": "paper",
            "yref": "paper",
            "xanchor": "right" if x else "left",
            "yanchor": "top" if y else "bottom",
            "xshift": -6 if x else 6,
            "yshift": -4 if y else 4,
            "showarrow": False,
            "font": {"size": 12, "color": marks.QUIET},
        }


def native(answer: Answer, voice: Voice) -> Native:
    """A series of one point per item, so that its name is that of the series."""
    rows = [row for row in answer.rows if row.share is not None and row.use is not None]
    series = (
        Series(
            voice.item(row.item, short=True) + marks.low(row),
            (row.share,),
            marks.STRONG if row.certain else marks.CONTEXT,
            x=(row.use or 0,),
            strong=row.item == answer.selection.item,
        )
        for row in rows
    )
    return Native(
        "scatter",
        series=tuple(series),
        format=office.number_format("top", voice),
        axes=_axes(answer, voice),
        corners=tuple(voice(f"use.{one}") for one in ("important", "both", "neither", "used")),
    )


CHART = Chart(
    "use",
    table,
    question,
    headline,
    measure,
    figure,
    native,
    method=("foot.paired",),
    offered=offered,
    complete=complete,
)
