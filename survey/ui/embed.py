"""One chart for a frame in another page: its finding, picture, base and source, and nothing around it."""

from dataclasses import replace
from html import escape
from typing import NoReturn

import streamlit as st

from survey.charts import CHARTS, EMBEDDED
from survey.charts.caption import Caption
from survey.charts.chart import Answer, Chart
from survey.charts.finished import finished
from survey.codebook import ALL
from survey.deck import addressed
from survey.ui.link import View, asked, filters, locked
from survey.ui.show import picture


def embed(seen: View) -> None:
    """The chart that the link names: as high as its frame, or as it needs where that may grow."""
    chart = embedded()
    if chart is None:
        _say(seen.text("embed.which", charts=", ".join(EMBEDDED)))
    if not chart.offered(seen.release):
        _say(seen.text(f"{chart.name}.missing"))
    one = finished(chart, seen.selection, seen.release, seen.text.language)
    made, said = one.answer, one.said
    with st.container(key="embed", gap="small"):
        _head(chart, made, said, seen)
        if not made.shows:
            _say(seen.text("nothing.why" if made.rows else chart.nothing))
        if chart.legend:
            st.html(chart.legend(seen.text))
        fixed = not filters(False)
        picture(one, replace(seen, selection=made.selection), "frame", fixed)
    _foot(chart, made, said, seen)


def embedded() -> Chart | None:
    """The chart that the link names; None where it names none."""
    name = asked().get("chart", "")
    return CHARTS[name] if name in EMBEDDED else None


def _say(words: str) -> NoReturn:
    st.html(f'<p class="quiet" role="status">{escape(words)}</p>')
    st.stop()


def _head(chart: Chart, made: Answer, said: Caption, seen: View) -> None:
    """The finding, and in one quiet line what the numbers are and whose."""
    selection, text = made.selection, seen.text
    whose = [text.group(selection.by, ",".join(selection.groups) or ALL)]
    if chart.of_all or not selection.groups or whose[0] in said.measure:
        whose = []
    line = " · ".join(filter(None, (said.measure, *whose, *text.within(selection.within))))
    st.html(f'<div class="head"><h1>{escape(said.title)}</h1><p class="measure">{escape(line)}</p></div>')


def _foot(chart: Chart, made: Answer, said: Caption, seen: View) -> None:
    """Who answered and the source, what kind of data it is, and the way to the app."""
    text = seen.text
    badge = f'<span class="badge synthetic">{escape(text("app.synthetic"))}</span> ' if said.badge else ""
    with st.container(key="embed-foot", horizontal=True, gap="small"):
        st.html(f'<p class="foot">{badge}{escape(said.base)}</p>')
        if not locked():
            to = f"{addressed('.')(chart.page or chart.name, made.selection)}&lang={text.language}"
            words = escape(text("embed.open"))
            away = f'<a href="{escape(to)}" target="_blank" rel="noopener">{words} →</a>'
            st.html(f'<p class="away">{away}</p>', width="content")
