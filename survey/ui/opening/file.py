"""A file comes in: it is dropped, and told what it was taken for."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from survey.draft.proposal import TOOLS, Proposal
from survey.errors import SurveyError, shown
from survey.opening import File, fits, propose
from survey.settings import LARGEST_FILE
from survey.texts import Text
from survey.told import said
from survey.ui.link import shelf, studies
from survey.ui.opening.state import Opening, anew, keep, times
from survey.ui.reading import head

OPTIONS = {
    "encoding": ("", "windows-1252", "iso-8859-15", "utf-16", "mac-roman"),
    "delimiter": ("", ";", ",", "\t", "|"),
    "decimal": ("", ",", "."),
}


def drop(text: Text) -> None:
    """Where a file is dropped."""
    key = f"open-file-{times()}"

    def dropped() -> None:
        if file := st.session_state[key]:
            anew(Opening(File(file.name, file.getvalue())))

    st.file_uploader(text("open.file"), key=key, max_upload_size=LARGEST_FILE, on_change=dropped)
    st.html(f'<p class="quiet">{escape(text("open.stays"))}</p>')


def read(now: Opening, text: Text) -> Opening:
    """With what the file is taken for; that is asked once."""
    if now.proposal or now.refused:
        return now
    try:
        with st.spinner(text("open.reading")):
            proposal = propose(now.file, dict(now.options), now.battery)
        now = replace(now, proposal=proposal, into=next(iter(homes(proposal)), ""))
    except SurveyError as error:
        now = replace(now, refused=error)
    keep(now)
    return now


def homes(proposal: Proposal) -> list[str]:
    """The studies that have every column of theirs in the file."""
    here = shelf()
    return [one for one in studies() if fits(here.open(one).codebook, proposal)]


def recognised(now: Opening, text: Text) -> None:
    """What the file was taken for, and the ways back: another file, or another way to read this one."""
    one = now.proposal
    what = _what(one, text) if one else text("open.unread")
    head(text("open.question"), shown(now.file.name), what)
    notes(one.notes if one else (), text)
    with st.container(key="open-back", horizontal=True, gap="medium"):
        st.button(text("open.another"), key="open-another", type="tertiary", on_click=anew, args=(None,))
        with st.popover(text("open.options"), type="tertiary"), st.form("open-options", border=False):
            _options(now, text)


def _what(one: Proposal, text: Text) -> str:
    tool = text("open.plain") if one.tool == "plain" else TOOLS[one.tool]
    return text("open.is", tool=tool, rows=text.whole(one.rows), columns=len(one.columns))


def notes(lines: Sequence[str], text: Text, above: str = "") -> None:
    """What a command told, in the reader's language; below `above` it is what is wrong."""
    if not lines:
        return
    items = "".join(f"<li>{escape(said(line, text.language))}</li>" for line in lines)
    kind = 'class="wrong lines" role="alert"' if above else 'class="quiet lines"'
    heading = f"<p>{escape(above)}</p>" if above else ""
    st.html(f"<div {kind}>{heading}<ul>{items}</ul></div>")


def _options(now: Opening, text: Text) -> None:
    given = dict(now.options)

    def say(value: str) -> str:
        return {"": text("open.option.itself"), "\t": "TAB"}.get(value, value)

    for name, offered in OPTIONS.items():
        at = offered.index(given.get(name, ""))
        st.selectbox(text(f"open.option.{name}"), offered, at, say, key=f"open-option-{name}")
    st.text_input(text("open.option.sheet"), given.get("sheet", ""), key="open-option-sheet")
    st.form_submit_button(text("open.again"), on_click=_again, args=(now,))


def _again(now: Opening) -> None:
    """Read the file anew, as it is said to be."""
    given = ((name, str(st.session_state.get(f"open-option-{name}") or "")) for name in (*OPTIONS, "sheet"))
    anew(Opening(now.file, tuple((name, value) for name, value in given if value)))
