"""Who rates what? A table of items by groups, each number on its shade of one hue."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import escape

import numpy as np

from survey.charts import marks
from survey.charts.chart import Answer, Asked, Chart, Note, Row, certain_items, measure_words, rows_of
from survey.charts.native import Cell, Native
from survey.codebook import ALL, MEASURES, NOT_STATED
from survey.database import Release
from survey.stats import benjamini_hochberg
from survey.texts import Voice

MOST = 3


def table(asked: Asked) -> Iterator[Row]:
    """A row per item and group: several chosen groups, else all of them, then everybody.

    One chosen group stays beside the others, for they are what it is read against.
    """
    every = tuple(group for group in asked.counts.groups if group != ALL)
    chosen = asked.groups if len(asked.selection.groups) > 1 else every
    return rows_of(asked, asked.counts.apart([*chosen, ALL]))


def offered(release: Release) -> bool:
    """Whether there are groups at all."""
    return bool(release.groups)


def question(_answer: Answer, voice: Voice) -> str:
    """Who rates what?"""
    return voice("heatmap.question")


def notes(asked: Asked) -> Iterator[Note]:
    """On how many items the groups differ at all."""
    p = asked.counts.omnibus[:, MEASURES.index(asked.selection.measure)]
    if np.isfinite(p).any():
        differ = int((benjamini_hochberg(p) <= asked.q).sum())
        yield Note("at_all", (("count", differ), ("of", int(np.isfinite(p).sum())), ("q", asked.q)))


def headline(answer: Answer, voice: Voice) -> str:
    """On what the groups differ for certain; for a mean what comes first in how many groups."""
    if not answer.shown():
        return voice("nothing.shown")
    if items := certain_items(_of_interest(answer)):
        named = [voice.item(item) for item in items[:MOST]]
        if more := len(items) - len(named):
            return voice("heatmap.headline.more", items=", ".join(named), count=more)
        return voice("heatmap.headline.certain", items=voice.listed(named))
    if any(row.certain is False for row in answer.rows):
        return voice("heatmap.headline.none")
    return _firsts(answer, voice)


def _of_interest(answer: Answer) -> Answer:
    """The rows of the one chosen group, else all."""
    chosen = answer.selection.groups
    return (
        replace(answer, rows=tuple(row for row in answer.rows if row.group in chosen))
        if len(chosen) == 1
        else answer
    )


def _firsts(answer: Answer, voice: Voice) -> str:
    groups = {row.group for row in answer.shown() if row.group not in (ALL, NOT_STATED)}
    if len(groups) < 2:
        return voice("finding.leads", item=voice.item(_first(answer, next(iter(groups), ALL)).item))
    firsts = Counter(_first(answer, group).item for group in groups)
    item, count = min(firsts.items(), key=lambda pair: (-pair[1], pair[0]))
    key = "every" if count == len(groups) else "most"
    return voice(f"heatmap.headline.{key}", item=voice.item(item), count=count, groups=len(groups))


def _first(answer: Answer, group: str) -> Row:
    return max((row for row in answer.shown() if row.group == group), key=lambda row: row.value or 0)


def figure(answer: Answer, voice: Voice) -> str:
    """The table itself, as HTML: it is its own twin for those who do not see colours."""
    measure, by = answer.selection.measure, answer.selection.by
    chosen = answer.selection
    groups = list(dict.fromkeys(row.group for row in answer.rows))
    cells = {(row.item, row.group): row for row in answer.rows}
    head = "".join(_head(cells, group, group in chosen.groups, voice, by) for group in groups)
    body = "".join(
        f'<tr{marks.chosen(item == chosen.item)}><th scope="row"{marks.pickable(item)}>'
        f"{escape(voice.item(item, short=True))}</th>"
        + "".join(_cell(cells[item, group], measure, group in chosen.groups, voice) for group in groups)
        + "</tr>"
        for item in dict.fromkeys(row.item for row in answer.rows)
    )
    caption = escape(voice("heatmap.caption"))
    return (
        f'<div class="heat" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption>"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _head(cells: dict[tuple[str, str], Row], group: str, chosen: bool, voice: Voice, by: str) -> str:
    """A group's name over its base."""
    base = _base(cells, group, voice)
    name = escape(voice.group(by, group, short=True))
    look = f"{marks.chosen(chosen)}{marks.pickable(ALL, group)}"
    return f'<th scope="col"{look}>{name}<small>{escape(base)}</small></th>'


def native(answer: Answer, voice: Voice) -> Native:
    """The table of the figure."""
    measure, by = answer.selection.measure, answer.selection.by
    groups = list(dict.fromkeys(row.group for row in answer.rows))
    cells = {(row.item, row.group): row for row in answer.rows}
    head = (Cell(f"{voice.group(by, one, short=True)}\n{_base(cells, one, voice)}") for one in groups)
    lines = (
        (
            Cell(voice.item(item, short=True)),
            *(_native(cells[item, group], measure, voice) for group in groups),
        )
        for item in dict.fromkeys(row.item for row in answer.rows)
    )
    return Native("table", cells=((Cell(""), *head), *lines))


def _native(row: Row, measure: str, voice: Voice) -> Cell:
    printed = f"{marks.value(row, measure, voice, unit=False)}{marks.arrow(row)}{marks.low(row)}"
    bold = bool(row.certain) or row.group == ALL
    return Cell(printed, None if row.value is None else _shade(row.value, measure, voice), bold)


def _cell(row: Row, measure: str, chosen: bool, voice: Voice) -> str:
    printed = escape(marks.value(row, measure, voice, unit=False))
    pick = marks.pickable(row.item, row.group)
    if row.value is None:
        return f'<td class="none"{pick}>{printed}</td>'
    kinds = [name for name, true in (_kinds(row) | {"chosen": chosen}).items() if true]
    shade = round(100 * _shade(row.value, measure, voice))
    low = " <small>[u]</small>" if row.reliability == "low" else ""
    look = f'class="{" ".join(kinds)}" style="--shade:{shade}%"'
    return f"<td {look}{pick}>{printed}{marks.arrow(row)}{low}</td>"


def _shade(value: float, measure: str, voice: Voice) -> float:
    """How far up its range a value is, 0–1."""
    lowest, highest = (1, len(voice.study.scale.levels)) if measure == "mean" else (0, 1)
    return (value - lowest) / (highest - lowest)


def _base(cells: dict[tuple[str, str], Row], group: str, voice: Voice) -> str:
    """The largest base that one of a group's items has."""
    widest = max((row for (_, name), row in cells.items() if name == group), key=lambda row: row.base or 0)
    return voice.brief(widest.base, widest.organisations) if widest.base is not None else marks.HIDDEN


def _kinds(row: Row) -> dict[str, bool]:
    """How a cell is drawn: everybody's apart, a certain one strong, one of low reliability pale."""
    return {"all": row.group == ALL, "certain": bool(row.certain), "low": row.reliability == "low"}


CHART = Chart(
    "heatmap",
    table,
    question,
    headline,
    measure_words,
    figure,
    native,
    notes=notes,
    offered=offered,
    of_all=True,
)
