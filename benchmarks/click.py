"""From a click on a group to the last chart that it changes, in Chromium, ours beside something else.

`python -m benchmarks.click bare` and so on: bare and stock are Streamlit as it comes, with one prepared chart
and with our overview; dash is our overview in Dash; usual the overview over rows in pandas; size is ours with
ten million; superset is its filter and chart in Apache Superset, which `make superset` installs.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import superset
from benchmarks.answers import CODEBOOK, made, published
from benchmarks.browsing import clicking, opened
from benchmarks.servers import dashed, ours, stock
from benchmarks.sides import alternately, note
from survey.database import Releases
from survey.release.publish import publish_file
from survey.study import Study
from tests.browser.serving import browser

GROUP = "Trade"
TEN_MILLION = 10_000_000


def _plotly(chromium: Browser, address: str, labels: Sequence[str]) -> Callable[[], float]:
    return clicking(opened(chromium, address), labels)


@dataclass(frozen=True)
class Against:
    """What is measured beside ours: our page, how theirs is served, what is clicked there in turn and how."""

    page: str
    serve: Callable[[Path, int], AbstractContextManager[str]]
    labels: Sequence[str]
    clicking: Callable[[Browser, str, Sequence[str]], Callable[[], float]] = _plotly


@contextmanager
def _stock(page: str, releases: Path, **environment: str) -> Iterator[str]:
    with stock(page, releases, **environment) as server:
        yield server.address


@contextmanager
def _dash(releases: Path, _respondents: int) -> Iterator[str]:
    with dashed(releases) as server:
        yield server.address


@contextmanager
def _usual(_releases: Path, respondents: int) -> Iterator[str]:
    items = " ".join(item.level_column for item in Study.read(CODEBOOK).items)
    with _stock("usual", Path(), ANSWERS=str(made(respondents)), ITEMS=items) as address:
        yield address


@contextmanager
def _size(_releases: Path, respondents: int) -> Iterator[str]:
    with ours(published(respondents)) as server:
        yield f"{server.address}/?lang=en"


AGAINST = {
    "bare": Against("ranking", lambda _releases, _n: _stock("bare", Path()), ("Two", "One")),
    "stock": Against("", lambda releases, _n: _stock("stock", releases), (GROUP, GROUP)),
    "dash": Against("", _dash, (GROUP, GROUP)),
    "usual": Against("", _usual, ("trade", "trade")),
    "size": Against("", _size, (GROUP, "All")),
    "superset": Against(
        "", lambda _releases, _n: superset.served(), ("trade", "industry"), superset.clicking
    ),
}


def main() -> None:
    """Measure, print and keep the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("against", choices=AGAINST)
    arguments.add_argument("--rounds", type=int, default=30)
    arguments.add_argument("--respondents", type=int, default=TEN_MILLION)
    given = arguments.parse_args()
    against = AGAINST[given.against]
    with tempfile.TemporaryDirectory() as folder:
        releases = Path(folder)
        publish_file(CODEBOOK, CODEBOOK.with_name("answers.csv"), Releases(releases))
        with (
            ours(releases) as server,
            against.serve(releases, given.respondents) as other,
            browser() as chromium,
        ):
            mine = _plotly(chromium, f"{server.address}/{against.page}?lang=en", (GROUP, "All"))
            sides = alternately(mine, against.clicking(chromium, other, against.labels), given.rounds)
    name = f"click {given.against}"
    if given.against == "usual" or given.respondents != TEN_MILLION:
        name += f" --respondents {given.respondents}"
    note(name, ours_ms=round(sides.ours), other_ms=round(sides.other), ratio=sides.ratio, rounds=given.rounds)


if __name__ == "__main__":
    main()
