"""What stands around every page: the top bar, the one quiet row of choices, a word about the link."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache
from html import escape
from typing import Any

import streamlit as st

from survey import metrics
from survey.brand import brand
from survey.codebook import ALL, LANGUAGES
from survey.database import Releases
from survey.deck import written
from survey.errors import ReleaseError, SurveyError
from survey.exports import markup
from survey.selection import Dropped, choices, within_choices
from survey.settings import HOME
from survey.style import style
from survey.texts import NAMES, Text, Voice
from survey.ui.chips import chips
from survey.ui.door import admit, passing, signed_in
from survey.ui.embed import embedded
from survey.ui.link import (
    View,
    completed,
    filters,
    go,
    go_to_study,
    language,
    locked,
    shelf,
    shows,
    studies,
    taken,
    view,
    way,
)
from survey.ui.opening import may_open
from survey.ui.words import browser, plain

Around = tuple[tuple[str, ...], str, str, bool] | None
OPEN = "open"  # the page that is about no study yet
ICON = str(HOME / "pages" / "icon.png")


def frame(pages: Mapping[str, Sequence[str]], alone: Sequence[str]) -> tuple[Any, tuple[Dropped, ...]]:
    """Draw the frame and give the page to run, and what of the link was not understood.

    `pages`: name → the choices that it takes; those in `alone` have nothing around them.
    """
    text = Text(language())
    known = {name: _page(name, text) for name in pages}
    page = st.navigation(list(known.values()), position="hidden")
    current = next(name for name, one in known.items() if one == page)
    look = brand()
    st.set_page_config(
        page_title=f"{page.title} · {look.name or text('app.name')}", page_icon=ICON, layout="wide"
    )
    st.html(style(look))
    st.session_state["pages"], st.session_state["takes"] = known, pages
    admit(current, text)
    seen = view()
    go(seen.selection, deck=written(seen.deck), **({} if current in alone else {"slide": "", "chart": ""}))
    if current in alone or st.context.is_embedded:
        browser(text)
    else:
        offered = {name: one for name, one in known.items() if _offers(seen, name, current)}
        offered = {name: one for name, one in offered.items() if name not in alone}
        _bar(tuple(offered), current, pages[current], seen)
    if current not in alone and st.context.is_embedded:
        with st.container(key="framed", horizontal=True):
            _badges(seen)
    return page, seen.dropped


def run(pages: Mapping[str, Sequence[str]], alone: Sequence[str]) -> None:
    """Draw the frame and the page in it, and count how long either takes."""
    with _timed("frame"):
        page, dropped = frame(pages, alone)
    _inside(page, pages, alone, _around(), [*dropped])


@st.fragment
def _inside(
    page: Any,
    pages: Mapping[str, Sequence[str]],
    alone: Sequence[str],
    around: Around,
    dropped: list[Dropped],
) -> None:
    """The choices and the page, which a choice draws anew; with the frame where that has changed, too.

    What of the link was not understood is told once.
    """
    current = page.url_path or "overview"
    if _around() != around:
        st.rerun()
    with _timed(current):
        seen = view()
        if (name := _choosing(current, alone)) and shows(seen, name):
            _choices(name, pages.get(name, ()), completed(seen, name))
        _told(dropped, seen.text)
        dropped.clear()
        copy(page).run()  # a copy, for Streamlit lets each be run once


def _around() -> Around:
    """What a frame is drawn for: what this reader may see now, in which words; nothing where that fails."""
    try:
        known = studies()
        return (known, view().release.name, language(), locked()) if known else None
    except SurveyError:
        return None


@contextmanager
def _timed(page: str) -> Iterator[None]:
    begun = time.perf_counter()
    try:
        yield
    finally:
        metrics.RUNS.labels(page).observe(time.perf_counter() - begun)


def _offers(seen: View, name: str, current: str) -> bool:
    """Whether a page is in the menu: what the study has something for, and what may be done here."""
    return may_open() if name == OPEN else name == current or shows(seen, name)


def _choosing(current: str, alone: Sequence[str]) -> str:
    """The page whose choices are shown here; "" for none."""
    if current == OPEN:
        return ""
    if current == "embed" and filters(False):
        chart = embedded()
        return chart.page or chart.name if chart else ""
    return current if current not in alone and filters(True) else ""


def _page(name: str, text: Text) -> Any:
    """A page of this run: a copy, for Streamlit notes in it whether it may be run."""
    return copy(_known(name, text(f"page.{name}")))


@cache
def _known(name: str, title: str) -> Any:
    """A page; made once, for Streamlit looks for its file on the disk."""
    return st.Page(f"{name}.py", title=title, default=name == "overview")


def _bar(pages: Sequence[str], current: str, names: Sequence[str], seen: View) -> None:
    """Whose it is, the pages, what kind of data it is, what the choices do, the languages.

    Links keep the selection.
    """
    text = seen.text
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="medium"):
        st.html(markup.brand(brand(), text), width="content")
        st.html(_ways("pages", text("bar.pages"), (_to(name, current, seen) for name in pages)))
        if current != OPEN:
            _badges(seen)
        browser(text, ("pages",) if current == OPEN else ("pages", "choices"), passing())
        if current != OPEN:
            _help(names, text)
        signed_in(text)
        languages = (_in(one, current, seen) for one in LANGUAGES)
        st.html(_ways("languages", text("bar.languages"), languages), width="content")


def _ways(name: str, words: str, links: Iterable[str]) -> str:
    return f'<nav class="{name}" aria-label="{escape(words)}">{"".join(links)}</nav>'


def _to(page: str, current: str, seen: View) -> str:
    return markup.anchor(seen.text(f"page.{page}"), way(page, seen.selection), page == current)


def _in(language: str, current: str, seen: View) -> str:
    to = way(current, seen.selection, lang=language)
    return markup.anchor(language, to, language == seen.text.language, NAMES[language])


def _choices(page: str, names: Sequence[str], seen: View) -> None:
    """The row of choices: the study, then what the page takes."""
    offered = {
        name: taken(page, name, values, seen)
        for name, values in choices(seen.release, seen.selection.by).items()
    }
    with st.container(key="choices", horizontal=True, vertical_alignment="center", gap="small"):
        _study(seen)
        for name in names:
            if name == "within":
                _within(seen)
            elif len(offered[name]) > 1:
                _CHOICES[name](offered[name], seen)


def _help(names: Sequence[str], text: Text) -> None:
    """What each choice of a page does, behind a question mark."""
    terms = "".join(
        f"<dt>{escape(text(f'choose.name.{name}'))}</dt><dd>{escape(text(f'choose.help.{name}'))}</dd>"
        for name in ("study", *names)
    )
    with (
        st.container(key="help", width="content"),
        st.popover(text("choose.explained"), type="tertiary", icon=":material/help:"),
    ):
        st.html(f'<dl class="explained">{terms}</dl>')


def _badges(seen: View) -> None:
    study, text = seen.release.study, seen.text
    said = [
        (kind, text(f"app.{kind}"), text(f"app.{kind}_help"))
        for kind in ("synthetic", "open")
        if getattr(study, kind)
    ]
    if text.language not in study.languages:
        only = text.listed(NAMES[one] for one in study.languages)
        said.append(("open", only, text("app.languages_help", languages=only)))
    badges = (
        f'<span class="badge {kind}" title="{escape(help_)}">{escape(words)}</span>'
        for kind, words, help_ in said
    )
    if said:
        st.html(" ".join(badges), width="content")


def _menu(name: str, offered: Sequence[str], value: str, labels: Mapping[str, str], seen: View) -> None:
    """A quiet drop-down: one of several, and its label is the present one."""
    key = f"choose-{name}"

    def chosen() -> None:
        picked = st.session_state[key]
        if name == "study":
            go_to_study(picked)
        else:
            go(seen.given.with_(**{name: picked or None}))

    st.menu_button(
        plain(labels[value]),
        offered,
        key=key,
        format_func=lambda one: plain(labels[one]),
        help=seen.text(f"choose.help.{name}"),
        on_click=chosen,
        type="tertiary",
    )


def _study(seen: View) -> None:
    here = shelf()
    titles = {study: _title(here, study, seen.text.language) for study in studies()}
    _menu("study", tuple(titles), seen.release.study.id, titles, seen)


def _title(here: Releases, study: str, language: str) -> str:
    """A study's name, or its id when its release cannot be read."""
    try:
        release = here.open(study)
    except ReleaseError:
        return study
    return Voice(language, release.study, release.groups).title()


def _by(offered: Sequence[str], seen: View) -> None:
    def picked(one: str) -> None:
        go(seen.given.with_(by=one))

    labels = {one: seen.text.dimension(one, short=True) for one in offered}
    chips("choose-by", seen.text("choose.by"), labels, [seen.selection.by], picked)


def _groups(offered: Sequence[str], seen: View) -> None:
    """All, or some groups. What the chart chose by itself gives way to the reader's choice."""

    def picked(one: str) -> None:
        go(seen.given.toggled(one))

    labels = {one: seen.text.group(seen.selection.by, one, short=True) for one in (ALL, *offered)}
    chosen = seen.selection.groups or (ALL,)
    chips("choose-groups", seen.text("choose.groups"), labels, chosen, picked, several=True)


def _within(seen: View) -> None:
    """A menu per dimension that is published crossed with the chosen one: everybody, or one group of it."""
    by, within, text = seen.selection.by, seen.selection.within, seen.text
    for name, offered in within_choices(seen.release, by, within).items():
        others = tuple(one for one in within if one.split(".")[0] != name)
        now = next((one for one in within if one not in others), "")
        labels = {"": text("choose.within.none", dimension=text.dimension(name, short=True))}
        labels |= {one: text.group(name, one.removeprefix(f"{name}."), short=True) for one in offered}
        _narrow(name, labels, now, others, seen)


def _narrow(name: str, labels: Mapping[str, str], now: str, others: tuple[str, ...], seen: View) -> None:
    key = f"choose-within-{name}"

    def chosen() -> None:
        picked = st.session_state[key]
        go(seen.selection.with_(within=(*others, picked) if picked else others))

    st.menu_button(
        plain(labels[now]),
        tuple(labels),
        key=key,
        format_func=lambda one: plain(labels[one]),
        help=seen.text("choose.help.within"),
        on_click=chosen,
        type="tertiary",
    )


def _family(offered: Sequence[str], seen: View) -> None:
    labels = {"": seen.text.say(seen.release.study.words.items).capitalize()} | {
        one: seen.text.family(one) for one in offered
    }
    _menu("family", tuple(labels), seen.selection.family or "", labels, seen)


def _measure(offered: Sequence[str], seen: View) -> None:
    labels = {one: seen.text.measure(one, short=True) for one in offered}
    _menu("measure", offered, seen.selection.measure, labels, seen)


def _item(offered: Sequence[str], seen: View) -> None:
    labels = {one: seen.text.item(one) for one in offered}
    _menu("item", tuple(labels), seen.selection.item or ALL, labels, seen)


def _against(offered: Sequence[str], seen: View) -> None:
    """The rest, or one of the groups that are not chosen."""
    others = [one for one in offered if one not in seen.selection.groups]
    labels = {"": seen.text("choose.against.rest")} | {
        one: seen.text("choose.against.group", group=seen.text.group(seen.selection.by, one, short=True))
        for one in others
    }
    _menu("against", tuple(labels), seen.selection.against or "", labels, seen)


def _view(offered: Sequence[str], seen: View) -> None:
    _menu("view", offered, seen.selection.view, {one: seen.text(f"view.{one}") for one in offered}, seen)


_CHOICES = {
    "by": _by,
    "groups": _groups,
    "family": _family,
    "measure": _measure,
    "item": _item,
    "against": _against,
    "view": _view,
}


def _told(dropped: Sequence[Dropped], text: Text) -> None:
    """What of the link was not understood, in a word."""
    if dropped:
        key = "choose.dropped.one" if len(dropped) == 1 else "choose.dropped.several"
        values = ", ".join(one.value[:60] for one in dropped)
        st.html(f'<p class="told" role="status">{escape(text(key, values=values))}</p>')
