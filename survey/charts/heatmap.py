"""Who rates what? A table of items by groups, each number on its shade of one hue."""

from collections import Counter
from collections.abc import Iterator
from html import escape

from survey.charts import marks
from survey.charts.chart import Answer, Chart, Row, measure_words, rows_of
from survey.codebook import ALL, NOT_STATED
from survey.counts import Counts
from survey.selection import Selection
from survey.study import Study
from survey.texts import Voice


def table(counts: Counts, selection: Selection, study: Study) -> Iterator[Row]:
    """A row per item and group: the chosen groups, else all of them, then everybody."""
    groups = selection.groups or tuple(group for group in counts.groups if group != ALL)
    return rows_of(counts.apart([*groups, ALL]), selection.measure, study)


def question(_answer: Answer, voice: Voice) -> str:
    """Who rates what?"""
    return voice("heatmap.question")


def headline(answer: Answer, voice: Voice) -> str:
    """What comes first in how many groups."""
    groups = {row.group for row in answer.shown() if row.group not in (ALL, NOT_STATED)}
    if not answer.shown():
        return voice("nothing.shown")
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
    groups = list(dict.fromkeys(row.group for row in answer.rows))
    cells = {(row.item, row.group): row for row in answer.rows}
    head = "".join(_head(cells, group, voice, by) for group in groups)
    body = "".join(
        f'<tr><th scope="row">{escape(voice.item(item, short=True))}</th>'
        + "".join(_cell(cells[item, group], measure, voice) for group in groups)
        + "</tr>"
        for item in dict.fromkeys(row.item for row in answer.rows)
    )
    caption = escape(voice("heatmap.caption"))
    return (
        f'<div class="heat" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption>"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _head(cells: dict[tuple[str, str], Row], group: str, voice: Voice, by: str) -> str:
    """A group's name over the largest base that one of its items has."""
    widest = max((row for (_, name), row in cells.items() if name == group), key=lambda row: row.base or 0)
    base = voice.brief(widest.base or 0, widest.organisations)
    return f'<th scope="col">{escape(voice.group(by, group, short=True))}<small>{escape(base)}</small></th>'


def _cell(row: Row, measure: str, voice: Voice) -> str:
    printed = escape(marks.value(row, measure, voice, unit=False))
    if row.value is None:
        return f'<td class="none">{printed}</td>'
    kind = ' class="all"' if row.group == ALL else ""
    lowest, highest = (1, len(voice.study.scale.levels)) if measure == "mean" else (0, 1)
    shade = round(100 * (row.value - lowest) / (highest - lowest))
    return f'<td{kind} style="--shade:{shade}%">{printed}</td>'


CHART = Chart("heatmap", table, question, headline, measure_words, figure)
