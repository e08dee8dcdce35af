"""What fails on a page keeps to its own place."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from survey.failures import noted
from survey.texts import Text
from survey.ui.link import language

log = logging.getLogger("survey.page")


@contextmanager
def apart(part: str) -> Iterator[None]:
    """A part of a page that fails by itself: in its place stands the number under which the log tells why."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is
        words = Text(language())("nothing.failed", number=noted(log, "part failed", error, part=part))
        st.html(f'<p class="told" role="alert">{escape(words)}</p>')
