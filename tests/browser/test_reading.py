"""A person at the browser: opens a link, chooses, looks, copies the address, sends it on."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from survey.database import Releases
from survey.release.publish import publish_file
from tests.browser.views import HEADLINE, PAGES, path_of
from tests.builders import ROOT, SMALL, small_rows, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As on a fresh machine: nothing is published, so that the app has to do it when it starts."""
    return tmp_path_factory.mktemp("releases")


def title(page: Page) -> str:
    return page.locator(".head h1").inner_text()


def drawn(page: Page) -> str:
    """What the chart shows, as the browser has it."""
    page.wait_for_selector(".js-plotly-plot .point")
    return str(
        page.evaluate(
            "JSON.stringify(document.querySelector('.js-plotly-plot').data.map((one) => [one.x, one.y]))"
        )
    )


def settled(page: Page, before: str) -> None:
    """Wait until the chart shows something else."""
    page.wait_for_function(
        "(before) => { const plot = document.querySelector('.js-plotly-plot');"
        " return plot && plot.data && JSON.stringify(plot.data.map((one) => [one.x, one.y])) !== before; }",
        arg=before,
    )


def test_a_deep_link_a_choice_and_a_copied_address_give_the_same_picture(
    page: Page, chromium: Browser, address: str
) -> None:
    page.goto(f"{address}/ranking?study=executives-2015&by=sector&lang=fi")
    before = drawn(page)
    page.get_by_role("button", name="Rahoitus", exact=True).click()
    settled(page, before)
    expect(page.locator(".head .question")).to_contain_text("Rahoitus- ja vakuutustoiminta")
    assert "groups=finance" in page.url and "lang=fi" in page.url
    after, said, copied = drawn(page), title(page), page.url
    with chromium.new_context(locale="sv-SE") as other:
        second = other.new_page()
        second.goto(copied)
        assert drawn(second) == after
        assert title(second) == said
    page.reload()
    assert drawn(page) == after and page.url == copied


def test_a_second_group_is_chosen_from_its_menu_and_stays_in_the_link(page: Page, address: str) -> None:
    page.goto(f"{address}/ranking?study=executives-2015&by=sector&groups=public&lang=en")
    before = drawn(page)
    page.get_by_role("combobox", name="Size").select_option("250+")
    settled(page, before)
    expect(page.locator(".head .question")).to_contain_text("250 employees or more")
    assert "within=size.250-plus" in page.url
    before = drawn(page)
    page.get_by_role("combobox", name="Size").select_option("Size: all")
    settled(page, before)
    assert "within" not in page.url


def test_the_language_changes_and_the_selection_stays(page: Page, address: str) -> None:
    page.goto(f"{address}/ranking?groups=finance&measure=mean")
    before = json.loads(drawn(page))
    page.get_by_role("link", name="sv", exact=True).click()
    expect(page.get_by_role("link", name="Rangordning")).to_be_visible()
    expect(page.locator(".head .question")).to_contain_text("Finans")
    assert re.search("groups=finance.*measure=mean.*lang=sv", page.url)
    after = json.loads(drawn(page))
    assert [x for x, _ in after] == [x for x, _ in before]


def test_back_goes_back(page: Page, address: str) -> None:
    page.goto(f"{address}/ranking?groups=finance&lang=en")
    drawn(page)
    page.get_by_role("link", name="Scale").click()
    expect(page.locator(".legend")).to_be_visible()
    page.go_back()
    expect(page.locator(".head .measure")).to_contain_text("Share")
    assert "/ranking" in page.url and "groups=finance" in page.url


def test_a_finding_leads_to_its_view(page: Page, address: str) -> None:
    page.goto(f"{address}/?lang=en")
    drawn(page)
    page.get_by_role("link", name="See →").nth(1).click()
    expect(page.locator(".head h1")).to_contain_text("LinkedIn: a larger share than among the rest")
    assert "/item" in page.url and "item=linkedin" in page.url


def test_a_new_release_is_shown_without_a_restart(
    page: Page, address: str, folder: Path, tmp_path: Path
) -> None:
    page.goto(f"{address}/?lang=en")
    drawn(page)
    publish_file(SMALL, write(tmp_path / "a.csv", small_rows()), Releases(folder))
    page.goto(f"{address}/?study=small&lang=en")
    expect(page.locator(".figures")).to_contain_text("44")


def test_every_response_has_the_headers(page: Page, address: str) -> None:
    for path in ("/", "/ranking", "/healthz"):
        response = page.goto(f"{address}{path}")
        assert isinstance(response, Response)
        assert "frame-ancestors 'self'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"


def test_nothing_is_wider_than_the_window(page: Page, address: str) -> None:
    """In Finnish, whose words are the longest; those who use a narrow window are tried in every language."""
    for name in PAGES:
        page.goto(f"{address}{path_of(name, lang='fi')}")
        for width in (1366, 1280, 360):
            page.set_viewport_size({"width": width, "height": 720})
            expect(page.locator(HEADLINE)).to_be_visible()
            page.wait_for_timeout(150)
            assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= width, (name, width)


def test_the_published_flying_etiquette_is_on_the_screen(
    page: Page, address: str, folder: Path, flying: Path
) -> None:
    publish_file(ROOT / "tests" / "studies" / "flying-etiquette.toml", flying, Releases(folder))
    page.goto(f"{address}/ranking?study=flying-etiquette&lang=en")
    drawn(page)
    chart = page.locator("[aria-label*='Bringing unruly children']").first
    expect(chart).to_be_visible()
    page.get_by_role("button", name="Table").click()
    line = page.locator(".twin tr", has_text="Reclining the seat")
    expect(line).to_contain_text("41%")
    expect(line).to_contain_text("854")
    expect(page.locator(".twin tr", has_text="unruly")).to_contain_text("849")
