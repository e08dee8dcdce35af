"""Signing in with a real provider, below a path of an intranet; and a proxy that says who reads."""

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from survey.codebook import LANGUAGES
from survey.texts import Text
from tests.browser.oidc import Account, Provider, provider, sign_in
from tests.browser.serving import free_port, serve, tab

PROXY_KEY = "a key of the proxy, long enough"
STUDIES = '[studies]\nexecutives-2015 = ["@kaiku.fi"]\nparticipation-2021 = ["group:board"]\n'
BY_PROVIDER = f'sign_in = "oidc"\n{STUDIES}'
BY_PROXY = f"""
sign_in = "header"
[header]
address = "X-Forwarded-Email"
groups = "X-Forwarded-Groups"
key = "{PROXY_KEY}"
{STUDIES}"""
ANNA = Account("Anna@kaiku.fi", groups=["staff"], name="Anna")
BO = Account("bo@partner.fi", groups=["staff", "board"])
EVE = Account("eve@evil.com", groups=["Board"])
VAGUE = Account("vague@kaiku.fi", groups=None, email_verified=False)
LINK = "ranking?study=executives-2015&by=sector&groups=finance"
USER = "_streamlit_user"
Write = Callable[[str], None]


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def identity(port: int) -> Iterator[Provider]:
    home = f"http://127.0.0.1:{port}/insights"
    with provider([f"{home}/oauth2callback"], [ANNA, BO, EVE, VAGUE]) as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Who may see what; a change of it is seen without a restart."""
    return tmp_path_factory.mktemp("settings") / "access.toml"


@pytest.fixture(scope="module")
def address(port: int, identity: Provider, folder: Path, file: Path) -> Iterator[str]:
    """The app below /insights, where everybody has to sign in."""
    file.write_text(BY_PROVIDER, encoding="utf-8")
    secrets = file.with_name("secrets.toml")
    auth = {
        "redirect_uri": f"http://127.0.0.1:{port}/insights/oauth2callback",
        "cookie_secret": "a secret for cookies, of 32 letters or more",
        "client_id": identity.client_id,
        "client_secret": identity.client_secret,
        "server_metadata_url": identity.metadata,
    }
    lines = (f"{name} = {json.dumps(value)}" for name, value in auth.items())
    secrets.write_text("\n".join(("[auth]", *lines)), encoding="utf-8")
    with serve(
        "app.py",
        port=port,
        SURVEY_RELEASES=str(folder),
        SURVEY_ACCESS=str(file),
        STREAMLIT_SECRETS_FILES=str(secrets),
        STREAMLIT_SERVER_BASE_URL_PATH="insights",
    ) as started:
        yield started


@pytest.fixture
def table(file: Path) -> Iterator[Write]:
    """Another table for one test."""

    def written(text: str) -> None:
        file.write_text(text, encoding="utf-8")

    yield written
    written(BY_PROVIDER)


@pytest.fixture(scope="module")
def annas(reader: BrowserContext, address: str) -> list[Any]:
    """The cookies of a browser in which Anna has signed in."""
    with tab(reader) as page:
        enter(page, f"{address}/{LINK}", ANNA)
        expect(page.locator(".head h1")).to_be_visible()
        return list(reader.cookies())


@pytest.fixture
def anna(annas: list[Any], page: Page) -> Page:
    """A page of hers."""
    page.context.add_cookies(annas)
    return page


def enter(page: Page, link: str, account: Account, language: str = "en") -> None:
    """Open a link, and sign in where the app asks for it."""
    page.goto(link)
    page.get_by_role("button", name=Text(language)("door.in"), exact=True).click()
    sign_in(page, account)


def asked_to_sign_in(page: Page, language: str = "en") -> None:
    """The page asks to sign in, and shows nothing else."""
    text = Text(language)
    expect(page.locator(".door h1")).to_have_text(text("door.sign_in"))
    expect(page.locator(".door p")).to_have_text(text("door.sign_in_how"))
    expect(page.get_by_role("button", name=text("door.in"), exact=True)).to_be_visible()
    assert page.locator(".st-key-bar, .head, .chart, .foot").count() == 0


def test_a_deep_link_asks_to_sign_in_and_is_there_again_afterwards(page: Page, address: str) -> None:
    link = f"{address}/{LINK}&lang=fi"
    page.goto(link)
    asked_to_sign_in(page, "fi")
    assert page.url == link
    page.get_by_role("button", name="Kirjaudu sisään").click()
    expect(page).to_have_title("Sign in")
    sign_in(page, ANNA)
    page.wait_for_selector(".js-plotly-plot .point")
    expect(page.locator(".head .question")).to_contain_text("Rahoitus- ja vakuutustoiminta")
    assert page.url == link
    page.get_by_role("button", name="Kirjautuminen").click()
    expect(page.get_by_text("anna@kaiku.fi", exact=True)).to_be_visible()
    page.get_by_role("button", name="Kirjaudu ulos").click()
    expect(page.locator(".door h1")).to_be_visible()
    assert USER not in {one.get("name") for one in page.context.cookies()}
    page.goto(link)
    asked_to_sign_in(page, "fi")


def test_a_sign_in_holds_for_every_page_and_another_link(anna: Page, address: str) -> None:
    anna.goto(f"{address}/compare?study=executives-2015&groups=trade&lang=en")
    expect(anna.locator(".head h1")).to_be_visible()
    anna.get_by_role("link", name="Ranking").click()
    expect(anna).to_have_url(re.compile("/insights/ranking.*groups=trade"))
    anna.reload()
    expect(anna.locator(".head h1")).to_be_visible()


def test_who_is_not_on_the_list_is_told_so_and_can_become_somebody_else(page: Page, address: str) -> None:
    enter(page, f"{address}/{LINK}&lang=sv", EVE, "sv")
    text = Text("sv")
    expect(page.locator(".door h1")).to_have_text(text("door.other"))
    expect(page.locator(".door p")).to_have_text(text("door.other_how", name="eve@evil.com"))
    assert page.locator(".st-key-bar, .head, .chart, .foot").count() == 0
    page.get_by_role("button", name=text("door.out")).click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    enter(page, f"{address}/{LINK}&lang=en", ANNA)
    expect(page.locator(".head h1")).to_be_visible()


def test_an_address_that_the_provider_does_not_confirm_is_nobodys(page: Page, address: str) -> None:
    enter(page, f"{address}/{LINK}&lang=en", VAGUE)
    expect(page.locator(".door p")).to_contain_text("unknown (the sign-in tells no confirmed address)")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_wrong_password_stays_with_the_provider(page: Page, address: str, identity: Provider) -> None:
    page.goto(f"{address}/{LINK}")
    page.get_by_role("button", name="Sign in", exact=True).click()
    sign_in(page, ANNA, password="wrong")
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    assert page.url.startswith(identity.issuer)
    assert USER not in {one.get("name") for one in page.context.cookies()}
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".door h1")).to_have_text("Sign in")


def forged(cookies: Sequence[Any], change: Callable[[str], str]) -> list[Any]:
    """The cookies, with another one for who is signed in."""
    return [one | {"value": change(one["value"])} if one["name"] == USER else one for one in cookies]


def as_somebody_else(value: str) -> str:
    """The cookie with another name in it, and its signature as it was."""
    packed, content, *signature = value.strip('"').rsplit(".", 3)
    assert not packed, "it is packed"
    told = zlib.decompress(urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    other = zlib.compress(told.replace(b"Anna", b"Boss"))
    assert b"Anna" in told
    return ".".join((packed, urlsafe_b64encode(other).decode().rstrip("="), *signature))


CHANGES: dict[str, Callable[[str], str]] = {
    "another address": as_somebody_else,
    "another signature": lambda value: f"{value[:-20]}{'A' if value[-20] != 'A' else 'B'}{value[-19:]}",
    "another time": lambda value: re.sub(r"\.([^.]+)\.([^.]+)$", r".A\1.\2", value),
    "no signature": lambda value: value.rpartition(".")[0],
    "nothing": lambda value: "",
}


def test_a_cookie_that_was_not_set_so_signs_nobody_in(page: Page, address: str, annas: list[Any]) -> None:
    for name, change in CHANGES.items():
        cookies = forged(annas, change)
        assert cookies != annas, name
        page.context.clear_cookies()
        page.context.add_cookies(cookies)
        page.goto(f"{address}/{LINK}&lang=en")
        asked_to_sign_in(page)
    page.context.add_cookies(annas)
    page.goto(f"{address}/{LINK}&lang=en")
    expect(page.locator(".head h1")).to_be_visible()


def test_a_study_is_there_for_its_group_and_for_nobody_else(
    chromium: Browser, page: Page, address: str, annas: list[Any]
) -> None:
    board = f"{address}/ranking?study=participation-2021&lang=en"
    enter(page, board, BO)
    expect(page).to_have_url(board)
    expect(page.locator(".head h1")).to_be_visible()
    page.goto(f"{address}/{LINK}&lang=en")
    expect(page.locator(".told")).to_contain_text("executives-2015")
    expect(page).to_have_url(re.compile("study=participation-2021"))
    with chromium.new_context(locale="en-GB") as hers:
        hers.add_cookies(annas)
        other = hers.new_page()
        other.goto(board)
        expect(other.locator(".told")).to_contain_text("participation-2021")
        expect(other).to_have_url(re.compile("study=executives-2015"))
        expect(other.get_by_role("combobox", name="Study").locator("option")).to_have_count(1)


def test_who_is_taken_off_the_list_sees_nothing_more_without_a_new_sign_in(
    anna: Page, address: str, table: Write
) -> None:
    anna.goto(f"{address}/{LINK}&lang=en")
    expect(anna.locator(".head h1")).to_be_visible()
    table(BY_PROVIDER.replace("@kaiku.fi", "boss@kaiku.fi"))
    anna.get_by_role("link", name="Groups", exact=True).click()
    expect(anna.locator(".door h1")).to_have_text(Text("en")("door.other"))
    table("sign_in = ")
    anna.reload()
    expect(anna.locator(".door h1")).to_have_text(Text("en")("door.fault"))


def test_where_a_study_is_for_anybody_the_sign_in_comes_back_to_it(
    page: Page, address: str, table: Write
) -> None:
    table(BY_PROVIDER.replace('"group:board"', '"*"'))
    link = f"{address}/heatmap?study=participation-2021&lang=en"
    page.goto(link)
    expect(page.locator(".head h1")).to_be_visible()
    here, words = page.url, page.get_by_text("Sign in", exact=True).bounding_box()
    assert words and words["width"] > 20, "the words are hidden"
    page.get_by_role("button", name="Sign in", exact=True).click()
    sign_in(page, ANNA)
    expect(page).to_have_url(here)
    expect(page.get_by_role("button", name="Account")).to_be_visible()


def test_the_door_speaks_every_language_and_fits_every_window(page: Page, address: str) -> None:
    for language in LANGUAGES:
        page.goto(f"{address}/?lang={language}")
        for width in (1366, 360, 320):
            page.set_viewport_size({"width": width, "height": 640})
            asked_to_sign_in(page, language)
            assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= width


FRAME = '<!doctype html><title>Intranet</title><iframe src="{}" width="600" height="400"></iframe>'


def test_in_a_frame_the_sign_in_has_a_window_of_its_own(page: Page, address: str) -> None:
    """A provider does not show itself in a frame; then the page around it is loaded anew."""
    intranet = address.replace("/insights", "/intranet")
    body = FRAME.format(f"{address}/embed?chart=ranking&amp;lang=en")
    page.route(intranet, lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(intranet)
    frame = page.frame_locator("iframe")
    expect(frame.locator(".door h1")).to_have_text("Sign in first")
    expect(frame.get_by_role("button")).to_have_count(0)
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Open the sign-in").click()
    window = opened.value
    asked_to_sign_in(window)
    window.get_by_role("button", name="Sign in", exact=True).click()
    sign_in(window, ANNA)
    expect(window.locator(".st-key-bar")).to_be_visible()
    page.reload()
    expect(frame.locator(".head h1")).to_be_visible()
    way = frame.get_by_role("link", name="Open")
    assert way.evaluate("(one) => one.href").startswith(f"{address}/ranking?study=executives-2015")


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"X-Forwarded-Email": "anna@kaiku.fi"}, "nobody"),
        ({"X-Forwarded-Email": "anna@kaiku.fi", "X-Survey-Key": "wrong"}, "nobody"),
        ({"X-Forwarded-Email": "eve@evil.com", "X-Survey-Key": PROXY_KEY}, "other"),
        ({"X-Forwarded-Email": "anna@kaiku.fi", "X-Survey-Key": PROXY_KEY}, ""),
    ],
)
def test_only_the_proxy_says_who_reads(
    page: Page, address: str, table: Write, headers: dict[str, str], says: str
) -> None:
    table(BY_PROXY)
    page.set_extra_http_headers(headers)
    page.goto(f"{address}/ranking?lang=en")
    if says:
        expect(page.locator(".door h1")).to_have_text(Text("en")(f"door.{says}"))
        assert page.get_by_role("button").count() == 0
    else:
        expect(page.locator(".head h1")).to_be_visible()
