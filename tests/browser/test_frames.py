"""A chart in a frame of another site: who may show it, how high it is, and that it needs no cookies."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from survey import signing
from tests.browser.serving import listening, serve

CHART = "chart=ranking&study=executives-2015&by=sector&groups=finance&lang=en"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """An intranet of its own: another site than the app, for that is at 127.0.0.1; gives its origin."""
    with listening(partial(_Quiet, directory=str(folder)), "localhost") as origin:
        yield origin


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("intranet")


@pytest.fixture(scope="module")
def intranet(pages: Path) -> Iterator[str]:
    with site(pages) as origin:
        yield origin


@pytest.fixture(scope="module")
def address(folder: Path, intranet: str) -> Iterator[str]:
    with serve("app.py", SURVEY_RELEASES=str(folder), SURVEY_FRAMES=intranet) as started:
        yield started


def framed(
    page: Page, origin: str, pages: Path, source: str, script: str = "", size: tuple[int, int] = (480, 360)
) -> Frame:
    """The frame in an intranet page that shows this address."""
    look = f'width="{size[0]}" height="{size[1]}" style="border: 0"'
    above = "<!doctype html><title>Intranet</title><p>News</p>"
    shown = f'<iframe src="{source}" title="Chart" {look}></iframe>'
    news = f"news-{len(list(pages.iterdir()))}.html"  # the same again shows a frame as it was
    (pages / news).write_text(above + shown + script, encoding="utf-8")
    page.goto(f"{origin}/{news}")
    element = page.locator("iframe").element_handle()
    frame = element.content_frame() if element else None
    assert frame
    return frame


def drawn(frame: Frame) -> None:
    expect(frame.locator(".chart")).to_have_attribute("data-drawn", "true")


def test_a_chart_fits_the_smallest_frame_with_its_title_base_and_source(
    page: Page, address: str, intranet: str, pages: Path
) -> None:
    frame = framed(page, intranet, pages, f"{address}/embed?{CHART}")
    drawn(frame)
    for what in (".head h1", ".chart", ".below .foot", ".badge"):
        box = frame.locator(what).bounding_box()
        top = page.locator("iframe").bounding_box()
        assert box and top and box["y"] + box["height"] <= top["y"] + 360.5, what
    said = frame.locator("body").inner_text()
    assert "26 executives in 21 organisations" in said and "Petri Hakanen" in said and "Synthetic" in said
    scrolled = frame.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert scrolled <= 0
    for other in (".st-key-bar", ".st-key-choices", "[data-testid=stHeader]", ".more button"):
        assert not frame.locator(other).is_visible()


@pytest.mark.parametrize(("theme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 24, 29)")])
def test_a_frame_is_light_or_dark_as_its_address_says(
    page: Page, address: str, intranet: str, pages: Path, theme: str, paper: str
) -> None:
    frame = framed(page, intranet, pages, f"{address}/embed?{CHART}&theme={theme}")
    drawn(frame)
    assert frame.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == paper
    assert frame.locator(".head h1").is_visible()


def test_filters_are_there_where_the_address_asks_for_them(
    page: Page, address: str, intranet: str, pages: Path
) -> None:
    frame = framed(page, intranet, pages, f"{address}/embed?{CHART}&filters=on", size=(900, 600))
    drawn(frame)
    frame.get_by_role("button", name="Trade", exact=True).click()
    expect(frame.locator(".head .measure")).to_contain_text("Trade and Finance")
    drawn(frame)


def test_a_page_has_no_menu_in_a_frame_and_still_says_what_kind_of_data_it_is(
    page: Page, address: str, intranet: str, pages: Path
) -> None:
    source = f"{address}/heatmap?embed=true&study=executives-2015&lang=fi"
    frame = framed(page, intranet, pages, source, size=(1000, 700))
    expect(frame.locator(".heat").first).to_be_visible()
    assert not frame.locator(".st-key-bar").count() and frame.locator(".st-key-choices").is_visible()
    expect(frame.locator(".badge.synthetic")).to_have_text("Synteettinen")
    frame = framed(page, intranet, pages, f"{source}&filters=off&theme=dark", size=(1000, 700))
    expect(frame.locator(".heat").first).to_be_visible()
    assert not frame.locator(".st-key-choices").count()


def test_a_frame_grows_to_its_content_where_the_page_has_the_script(
    page: Page, address: str, intranet: str, pages: Path
) -> None:
    script = f'<script src="{address}/embed.js" async></script>'
    frame = framed(page, intranet, pages, f"{address}/embed?{CHART}", script)
    drawn(frame)
    page.wait_for_function("document.querySelector('iframe').offsetHeight > 440")
    page.wait_for_timeout(500)
    high = page.locator("iframe").evaluate("one => one.offsetHeight")
    main = "document.querySelector('[data-testid=stMain]')"
    assert frame.evaluate(f"{main}.scrollHeight - {main}.clientHeight") <= 1
    foot = frame.locator(".below").bounding_box()
    outer = page.locator("iframe").bounding_box()
    assert foot and outer and 0 <= outer["y"] + high - foot["y"] - foot["height"] < 24


def test_without_the_script_a_frame_keeps_its_height(
    page: Page, address: str, intranet: str, pages: Path
) -> None:
    frame = framed(page, intranet, pages, f"{address}/embed?{CHART}", size=(600, 400))
    drawn(frame)
    assert page.locator("iframe").evaluate("one => one.offsetHeight") == 400


def test_the_script_listens_to_frames_of_the_app_alone(
    page: Page, address: str, intranet: str, pages: Path
) -> None:
    shout = "<script>parent.postMessage({survey: 'height', height: 9}, '*')</script>"
    (pages / "other.html").write_text(shout, encoding="utf-8")
    script = f'<script src="{address}/embed.js"></script>'
    framed(page, intranet, pages, f"{intranet}/other.html", script)
    page.wait_for_timeout(400)
    assert page.locator("iframe").evaluate("one => one.offsetHeight") == 360


def test_another_site_cannot_show_the_app(page: Page, address: str, pages: Path, tmp_path: Path) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    with site(tmp_path) as stranger:
        frame = framed(page, stranger, tmp_path, f"{address}/embed?{CHART}")
        page.wait_for_timeout(600)
        assert frame.url.startswith("chrome-error:")
    assert any("frame-ancestors" in one for one in told)


def test_a_frame_of_another_site_works_without_cookies(
    chromium: Browser, address: str, intranet: str, pages: Path
) -> None:
    context = chromium.new_context(viewport={"width": 900, "height": 700})
    context.add_init_script("Object.defineProperty(document, 'cookie', {get: () => '', set: () => true})")
    page = context.new_page()
    page.route("**/*", lambda route: route.continue_(headers=_bare(route.request.headers)))
    frame = framed(page, intranet, pages, f"{address}/embed?{CHART}&filters=on", size=(880, 600))
    drawn(frame)
    frame.get_by_role("button", name="Trade", exact=True).click()
    expect(frame.locator(".head .measure")).to_contain_text("Trade and Finance")
    assert not [
        one for one in context.cookies() if one["domain"] == "127.0.0.1" and one["name"] != "_streamlit_xsrf"
    ]
    context.close()


def _bare(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() != "cookie"}


def test_the_menu_copies_a_frame_that_shows_what_the_reader_sees(
    page: Page, address: str, intranet: str, pages: Path
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/compare?study=executives-2015&groups=finance&lang=sv")
    expect(page.locator(".chart")).to_have_attribute("data-drawn", "true")
    title = page.locator(".head h1").inner_text()
    page.get_by_role("button", name="Dela och spara").click()
    page.get_by_role("button", name="Kopiera inbäddning (HTML)").click()
    expect(page.get_by_role("button", name="Kopierat")).to_be_visible()
    html = '<!doctype html><meta charset="utf-8">' + page.evaluate("navigator.clipboard.readText()")
    (pages / "copied.html").write_text(html, encoding="utf-8")
    page.goto(f"{intranet}/copied.html")
    assert page.locator("iframe").get_attribute("title").split() == title.split()  # type: ignore[union-attr]
    expect(page.frame_locator("iframe").locator(".head h1")).to_have_text(title)
    page.wait_for_function("document.querySelector('iframe').style.height")


@pytest.fixture(scope="module")
def locked(
    folder: Path, intranet: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """An app with a key for links, and the key."""
    key, file = signing.new_key(), tmp_path_factory.mktemp("keys") / "link.keys"
    file.write_text(key, encoding="utf-8")
    with serve(
        "app.py", SURVEY_RELEASES=str(folder), SURVEY_FRAMES=intranet, SURVEY_LINK_KEYS=str(file)
    ) as started:
        yield started, key


def test_a_signed_chart_stays_as_it_was_signed(
    page: Page, locked: tuple[str, str], intranet: str, pages: Path
) -> None:
    address, key = locked
    view = {"chart": "ranking", "study": "executives-2015", "by": "sector", "groups": "finance", "lang": "fi"}
    token = signing.signed(view, 4_000_000_000, (key,))
    frame = framed(page, intranet, pages, f"{address}/embed?signed={token}&groups=trade&lang=en&filters=on")
    drawn(frame)
    expect(frame.locator(".head .measure")).to_contain_text("Rahoitus")
    assert not frame.locator(".st-key-choices").count() and not frame.locator(".away").count()
    before = frame.locator(".head").inner_text()
    frame.locator(".chart").click(position={"x": 200, "y": 100})
    page.wait_for_timeout(500)
    assert frame.locator(".head").inner_text() == before and "groups=trade" in frame.url


def test_an_unsigned_or_changed_link_shows_nothing_where_links_are_signed(
    page: Page, locked: tuple[str, str], intranet: str, pages: Path
) -> None:
    address, key = locked
    view = {"chart": "ranking", "study": "executives-2015", "lang": "sv"}
    good, ended = (signing.signed(view, until, (key,)) for until in (4_000_000_000, 1_000_000_000))
    changed = good[:8] + ("A" if good[8] != "A" else "B") + good[9:]
    for query, words in (
        (CHART, "not shown without a signed link"),
        (f"signed={changed}&lang=en", "no longer good"),
        (f"signed={ended}&lang=en", "no longer good"),
    ):
        frame = framed(page, intranet, pages, f"{address}/embed?{query}")
        expect(frame.locator(".door h1")).to_contain_text(words)
        assert not frame.locator(".chart").count()
