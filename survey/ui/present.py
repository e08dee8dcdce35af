"""The presentation: one screen at a time, large, by keys; its groups can be switched while it is shown."""

from dataclasses import replace
from html import escape

import streamlit as st

from survey.brand import brand
from survey.charts.caption import caption
from survey.charts.finished import finished
from survey.codebook import ALL
from survey.deck import Deck, Part, Prose, Screen, Step, screen, written
from survey.exports import markup
from survey.selection import Selection
from survey.ui.apart import apart
from survey.ui.card import picture
from survey.ui.choosing import Choice, Picked, choose
from survey.ui.component import component
from survey.ui.deck import steps_of
from survey.ui.link import View, go, way

WORDS = ("black", "notes", "full")


def present(seen: View) -> None:
    """The screen that the link names, and what leads to the next."""
    steps = steps_of(seen)
    place = _place(len(steps))
    step = steps[place - 1]
    shown: Screen | None = None
    base, notes = "", tuple[str, ...]()
    stage, foot = st.container(key="stage", gap="small"), st.container(key="stage-foot", gap=None)
    with stage, apart(step.name):
        made = screen(step, seen.given, seen.release, seen.text, own=seen.own)
        base = caption(made.chart, made.answer, seen.text).base if isinstance(made, Part) else ""
        shown = made
    with foot:  # first: a chart fills the room above it
        _strip(step, shown, place, steps, seen)
        _foot(base, place, len(steps), seen)
    with stage, apart(step.name):
        notes = _stage(shown, seen) if shown else ()
    lines = "".join(f"<p>{escape(one)}</p>" for one in notes if one)
    st.html(f'<aside class="notes" aria-label="{escape(seen.text("present.notes"))}">{lines}</aside>')


def _stage(shown: Screen, seen: View) -> tuple[str, ...]:
    """Words or a chart; gives its notes."""
    return _prose(shown, seen) if isinstance(shown, Prose) else _chart(shown, seen)


def _place(count: int) -> int:
    """Which screen the link names: 1 is the first."""
    given = st.query_params.get("slide", "")
    place = min(max(int(given or 1), 1), count)
    if given:
        st.query_params["slide"] = str(place)
    return place


def _prose(said: Prose, seen: View) -> tuple[str, ...]:
    """A screen of words; gives its notes."""
    above = markup.brand(brand(), seen.text) if said.name == "title" else ""
    st.html(markup.said(said, above=above))
    return (seen.text("app.synthetic_help"),) if seen.release.study.synthetic else ()


def _chart(part: Part, seen: View) -> tuple[str, ...]:
    """A screen with a chart; gives its notes."""
    chart, text = part.chart, seen.text
    one = finished(chart, part.answer.selection, seen.release, text.language, seen.own)
    made, said = one.answer, one.said
    above = markup.head(said.question, said.title, said.measure)
    if not made.shows:
        st.html(f'{above}<p class="quiet">{escape(text(chart.nothing))}</p>')
        if chart.of_own:
            st.html(markup.anchor(f"{text('own.title')} →", way("benchmark", seen.given, slide="")))
        return ()
    picture(one, replace(seen, selection=made.selection), above, room="screen")
    return said.how, said.notes, said.badge


def _strip(step: Step, shown: Screen | None, place: int, steps: Deck, seen: View) -> None:
    """The groups of the screen, to be switched without leaving it."""
    name = (shown.chart.page if isinstance(shown, Part) else "") or step.name
    selection = step.selection(seen.given, seen.release)
    if isinstance(shown, Part) and shown.answer.selection.by == selection.by:
        selection = shown.answer.selection  # a chart may choose a group by itself
    offered = tuple(seen.release.groups.get(selection.by, ()))
    key = f"present-groups-{place}"  # of its own on each screen: what one shows must not switch another
    if not offered or ("groups" not in st.session_state["takes"].get(name, ()) and name not in _OF_GROUPS):
        return
    now = ",".join(selection.groups) or ALL
    options = (*(() if _chooses(shown, selection, seen) else (ALL,)), *offered)
    options = options if now in options else (*options, now)

    def picked(one: Picked) -> None:
        groups = () if one.id == ALL else tuple(one.id.split(","))
        _switch(step, selection, groups, place, steps, seen)

    labels = {one: seen.text.group(selection.by, one, short=True) for one in options}
    choose(key, [Choice("groups", "one", seen.text("choose.groups"), labels, [now], picked)])


_OF_GROUPS = ("title", "findings")


def _chooses(shown: Screen | None, selection: Selection, seen: View) -> bool:
    """Whether the chart shows a group of its own choice when the reader chooses none."""
    everybody = selection.with_(groups=())
    return isinstance(shown, Part) and bool(shown.chart.complete(everybody, seen.release).groups)


def _switch(
    step: Step, selection: Selection, groups: tuple[str, ...], place: int, steps: Deck, seen: View
) -> None:
    """Of a screen with groups of its own these change; else those of the link, for every screen without."""
    base = seen.given.with_(by=selection.by)
    if "groups" in dict(step.chosen):
        changed = (*steps[: place - 1], step.with_groups(groups), *steps[place:])
        go(base if groups else base.with_(groups=()), deck=written(changed))
    else:
        go(base.with_(groups=groups))


def _foot(base: str, place: int, count: int, seen: View) -> None:
    """Who answered, what kind of data it is, how far it is, and the buttons that the keys press."""
    text = seen.text
    badge = f'<span class="badge synthetic">{escape(text("app.synthetic"))}</span> '
    badge = badge if seen.release.study.synthetic else ""
    with st.container(key="stage-line", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="foot">{badge}{escape(base)}</p>' if base else f"<p>{badge}</p>")
        _turn("back", "chevron_left", place - 1, place > 1, text("present.back"))
        st.html(f'<p class="count">{place} / {count}</p>', width="content")
        _turn("next", "chevron_right", place + 1, place < count, text("present.next"))
        with st.container(key="present-acts", width="content"):
            component("present", "present", {"words": {name: text(f"present.{name}") for name in WORDS}})
        leave = markup.anchor(text("present.leave"), way("deck", seen.given, slide=""))
        st.html(f'<p class="leave">{leave}</p>', width="content")
    st.html(f'<div class="progress"><i style="width:{100 * place / count:.1f}%"></i></div>')


def _turn(name: str, icon: str, to: int, possible: bool, words: str) -> None:
    st.button(
        words,
        key=f"present-{name}",
        icon=f":material/{icon}:",
        type="tertiary",
        disabled=not possible,
        on_click=lambda: st.query_params.update(slide=str(to)),
    )
