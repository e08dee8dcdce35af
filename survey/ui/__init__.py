"""The only room that knows Streamlit: choices ⇄ link, the frame, and how an answer is put on a page."""

from survey.ui.frame import frame
from survey.ui.link import View, view, view_of_item
from survey.ui.show import (
    certain,
    checked,
    claims,
    columns,
    halves,
    head,
    key_figures,
    prose,
    section,
    show,
    who_answered,
)

__all__ = [
    "View",
    "certain",
    "checked",
    "claims",
    "columns",
    "frame",
    "halves",
    "head",
    "key_figures",
    "prose",
    "section",
    "show",
    "view",
    "view_of_item",
    "who_answered",
]
