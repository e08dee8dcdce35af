"""How an answer, a finding and a text are put on a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from survey.assets import plotly_name
from survey.charts import CHARTS, marks, twin
from survey.charts.chart import Chart, answer
from survey.charts.finished import Finished, finished
from survey.codebook import ALL
from survey.exports import markup
from survey.findings import Claim, brief, numbers, standing
from survey.method import Section
from survey.selection import Selection
from survey.texts import Voice
from survey.ui.component import component
from survey.ui.further import further
from survey.ui.link import View, completed, go, way
from survey.ui.menu import menu

CHOSEN = ("top", "highest", "mean", "use")


def show(chart: Chart, seen: View, below: bool = False) -> None:
    """A finished chart: question, finding, measure, picture, what to ask next, base, source, menu.

    `below` another one its heading is of the second rank, and nothing further is asked. Of a study that
    has nothing for it, why that is.
    """
    if not chart.offered(seen.release):
        _missing(chart, seen, below)
        return
    one = finished(chart, seen.selection, seen.release, seen.text.language, seen.own)
    made, said = one.answer, one.said
    here = replace(seen, selection=made.selection)
    head(said.question, said.title, said.measure, below)
    if not made.shows:
        why = "nothing.why" if made.rows else chart.nothing
        st.html(f'<p class="quiet">{escape(seen.text(why))}</p>')
        return
    if chart.legend:
        st.html(chart.legend(seen.text))
    picture(one, here)
    if not below:
        further(chart, made, here)
    _foot(one, here)


def _missing(chart: Chart, seen: View, below: bool) -> None:
    if not below:
        head(seen.text.title(), seen.text(f"{chart.name}.missing"), seen.text("nothing.other"))


def picture(one: Finished, seen: View, room: str = "", fixed: bool = False) -> None:
    """The figure or table, in a node that stays, and what a click on it selects; nothing if it is `fixed`.

    `room` is what it fills: "screen", enlarged, "frame", as high as that is, or else its own height.
    """
    key, figure = f"chart-{one.chart.name}", one.figure
    data = {"id": key, "alt": one.alt, "plotly": plotly_name()}
    data |= {"room": room, "fixed": "true" if fixed else ""}

    def picked() -> None:
        pick = st.session_state[key].picked
        if isinstance(pick, dict) and not fixed:
            go(_with(seen.given, pick))

    if isinstance(figure, str):
        component("chart", key, data | {"table": figure}, picked)
    else:
        height = None if room else figure["layout"]["height"]
        component("chart", key, data | {"figure": figure}, picked, height)


def _with(selection: Selection, pick: Mapping[str, str]) -> Selection:
    """The selection with the item and the group that were clicked; a second click takes them back."""
    chosen: dict[str, object] = {"item": str(pick["item"])} if pick.get("item") else {}
    if pick.get("group"):
        chosen["groups"] = tuple(str(pick["group"]).split(","))
    again = selection.with_(**chosen) == selection
    nothing = {"item": None} if "item" in chosen else {"groups": ()}
    return selection.with_(**(nothing if again else chosen))


def head(question: str, title: str, measure: str, below: bool = False) -> None:
    """Question, finding and measure, as they stand above every picture."""
    st.html(markup.head(question, title, measure, "h2" if below else "h1"))


def _foot(one: Finished, seen: View) -> None:
    """Who answered and what is to know; and what is made only when it is opened."""
    text, said, name = seen.text, one.said, one.chart.name
    st.html(f'<p class="foot">{escape(said.base)}<br>{escape(said.notes)}</p>')
    with st.container(key=f"more-{name}", horizontal=True, gap="medium"):
        with folded("how", name, text("foot.how")) as here:
            if here.open:
                more = markup.anchor(f"{text('method.words')} →", way("method", seen.selection))
                st.html(f"<p>{escape(said.how)}</p><p>{more}</p>")
        with folded("table", name, text("foot.table")) as here:
            if here.open:
                st.html(twin.table(one.answer, text))
        with folded("save", name, text("menu.title")) as here:
            if here.open:
                menu(one.chart, one.answer, said, seen)


def folded(kind: str, chart: str, words: str) -> Any:
    """What is folded away below a chart: `open` tells whether it is to be filled."""
    return st.popover(words, type="tertiary", key=f"{kind}-{chart}", on_change="rerun")


def columns() -> Sequence[Any]:
    """The picture's column and the reading column."""
    return st.columns([0.7, 0.3], gap="large")


def halves() -> Sequence[Any]:
    """Two columns of the same width."""
    return st.columns(2, gap="large")


def of_item(seen: View) -> View:
    """The view with the item that its page shows."""
    return completed(seen, "item")


def facts(seen: View) -> None:
    """What else is known of the item, as figures: its rank, use, mean, consensus."""
    here, text = of_item(seen), seen.text
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in _told(here)
    )
    heading = escape(text.item(here.selection.item or ALL))
    st.html(f'<div class="section"><h2>{heading}</h2></div><dl class="facts">{rows}</dl>')


def _told(seen: View) -> Iterator[tuple[str, str]]:
    """The figures of the item among the selected groups, each in words."""
    text, asked = seen.text, seen.selection
    ranked = answer(CHARTS["ranking"], asked.with_(family=None), seen.release)
    shown = sorted(ranked.shown(), key=lambda row: -(row.value or 0))
    rank = next((place for place, row in enumerate(shown, start=1) if row.item == asked.item), None)
    if rank:
        yield text("facts.rank"), text("facts.rank_of", rank=rank, of=len(shown))
    for measure in CHOSEN if seen.release.study.use else CHOSEN[:3]:
        made = answer(CHARTS["ranking"], asked.with_(measure=measure), seen.release)
        row = next(row for row in made.rows if row.item == asked.item)
        ends = marks.interval(row, measure, text)
        value = f"{marks.value(row, measure, text)}{marks.low(row)}"
        yield text.measure(measure), f"{value} ({ends})" if ends else value
        if row.consensus is not None:
            yield text("column.consensus"), text.decimal(row.consensus, 2)


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


def claims(found: Sequence[Claim], seen: View, judged: bool = False, narrow: bool = False) -> None:
    """Statements in words, each with its numbers, whether it would still hold, and the way to its view.

    `judged` ones carry their verdict; `narrow` is for the reading column.
    """
    if found:
        st.html("".join(_claim(one, seen, judged, narrow) for one in found))


def _claim(one: Claim, seen: View, judged: bool, narrow: bool) -> str:
    text = seen.text
    badge = f'<p class="verdict {one.verdict}">{escape(_sign(one.verdict, text))}</p>' if judged else ""
    lines = (brief if narrow else numbers)(one, text, seen.selection.measure)
    said = "".join(f"<p>{escape(line)}</p>" for line in lines or (text("findings.not_expressible"),))
    see = markup.anchor(f"{text('overview.see')} →", way(one.page, one.selection)) if one.figures else ""
    return f'<div class="finding">{badge}<h2>{escape(one.said)}</h2>{said}{_strip(one, seen)}{see}</div>'


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


def certain(found: Sequence[Claim], seen: View, narrow: bool = False) -> None:
    """What is certain of a selection; in words, that nothing is."""
    if not found:
        st.html(f'<p class="quiet">{escape(seen.text("finding.none"))}</p>')
    claims(found, seen, narrow=narrow)


def section(heading: str, below: str = "") -> None:
    """A heading inside a page, and a quiet line below it."""
    quiet = f'<p class="quiet">{escape(below)}</p>' if below else ""
    st.html(f'<div class="section"><h2>{escape(heading)}</h2>{quiet}</div>')


def checked(found: Sequence[Claim], seen: View) -> None:
    """How many of the published findings hold, with the way to them."""
    holding, of = standing(tuple(found))
    if of:
        words = seen.text("findings.check", count=holding, of=of)
        to = markup.anchor(f"{words} →", way("findings", seen.selection))
        st.html(f'<div class="finding">{to}</div>')


def who_answered(seen: View) -> None:
    """Respondents by every group of the chosen dimension."""
    if seen.selection.by != ALL:
        chart = CHARTS["respondents"]
        everybody = seen.selection.with_(groups=())
        picture(finished(chart, everybody, seen.release, seen.text.language), seen)


def prose(sections: Iterable[Section]) -> None:
    """Sections of text in a column of reading width."""
    st.html(f'<div class="prose">{"".join(map(markup.section, sections))}</div>')
