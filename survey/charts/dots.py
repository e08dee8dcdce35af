"""Rows of dots with their intervals: what ranking, item and users are drawn with."""

from collections.abc import Sequence

from survey.charts import marks
from survey.charts.chart import Answer, Figure, Row
from survey.texts import Voice

Named = tuple[str, Row]


def dots(answer: Answer, names: Sequence[str], voice: Voice, picked: Sequence[bool] = ()) -> Figure:
    """A row per row of the answer, values across, the number in a column at the right.

    Of chosen groups a tick is the rest, and colour is only where the difference is certain. `picked`
    rows are marked as the reader's.
    """
    rows, measure = answer.rows, answer.selection.measure
    drawn = [(name, row) for name, row in zip(names, rows, strict=True) if row.value is not None]
    compared = [(name, row) for name, row in drawn if row.rest is not None]
    whole = [(name, row) for name, row in drawn if row.rest is None and compared]
    strong = [(name, row) for name, row in drawn if row.certain or not compared]
    quiet = [(name, row) for name, row in drawn if row.rest is not None and not row.certain]
    traces: list[Figure] = []
    for some, colour in ((whole, marks.INK), (quiet, marks.CONTEXT), (strong, marks.STRONG)):
        traces += [_intervals(some, colour), points(some, colour, measure, voice)] if some else []
    traces += [ticks(compared)] if compared else []
    numbers = [
        f"<b>{marks.value(row, measure, voice, unit=False)}{marks.arrow(row)}</b>{marks.low(row)}"
        for row in rows
    ]
    across = marks.value_axis(measure, voice)
    traces.append(marks.column(names, numbers, across))
    return marks.rows_figure(traces, names, across, voice, picks=marks.picks(rows), picked=picked)


def ticks(drawn: Sequence[Named]) -> Figure:
    """Where the rest is."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.rest for _, row in drawn],
        "y": [name for name, _ in drawn],
        "marker": {"symbol": "line-ns", "size": 15, "line": {"width": 2, "color": marks.QUIET}},
        "hoverinfo": "skip",
    }


def spans(drawn: Sequence[tuple[str, float | None, float | None]], colour: str, width: int = 2) -> Figure:
    """A line per row, by its name, from one value to another."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for _, start, end in drawn for x in (start, end, None)],
        "y": [y for name, *_ in drawn for y in (name, name, None)],
        "line": {"color": colour, "width": width},
        "opacity": 0.6,
        "hoverinfo": "skip",
    }


def _intervals(drawn: Sequence[Named], colour: str) -> Figure:
    return spans([(name, row.low, row.high) for name, row in drawn], colour)


def points(drawn: Sequence[Named], colour: str, measure: str, voice: Voice) -> Figure:
    """The value of every row, pale where the reliability is low."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.value for _, row in drawn],
        "y": [name for name, _ in drawn],
        "marker": {
            "color": colour,
            "size": 13,
            "opacity": [0.5 if row.reliability == "low" else 1 for _, row in drawn],
        },
        "hovertext": [marks.hover(row, measure, voice) for _, row in drawn],
        "hoverinfo": "text",
    }
