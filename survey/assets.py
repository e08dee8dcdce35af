"""Files that the app serves: Plotly's bundle, under a name that changes with it; a script for other pages."""

import hashlib
from functools import cache
from pathlib import Path

import plotly

BUNDLE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
SCRIPTS = Path(__file__).parent / "ui" / "browser"
SCRIPT = SCRIPTS / "embed.js"

BEGINS, ENDS = " : this, () => {", "}));"  # of the one function that makes all of Plotly


@cache
def plotly_bundle() -> bytes:
    """Plotly's bundle with brackets around the function that makes it, where it is written as expected.

    So a browser sees that the function will be called, and reads it at once, beside the page. Without them it
    skims it first, and reads it while the page waits.
    """
    text = BUNDLE.read_text(encoding="utf-8")
    before, begins, inside = text.partition(BEGINS)
    made, ends, after = inside.rpartition(ENDS)
    if not begins or not ends or after.strip():
        return text.encode()
    return f"{before} : this, (() => {{{made}}}))){ENDS[-1]}{after}".encode()


@cache
def build() -> str:
    """A word for the scripts that run in the browser: another one after an update that changes them."""
    scripts = sorted(SCRIPTS.glob("*.js"))
    return hashlib.sha256(b"".join(one.read_bytes() for one in scripts)).hexdigest()[:12]


@cache
def plotly_name() -> str:
    """The address of Plotly's bundle below the app's own: with a part of its hash."""
    return f"assets/plotly-{hashlib.sha256(plotly_bundle()).hexdigest()[:16]}.js"
