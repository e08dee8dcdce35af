"""What changed from round to round? A line per item, in colour where it changed for certain."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from survey.charts import marks
from survey.charts import native as office
from survey.charts.chart import Answer, Asked, Chart, Figure, Row, certain_items, measure_words, rows_of
from survey.charts.native import Native, Series
from survey.codebook import NOT_STATED
from survey.database import Release
from survey.selection import Selection, within_choices
from survey.texts import Voice

MOST = 3
HEIGHT, TOP, BOTTOM = 470, 14, 34
LINE = 17
SLIDE_LINE = 0.045  # of the height of a slide's chart
Lines = dict[str, list[Row]]


def waves(release: Release) -> tuple[str, ...]:
    """The rounds that are published, in time order."""
    wave = release.study.wave
    return tuple(one for one in release.groups.get(wave.id, ()) if one != NOT_STATED) if wave else ()


def offered(release: Release) -> bool:
    """Whether there are two rounds or more."""
    return len(waves(release)) > 1


def complete(selection: Selection, release: Release) -> Selection:
    """By round; one chosen group of another dimension narrows it, where both are published crossed."""
    wave = release.study.wave
    if wave is None or selection.by == wave.id:
        return selection.with_(groups=(), against=None)
    chosen = tuple(f"{selection.by}.{group}" for group in selection.groups)
    offered = within_choices(release, wave.id).get(selection.by, ())
    within = chosen if len(chosen) == 1 and chosen[0] in offered else ()
    return selection.with_(by=wave.id, within=within)


def table(asked: Asked) -> Iterator[Row]:
    """A row per item and round, compared with the first round in which the item was asked."""
    rounds, found = waves(asked.release), {}
    for first in rounds:
        for row in rows_of(asked, asked.counts.apart(rounds), first):
            if _first(asked, row.item) == first:
                found[row.item, row.group] = row
    for item in asked.items:
        for round_ in rounds:
            known = _asked(asked, item, round_)
            yield found[item, round_] if known else Row(item, round_, asked=False)


def _asked(asked: Asked, item: str, round_: str) -> bool:
    """Whether the item was asked in a published round, which may be several together."""
    members = asked.release.groups[asked.selection.by][round_] or (round_,)
    return any(asked.study.asked(item, one) for one in members)


def _first(asked: Asked, item: str) -> str | None:
    return next((one for one in waves(asked.release) if _asked(asked, item, one)), None)


def question(_answer: Answer, voice: Voice) -> str:
    """What changed?"""
    return voice("trend.question")


def headline(answer: Answer, voice: Voice) -> str:
    """What changed for certain from the first round to the last, and by how much."""
    if not answer.shown():
        return voice("nothing.shown")
    lasts = _lasts(answer)
    items = certain_items(replace(answer, rows=tuple(lasts.values())))
    if not items:
        return voice("trend.headline.none")
    measure = answer.selection.measure
    named = [f"{voice.item(one, short=True)} {marks.difference(lasts[one], measure, voice)}" for one in items]
    if more := max(0, len(named) - MOST):
        return voice("trend.headline.more", items=", ".join(named[:MOST]), count=more)
    return voice("trend.headline.certain", items=voice.listed(named))


def _lasts(answer: Answer) -> dict[str, Row]:
    """The latest row of every item that has a number."""
    return {row.item: row for row in answer.rows if row.value is not None}


def lines(answer: Answer) -> Lines:
    """The rows of every item, items in order."""
    found: Lines = {}
    for row in answer.rows:
        found.setdefault(row.item, []).append(row)
    return found


def figure(answer: Answer, voice: Voice) -> Figure:
    """Rounds across, a line per item with its name at its end; intervals where it changed or is picked."""
    drawn, measure = lines(answer), answer.selection.measure
    rounds = list(dict.fromkeys(row.group for row in answer.rows))
    names = [_round(one, answer, voice) for one in rounds]
    strong = _strong(answer)
    traces = [
        _line(rows, rounds, item in strong, measure, voice)
        for item, rows in sorted(drawn.items(), key=lambda one: one[0] in strong)
    ]
    up = marks.value_axis(measure, voice) | {"fixedrange": True}
    across = {
        "tickvals": list(range(len(rounds))),
        "ticktext": names,
        "range": [-0.08 * len(rounds), len(rounds) - 0.92],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 13, "color": marks.INK},
        "tickangle": 0,
        "title": {"text": ""},
    }
    layout = marks.plane(across, up, HEIGHT, voice)
    layout["margin"] = {"l": 44, "r": 210, "t": TOP, "b": BOTTOM}
    layout["annotations"] = _ends(drawn, strong, rounds, up["range"], answer, voice)
    layout["meta"] = {"narrow": _narrow(layout, rounds, answer, voice)}
    return {"data": traces, "layout": layout}


def _strong(answer: Answer) -> set[str | None]:
    """The items that changed for certain, the picked one, and one that is alone."""
    drawn = lines(answer)
    certain = {row.item for row in _lasts(answer).values() if row.certain}
    return {*certain, answer.selection.item, *(drawn if len(drawn) == 1 else ())}


def _narrow(layout: Figure, rounds: Sequence[str], answer: Answer, voice: Voice) -> Figure:
    """What changes where there is little room: rounds without their base, names without their change."""
    names = [marks.plain(voice.group(answer.selection.by, one, short=True)) for one in rounds]
    ends = [one | {"text": one["name"], "font": one["font"] | {"size": 12}} for one in layout["annotations"]]
    margin = layout["margin"] | {"r": 130}
    return {"annotations": ends, "margin": margin, "xaxis": layout["xaxis"] | {"ticktext": names}}


def _round(group: str, answer: Answer, voice: Voice) -> str:
    rows = [row for row in answer.rows if row.group == group and row.base]
    widest = max(rows, key=lambda row: row.base or 0, default=None)
    base = voice.brief(widest.base, widest.organisations) if widest and widest.base else marks.HIDDEN
    return f"{marks.plain(voice.group(answer.selection.by, group, short=True))}<br>{marks.small(base)}"


def _line(rows: Sequence[Row], rounds: Sequence[str], strong: bool, measure: str, voice: Voice) -> Figure:
    shown = [row for row in rows if row.value is not None]
    colour = marks.STRONG if strong else marks.CONTEXT
    ends = [((row.high or 0) - (row.value or 0), (row.value or 0) - (row.low or 0)) for row in shown]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [rounds.index(row.group) for row in shown],
        "y": [row.value for row in shown],
        "line": {"color": colour, "width": 3 if strong else 1.5},
        "marker": {"color": colour, "size": 9 if strong else 6},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [up for up, _ in ends],
            "arrayminus": [down for _, down in ends],
            "color": colour,
            "thickness": 1.2,
            "width": 0,
            "visible": strong,
        },
        "customdata": [marks.pick(row.item) for row in shown],
        "hovertext": [marks.hover(row, measure, voice) for row in shown],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _ends(
    drawn: Lines,
    strong: set[str | None],
    rounds: Sequence[str],
    ends: Sequence[float],
    answer: Answer,
    voice: Voice,
) -> list[Figure]:
    """The names at the right, each as near to the end of its line as the others leave room."""
    lasts = {item: rows for item, rows in _lasts(answer).items() if item in drawn}
    items = sorted(lasts, key=lambda item: lasts[item].value or 0)
    unit = (ends[1] - ends[0]) / (HEIGHT - TOP - BOTTOM)
    at = spread([lasts[item].value or 0 for item in items], LINE * unit, ends[0], ends[1])
    found = []
    for item, y in zip(items, at, strict=True):
        last = lasts[item]
        number = marks.value(last, answer.selection.measure, voice, unit=False)
        name = f"{marks.plain(voice.item(item, short=True))} {number}"
        words = name + _end(last, drawn[item], rounds, answer, voice)
        found.append(_label(name, words, len(rounds) - 0.92, y, item in strong))
    return found


def _label(name: str, words: str, x: float, y: float, strong: bool) -> Figure:
    """Words at the end of a line; `name` is what is left of them where there is little room."""
    return {
        "name": f"<b>{name}</b>" if strong else name,
        "text": f"<b>{words}</b>" if strong else words,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "middle",
        "align": "left",
        "showarrow": False,
        "font": {"size": 13, "color": marks.INK if strong else marks.QUIET},
    }


def spread(values: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Ascending values moved as little as may be, so that neighbours are `apart` and all within the ends."""
    if not values:
        return []
    step = min(apart, (high - low) / max(1, len(values) - 1))
    offsets = step * np.arange(len(values))
    blocks: list[list[float]] = []
    for value in np.asarray(values) - offsets:
        blocks.append([float(value)])
        while len(blocks) > 1 and np.mean(blocks[-2]) >= np.mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    moved = [float(np.mean(block)) for block in blocks for _ in block]
    kept = np.clip(moved, low, high - offsets[-1])
    return [float(one) for one in kept + offsets]


def _end(last: Row, rows: Sequence[Row], rounds: Sequence[str], answer: Answer, voice: Voice) -> str:
    """How an item changed, and whether it is new or was last asked earlier."""
    by, gap = answer.selection.by, marks.difference(last, answer.selection.measure, voice)
    change = f" ({gap}{marks.arrow(last)})" if last.rest is not None else ""
    asked = [row.group for row in rows if row.asked is not False]
    if last.group != asked[-1]:
        told = marks.plain(voice.group(by, last.group, short=True))
    elif asked[-1] != rounds[-1]:
        told = voice("trend.until", round=marks.plain(voice.group(by, asked[-1], short=True)))
    elif asked[0] != rounds[0]:
        told = voice("trend.since", round=marks.plain(voice.group(by, asked[0], short=True)))
    else:
        told = ""
    return f"{change}{marks.low(last)}{' · ' if told else ''}{told}"


def native(answer: Answer, voice: Voice) -> Native:
    """A line per item, its name, its last number and its change at its end."""
    measure, by = answer.selection.measure, answer.selection.by
    rounds = list(dict.fromkeys(row.group for row in answer.rows))
    strong, form = _strong(answer), office.number_format(measure, voice)

    low, high = office.ends(measure, voice)
    lasts = _lasts(answer)
    ascending = sorted(lasts, key=lambda item: lasts[item].value or 0)
    places = spread([lasts[item].value or 0 for item in ascending], SLIDE_LINE * (high - low), low, high)
    at = dict(zip(ascending, places, strict=True))

    def line(item: str, rows: list[Row]) -> Series:
        last, heavy = lasts.get(item), item in strong
        words = _end(last, rows, rounds, answer, voice) if last else ""
        name = voice.item(item, short=True)
        hidden = any(row.hidden for row in rows)
        return Series(
            f"{name} {marks.HIDDEN}" if hidden else name,
            tuple(row.value for row in rows),
            marks.STRONG if heavy else marks.CONTEXT,
            labels=tuple(office.with_words(form, words) if row is last else "" for row in rows),
            low=tuple(row.low for row in rows) if heavy else (),
            high=tuple(row.high for row in rows) if heavy else (),
            strong=heavy,
            at=at.get(item),
        )

    drawn = sorted(lines(answer).items(), key=lambda one: one[0] in strong)
    return Native(
        "lines",
        tuple(voice.group(by, one, short=True) for one in rounds),
        tuple(line(item, rows) for item, rows in drawn),
        office.ends(measure, voice),
        format=form,
    )


CHART = Chart(
    "trend",
    table,
    question,
    headline,
    measure_words,
    figure,
    native,
    method=("foot.interval", "foot.first"),
    offered=offered,
    complete=complete,
)
