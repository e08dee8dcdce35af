"""The only room that knows Streamlit: choices ⇄ link, the frame, and how an answer is put on a page."""

from survey.ui.card import show
from survey.ui.deck import composing, saving
from survey.ui.door import apologise
from survey.ui.embed import embed
from survey.ui.frame import run
from survey.ui.link import View, view
from survey.ui.opening import opening
from survey.ui.own import own_answers
from survey.ui.present import present
from survey.ui.reading import (
    beside,
    certain,
    claims,
    columns,
    facts,
    halves,
    head,
    section,
    sources,
    standing,
)

__all__ = [
    "View",
    "apologise",
    "beside",
    "certain",
    "claims",
    "columns",
    "composing",
    "embed",
    "facts",
    "halves",
    "head",
    "opening",
    "own_answers",
    "present",
    "run",
    "saving",
    "section",
    "show",
    "sources",
    "standing",
    "view",
]
