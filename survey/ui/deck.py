"""The screens of a presentation: chosen, ordered, shown, saved as slides or as a report."""

import io
from collections.abc import Iterator
from functools import partial
from html import escape

import streamlit as st

from survey.brand import brand
from survey.charts import CHARTS
from survey.deck import PROSE, Deck, Screen, Step, addressed, name_of, screens, whole, written
from survey.errors import TemplateError
from survey.exports import markup, pptx, xlsx
from survey.exports.named import named
from survey.exports.report import TYPE as HTML
from survey.exports.report import report
from survey.method import sections
from survey.ui.apart import apart
from survey.ui.link import View, go, home, way
from survey.ui.menu import download
from survey.ui.words import plain

MEGABYTES = 20


@apart("composing")
def composing(seen: View) -> None:
    """The screens in order, each to be moved or left out, and those that may be added."""
    steps = steps_of(seen)
    with st.container(key="screens", gap=None):
        for place, step in enumerate(steps):
            _row(place, step, steps, seen)
    with st.container(key="screens-more", horizontal=True, gap="small"):
        _adding(steps, seen)
        if seen.deck:
            st.button(
                seen.text("deck.clear"), key="deck-clear", type="tertiary", on_click=lambda: _set((), seen)
            )


def steps_of(seen: View) -> Deck:
    """The chosen screens; all there is where none are chosen."""
    return seen.deck or whole(seen.release, seen.own)


def _set(steps: Deck, seen: View) -> None:
    go(seen.given, deck=written(steps))


def _row(place: int, step: Step, steps: Deck, seen: View) -> None:
    """A screen's number and name, and three buttons."""
    text = seen.text
    name = name_of(step, seen.given, seen.release, text)
    with st.container(key=f"screen-{place}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="screen"><span>{place + 1}</span> {escape(name)}</p>')
        for act, icon, possible in (
            ("up", "arrow_upward", place > 0),
            ("down", "arrow_downward", place < len(steps) - 1),
            ("out", "close", len(steps) > 1),
        ):
            st.button(
                plain(text(f"deck.{act}", name=name)),
                key=f"deck-{act}-{place}",
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=not possible,
                on_click=_moved,
                args=(act, place, steps, seen),
            )


def _moved(act: str, place: int, steps: Deck, seen: View) -> None:
    changed = list(steps)
    step = changed.pop(place)
    if act != "out":
        changed.insert(place + (1 if act == "down" else -1), step)
    _set(tuple(changed), seen)


def _adding(steps: Deck, seen: View) -> None:
    """The screens that are not there yet, in a menu."""
    there = {step.name for step in steps if not step.chosen}
    charts = (name for name, chart in CHARTS.items() if chart.offered(seen.release))
    missing = [Step(name) for name in (*PROSE, *charts) if name not in there]
    labels = {step.name: name_of(step, seen.given, seen.release, seen.text) for step in missing}
    if not missing:
        return

    def added() -> None:
        _set((*steps, Step(st.session_state["deck-more"])), seen)

    st.menu_button(
        seen.text("deck.more"),
        tuple(labels),
        key="deck-more",
        format_func=lambda one: plain(labels[one]),
        on_click=added,
        type="tertiary",
    )


@apart("saving")
def saving(seen: View) -> None:
    """The way to the presentation, and its files: slides, in the client's own template too, and a report."""
    text = seen.text
    start = markup.anchor(f"{text('deck.present')} →", way("present", seen.given))
    st.html(f'<p class="start">{start}</p>')
    files, file = st.container(gap="small"), named(seen.given, "presentation", seen.release.name)
    template, look, address = _template(seen), brand(), addressed(home())

    def shown() -> Iterator[Screen]:
        return screens(steps_of(seen), seen.given, seen.release, text, address, seen.own)

    def slides() -> bytes:
        own = io.BytesIO(template) if template else None
        return pptx.slides(shown(), seen.release, text, own, look)

    with files:
        method = partial(sections, seen.release, text)
        download(text("deck.pptx"), slides, f"{file}.pptx", pptx.TYPE, "deck")
        download(
            text("deck.html"),
            lambda: report(shown(), seen.release, method(), text, look),
            f"{file}.html",
            HTML,
            "deck",
        )
        download(
            text("deck.xlsx"),
            lambda: xlsx.book(shown(), seen.release, method(), text, look),
            f"{file}.xlsx",
            xlsx.TYPE,
            "deck",
        )


def _template(seen: View) -> bytes | None:
    """The client's own slides, whose look the file takes; a word where they cannot be read."""
    given = st.file_uploader(
        seen.text("deck.template"),
        type="pptx",
        key="deck-template",
        help=seen.text("deck.template_help"),
        max_upload_size=MEGABYTES,
    )
    if given is None:
        return None
    content: bytes = given.getvalue()
    try:
        pptx.check(io.BytesIO(content))
    except TemplateError:
        st.html(f'<p class="told" role="alert">{escape(seen.text("deck.no_template", name=given.name))}</p>')
        return None
    st.html(f'<p class="quiet">{escape(seen.text("deck.taken", name=given.name))}</p>')
    return content
