"""How do the answers spread over the scale? A bar of levels per group, of one item or of several."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from survey.charts import marks
from survey.charts import native as office
from survey.charts.chart import Answer, Asked, Chart, Figure, Row, number, ordered, whole
from survey.charts.native import Native
from survey.codebook import ALL, Scale
from survey.counts import Array, Counts
from survey.database import Release
from survey.measure import Measured, icc_of, measured
from survey.published import read_counts
from survey.selection import Selection
from survey.stats import ratio, reliable, wilson
from survey.texts import Voice

NO_ANSWER = "no_answer"
Bar = tuple[str, str]


def table(asked: Asked) -> Iterator[Row]:
    """A row per item, group and level: the chosen groups, else all of them; everybody first for one item."""
    alone = bool(asked.selection.groups) and len(asked.items) > 1
    groups = asked.groups if alone else (ALL, *asked.groups)
    return spread(asked.counts, asked.counts.apart(groups), asked.items, asked.study.scale)


def spread(everything: Counts, part: Counts, items: Iterable[str], scale: Scale) -> Iterator[Row]:
    """A row per item, group and level of `part`; one hidden row where nothing is shown.

    Every level is taken to be as alike within an organisation as the top is.
    """
    share = ratio(part.weight, part.base.weight[..., np.newaxis])
    effective = part.base.effective(icc_of(part, "top"))
    low, high = wilson(share, effective[..., np.newaxis])
    sure = reliable(effective[..., np.newaxis], low, high)
    numbers = measured(everything, part, "mean", scale)
    for item in items:
        for place, group in enumerate(part.groups):
            at = place, part.items.index(item)
            if not np.isfinite(part.base.n[at]):
                yield Row(item, group, hidden=True)
                continue
            bar = _bar(part, at, effective, numbers, scale)
            for level in range(len(scale.levels)):
                one = (*at, level)
                yield replace(
                    bar,
                    share=number(share[one]),
                    low=number(low[one]),
                    high=number(high[one]),
                    reliability="ok" if sure[one] else "low",
                    level=level + 1,
                    n=int(part.level[one]),
                )


def _bar(part: Counts, at: tuple[int, int], effective: Array, numbers: Measured, scale: Scale) -> Row:
    """What all levels of a bar have in common."""
    kinds = [NO_ANSWER, *(one.id for one in scale.absent)]
    names = ("delta", "delta_low", "delta_high", "consensus")
    compared: dict[str, Any] = {name: number(getattr(numbers, name)[at]) for name in names}
    return Row(
        part.items[at[1]],
        part.groups[at[0]],
        base=int(part.base.n[at]),
        organisations=whole(part.base.organisations[at]),
        deff=number(part.base.n[at] / effective[at]),
        n_eff=number(effective[at]),
        **compared,
        absent={kind: int(count) for kind, count in zip(kinds, part.absent[at], strict=True)},
    )


def top_share(rows: Sequence[Row], scale: Scale) -> float:
    """What the top levels of one bar's rows add up to."""
    return sum(row.share or 0 for row in rows if row.level in scale.top)


def bars(rows: Iterable[Row]) -> dict[Bar, list[Row]]:
    """The rows of every bar, bars in the order they are drawn."""
    found: dict[Bar, list[Row]] = {}
    for row in rows:
        found.setdefault((row.item, row.group), []).append(row)
    return found


def complete(selection: Selection, release: Release) -> Selection:
    """With the one item that divides everybody most, unless another is chosen.

    Every item at once is for one group, or several together: for all side by side it would be a wall of bars.
    """
    if selection.item not in (None, ALL, *ordered(selection, release)):
        selection = selection.with_(item=None)
    alone = selection.groups or selection.by == ALL
    if selection.item not in (None, ALL) or (selection.item == ALL and alone):
        return selection
    if selection.by == ALL:
        return selection.with_(item=ALL)
    return selection.with_(item=_dividing(selection, release))


def _dividing(selection: Selection, release: Release) -> str:
    bar = most_divided(bars(together(selection.with_(groups=()), release)), release.study.scale)
    return bar[0] if bar else release.study.items[0].id


def together(selection: Selection, release: Release) -> Iterator[Row]:
    """The selected groups together, on the scale, of every selected item."""
    counts = read_counts(release, selection.by, within=selection.within)
    part = counts.pooled(selection.groups)
    return spread(counts, part, ordered(selection, release), release.study.scale)


def most_divided(drawn: Mapping[Bar, Sequence[Row]], scale: Scale) -> Bar | None:
    """The bar of which most chose both ends, the lowest level and the top; None when all are hidden."""
    shown = {bar: rows for bar, rows in drawn.items() if rows[0].base}
    ends = {bar: min(rows[0].share or 0, top_share(rows, scale)) for bar, rows in shown.items()}
    return max(ends, key=lambda bar: ends[bar], default=None)


def question(_answer: Answer, voice: Voice) -> str:
    """How do the answers spread?"""
    return voice("scale.question")


def legend(voice: Voice) -> str:
    """The levels in the order of the bars beside their colours, and what the grey column is."""
    scale = voice.study.scale
    shades = enumerate(marks.level_shades(len(scale.levels), scale.top), start=1)
    keys = ((shade, voice.level(level)) for level, shade in shades)
    return marks.legend(keys, voice("scale.away"))


def headline(answer: Answer, voice: Voice) -> str:
    """How many are at the top and how many at the lowest level: of everybody or of the chosen group."""
    drawn, scale = bars(answer.rows), voice.study.scale
    one_item = len({item for item, _ in drawn}) == 1
    chosen = answer.selection.groups
    group = chosen[0] if len(chosen) == 1 else ALL
    bar = next((bar for bar in drawn if bar[1] == group), None) if one_item else most_divided(drawn, scale)
    if bar is None or not drawn[bar][0].base:
        return voice("nothing.shown")
    return voice(
        "scale.headline.all" if bar[1] == ALL and len(chosen) < 2 else "scale.headline.group",
        item=voice.item(bar[0]),
        group=voice.group(answer.selection.by, bar[1]),
        top_share=voice.percent(top_share(drawn[bar], scale)),
        top=voice.say(scale.top_label),
        low_share=voice.percent(drawn[bar][0].share or 0),
        low=voice.level(1),
    )


def figure(answer: Answer, voice: Voice) -> Figure:
    """Levels side by side, those below the top to the left of zero unless stacked; off the scale in grey."""
    scale, drawn = voice.study.scale, bars(answer.rows)
    stacked = answer.selection.view == "stacked"
    names = _names(list(drawn), answer.selection.by, voice)
    below = [level for level in range(1, len(scale.levels) + 1) if level not in scale.top]
    colours = marks.level_colours(len(scale.levels), scale.top)
    traces = []
    for level in [*(below if stacked else reversed(below)), *sorted(scale.top)]:
        shares = [next((row.share for row in rows if row.level == level), None) for rows in drawn.values()]
        sign = 1 if stacked or level in scale.top else -1
        traces.append(marks.bar(voice.level(level), names, shares, colours[level - 1], voice, sign))
    across = marks.value_axis("top", voice) if stacked else _aligned(list(drawn.values()), voice)
    away = marks.column(names, [f"<b>{_away(rows[0], voice)}</b>" for rows in drawn.values()], across)
    away["textfont"] = {"size": 13, "color": marks.QUIET}
    mode = "stack" if stacked else "relative"
    picks = [marks.pick(*bar) for bar in drawn]
    return marks.rows_figure([*traces, away], names, across, voice, picks, barmode=mode)


def _away(row: Row, voice: Voice) -> str:
    """The share of those asked whose answer is off the scale."""
    if row.hidden or row.absent is None:
        return marks.HIDDEN
    away = sum(row.absent.values())
    return voice.points(away / max(1, away + (row.base or 0)))


def _names(drawn: list[Bar], by: str, voice: Voice) -> list[str]:
    """By group for one item, by item for one group, else by both."""
    groups = {bar: marks.plain(voice.group(by, bar[1], short=True)) for bar in drawn}
    if len({item for item, _ in drawn}) == 1:
        return list(groups.values())
    if len({group for _, group in drawn}) == 1:
        return marks.named((item for item, _ in drawn), voice)
    return [f"{marks.plain(voice.item(bar[0], short=True))} · {group}" for bar, group in groups.items()]


def _aligned(drawn: list[list[Row]], voice: Voice) -> dict[str, Any]:
    """An axis that reaches as far as the bars do, with zero at the lower edge of the top."""
    tops = [(top_share(rows, voice.study.scale), rows) for rows in drawn if rows[0].share is not None]
    right = max((top for top, _ in tops), default=1.0)
    left = max((sum(row.share or 0 for row in rows) - top for top, rows in tops), default=1.0)
    ticks = [quarter / 4 for quarter in range(-4, 5)]
    axis = marks.axis(ticks, [voice.percent(abs(tick)) for tick in ticks], (-left, right))
    return axis | {"zeroline": True, "zerolinewidth": 2, "zerolinecolor": marks.QUIET}


def native(answer: Answer, voice: Voice) -> Native:
    """As the figure: levels below the top are negative unless stacked, and written without a sign."""
    scale, drawn = voice.study.scale, bars(answer.rows)
    stacked = answer.selection.view == "stacked"
    below = [level for level in range(1, len(scale.levels) + 1) if level not in scale.top]
    colours = marks.level_colours(len(scale.levels), scale.top)
    form = office.number_format("top", voice)
    series = []
    for level in [*(below if stacked else reversed(below)), *sorted(scale.top)]:
        shares = [next((row.share for row in rows if row.level == level), None) for rows in drawn.values()]
        sign = 1 if stacked or level in scale.top else -1
        series.append(office.part(voice.level(level), shares, colours[level - 1], f"{form};{form}", sign))
    left, right = (0.0, 1.0) if stacked else _aligned(list(drawn.values()), voice)["range"]
    called = zip(_called(list(drawn), answer.selection.by, voice), drawn.values(), strict=True)
    return Native(
        "stacked" if stacked else "diverging",
        tuple(f"{name} {marks.HIDDEN}" if rows[0].hidden else name for name, rows in called),
        tuple(series),
        (left, right),
        format=f"{form};{form}",
        key=tuple((voice.level(level), colour) for level, colour in enumerate(colours, start=1)),
        how=voice("native.stacked" if stacked else "native.diverging"),
    )


def _called(drawn: list[Bar], by: str, voice: Voice) -> list[str]:
    """The names of the bars, as plain words."""
    items, groups = ({bar[place] for bar in drawn} for place in (0, 1))
    named = [(voice.item(item, short=True), voice.group(by, group, short=True)) for item, group in drawn]
    if len(items) == 1:
        return [group for _, group in named]
    return [item if len(groups) == 1 else f"{item} · {group}" for item, group in named]


CHART = Chart(
    "scale",
    table,
    question,
    headline,
    lambda _answer, _voice: "",
    figure,
    native,
    legend,
    complete=complete,
    of_item=True,
)
