"""What the pictures share: colours by meaning, axes, labels and numbers."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from textwrap import wrap
from typing import Any

from survey.charts.chart import Figure, Row
from survey.texts import Voice

# Streamlit replaces these with the theme's colours (chartCategoricalColors and the two scales in
# .streamlit/config.toml), in the browser, so a figure follows the reader's light or dark theme.
STRONG, SECOND, THIRD, FOURTH, CONTEXT, HAIRLINE, QUIET, INK = (f"#00000{place}" for place in range(1, 9))
BELOW = ("#000024", "#000023", "#000022", "#000021")
TOP = ("#000014", "#000016", "#000017", "#000018")

HIDDEN = "[c]"
ROW_HEIGHT, TWO_LINES = 29, 40
LABEL_WIDTH = 28


def level_colours(levels: int, top: Sequence[int]) -> list[str]:
    """A colour per level: one hue below the top, another for it, stronger towards the ends."""
    below = levels - len(top)
    return [*reversed(_spread(BELOW, below)), *_spread(TOP, len(top))]


def level_shades(levels: int, top: Sequence[int]) -> list[str]:
    """The same as class names, for a legend: "c24" where a figure has #000024."""
    return [f"c{colour[-2:]}" for colour in level_colours(levels, top)]


def _spread(colours: Sequence[str], count: int) -> list[str]:
    """`count` of the colours, from the first to the last; the last alone for one."""
    last = len(colours) - 1
    return [
        colours[round(place * last / (count - 1))] if count > 1 else colours[last] for place in range(count)
    ]


def value(row: Row, measure: str, voice: Voice, unit: bool = True) -> str:
    """What a row says, as printed: a whole percent, or a mean with one decimal."""
    if row.hidden:
        return HIDDEN
    if row.value is None:
        return "[x]"
    if measure == "mean":
        return voice.decimal(row.value)
    return voice.percent(row.value) if unit else voice.points(row.value)


def arrow(row: Row) -> str:
    """ " ▲" or " ▼" where the row is higher or lower than the rest for certain, else nothing."""
    return (" ▲" if (row.difference or 0) > 0 else " ▼") if row.certain else ""


def low(row: Row) -> str:
    """ " [u]" where the row is of low reliability, else nothing."""
    return " [u]" if row.reliability == "low" else ""


def difference(row: Row, measure: str, voice: Voice) -> str:
    """How far a row is from the rest, as printed: "+25", in points, or a mean's "+0.4"."""
    if row.difference is None:
        return ""
    if measure != "mean":
        return voice.signed(row.difference)
    return f"{'+' if row.difference > 0 else '−'}{voice.decimal(abs(row.difference))}"


def interval(row: Row, measure: str, voice: Voice) -> str:
    """The interval of a row, as printed: "39–61 %"."""
    if row.low is None or row.high is None:
        return ""
    if measure == "mean":
        return f"{voice.decimal(row.low)}–{voice.decimal(row.high)}"
    return f"{voice.points(row.low)}–{voice.percent(row.high)}"


def hover(row: Row, measure: str, voice: Voice) -> str:
    """What the pointer tells: nothing that the table does not."""
    who = voice.who(row.base or 0, row.organisations)
    name = plain(voice.item(row.item))
    said = f"{value(row, measure, voice)}{arrow(row)}{low(row)} ({interval(row, measure, voice)})"
    against = f" · {difference(row, measure, voice)}" if row.rest is not None else ""
    return f"<b>{name}</b><br>{said}{against}<br>{plain(who)}"


def plain(words: str) -> str:
    """Words that Plotly draws as they are, for its labels are a small mark-up language."""
    return escape(words, quote=False).replace("$", "&#36;")


def named(items: Iterable[str], voice: Voice) -> list[str]:
    """Item labels for an axis, in two lines where long, and no two alike."""
    names: list[str] = []
    for item in items:
        name = "<br>".join(plain(line) for line in wrap(voice.item(item, short=True), LABEL_WIDTH)) or item
        names.append(name if name not in names else f"{name} ({item})")
    return names


def value_axis(measure: str, voice: Voice) -> dict[str, Any]:
    """The axis of what is measured, over its whole range, with room for the numbers at the right."""
    if measure == "mean":
        highest = len(voice.study.scale.levels)
        ticks = [float(level) for level in range(1, highest + 1)]
        return axis(ticks, [f"{tick:.0f}" for tick in ticks], (1, highest))
    ticks = [quarter / 4 for quarter in range(5)]
    return axis(ticks, percents(ticks, voice), (0, 1))


def percents(ticks: Sequence[float], voice: Voice) -> list[str]:
    """Words for every second tick, so that they have room on a phone too."""
    return [voice.percent(abs(tick)) if tick % 0.5 == 0 else "" for tick in ticks]


def axis(ticks: Sequence[float], words: Sequence[str], ends: tuple[float, float]) -> dict[str, Any]:
    """A value axis with these ticks and a little air beyond its ends."""
    span = ends[1] - ends[0]
    return {
        "tickvals": list(ticks),
        "ticktext": list(words),
        "range": [ends[0] - 0.02 * span, ends[1] + 0.02 * span],
        "gridcolor": HAIRLINE,
        "showgrid": True,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 12, "color": QUIET},
        "tickangle": 0,
        "title": {"text": ""},
    }


def column(names: Sequence[str], numbers: Sequence[str], across: dict[str, Any]) -> Figure:
    """Words in a column right of the rows, outside the axis."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [across["range"][1]] * len(names),
        "y": list(names),
        "text": list(numbers),
        "textposition": "middle right",
        "textfont": {"size": 14, "color": INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _room(traces: Iterable[Figure]) -> int:
    """Pixels at the right for the longest of a column's words."""
    words = (word for trace in traces if trace.get("mode") == "text" for word in trace["text"])
    return 16 + max((8 * len(re.sub(r"<[^>]+>", "", word)) for word in words), default=0)


def rows_figure(
    traces: list[Figure], names: Sequence[str], across: dict[str, Any], voice: Voice, **layout: Any
) -> Figure:
    """A figure of rows, the first at the top."""
    row_height = TWO_LINES if any("<br>" in name for name in names) else ROW_HEIGHT
    return {
        "data": traces,
        "layout": {
            "height": row_height * len(names) + 44,
            "margin": {"l": 8, "r": _room(traces), "t": 8, "b": 30, "pad": 6},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "separators": ", " if voice.language != "en" else ".,",
            "font": {"size": 14, "color": INK},
            "xaxis": across,
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": list(names),
                "autorange": "reversed",
                "automargin": True,
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
                "ticks": "",
                "tickfont": {"size": 14, "color": INK},
                "title": {"text": ""},
            },
            **layout,
        },
    }
