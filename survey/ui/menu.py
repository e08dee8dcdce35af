"""A chart's menu: the link, the picture, the numbers, a slide; and its place in the presentation."""

from collections.abc import Callable

import streamlit as st

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
    _browsers(chart, said, file, seen)
    part = Part(chart, made, addressed(home())(chart.page or chart.name, made.selection))
    key = f"menu-{chart.name}"
    download(text("menu.csv"), csv.labelled(made), f"{file}.csv", "text/csv", key)
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


def _browsers(chart: Chart, said: Caption, file: str, seen: View) -> None:
    """What only a browser can do: the link to its clipboard, the picture as it stands."""
    words = {name: getattr(said, name) for name in ("question", "title", "measure", "badge")}
    data = {
        "chart": f"chart-{chart.name}",
        "file": file,
        "said": words | {"foot": f"{said.base} {said.notes}"},
        "words": {name: seen.text(f"menu.{name}") for name in ("link", "copied", "png", "svg")},
    }
    component("menu", f"menu-{chart.name}", data)


def download(words: str, content: str | bytes | Callable[[], bytes], file: str, type: str, key: str) -> None:
    """A button that saves a file; one that is made by a call is made when it is wanted."""
    ending = file.rpartition(".")[2]
    st.download_button(words, content, file, type, key=f"{key}-{ending}", on_click="ignore", type="tertiary")
