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
from survey.ui.apart import apart
from survey.ui.card import Below, picture
from survey.ui.link import View, asked, filters, locked


@apart("embed")
def embed(seen: View) -> None:
    """The chart that the link names: as high as its frame, or as it needs where that may grow."""
    chart = embedded()
    if chart is None:
        _say(seen.text("embed.which", charts=", ".join(EMBEDDED)))
    if not chart.offered(seen.release):
        _say(seen.text(f"{chart.name}.missing"))
    one = finished(chart, seen.selection, seen.release, seen.text.language)
    made, said = one.answer, one.said
    here = replace(seen, selection=made.selection)
    with st.container(key="embed", gap="small"):
        if not made.shows:
            st.html(_head(chart, made, said, seen))
            _say(seen.text("nothing.why" if made.rows else chart.nothing))
        fixed, below = not filters(False), Below(_foot(chart, made, said, seen))
        picture(one, here, _head(chart, made, said, seen), below, "frame", fixed)


def embedded() -> Chart | None:
    """The chart that the link names; None where it names none."""
    name = asked().get("chart", "")
    return CHARTS[name] if name in EMBEDDED else None


def _say(words: str) -> NoReturn:
    st.html(f'<p class="quiet" role="status">{escape(words)}</p>')
    st.stop()


def _head(chart: Chart, made: Answer, said: Caption, seen: View) -> str:
    """The finding, and in one quiet line what the numbers are and whose."""
    selection, text = made.selection, seen.text
    whose = [text.group(selection.by, ",".join(selection.groups) or ALL)]
    if chart.of_all or not selection.groups or whose[0] in said.measure:
        whose = []
    line = " · ".join(filter(None, (said.measure, *whose, *text.within(selection.within))))
    return f'<div class="head"><h1>{escape(said.title)}</h1><p class="measure">{escape(line)}</p></div>'


def _foot(chart: Chart, made: Answer, said: Caption, seen: View) -> str:
    """Who answered and the source, what kind of data it is, and the way to the app."""
    text = seen.text
    badge = f'<span class="badge synthetic">{escape(text("app.synthetic"))}</span> ' if said.badge else ""
    foot = f"<span>{badge}{escape(said.base)}</span>"
    if locked():
        return foot
    to = f"{addressed('.')(chart.page or chart.name, made.selection)}&lang={text.language}"
    words = escape(text("embed.open"))
    return f'{foot}<a class="away" href="{escape(to)}" target="_blank" rel="noopener">{words} →</a>'
