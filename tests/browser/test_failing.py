"""When a page fails the reader has a number, the log has the same one, and nobody has what the error said."""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.failing import SECRET
from tests.browser.serving import serve


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def address(folder: Path, journal: Path) -> Iterator[str]:
    with serve("app.py", "tests.browser.failing", log=journal, SURVEY_RELEASES=str(folder)) as started:
        yield started


def events(journal: Path) -> list[dict[str, object]]:
    """Every line of the log; all are JSON."""
    return [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines() if line]


def test_a_page_that_fails_gives_a_number_and_nothing_else(page: Page, address: str, journal: Path) -> None:
    received: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda one: received.append(one)))
    page.goto(f"{address}/heatmap?study=executives-2015&by=sector&groups=finance&lang=fi")
    expect(page.get_by_role("alert")).to_contain_text("Jokin meni vikaan")
    told = re.search(r"[0-9a-f]{8}", page.get_by_role("alert").inner_text())
    assert told and SECRET.encode() not in b"".join(
        one if isinstance(one, bytes) else one.encode() for one in received
    )
    for part in ("Traceback", "ValueError", "site-packages", "heatmap.py"):
        assert part not in page.content()
    (event,) = [one for one in events(journal) if one["event"] == "page failed"]
    assert event["id"] == told[0] and event["error"] == "ValueError"
    assert "failing.py" in str(event["at"]) and SECRET not in journal.read_text(encoding="utf-8")
    page.get_by_role("link", name="Järjestys").click()
    expect(page.locator(".chart")).to_have_attribute("data-drawn", "true")


def test_the_log_holds_no_view_and_no_address(address: str, journal: Path) -> None:
    written = journal.read_text(encoding="utf-8")
    said = [one["event"] for one in events(journal)]
    assert "started" in said and "chart failed" in said[: said.index("started")]
    for word in ("finance", "groups=", "127.0.0.1", "ValueError: "):
        assert word not in written


def test_an_error_is_counted(address: str) -> None:
    with urllib.request.urlopen(f"{address}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    counts = dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
    assert float(counts["survey_errors_total"]) == 1
    assert float(counts['survey_run_seconds_count{page="heatmap"}']) >= 1
    assert float(counts['survey_release_good{study="executives-2015"}']) == 1
    assert 0 <= float(counts['survey_release_age_seconds{study="executives-2015"}']) < 10_000_000
    assert float(counts['survey_requests_total{kind="page",status="200"}']) >= 1
