"""What the pictures share: colours by meaning, axes, labels and numbers."""

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from textwrap import wrap
from typing import Any

from survey.charts.chart import Figure, Row
from survey.codebook import ALL, NOT_STATED
from survey.texts import Voice

# Streamlit replaces these with the theme's colours (chartCategoricalColors and the two scales in
# .streamlit/config.toml), in the browser, so a figure follows the reader's light or dark theme.
STRONG, SECOND, THIRD, FOURTH, CONTEXT, HAIRLINE, QUIET, INK, PAPER, ON_SECOND = (
    f"#0000{place:02}" for place in range(1, 11)
)
WASH, PALER, PALE = "#000011", "#000012", "#000013"
BELOW = tuple(f"#00002{place}" for place in range(6, 0, -1))
TOP = tuple(f"#00001{place}" for place in range(3, 9))
# What can be read on a colour in both themes; on the others it is INK.
_PRINTED = {
    STRONG: PAPER,
    TOP[-1]: PAPER,
    SECOND: ON_SECOND,
    **dict.fromkeys((*TOP[3:5], *BELOW[4:]), "black"),
}

HIDDEN = "[c]"
ROW_HEIGHT, TWO_LINES = 29, 40
LABEL_WIDTH = 28
NARROW = 0.045  # no number is printed inside a part of a bar that is smaller


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


def printed_on(colour: str) -> str:
    """The colour of a number that stands on another colour."""
    return _PRINTED.get(colour, INK)


def legend(keys: Iterable[tuple[str, str]], away: str = "") -> str:
    """Colours, as class names, beside what they mean; at the right what the column of numbers is."""
    shown = "".join(f'<span><i class="{shade}"></i>{escape(words)}</span>' for shade, words in keys)
    beside = f'<span class="away">{escape(away)}</span>' if away else ""
    return f'<p class="legend">{shown}{beside}</p>'


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
    return " [u]" if row.reliability == "low" and row.value is not None else ""


def difference(row: Row, measure: str, voice: Voice) -> str:
    """How far a row is from the rest, as printed: "+25", in points, or a mean's "+0.4"."""
    if row.difference is None:
        return ""
    if measure != "mean":
        return voice.signed(row.difference)
    size = voice.decimal(abs(row.difference))
    return size if size == voice.decimal(0) else f"{'+' if row.difference > 0 else '−'}{size}"


def interval(row: Row, measure: str, voice: Voice) -> str:
    """The interval of a row, as printed: "39–61 %"."""
    return between(row.low, row.high, measure, voice)


def between(low: float | None, high: float | None, measure: str, voice: Voice) -> str:
    """Two ends, as printed; nothing without them."""
    if low is None or high is None:
        return ""
    if measure == "mean":
        return f"{voice.decimal(low)}–{voice.decimal(high)}"
    return f"{voice.points(low)}–{voice.percent(high)}"


def other(row: Row, measure: str, voice: Voice) -> str:
    """What the other side of a comparison says, as printed without a unit."""
    if row.rest is None:
        return ""
    return voice.decimal(row.rest) if measure == "mean" else voice.points(row.rest)


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


def based(name: str, row: Row, voice: Voice) -> str:
    """A name for an axis with its base beside it, small."""
    base = voice.brief(row.base, row.organisations) if row.base is not None else HIDDEN
    return f"{plain(name)}  {small(base)}"


def small(words: str) -> str:
    """Words in Plotly's mark-up, smaller than those beside them."""
    return f'<span style="font-size:11px">{plain(words)}</span>'


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


def bar(
    what: str, names: Sequence[str], shares: Sequence[float | None], colour: str, voice: Voice, sign: int = 1
) -> Figure:
    """One part of every row's bar, with its share inside where it fits; to the left for a sign of −1."""
    words = plain(what)
    return {
        "type": "bar",
        "orientation": "h",
        "name": words,
        "y": list(names),
        "x": [None if share is None else sign * share for share in shares],
        "text": ["" if share is None or share < NARROW else voice.points(share) for share in shares],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "insidetextfont": {"size": 13, "color": printed_on(colour)},
        "textangle": 0,
        "constraintext": "none",
        "hovertext": ["" if share is None else f"{words}: {voice.percent(share)}" for share in shares],
        "hoverinfo": "text",
        "marker": {"color": colour, "line": {"width": 0}},
        "width": 0.72,
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


def picks(rows: Iterable[Row]) -> list[dict[str, str]]:
    """What a click on each row selects: its item, and its group unless it is everybody."""
    return [pick(row.item, row.group) for row in rows]


def pick(item: str, group: str = ALL) -> dict[str, str]:
    """What a click on a mark selects."""
    codes = {"item": item, "group": group}
    return {name: code for name, code in codes.items() if code not in (ALL, NOT_STATED)}


def pickable(item: str, group: str = ALL) -> str:
    """What a click on a cell selects, as an attribute."""
    codes = pick(item, group)
    return f' data-pick="{escape(json.dumps(codes))}"' if codes else ""


def chosen(yes: bool) -> str:
    """The class of what the reader picked, as an attribute."""
    return ' class="chosen"' if yes else ""


def rows_figure(
    traces: list[Figure],
    names: Sequence[str],
    across: dict[str, Any],
    voice: Voice,
    picks: Sequence[dict[str, str]] = (),
    picked: Sequence[bool] = (),
    **layout: Any,
) -> Figure:
    """A figure of rows, the first at the top. `picks` is what a click on each selects, `picked` which are."""
    row_height = TWO_LINES if any("<br>" in name for name in names) else ROW_HEIGHT
    chosen = [place for place, yes in enumerate(picked) if yes]
    shown = [f"<b>{name}</b>" if place in chosen else name for place, name in enumerate(names)]
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
            "meta": {"picks": list(picks)} if picks else {},
            "shapes": [_band(place) for place in chosen],
            "xaxis": across,
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": list(names),
                "tickvals": list(names),
                "ticktext": shown,
                "autorange": False,
                "range": [len(names) - 0.5, -0.5],
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


def _band(place: int) -> dict[str, Any]:
    """A wash behind the row that the reader picked."""
    across = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": place - 0.5, "y1": place + 0.5}
    return {"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": WASH, **across}


def named_points(across: Sequence[float | None], up: Sequence[float | None], **look: Any) -> Figure:
    """Points of a map with their names, whose sides are found where the width is known."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "meta": "labels",
        "x": list(across),
        "y": list(up),
        "hoverinfo": "text",
        "cliponaxis": False,
        **look,
    }


def plane(across: dict[str, Any], up: dict[str, Any], height: int, voice: Voice) -> Figure:
    """The layout of a map: two value axes of the same kind."""
    return {
        "height": height,
        "margin": {"l": 44, "r": 14, "t": 14, "b": 44},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "separators": ", " if voice.language != "en" else ".,",
        "font": {"size": 13, "color": INK},
        "xaxis": across,
        "yaxis": up,
    }
