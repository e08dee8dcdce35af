"""Streamlit with a presentation whose parts come a while apart, as over a slow network."""

import runpy
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

WHILE = 1.0  # seconds


def slowly(part: Callable[..., Any]) -> Callable[..., Any]:
    """The same part, and nothing after it for a while."""

    def drawn(*given: Any) -> Any:
        try:
            return part(*given)
        finally:
            time.sleep(WHILE)

    return drawn


if __name__ == "__main__":
    present = vars(import_module("survey.ui.present"))
    present |= {name: slowly(present[name]) for name in ("_chart", "_foot")}
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
