"""What the browser receives, in short: a sample of every view, tampered links, and leaks that are found."""

import importlib
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from survey.charts import CHARTS
from survey.charts.chart import Answer
from survey.database import Releases
from survey.exports import csv as csv_export
from survey.texts import Voice
from survey.ui import View
from tests.payload.crawl import Crawler, tampered, visits
from tests.payload.received import Visit
from tests.payload.secrets import alike

VIEWS, LINKS, PAIRS = 80, 60, 30


@pytest.fixture(scope="module")
def crawler(releases: Releases) -> Crawler:
    return Crawler(releases)


def found(crawler: Crawler) -> str:
    """What has gone wrong since it was last asked."""
    faults, crawler.faults = crawler.faults, []
    return "\n".join(faults)


def test_every_number_of_a_sample_of_views_is_published(crawler: Crawler, releases: Releases) -> None:
    for visit in random.Random(2015).sample(list(visits(releases)), VIEWS):
        crawler.visit(visit)
    assert crawler.numbers > 100 * VIEWS and crawler.answers > VIEWS
    assert not found(crawler)


def test_a_tampered_link_shows_published_numbers_and_a_neutral_word(
    crawler: Crawler, releases: Releases
) -> None:
    for visit in tampered(releases, LINKS, seed=7):
        crawler.visit(visit)
    assert not found(crawler)


def test_hidden_and_unknown_look_alike(crawler: Crawler, releases: Releases) -> None:
    pairs = list(alike(releases))
    assert len(pairs) > 2 * PAIRS
    for pair in random.Random(2015).sample(pairs, PAIRS):
        crawler.compare(pair)
    assert not found(crawler)


Leak = Callable[[pytest.MonkeyPatch], None]


def _drawn(patch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], object]) -> None:
    """The ranking with its figure changed."""
    chart = CHARTS["ranking"]

    def figure(answer: Answer, voice: Voice) -> Any:
        made = chart.figure(answer, voice)
        assert isinstance(made, dict)
        change(made)
        return made

    patch.setitem(CHARTS, "ranking", replace(chart, figure=figure))


def _a_respondent_rides_along(patch: pytest.MonkeyPatch) -> None:
    _drawn(patch, lambda figure: figure["data"][0].update(customdata=["r001"]))


def _an_array_is_longer(patch: pytest.MonkeyPatch) -> None:
    _drawn(patch, lambda figure: figure["data"][1]["hovertext"].extend(["", "", ""]))


def _a_mark_is_elsewhere(patch: pytest.MonkeyPatch) -> None:
    def moved(figure: dict[str, Any]) -> None:
        figure["data"][1]["x"][0] += 0.001

    _drawn(patch, moved)


def _a_caption_counts_the_hidden(patch: pytest.MonkeyPatch) -> None:
    chart = CHARTS["ranking"]
    said = replace(chart, measure=lambda answer, voice: f"{chart.measure(answer, voice)} (3 hidden, 7.25)")
    patch.setitem(CHARTS, "ranking", said)


def _a_base_is_one_less(patch: pytest.MonkeyPatch) -> None:
    chart = CHARTS["ranking"]
    less = replace(
        chart, table=lambda asked: (replace(row, base=(row.base or 0) - 1) for row in chart.table(asked))
    )
    patch.setitem(CHARTS, "ranking", less)


def _a_file_names_the_organisation(patch: pytest.MonkeyPatch) -> None:
    text = csv_export.text
    patch.setattr(csv_export, "text", lambda made: f"{text(made)}o001,,,\n")


def _the_dropped_are_told_apart(patch: pytest.MonkeyPatch) -> None:
    frame: Any = importlib.import_module("survey.ui.frame")

    def told(seen: View) -> None:
        for one in seen.dropped:
            frame.st.html(f'<p class="told">{one.value}{one.hint}</p>')

    patch.setattr(frame, "_told", told)


LEAKS: dict[str, tuple[Leak, str, str]] = {
    "a respondent": (_a_respondent_rides_along, "the id r001", "it carries customdata"),
    "a longer array": (_an_array_is_longer, "values in .hovertext", ""),
    "a mark": (_a_mark_is_elsewhere, "is no published number of it", ""),
    "a caption": (_a_caption_counts_the_hidden, "7.25 is no published number", ""),
    "a base": (_a_base_is_one_less, "ranking: website/all: base is", ""),
    "a file": (_a_file_names_the_organisation, "the id o001", "csv: 15 rows for 14"),
    "what was dropped": (_the_dropped_are_told_apart, "said of what was dropped", ""),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found(releases: Releases, monkeypatch: pytest.MonkeyPatch, leak: str) -> None:
    spill, *expected = LEAKS[leak]
    spill(monkeypatch)
    crawler = Crawler(releases)
    crawler.visit(Visit.to("ranking", study="executives-2015", by="sector", item="websit", lang="en"))
    faults = found(crawler)
    assert all(one in faults for one in expected), faults
