"""The app with charts that fail, hang or are of another build: `BROKEN` says which, as chart=how.

How is `fails`, `hangs` (a statement without an end) or, for `scripts`, another build.
"""

import os
import runpy
from collections.abc import Callable

from survey.database import Query

SECRET = "Kaiku Oy answered 5"
ENDLESS = "SELECT COUNT(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range * b.range = -1"


def fails(*_: object) -> object:
    """In place of a chart's numbers."""
    raise ValueError(SECRET)


def hangs(asked: object) -> object:
    """In place of a chart's numbers: asked of the release, they never come."""
    return asked.release.rows(Query("endless", ENDLESS, ()))  # type: ignore[attr-defined]


HOW: dict[str, Callable[..., object]] = {"fails": fails, "hangs": hangs}

if __name__ == "__main__":
    from survey import assets
    from survey.charts import CHARTS

    for name, how in (one.split("=") for one in os.environ["BROKEN"].split()):
        if name == "scripts":
            assets.__dict__["build"] = lambda how=how: how
        else:
            CHARTS[name].__dict__["table"] = HOW[how]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
