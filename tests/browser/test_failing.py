"""What fails gives the reader a number, the log has the same one, and nobody has what the error said."""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.failing import SECRET
from tests.browser.serving import serve

GREETING = ("  You can now", "  Local URL", "  Network URL", "  External URL", "  URL")


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def address(folder: Path, journal: Path) -> Iterator[str]:
    with serve("app.py", "tests.browser.failing", log=journal, SURVEY_RELEASES=str(folder)) as started:
        yield started


def events(journal: Path) -> list[dict[str, object]]:
    """Every line of the log; all are JSON but the addresses with which Streamlit greets."""
    return [json.loads(line) for line in written(journal).splitlines()]


def written(journal: Path) -> str:
    lines = journal.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line and not line.startswith(GREETING))


@pytest.mark.parametrize(
    ("path", "event", "words", "part"),
    [
        ("heatmap", "part failed", "Tätä osaa ei voi nyt näyttää", "heatmap"),
        ("findings", "page failed", "Jokin meni vikaan", None),
    ],
)
def test_what_fails_gives_a_number_and_nothing_else(
    page: Page, address: str, journal: Path, path: str, event: str, words: str, part: str | None
) -> None:
    received: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda one: received.append(one)))
    page.goto(f"{address}/{path}?study=executives-2015&by=sector&groups=finance&lang=fi")
    expect(page.get_by_role("alert")).to_contain_text(words)
    told = re.search(r"[0-9a-f]{8}", page.get_by_role("alert").inner_text())
    assert told and SECRET.encode() not in b"".join(
        one if isinstance(one, bytes) else one.encode() for one in received
    )
    for trace in ("Traceback", "ValueError", "site-packages", ".py"):
        assert trace not in page.content()
    (found,) = [one for one in events(journal) if one["event"] == event and one["id"] == told[0]]
    assert found["error"] == "ValueError" and found.get("part") == part
    assert "failing.py" in str(found["at"]) and SECRET not in journal.read_text(encoding="utf-8")
    page.get_by_role("link", name="Järjestys").click()
    expect(page.locator(".chart")).to_have_attribute("data-drawn", "true")


def test_a_part_that_fails_leaves_the_rest_of_its_page(page: Page, address: str) -> None:
    page.goto(f"{address}/item?study=executives-2015&item=web&lang=sv")
    expect(page.get_by_role("alert")).to_contain_text("Den här delen kan inte visas just nu")
    expect(page.locator(".chart[data-drawn='true']")).to_have_count(2)
    expect(page.locator("dl.facts")).to_be_visible()


def test_a_screen_that_fails_leaves_the_presentation(page: Page, address: str) -> None:
    page.goto(f"{address}/present?study=executives-2015&deck=heatmap~ranking&lang=en")
    expect(page.get_by_role("alert")).to_contain_text("This part is not available now")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".chart")).to_have_attribute("data-drawn", "true")


def test_the_log_holds_no_view_and_no_address_but_the_apps_own(address: str, journal: Path) -> None:
    lines = "\n".join(one for one in written(journal).splitlines() if '"started"' not in one)
    said = [one["event"] for one in events(journal)]
    assert "started" in said and "chart failed" in said[: said.index("started")]
    for word in ("finance", "groups=", "127.0.0.1", "ValueError: "):
        assert word not in lines


def test_an_error_is_counted(address: str) -> None:
    with urllib.request.urlopen(f"{address}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    counts = dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
    assert float(counts["survey_errors_total"]) >= 4
    assert float(counts['survey_run_seconds_count{page="heatmap"}']) >= 1
    assert float(counts['survey_release_good{study="executives-2015"}']) == 1
    assert 0 <= float(counts['survey_release_age_seconds{study="executives-2015"}']) < 10_000_000
    assert float(counts['survey_requests_total{kind="page",status="200"}']) >= 1
