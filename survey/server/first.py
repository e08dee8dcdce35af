"""The first answer to a reader: Streamlit's page, which also names what the first view will need.

Streamlit's scripts ask for parts of themselves, for our components and for Plotly one after the other, each
when the one before has run. Named in the page's head, all of it comes while they start.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit

from survey.assets import plotly_name
from survey.settings import HOME

STATIC = Path(streamlit.__file__).with_name("static")
SCRIPTS = STATIC / "static" / "js"
BROWSER = HOME / "survey" / "ui" / "browser"
COMPONENTS = "_stcore/bidi-components"
PARTS = ("Html", "BidiComponent")  # of Streamlit, which every page of ours is made of
FRAME = ("page", "choices", "chart")  # of our components
PAGES = frozenset(("", *(path.stem for path in (HOME / "pages").glob("[a-z]*.py"))))
WITHOUT_PICTURE = frozenset(("benchmark", "deck", "findings", "heatmap", "method", "open", "themes"))
IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
NAMED = re.compile(r'(?:src|href)="\./(static/[^"]+)"')
# Where the app is. Else Streamlit asks below the page's own address first, and again when nobody answers.
HERE = 'window.__streamlit = { BACKEND_BASE_URL: new URL(".", location.href).href }'


@cache
def first_page(name: str = "") -> str:
    """The HTML for the page of this name; for the overview without one."""
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    head = [f"<script>{HERE}</script>"]
    head += [
        f'<link rel="modulepreload" crossorigin href="./{one}">'
        for one in modules()
        if one not in named(page)
    ]
    if name not in WITHOUT_PICTURE:
        head.append(f'<script async src="./{plotly_name()}"></script>')
    return page.replace("</head>", "\n    ".join(("  ", *head)) + "\n  </head>", 1)


def named(page: str) -> tuple[str, ...]:
    """The files of Streamlit's that a page names."""
    return tuple(NAMED.findall(page))


@cache
def modules() -> tuple[str, ...]:
    """The scripts that the first view needs, by their addresses below the app's."""
    theirs = [path.name for part in PARTS for path in SCRIPTS.glob(f"{part}.*.js")]
    ours = (
        f"{COMPONENTS}/survey.{one}/{file}" for one in FRAME for file in together((f"{one}.js",), BROWSER)
    )
    return (*(f"static/js/{file}" for file in together(theirs, SCRIPTS)), *ours)


def together(files: Iterable[str], folder: Path) -> tuple[str, ...]:
    """These scripts and all that they import, and what that imports."""
    found: dict[str, None] = {}
    waiting = list(files)
    while waiting:
        if (file := waiting.pop(0)) not in found:
            found[file] = None
            waiting += IMPORTED.findall((folder / file).read_text(encoding="utf-8"))
    return tuple(found)
