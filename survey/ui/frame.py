"""What stands around every page: the top bar, the one quiet row of choices, a word about the link."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from survey import metrics
from survey.brand import brand
from survey.codebook import LANGUAGES
from survey.deck import written
from survey.errors import SurveyError
from survey.exports import markup
from survey.selection import Dropped
from survey.settings import HOME
from survey.style import style
from survey.texts import NAMES, Text
from survey.told import said
from survey.ui.apart import apart
from survey.ui.choices import row
from survey.ui.door import admit, passing, signed_in
from survey.ui.embed import embedded
from survey.ui.link import (
    View,
    completed,
    filters,
    go,
    language,
    locked,
    shows,
    studies,
    view,
    way,
)
from survey.ui.opening import may_open
from survey.ui.reader import watches
from survey.ui.words import browser

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
        browser(text, current)
    else:
        offered = {name: one for name, one in known.items() if _offers(seen, name, current)}
        offered = {name: one for name, one in offered.items() if name not in alone}
        _bar(tuple(offered), current, pages[current], seen)
    if current not in alone and st.context.is_embedded and (badges := _badges(seen)):
        st.html(badges)
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
            with apart("choices"):
                row(name, pages.get(name, ()), completed(seen, name))
        _told(dropped, seen.text)
        dropped.clear()
        if current not in alone:
            _news(seen)
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
    text, about = seen.text, current != OPEN
    languages = "".join(_in(one, current, seen) for one in LANGUAGES)
    bar = {
        "brand": markup.brand(brand(), text),
        "pages": (text("bar.pages"), "".join(_to(name, current, seen) for name in pages)),
        "badges": _badges(seen) if about else "",
        "languages": (text("bar.languages"), languages),
        "help": (text("choose.explained"), _help(names, text)) if about else None,
        "folded": [(name, text(f"bar.{name}")) for name in ("pages", *(("choices",) if about else ()))],
    }
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        browser(text, current, bar, passing())
        signed_in(text)


def _to(page: str, current: str, seen: View) -> str:
    return markup.anchor(seen.text(f"page.{page}"), way(page, seen.selection), page == current)


def _in(language: str, current: str, seen: View) -> str:
    to = way(current, seen.selection, lang=language)
    return markup.anchor(language, to, language == seen.text.language, NAMES[language])


def _help(names: Sequence[str], text: Text) -> str:
    """What each choice of a page does."""
    terms = "".join(
        f"<dt>{escape(text(f'choose.name.{name}'))}</dt><dd>{escape(text(f'choose.help.{name}'))}</dd>"
        for name in ("study", *names)
    )
    return f'<dl class="explained">{terms}</dl>'


def _badges(seen: View) -> str:
    study, text = seen.release.study, seen.text
    said = [
        (kind, text(f"app.{kind}"), text(f"app.{kind}_help"))
        for kind in ("synthetic", "open")
        if getattr(study, kind)
    ]
    if text.language not in study.languages:
        only = text.listed(NAMES[one] for one in study.languages)
        said.append(("open", only, text("app.languages_help", languages=only)))
    return " ".join(
        f'<span class="badge {kind}" title="{escape(help_)}">{escape(words)}</span>'
        for kind, words, help_ in said
    )


def _news(seen: View) -> None:
    """That another release has come since this reader saw the study last; to who watches, what is wrong."""
    text, release, key = seen.text, seen.release, f"release-{seen.release.study.id}"
    before, st.session_state[key] = st.session_state.get(key), release.name
    if before not in (None, release.name):
        words = text("news.shown", release=release.name, date=text.date(release.created))
        st.html(f'<p class="told" role="status">{escape(words)}</p>')
    if seen.fault and watches():
        why = " ".join(said(one, text.language) for one in seen.fault.problems)
        words = text("news.fault", what=Path(seen.fault.subject).name, why=why, release=release.name)
        st.html(f'<p class="told" role="alert">{escape(words)}</p>')


def _told(dropped: Sequence[Dropped], text: Text) -> None:
    """What of the link was not understood, in a word."""
    if dropped:
        key = "choose.dropped.one" if len(dropped) == 1 else "choose.dropped.several"
        values = ", ".join(one.value[:60] for one in dropped)
        st.html(f'<p class="told" role="status">{escape(text(key, values=values))}</p>')
