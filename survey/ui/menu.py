"""A chart's menu: the link, the picture, the numbers, a slide; and its place in the presentation."""

from collections.abc import Callable
from html import escape
from shlex import quote
from urllib.parse import urlencode

import streamlit as st

from survey import signing
from survey.brand import brand
from survey.charts.caption import Caption
from survey.charts.chart import Answer, Chart
from survey.deck import Part, addressed, step_of, written
from survey.exports import csv, pptx, xlsx
from survey.exports.named import stem
from survey.method import sections
from survey.ui.component import component
from survey.ui.link import View, go, home


def menu(chart: Chart, made: Answer, said: Caption, seen: View) -> None:
    """Copy the link, save the picture, the numbers and a slide, add the chart to the presentation."""
    text, release, file, look = seen.text, seen.release, stem(made), brand()
    _browsers(chart, made, said, file, seen)
    part = Part(chart, made, addressed(home())(chart.page or chart.name, made.selection))
    key = f"menu-{chart.name}"
    download(text("menu.csv"), lambda: csv.labelled(made).encode(), f"{file}.csv", "text/csv", key)
    download(
        text("menu.xlsx"),
        lambda: xlsx.book([part], release, sections(release, text), text, look),
        f"{file}.xlsx",
        xlsx.TYPE,
        key,
    )
    download(
        text("menu.pptx"),
        lambda: pptx.slides([part], release, text, brand=look),
        f"{file}.pptx",
        pptx.TYPE,
        key,
    )

    def added() -> None:
        step = step_of(chart.name, made.selection)
        if step in seen.deck:
            st.toast(text("deck.there"))
            return
        go(seen.given, deck=written((*seen.deck, step)))
        st.toast(text("deck.added", count=len(seen.deck) + 1))

    st.button(text("deck.add"), key=f"deck-{chart.name}", on_click=added, type="tertiary")


def _browsers(chart: Chart, made: Answer, said: Caption, file: str, seen: View) -> None:
    """What only a browser can do: the link and the frame to its clipboard, the picture as it stands."""
    kind, frame = _frame(chart, made, said, seen)
    words = {name: getattr(said, name) for name in ("question", "title", "measure", "badge")}
    data = {
        "chart": f"chart-{chart.name}",
        "file": file,
        "said": words | {"foot": f"{said.base} {said.notes}"},
        "frame": frame,
        "words": {name: seen.text(f"menu.{name}") for name in ("link", "copied", "png", "svg")}
        | {"frame": seen.text(f"menu.{kind}")},
    }
    component("menu", f"menu-{chart.name}", data)


def _frame(chart: Chart, made: Answer, said: Caption, seen: View) -> tuple[str, str]:
    """What shows the chart in another page: the HTML of a frame, or the command that signs a link to it.

    Gives which of the two, "frame" or "signed", and its text; no text for what can be in no frame.
    """
    if chart.of_own:
        return "frame", ""
    query = made.selection.to_query() | {"lang": seen.text.language}
    if signing.keys():
        options = " ".join(f"--{name} {quote(value)}" for name, value in query.items())
        return "signed", f"python -m survey link {chart.name} {options} --address {quote(home())}"
    source = escape(f"{home()}/embed?{urlencode({'chart': chart.name} | query, safe=',')}")
    look = 'width="100%" height="480" style="border: 0"'
    frame = f'<iframe src="{source}" title="{escape(said.title)}" {look}></iframe>'
    return "frame", f'{frame}\n<script src="{escape(home())}/embed.js" async></script>'


def download(words: str, content: bytes | Callable[[], bytes], file: str, type: str, key: str) -> None:
    """A button that saves a file; one that is made by a call is made when it is wanted."""
    ending = file.rpartition(".")[2]
    st.download_button(words, content, file, type, key=f"{key}-{ending}", on_click="ignore", type="tertiary")
