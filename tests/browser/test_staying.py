"""A tab that stays open is not disturbed by another release, a lost connection or a server anew."""

import json
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from survey.database import Releases
from survey.release.publish import publish_file
from tests.browser.serving import Server, free_port, started
from tests.builders import SMALL, small_rows, write

VIEW = "ranking?study=small&by=sector&groups=trade&lang=en"
NUMBERS = "document.querySelector('.js-plotly-plot').data.map((trace) => JSON.stringify(trace.x)).join()"
TOLD = ".told"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    shutil.copytree(published / "executives-2015", folder / "executives-2015")
    shutil.copytree(published / "small", folder / "small")
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with started("app.py", SURVEY_RELEASES=str(folder)) as running:
        yield running


def publish(folder: Path, level: str) -> str:
    """The small study anew: everybody finds letters so important."""
    rows = small_rows()
    for row in rows:
        row["letter"] = level
    file = write(folder / "a.csv", rows)
    return publish_file(SMALL, file, Releases(folder), unshown=True).entry.name


def drawn(page: Page) -> str:
    page.wait_for_selector(".js-plotly-plot .point")
    return str(page.evaluate(NUMBERS))


def looks_again(page: Page) -> None:
    """What the browser tells a tab whose reader comes back to it."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_new_release_comes_by_itself_with_a_quiet_note(page: Page, server: Server, folder: Path) -> None:
    page.goto(f"{server.address}/{VIEW}")
    before = drawn(page)
    name = publish(folder, "3")
    note = page.locator(TOLD)
    expect(note).to_contain_text(name, timeout=35_000)
    expect(note).to_contain_text("The data has changed")
    assert drawn(page) != before and "groups=trade" in page.url
    name = publish(folder, "2")
    looks_again(page)
    expect(note).to_contain_text(name, timeout=3_000)
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".twin")).to_be_visible()
    expect(note).to_have_count(0)


def test_a_release_at_fault_leaves_the_page_and_tells_who_watches(
    page: Page, server: Server, folder: Path
) -> None:
    publish(folder, "4")
    page.goto(f"{server.address}/{VIEW.replace('lang=en', 'lang=fi')}")
    before = drawn(page)
    current = Releases(folder).current("small")
    assert current
    whole = current.path.read_bytes()
    current.path.write_bytes(whole[:-1])
    try:
        page.reload()
        assert drawn(page) == before
        expect(page.get_by_role("alert")).to_contain_text("Ylläpitäjälle")
        expect(page.get_by_role("alert")).to_contain_text(current.name)
        health = page.request.get(f"{server.address}/healthz")
        assert health.status == 503 and current.path.name in str(health.json()["problems"])
    finally:
        current.path.write_bytes(whole)
    page.reload()
    expect(page.locator(".head h1")).to_be_visible()
    assert drawn(page) == before and page.get_by_role("alert").count() == 0
    assert page.request.get(f"{server.address}/healthz").status == 200


def test_a_cut_connection_brings_the_same_view_back_and_it_can_be_used(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/{VIEW}")
    before = drawn(page)
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".twin")).to_be_visible()
    page.context.set_offline(True)
    page.wait_for_timeout(3000)
    assert drawn(page) == before
    page.context.set_offline(False)
    page.get_by_role("button", name="All", exact=True).click()
    expect(page.locator(".head .question")).not_to_contain_text("Trade", timeout=15_000)
    expect(page.locator(".twin")).to_be_visible()
    assert drawn(page) != before


def test_a_server_that_starts_anew_is_found_again_by_every_tab(page: Page, folder: Path) -> None:
    """As after a crash: killed, and started at the same address. Nobody has to reload."""
    tabs = [page, *(page.context.new_page() for _ in range(3))]
    port = free_port()
    publish(folder, "4")
    with started("app.py", port=port, SURVEY_RELEASES=str(folder)) as first:
        for one in tabs:
            one.goto(f"{first.address}/{VIEW}")
        before = [drawn(one) for one in tabs]
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
    publish(folder, "2")
    with started("app.py", port=port, SURVEY_RELEASES=str(folder)):
        begun = time.monotonic()
        for one in tabs:
            one.bring_to_front()
            one.wait_for_function(f"(before) => {NUMBERS} !== before", arg=before[0], timeout=15_000)
            assert "groups=trade" in one.url and json.loads(f"[{drawn(one)}]")
        assert time.monotonic() - begun < 15
        tabs[0].bring_to_front()
        tabs[0].get_by_role("button", name="All", exact=True).click()
        expect(tabs[0].locator(".head .question")).not_to_contain_text("Trade")
        for one in tabs[1:]:
            one.close()
