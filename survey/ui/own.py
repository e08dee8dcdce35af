"""A client's own answers: a form to enter them, and a file to keep them. They are of this session alone."""

from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

from survey.codebook import Item
from survey.errors import OwnError
from survey.own import LARGEST, LONGEST_NAME, Own, OwnAnswer, from_csv, to_csv
from survey.ui.apart import apart
from survey.ui.link import View, keep
from survey.ui.words import plain

WRONG, OPENED = "own-wrong", "own-opened"
MOST = 8


@apart("own")
def own_answers(seen: View) -> None:
    """The form and the files; folded away where there are answers, so that the charts come first."""
    text = seen.text
    with st.container(key="own"):
        if seen.own is None:
            st.html(f'<div class="section"><h2>{escape(text("own.title"))}</h2></div>')
            _inside(seen)
        else:
            wrong = bool(st.session_state.get(WRONG))
            with st.expander(text("own.change"), expanded=wrong, key="own-fold"):
                _inside(seen)


def _inside(seen: View) -> None:
    form, files = st.columns([0.6, 0.4], gap="large")
    with form:
        _said("stays", seen)
        _form(seen)
    with files:
        _files(seen)


def _said(name: str, seen: View, **values: object) -> None:
    st.html(f'<p class="quiet">{escape(seen.text(f"own.{name}", **values))}</p>')


def _form(seen: View) -> None:
    """A row per item: in use or not, and its rating."""
    text, study = seen.text, seen.release.study
    levels = len(study.scale.levels)
    _fill(seen)
    with st.form(f"own-form-{study.id}", border=False, enter_to_submit=False):
        st.text_input(
            text("own.name"),
            key=_key(seen, "name"),
            max_chars=LONGEST_NAME,
            placeholder=text("own.name_hint"),
            autocomplete="organization",
        )
        _said("scale", seen, lowest=text.level(1), levels=levels, highest=text.level(levels))
        for family, items in groupby(study.items, lambda one: one.family):
            if family:
                st.html(f'<h3 class="family">{escape(text.family(family))}</h3>')
            for item in items:
                _row(item, seen)
        with st.container(key="own-compare-row"):
            st.form_submit_button(
                text("own.compare"), key="own-compare", type="primary", on_click=_kept, args=(seen,)
            )


def _row(item: Item, seen: View) -> None:
    text, study = seen.text, seen.release.study
    name = text.item(item.id)
    with st.container(key=f"own-row-{item.id}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="own-name">{escape(name)}</span>')
        if study.use:
            _choice("use", item.id, text("own.in_use", item=name), (True, False), _used(seen), seen)
        levels = range(1, len(study.scale.levels) + 1)
        _choice("level", item.id, text("own.rating", item=name), tuple(levels), str, seen)


def _used(seen: View) -> Callable[[Any], str]:
    return lambda yes: seen.text("own.used" if yes else "own.not_used")


def _choice(
    what: str, item: str, label: str, offered: tuple[Any, ...], say: Callable[[Any], str], seen: View
) -> None:
    st.segmented_control(
        plain(label),
        offered,
        key=_key(seen, what, item),
        format_func=lambda one: plain(say(one)),
        label_visibility="collapsed",
        wrap=False if len(offered) < 8 else None,
    )


def _key(seen: View, what: str, item: str = "") -> str:
    return "-".join(("own", seen.release.study.id, what, *([item] if item else [])))


def _values(own: Own | None, seen: View) -> Iterator[tuple[str, Any]]:
    """What stands in every field of the form for these answers."""
    own = own or Own(seen.release.study.id)
    yield _key(seen, "name"), own.name
    for item in seen.release.study.items:
        said = own.to(item.id)
        yield _key(seen, "use", item.id), said.in_use
        yield _key(seen, "level", item.id), said.level


def _fill(seen: View) -> None:
    """The fields of the form say what is kept, but for what the reader is about to change."""
    for key, value in _values(seen.own, seen):
        st.session_state.setdefault(key, value)


def _put(own: Own | None, seen: View) -> None:
    """Keep these answers and show them in the form."""
    keep(own, seen.release.study.id)
    for key, value in _values(own, seen):
        st.session_state[key] = value
    st.session_state.pop(WRONG, None)


def _kept(seen: View) -> None:
    """Keep what is entered; nothing entered is no answers."""
    study, state = seen.release.study, st.session_state
    given = {
        item.id: OwnAnswer(
            item.id,
            state.get(_key(seen, "use", item.id)),
            state.get(_key(seen, "level", item.id)),
        )
        for item in study.items
    }
    own = Own.of(study, state.get(_key(seen, "name")) or "", given)
    _put(own if own.answers or own.name else None, seen)


def _files(seen: View) -> None:
    """Save, clear, open. What is wrong with a file is said in words, and changes nothing."""
    text, study = seen.text, seen.release.study
    st.html(f'<h3 class="family">{escape(text("own.keep"))}</h3>')
    with st.container(key="own-files", horizontal=True, vertical_alignment="center", gap="medium"):
        own = seen.own or Own(study.id)
        st.download_button(
            text("own.save" if seen.own else "own.template"),
            lambda: to_csv(own, text),
            f"{study.id}-own.csv",
            "text/csv",
            key="own-save",
            on_click="ignore",
            type="tertiary",
        )
        if seen.own:
            st.button(text("own.clear"), key="own-clear", type="tertiary", on_click=_put, args=(None, seen))
    key = f"own-file-{st.session_state.get(OPENED, 0)}"
    st.file_uploader(
        text("own.open"),
        key=key,
        max_upload_size=1,
        on_change=_opened,
        args=(key, seen),
    )
    _wrong(seen)


def _opened(key: str, seen: View) -> None:
    """The answers of a file in place of those before; the file itself is let go."""
    file = st.session_state[key]
    if file is None:
        return
    st.session_state[OPENED] = st.session_state.get(OPENED, 0) + 1
    try:
        _put(from_csv(file.getvalue()[: 1000 * LARGEST + 1], seen.text), seen)
    except OwnError as error:
        st.session_state[WRONG] = error.problems


def _wrong(seen: View) -> None:
    """What is wrong with the file that was to be opened last."""
    problems = st.session_state.get(WRONG, ())
    if problems:
        more = len(problems) - MOST
        lines = [*problems[:MOST], *([seen.text("own.wrong_more", count=more)] if more > 0 else [])]
        said = "".join(f"<li>{escape(line)}</li>" for line in lines)
        st.html(
            f'<div class="wrong" role="alert"><p>{escape(seen.text("own.wrong"))}</p><ul>{said}</ul></div>'
        )
