"""In an intranet: below a path of its own."""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import serve


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serve("app.py", SURVEY_RELEASES=str(folder), STREAMLIT_SERVER_BASE_URL_PATH="insights") as started:
        yield started


def test_a_deep_link_below_a_base_path_is_drawn_and_saved(page: Page, address: str) -> None:
    page.goto(f"{address}/compare?study=executives-2015&groups=finance&lang=en")
    expect(page.locator(".chart")).to_have_attribute("data-drawn", "true")
    page.get_by_role("button", name="Share and save").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a slide").click()
    assert download.value.path().read_bytes().startswith(b"PK")
    page.get_by_role("link", name="Ranking").click()
    expect(page).to_have_url(re.compile("/insights/ranking.*groups=finance"))


def test_health_is_told_below_a_base_path_and_at_the_root(address: str) -> None:
    for path in (address, address.removesuffix("/insights")):
        with urllib.request.urlopen(f"{path}/healthz") as answer:
            assert json.load(answer)["status"] == "ok"
