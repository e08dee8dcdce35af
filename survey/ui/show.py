"""How an answer, a finding and a text are put on a page."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import streamlit as st

from survey.charts import CHARTS, twin
from survey.charts.chart import Answer, Chart, answer
from survey.codebook import ALL
from survey.findings import Claim, brief, numbers, standing
from survey.method import Section
from survey.texts import Voice
from survey.ui.link import View, link


def show(chart: Chart, seen: View) -> None:
    """A finished chart: question, finding, measure, picture, base and source, how to read it, table."""
    made, text = answer(chart, seen.selection, seen.release), seen.text
    title = chart.headline(made, text)
    head(_question(chart, made, seen), title, chart.measure(made, text))
    if not made.shown():
        st.write(text("nothing.why"))
        return
    figure = chart.figure(made, text)
    if chart.legend:
        st.html(chart.legend(text))
    if isinstance(figure, str):
        st.html(figure)
    else:
        words = twin.alt(made, title, text)
        st.plotly_chart(figure, key=f"chart-{chart.name}", config={"displayModeBar": False}, alt=words)
    _foot(chart, made, seen)


def _question(chart: Chart, made: Answer, seen: View) -> str:
    """The chart's question, and of whom it is asked."""
    text, selection = seen.text, seen.selection
    groups = [text.group(selection.by, ",".join(selection.groups))] if selection.groups else []
    question = chart.question(made, text)
    for group in (*groups, *text.within(selection.within)):
        question = text("question.of_group", question=question, group=group)
    return question


def head(question: str, title: str, measure: str) -> None:
    """Question, finding and measure, as they stand above every picture."""
    st.html(
        f'<div class="head"><p class="question">{escape(question)}</p><h1>{escape(title)}</h1>'
        f'<p class="measure">{escape(measure)}</p></div>'
    )


def _foot(chart: Chart, made: Answer, seen: View) -> None:
    text, source = seen.text, seen.release.study.provenance.source
    who = text.who(made.respondents, made.organisations, made.exact)
    said = " · ".join((who, *map(text, chart.method), source))
    notes = " ".join(note.say(text) for note in made.notes)
    st.html(f'<p class="foot">{escape(said)}<br>{escape(notes)}</p>')
    with st.container(key="more", horizontal=True, gap="medium"):
        with st.popover(text("foot.how"), type="tertiary"):
            st.html(f"<p>{escape(text(f'{chart.name}.how'))}</p>")
        with st.popover(text("foot.table"), type="tertiary"):
            st.html(twin.table(made, text))


def columns() -> Sequence[Any]:
    """The picture's column and the reading column."""
    return st.columns([0.7, 0.3], gap="large")


def halves() -> Sequence[Any]:
    """Two reading columns."""
    return st.columns(2, gap="large")


def key_figures(seen: View) -> None:
    """How many people and organisations are in the selection."""
    text, made = seen.text, answer(CHARTS["respondents"], seen.selection, seen.release)
    if made.respondents is None:
        return
    figures = [(made.respondents, text.say(seen.release.study.words.respondents))]
    if made.organisations is not None:
        figures.append((made.organisations, text("who.organisations")))
    cells = (
        f"<div><b>{escape(text.whole(count))}</b><span>{escape(words)}</span></div>"
        for count, words in figures
    )
    st.html(f'<div class="figures">{"".join(cells)}</div>')


def claims(found: Sequence[Claim], seen: View, key: str, judged: bool = False, narrow: bool = False) -> None:
    """Statements in words, each with its numbers, whether it would still hold, and the way to its view.

    `judged` ones carry their verdict; `narrow` is for the reading column.
    """
    for place, one in enumerate(found):
        with st.container(key=f"finding-{key}-{place}", gap=None):
            st.html(_claim(one, seen, judged, narrow))
            if one.figures:
                page = st.session_state["pages"][one.page]
                label = f"{seen.text('overview.see')} →"
                st.page_link(page, label=label, query_params=link(one.selection))


def _claim(one: Claim, seen: View, judged: bool, narrow: bool) -> str:
    text = seen.text
    badge = f'<p class="verdict {one.verdict}">{escape(_sign(one.verdict, text))}</p>' if judged else ""
    lines = (brief if narrow else numbers)(one, text, seen.selection.measure)
    said = "".join(f"<p>{escape(line)}</p>" for line in lines or (text("findings.not_expressible"),))
    return f"{badge}<h2>{escape(one.said)}</h2>{said}{_strip(one, seen)}"


_SIGNS = {"holds": "✓", "direction": "○", "fails": "✗", "unknown": "–"}


def _sign(verdict: str, text: Voice) -> str:
    return f"{_SIGNS[verdict]} {text(f'verdict.{verdict}')}"


def _strip(one: Claim, seen: View) -> str:
    """Would it still hold? A sign and a name per variant."""
    if not one.variants:
        return ""
    text = seen.text
    parts = " · ".join(
        f'<span class="{verdict}" title="{escape(text(f"verdict.{verdict}"))}">'
        f"{escape(text(f'variant.{name}', top=text.counted('highest')))} {_SIGNS[verdict]}"
        f'<span class="unseen">{escape(text(f"verdict.{verdict}"))}</span></span>'
        for name, verdict in one.variants
    )
    return f'<p class="strip">{escape(text("variant.still"))}: {parts}</p>'


def certain(found: Sequence[Claim], seen: View, key: str, narrow: bool = False) -> None:
    """What is certain of a selection; in words, that nothing is."""
    if not found:
        st.html(f'<p class="quiet">{escape(seen.text("finding.none"))}</p>')
    claims(found, seen, key, narrow=narrow)


def section(heading: str, below: str = "") -> None:
    """A heading inside a page, and a quiet line below it."""
    quiet = f'<p class="quiet">{escape(below)}</p>' if below else ""
    st.html(f'<div class="section"><h2>{escape(heading)}</h2>{quiet}</div>')


def checked(found: Sequence[Claim], seen: View) -> None:
    """How many of the published findings hold, with the way to them."""
    holding, of = standing(tuple(found))
    if of:
        words = seen.text("findings.check", count=holding, of=of)
        page = st.session_state["pages"]["findings"]
        with st.container(key="finding-published"):
            st.page_link(page, label=f"{words} →", query_params=link(seen.selection))


def who_answered(seen: View) -> None:
    """Respondents by every group of the chosen dimension."""
    if seen.selection.by != ALL:
        chart = CHARTS["respondents"]
        made = answer(chart, seen.selection.with_(groups=()), seen.release)
        st.html(str(chart.figure(made, seen.text)))


def prose(sections: Iterable[Section]) -> None:
    """Sections of text in a column of reading width."""
    st.html(f'<div class="prose">{"".join(map(_section, sections))}</div>')


def _section(one: Section) -> str:
    paragraphs = "".join(f"<p>{escape(words)}</p>" for words in one.paragraphs)
    points = "".join(f"<li>{escape(point)}</li>" for point in one.points)
    items = f"<ul>{points}</ul>" if points else ""
    return f"<section><h2>{escape(one.heading)}</h2>{paragraphs}{items}</section>"
