"""Files that the app serves: Plotly's bundle, under a name that changes with it; a script for other pages."""

import hashlib
from functools import cache
from pathlib import Path

import plotly

BUNDLE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
SCRIPT = Path(__file__).parent / "ui" / "browser" / "embed.js"


@cache
def plotly_name() -> str:
    """The address of Plotly's bundle below the app's own: with a part of its hash."""
    return f"assets/plotly-{hashlib.sha256(BUNDLE.read_bytes()).hexdigest()[:16]}.js"
