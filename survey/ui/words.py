"""What no text of ours tells: the page's language, Streamlit's own words, what a narrow window folds away."""

import re
from collections.abc import Mapping
from typing import Any

from survey.assets import build
from survey.database import Releases
from survey.settings import Settings
from survey.texts import Text
from survey.ui.component import component

STREAMLIT = {
    "Close": "streamlit.close",
    "Connecting": "streamlit.connecting",
    "Connecting to Streamlit server": "streamlit.connecting",
    "Connection error": "streamlit.lost",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": (
        "streamlit.back"
    ),
    "Page not found": "streamlit.no_page",
    "Upload": "streamlit.choose",
    "file upload": "streamlit.choose",
    "Add files": "streamlit.choose",
    "add icon": "streamlit.choose",
    "Drag and drop a file here": "streamlit.drop",
    "1MB per file": "streamlit.small",
    "500MB per file": "streamlit.any",
    "Error:": "streamlit.wrong",
    "File must be 1.0MB or smaller.": "streamlit.large",
    "File must be 500.0MB or smaller.": "streamlit.large",
}


def browser(text: Text, page: str, bar: Mapping[str, Any] | None = None, door: str = "") -> None:
    """Tell the browser which page this is, its language, Streamlit's words in it, and what stands in its bar.

    `bar` is as browser/page.js has it; `door` is "leaving" where the reader may sign in, so that the link is
    kept meanwhile, and "in" where they have: a sign-in comes back to the app without what was in the link.
    Told the build of the scripts and the edition of the shelf, too, it loads the page anew when the first is
    another one than before, and draws it anew when the second is.
    """
    data = {
        "language": text.language,
        "page": page,
        "words": text.instead(STREAMLIT),
        "door": door,
        "build": build(),
        "edition": Releases(Settings.from_environment().releases).edition(),
        "bar": bar,
    }
    component("page", "page", data, {"picked": lambda _: None})


def plain(words: str) -> str:
    """Words that Streamlit shows as they are, for its labels are Markdown.

    What it makes of plain words all the same (links, signs, arrows) is held apart by what nobody sees.
    """
    apart = _JOINTS.sub(_WORD_JOINER, words)
    return _AT_START.sub(r"\1\2\\\3", _MARKS.sub(r"\\\1", apart))


_WORD_JOINER = "\u2060"
_JOINTS = re.compile(r"(?<=:)(?=[\w/])|(?<=www)(?=\.)|(?=@)|(?<=[-<>~=])(?=[-<>=])", re.IGNORECASE)
_MARKS = re.compile(r"([\\`*_\[\]!~$<#|&{}])")
_AT_START = re.compile(r"^(\s*)(\d+(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|>))(.)")
