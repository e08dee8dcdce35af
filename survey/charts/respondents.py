"""Who answered? Respondents and organisations per group."""

from collections.abc import Iterator
from html import escape

from survey.charts import marks
from survey.charts.chart import Answer, Asked, Chart, Row, whole
from survey.charts.native import Cell, Native
from survey.codebook import ALL
from survey.texts import Voice


def table(asked: Asked) -> Iterator[Row]:
    """A row per group: the chosen ones, else all of them; then everybody."""
    groups = [*asked.groups, ALL]
    base = asked.counts.apart(groups).respondents
    for place, group in enumerate(groups):
        n, organisations = whole(base.n[place, 0]), whole(base.organisations[place, 0])
        yield Row(ALL, group, base=n, organisations=organisations, hidden=n is None)


def question(_answer: Answer, voice: Voice) -> str:
    """Who answered?"""
    return voice("overview.who")


def headline(answer: Answer, voice: Voice) -> str:
    """How many, from how many organisations."""
    return voice.who(answer.respondents, answer.organisations, answer.exact)


def figure(answer: Answer, voice: Voice) -> str:
    """A small table."""
    rows = "".join(
        f'<tr{marks.pickable(ALL, row.group)}><th scope="row">'
        f"{escape(voice.group(answer.selection.by, row.group, short=True))}</th>"
        f"<td>{escape(voice.brief(row.base, row.organisations) if row.base else marks.HIDDEN)}</td></tr>"
        for row in answer.rows
    )
    caption = escape(voice("overview.who"))
    return f'<table class="small"><caption>{caption}</caption><tbody>{rows}</tbody></table>'


def native(answer: Answer, voice: Voice) -> Native:
    """The table of the figure."""
    by = answer.selection.by
    lines = (
        (
            Cell(voice.group(by, row.group, short=True)),
            Cell(voice.brief(row.base, row.organisations) if row.base else marks.HIDDEN, 0),
        )
        for row in answer.rows
    )
    return Native("table", cells=((Cell(""), Cell(voice("overview.who"))), *lines))


CHART = Chart(
    "respondents", table, question, headline, lambda _answer, _voice: "", figure, native, page="overview"
)
