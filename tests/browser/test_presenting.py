"""A meeting: screens turned by keys, groups switched while they are shown, files taken home; no network."""

import io
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from pptx import Presentation

from tests.browser.serving import profile, serve
from tests.browser.views import PAGES, path_of

STUDY = "executives-2015"
SCREENS = (
    "title", "findings", "ranking", "heatmap", "compare:by=sector:groups=finance", "item", "scale", "use",
    "adoption", "similar", "ranking:by=size", "method",
)  # fmt: skip
DECK = quote("~".join(SCREENS), safe="")
CHROMIUMS_OWN = re.compile(r"\w+ (http://)?[\w.-]+\.(googleapis|google)\.com[:/]")
LOOPBACK = ("127.0.0.1", "::1", "localhost", "")


class Ear:
    """A socket on loopback that Chromium takes for its way out; `heard` is what came."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.heard.append(connection.recv(200))

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    one = Ear()
    yield one
    one.close()


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("overheard") / "sockets"


@pytest.fixture(scope="module")
def address(folder: Path, notes: Path) -> Iterator[str]:
    with serve(
        "app.py", "tests.browser.overheard", SURVEY_RELEASES=str(folder), OVERHEARD=str(notes)
    ) as started:
        yield started


@pytest.fixture(scope="module")
def reader(playwright: Playwright, kept: str, ear: Ear) -> Iterator[BrowserContext]:
    """A reader's own browser, before a projector."""
    proxy = f"--proxy-server=http://127.0.0.1:{ear.port}"
    with profile(playwright, kept, proxy, size=(1280, 720)) as started:
        yield started


def at(page: Page, place: int, of: int = len(SCREENS)) -> None:
    """Wait for a screen; everything of it must be on the window."""
    expect(page.locator(".acts button")).to_have_count(3)
    expect(page.locator(".count")).to_have_text(f"{place} / {of}")
    expect(page.locator(".st-key-stage :is(.said h1, .head h1)")).to_have_count(1)
    chart = page.locator(".st-key-stage .chart").last  # for a moment the one before may stand there, too
    page.wait_for_function("() => document.querySelectorAll('.st-key-stage .chart').length < 2")
    if chart.count() and chart.get_attribute("role"):
        expect(chart).to_have_attribute("data-drawn", "true")
    inside(page)


def inside(page: Page) -> None:
    page.wait_for_function(
        """() => {
          const foot = document.querySelector('.st-key-stage-foot').getBoundingClientRect();
          const parts = [...document.querySelectorAll('.st-key-stage .chart, .st-key-stage .said')];
          return foot.bottom <= innerHeight + 1 && parts.every((one) => {
            const box = one.getBoundingClientRect();
            return box.bottom <= foot.top + 1 && box.right <= innerWidth && box.left >= 0;
          });
        }"""
    )


def test_twelve_screens_by_keys_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/present?study={STUDY}&lang=en&deck={DECK}")
    at(page, 1)
    for place in range(2, len(SCREENS) + 1):
        page.keyboard.press("ArrowRight" if place % 2 else "PageDown")
        at(page, place)
    page.keyboard.press("ArrowRight")
    at(page, len(SCREENS))
    page.keyboard.press("ArrowLeft")
    at(page, len(SCREENS) - 1)
    page.reload()
    at(page, len(SCREENS) - 1)
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-screens .screen")).to_have_count(len(SCREENS))
    assert "slide" not in parse_qs(urlsplit(page.url).query)


def test_black_and_notes_on_a_key(page: Page, address: str) -> None:
    page.goto(f"{address}/present?study={STUDY}&lang=en&deck={DECK}&slide=3")
    at(page, 3)
    expect(page.locator(".notes")).to_be_hidden()
    page.keyboard.press("n")
    expect(page.locator(".notes")).to_contain_text("95")
    page.keyboard.press("ArrowRight")
    at(page, 4)
    expect(page.locator(".notes")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".notes")).to_be_hidden()
    page.keyboard.press("b")
    assert page.locator(".black").bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
    page.keyboard.press("ArrowRight")
    expect(page.locator(".black")).to_have_count(0)
    at(page, 4)


def test_fast_keys_change_nothing_but_the_screen(page: Page, address: str) -> None:
    page.goto(f"{address}/present?study={STUDY}&lang=en")
    expect(page.locator(".acts button")).to_have_count(3)
    for key in ("ArrowRight", "ArrowLeft") * 2:
        for _ in range(9):
            page.keyboard.press(key)
            page.wait_for_timeout(50)
    expect(page.locator(".count")).to_contain_text("/ 10")
    page.wait_for_timeout(500)
    assert "groups" not in parse_qs(urlsplit(page.url).query)


def test_notes_stand_beside_the_chart(page: Page, address: str) -> None:
    page.goto(f"{address}/present?study={STUDY}&lang=fi&slide=3")
    at(page, 3, 10)
    page.keyboard.press("n")
    notes = page.locator(".notes").bounding_box()
    assert notes
    page.wait_for_function(
        """(left) => [...document.querySelectorAll('.st-key-stage .main-svg, .st-key-stage h1, .acts')]
            .every((one) => one.getBoundingClientRect().right <= left)""",
        arg=notes["x"],
    )


def test_the_group_is_switched_without_leaving_the_screen(page: Page, address: str) -> None:
    page.goto(f"{address}/present?study={STUDY}&lang=en&deck={DECK}&slide=3")
    at(page, 3)
    page.get_by_role("button", name="Finance", exact=True).click()
    expect(page.locator(".head h1")).to_contain_text("Finance")
    at(page, 3)
    page.keyboard.press("ArrowRight")
    at(page, 4)
    assert parse_qs(urlsplit(page.url).query)["groups"] == ["finance"]
    page.goto(f"{address}/present?study={STUDY}&lang=en&deck={DECK}&slide=5")
    page.get_by_role("button", name="Trade", exact=True).click()
    expect(page.locator(".head .question")).to_contain_text("Trade")
    deck = parse_qs(urlsplit(page.url).query)["deck"][0]
    assert "compare:by=sector:groups=trade" in deck


def test_screens_are_chosen_ordered_and_saved(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/scale?study={STUDY}&lang=en&by=sector&groups=finance")
    page.get_by_role("button", name="Share and save").click()
    page.get_by_role("button", name="Add to the presentation").click()
    expect(page.get_by_text("Added to the presentation")).to_be_visible()
    page.get_by_role("link", name="Presentation").click()
    expect(page.locator(".st-key-screens .screen")).to_have_text("1 Scale · Finance · Web shop")
    page.get_by_role("button", name="Add a screen").click()
    page.get_by_role("menuitem", name="Title").click()
    expect(page.locator(".st-key-screens .screen")).to_have_count(2)
    page.get_by_role("button", name="Move up: Title").click()
    expect(page.locator(".st-key-screens .screen").first).to_have_text("1 Title")
    theirs = tmp_path / "theirs.pptx"
    Presentation().save(str(theirs))
    page.locator("input[type=file]").set_input_files(theirs)
    expect(page.get_by_text("take their look from theirs.pptx")).to_be_visible()
    with page.expect_download() as slides:
        page.get_by_role("button", name="Save the slides").click()
    made = Presentation(io.BytesIO(slides.value.path().read_bytes()))
    assert len(made.slides) == 2 and made.slide_width == Presentation().slide_width
    with page.expect_download() as report:
        page.get_by_role("button", name="Save the report").click()
    assert b'id="figures"' in report.value.path().read_bytes()
    bad = tmp_path / "bad.pptx"
    bad.write_text("no slides", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_role("alert").filter(has_text="bad.pptx")).to_be_visible()


def test_a_report_opens_without_a_network(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/deck?study={STUDY}&lang=fi&groups=finance&by=sector")
    with page.expect_download() as report:
        page.get_by_role("button", name="Tallenna raportti").click()
    file = tmp_path / "report.html"
    report.value.save_as(file)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.context.set_offline(True)
    page.goto(file.as_uri())
    charts = page.locator('.chart[role="img"]')
    expect(charts.last).to_have_attribute("data-drawn", "true")
    drawn = charts.filter(has=page.locator(".main-svg")).count()
    assert drawn == charts.count() > 4 and page.locator("table").count() > drawn and not problems


def test_nothing_is_asked_of_a_network(page: Page, address: str, ear: Ear, notes: Path) -> None:
    """Every page, in the browser and at the server's sockets, and the policy refuses nothing; the tests above
    are heard as well."""
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Sec" in message.text else None
    )
    for name in PAGES:
        page.goto(f"{address}{path_of(name, study=STUDY, lang='en')}")
        page.wait_for_selector("h1")
        page.wait_for_timeout(200)
    hosts = {urlsplit(url).hostname for url in asked if url.startswith("http")}
    assert asked and hosts == {"127.0.0.1"} and not refused
    assert [one for one in map(bytes.decode, ear.heard) if not CHROMIUMS_OWN.match(one)] == []
    assert {line for line in notes.read_text(encoding="utf-8").split() if line not in LOOPBACK} == set()


def test_a_chart_fills_its_room_though_the_parts_of_a_screen_come_apart(folder: Path, page: Page) -> None:
    with serve("app.py", "tests.browser.slow", SURVEY_RELEASES=str(folder)) as slow:
        page.goto(f"{slow}/present?study={STUDY}&lang=fi&slide=3")
        at(page, 3, 10)
        page.wait_for_timeout(1500)
        inside(page)
