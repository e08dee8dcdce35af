"""How do those who have an item in use rate it, and how those who have not?"""

from collections.abc import Iterator
from dataclasses import replace

from survey.charts import item, marks, use
from survey.charts import native as office
from survey.charts.chart import (
    Answer,
    Asked,
    Chart,
    Figure,
    Row,
    alone,
    measure_words,
    of_importance,
    rows_of,
)
from survey.charts.dots import dots
from survey.charts.native import Native
from survey.codebook import ALL
from survey.database import Release
from survey.selection import Selection
from survey.texts import Voice

AMONG = ("users", "others")


def complete(selection: Selection, release: Release) -> Selection:
    """As for the item; what is measured is importance."""
    return item.complete(of_importance(selection), release)


def table(asked: Asked) -> Iterator[Row]:
    """A row of the users, and one of the others, of the selected groups together."""
    for among in AMONG:
        counts = asked.counts_of(among)
        for row in rows_of(asked, counts.pooled(asked.selection.groups), everything=counts):
            yield replace(alone(row), among=among)


def question(_answer: Answer, voice: Voice) -> str:
    """Do users rate it higher?"""
    return voice("users.question")


def headline(answer: Answer, voice: Voice) -> str:
    """The share of each side."""
    shown = {row.among: row for row in answer.shown()}
    if set(shown) != set(AMONG):
        return voice("users.headline.hidden")
    values = {name: marks.value(row, answer.selection.measure, voice) for name, row in shown.items() if name}
    return voice("users.headline.both", **values, top=voice.counted(answer.selection.measure))


def figure(answer: Answer, voice: Voice) -> Figure:
    """A row per side, with its base."""
    names = [marks.based(voice(f"among.{row.among}"), row, voice) for row in answer.rows]
    return dots(answer, names, voice)


def native(answer: Answer, voice: Voice) -> Native:
    """A bar per side, with its base."""
    names = [office.with_base(voice(f"among.{row.among}"), row, voice) for row in answer.rows]
    sides = voice.item(answer.selection.item or ALL, short=True), ""
    drawn = office.bars(answer.rows, names, sides, answer.selection.measure, voice)
    return replace(drawn, how=voice("native.users"))


CHART = Chart(
    "users",
    table,
    question,
    headline,
    measure_words,
    figure,
    native,
    method=("foot.interval",),
    offered=use.offered,
    complete=complete,
    of_item=True,
    page="item",
)
