"""What would be published of a file, and publishing it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from itertools import groupby
from pathlib import PurePath

import streamlit as st

from survey.errors import SurveyError
from survey.opening import Tried, published, tried
from survey.texts import Text
from survey.told import Line, Say, remaining, said, told
from survey.ui.opening.file import notes
from survey.ui.opening.state import Opening, anew, keep
from survey.ui.reading import section
from survey.ui.words import plain

MOST = 12  # lines of a kind that are not folded away


def try_out(now: Opening, text: Text) -> Opening:
    """With what would be published, or what speaks against it; that is asked once."""
    if now.tried or now.refused:
        return now
    try:
        with _progress(text("open.checking"), text) as say:
            now = replace(now, tried=tried(now.codebook, now.file, say))
    except SurveyError as error:
        now = replace(now, refused=error)
    keep(now)
    return now


@contextmanager
def _progress(label: str, text: Text) -> Iterator[Say]:
    """What is being done, as long as it lasts."""
    room = st.empty()
    status = room.status(label)

    def say(stage: str, left: float | None = None) -> None:
        now = stage if left is None else told("{stage} – {left}", stage=stage, left=remaining(left))
        words = str(said(now, text.language))
        status.update(label=plain(words[:1].upper() + words[1:]))

    try:
        yield say
    finally:
        room.empty()


def refusal(now: Opening, text: Text) -> None:
    """Every problem of the file, and what is still shown."""
    if now.refused:
        outcome = (now.refused.outcome,) if now.refused.outcome else ()
        notes((*now.refused.problems, *outcome), text, text("open.refused"))


def summary(now: Opening, of: Tried, text: Text) -> None:
    """What would be published, by kind, and the way to do it."""
    section(text("open.summary"), text("open.summary_how"))
    kinds = groupby(of.lines, key=lambda line: line.word)
    rows = "".join(_row(word, lines, text) for word, lines in kinds)
    st.html(f'<dl class="summary">{rows}</dl>')
    sure = not of.large or st.checkbox(text("open.large"), key="open-large")
    with st.container(key="open-publish-row", horizontal=True, gap="medium"):
        st.button(
            text("open.publish"),
            key="open-publish",
            type="primary",
            disabled=not sure,
            on_click=keep,
            args=(replace(now, agreed=True),),
        )
        name, kind = f"{PurePath(now.file.name).stem}.toml", "application/toml"
        label = text("open.codebook")
        st.download_button(label, now.codebook, name, kind, on_click="ignore", type="tertiary")


def _row(word: str, lines: Iterable[Line], text: Text) -> str:
    """What is told under a word; many lines are folded away."""
    told = [escape(said(line.said, text.language)) for line in lines]
    body = "<br>".join(told)
    if len(told) > MOST:
        many = escape(text("open.lines", count=len(told)))
        body = f"<details><summary>{many}</summary>{body}</details>"
    return f"<dt>{escape(text(f'open.word.{word}'))}</dt><dd>{body}</dd>"


def publish(now: Opening, text: Text) -> None:
    """Publish, and land on the overview of the study."""
    try:
        with _progress(text("open.publishing"), text) as say:
            release = published(now.codebook, now.file, say)
    except SurveyError as error:
        keep(replace(now, refused=error, agreed=False, tried=None))
        st.rerun()
    anew(None)
    page, study = st.session_state["pages"]["overview"], release.rpartition("-")[0]
    st.switch_page(page, query_params={"study": study, "lang": text.language})
