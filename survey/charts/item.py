"""Everything about one item, first: how each group rates it."""

from collections.abc import Iterator

from survey.charts import heatmap, marks
from survey.charts import native as office
from survey.charts.chart import Answer, Asked, Chart, Figure, Row, answer, measure_words, ordered, rows_of
from survey.charts.dots import dots
from survey.charts.native import Native
from survey.codebook import ALL
from survey.database import Release
from survey.selection import Selection
from survey.texts import Voice


def complete(selection: Selection, release: Release) -> Selection:
    """With the item on which a group differs most, unless one is chosen: of whatever family."""
    if selection.item not in (None, ALL):
        return selection.with_(family=None)
    return selection.with_(item=_telling(selection, release), family=None)


def _telling(selection: Selection, release: Release) -> str:
    rows = answer(heatmap.CHART, selection.with_(groups=(), item=None), release).shown()
    certain = [row for row in rows if row.certain]
    if certain:
        return max(certain, key=lambda row: abs(row.difference or 0)).item
    return ordered(selection, release)[0]


def table(asked: Asked) -> Iterator[Row]:
    """Everybody, then a row per group."""
    groups = [group for group in asked.counts.groups if group != ALL]
    return rows_of(asked, asked.counts.apart([ALL, *groups]))


def question(answer: Answer, voice: Voice) -> str:
    """To whom does it matter?"""
    return voice("item.question", item=voice.item(answer.selection.item or ALL))


def headline(answer: Answer, voice: Voice) -> str:
    """Who differs for certain; else what everybody says."""
    rows = {row.group: row for row in answer.shown()}
    item = voice.item(answer.selection.item or ALL, short=True)
    for key, sign in (("higher", 1), ("lower", -1)):
        some = [row for row in rows.values() if row.certain and sign * (row.difference or 0) > 0]
        if some:
            some.sort(key=lambda row: -abs(row.difference or 0))
            groups = voice.listed(voice.group(answer.selection.by, row.group, short=True) for row in some)
            return voice(f"item.headline.{key}", item=item, groups=groups)
    if ALL not in rows:
        return voice("nothing.shown")
    value = marks.value(rows[ALL], answer.selection.measure, voice)
    key = "same" if len(rows) > 1 else "all"
    return voice(f"item.headline.{key}", item=item, value=value, measure=measure_words(answer, voice))


def figure(answer: Answer, voice: Voice) -> Figure:
    """A row per group, with its base beside its name; everybody first."""
    by = answer.selection.by
    names = [marks.based(voice.group(by, row.group, short=True), row, voice) for row in answer.rows]
    picked = [row.group in answer.selection.groups for row in answer.rows]
    drawn = dots(answer, names, voice, picked)
    drawn["layout"]["meta"] = {"picks": [marks.pick(ALL, row.group) for row in answer.rows]}
    return drawn


def native(answer: Answer, voice: Voice) -> Native:
    """A bar per group, with its base beside its name."""
    by, measure = answer.selection.by, answer.selection.measure
    names = [office.with_base(voice.group(by, row.group, short=True), row, voice) for row in answer.rows]
    sides = voice.item(answer.selection.item or ALL, short=True), voice("group.rest")
    return office.bars(answer.rows, names, sides, measure, voice)


CHART = Chart(
    "item",
    table,
    question,
    headline,
    measure_words,
    figure,
    native,
    method=("foot.interval",),
    complete=complete,
    of_item=True,
    of_all=True,
)
