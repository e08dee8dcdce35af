"""The door: who comes in, what a signed link holds to, and that a refusal tells nothing."""

import json
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer
from streamlit.testing.v1 import AppTest

from survey import metrics, signing
from survey.codebook import LANGUAGES
from survey.database import Releases
from survey.texts import Text
from survey.ui.card import FOLDED
from tests.payload.received import Browser, Payload, Visit
from tests.payload.signed import WAY

LINK_KEY = "a key for links, 32 characters or more"
PROXY_KEY = "a key of the proxy, long enough"
PROXY = f"""
sign_in = "header"
[header]
address = "X-Forwarded-Email"
groups = "X-Forwarded-Groups"
key = "{PROXY_KEY}"
"""
STUDIES = '[studies]\n"*" = ["@kaiku.fi"]\nwaves = ["group:board"]\nparticipation-2021 = []\n'
BY_PROXY, BY_PROVIDER = f"{PROXY}{STUDIES}", f'sign_in = "oidc"\n{STUDIES}'
RANKING = Visit.to("ranking", lang="en")
VIEW = {"study": "small", "by": "sector", "groups": "trade", "chart": "ranking", "lang": "fi"}
Headers = Sequence[tuple[str, str]]


@dataclass
class Door:
    """Somebody in front of the app: with a table, keys for links, headers, a sign-in."""

    folder: Path
    patch: pytest.MonkeyPatch
    browser: Browser = field(default_factory=Browser)
    key_file: str = ""

    def table(self, text: str) -> None:
        self.patch.setenv("SURVEY_ACCESS", str(self._written("access.toml", text)))

    def keys(self, *keys: str) -> None:
        self.key_file = str(self._written("link.keys", "\n".join(keys)))

    def _written(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def headers(self, *given: tuple[str, str]) -> None:
        """What the browser's connection came with, as far as the gate has let it through."""
        client = SimpleNamespace(headers=list(given), cookies={})
        self.patch.setattr("streamlit.runtime.context._get_client_context", lambda: client)

    def sent_by_proxy(self, address: str = "", groups: str = "") -> None:
        given = {"X-Survey-Key": PROXY_KEY, "X-Forwarded-Email": address, "X-Forwarded-Groups": groups}
        self.headers(*((name, value) for name, value in given.items() if value))

    def signed_in(self, **claims: object) -> None:
        """What the provider says; a claim that is None it does not mention."""
        told = {"is_logged_in": True, "iat": time.time() - 60, "email": "anna@kaiku.fi"} | claims
        self.app.user = {name: value for name, value in told.items() if value is not None}

    @property
    def app(self) -> AppTest:
        return self.browser.app

    def open(self, visit: Visit) -> Payload:
        shown = self.browser.open(replace(visit, keys=self.key_file), slides=False)
        assert not self.app.exception, self.app.exception
        return shown

    def words(self, visit: Visit = RANKING) -> str:
        """What a page says where it is a door; "" where it is none."""
        self.open(visit)
        said = [one.proto.body for one in self.app.get("html") if 'class="door"' in one.proto.body]
        return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", " ".join(said)))).strip()

    def lets_in(self, visit: Visit = RANKING) -> bool:
        return not self.words(visit)


@pytest.fixture
def door(releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    made = Door(tmp_path, monkeypatch)
    made.headers()
    made.app.user = {"is_logged_in": False}
    return made


def token(view: Mapping[str, str] = VIEW, until: float = 4_000_000_000, key: str = LINK_KEY) -> str:
    return signing.signed(view, int(until), (key,))


# Every refusal


def unsigned(door: Door) -> Visit:
    door.keys(LINK_KEY)
    return Visit.to("embed", study="executives-2015", chart="ranking")


def unsigned_in_a_frame(door: Door) -> Visit:
    door.keys(LINK_KEY)
    door.app.context |= {"is_embedded": True}
    return Visit.to("ranking", study="executives-2015", embed="true")


def ended(door: Door) -> Visit:
    door.keys(LINK_KEY)
    return Visit.to("embed", signed=token(until=time.time() - 1))


def nobody(door: Door) -> Visit:
    door.table(BY_PROXY)
    return Visit.to("ranking", study="executives-2015", groups="finance")


def other(door: Door) -> Visit:
    door.table(BY_PROVIDER)
    door.signed_in(email="anna@evil.com")
    return Visit.to("ranking", study="executives-2015", groups="finance")


def sign_in(door: Door) -> Visit:
    door.table(BY_PROVIDER)
    return Visit.to("ranking", study="executives-2015", groups="finance")


def in_a_frame(door: Door) -> Visit:
    door.table(BY_PROVIDER)
    return Visit.to("embed", study="executives-2015", chart="ranking")


def fault_of_the_table(door: Door) -> Visit:
    door.table("sign_in =")
    return Visit.to("overview", study="executives-2015")


def fault_of_the_keys(door: Door) -> Visit:
    door.keys("short")
    return Visit.to("present", study="executives-2015", slide="2")


REFUSALS = {
    unsigned: "unsigned",
    unsigned_in_a_frame: "unsigned",
    ended: "ended",
    nobody: "nobody",
    other: "other",
    sign_in: "sign_in",
    in_a_frame: "frame",
    fault_of_the_table: "fault",
    fault_of_the_keys: "fault",
}


@pytest.mark.parametrize(
    ("refused", "language"),
    list(product(REFUSALS, LANGUAGES)),
    ids=lambda one: getattr(one, "__name__", one),
)
def test_a_refusal_says_why_in_the_readers_language_and_nothing_else(
    door: Door, releases: Releases, refused: Any, language: str
) -> None:
    """From the link or, of a signed one that has ended, from the browser; no study, no number, no menu."""
    why, text = REFUSALS[refused], Text(language)
    door.app.context = {"locale": f"{language}-FI"}
    visit = refused(door)
    before = metrics.REGISTRY.get_sample_value("survey_refusals_total", {"reason": why}) or 0
    shown = door.open(visit)
    assert metrics.REGISTRY.get_sample_value("survey_refusals_total", {"reason": why}) == before + 1
    words = door.words(visit)
    assert words.startswith(text(f"door.{why}"))
    assert text(f"door.{why}_how", name="anna@evil.com") in words
    assert not re.search(r"\d", words)
    everything = "\n".join(shown.texts())
    for study in releases.studies():
        titles = releases.open(study).study.title.values()
        assert not [one for one in (*titles, f'"{study}"') if one in everything]
    for kind in ("page_link", "menu_button", "button_group", "popover", "download_button"):
        assert not door.app.get(kind), kind
    assert not shown.files
    assert {one.key for one in door.app.button} == {"sign_in": {"sign-in"}, "other": {"sign-out"}}.get(
        why, set()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_has_no_access_is_told_as_whom_they_came(door: Door, language: str) -> None:
    door.app.context = {"locale": language}
    visit = other(door)
    assert Text(language)("door.other_how", name="anna@evil.com") in door.words(visit)
    assert door.app.button[0].label == Text(language)("door.out")
    door.table(BY_PROXY)
    door.sent_by_proxy("anna@evil.com")
    assert Text(language)("door.other_how", name="anna@evil.com") in door.words(visit)
    assert not door.app.button  # who the proxy has let in the proxy lets out


def test_a_name_is_words_and_no_code(door: Door) -> None:
    door.table(BY_PROVIDER)
    door.signed_in(email="<b>@evil.com")
    door.open(RANKING)
    said = "".join(one.proto.body for one in door.app.get("html"))
    assert "&lt;b&gt;@evil.com" in said and "<b>@evil.com" not in said


def test_in_a_frame_the_sign_in_opens_in_a_window_of_its_own(door: Door) -> None:
    door.app.context = {"url": "https://insights.kaiku.fi/wiki/page"}  # of the page around it
    said = door.words(in_a_frame(door))
    link = next(one.proto.body for one in door.app.get("html") if "<a " in one.proto.body)
    assert 'href="./" target="_blank"' in link and "Open the sign-in →" in said
    door.app.context |= {"is_embedded": True}
    assert "Open the sign-in" in door.words(Visit.to("ranking", embed="true"))


def test_where_nothing_is_published_nobody_is_asked_to_sign_in(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "none"))
    door.table(BY_PROVIDER)
    assert door.lets_in() and door.app.header[0].value == Text("en")("nothing.study")


# A signed link


def charts(shown: Payload) -> list[str]:
    """What the charts of a page are drawn from."""
    found = [one for one in shown.texts() if one.startswith('{"id": "chart-')]
    assert found
    return found


def test_a_signed_link_shows_what_was_signed(door: Door) -> None:
    door.keys(LINK_KEY)
    shown = door.open(Visit.to("embed", signed=token()))
    assert "Trade: varma ero muihin" in "".join(shown.texts()) and shown.link == {"signed": token()}
    door.key_file = ""
    free = charts(door.open(Visit.to("embed", **VIEW)))
    assert charts(shown) == [WAY.sub("", one) for one in free] != free


CHANGES = (
    {"groups": "other_groups"},
    {"groups": ""},
    {"lang": "en"},
    {"chart": "heatmap"},
    {"chart": "nonsense"},
    {"filters": "on"},
    {"study": "executives-2015"},
    {"study": "nonsense"},
    {"by": "size"},
    {"item": "web"},
    {"measure": "mean"},
    {"within": "size.50"},
    {"family": "x"},
    {"view": "stacked"},
    {"deck": "ranking"},
    {"slide": "2"},
    {"embed": "true"},
    {"xyzzy": "1"},
    {"study": "waves", "chart": "trend", "lang": "sv", "filters": "on", "groups": "a,b"},
)


def test_nothing_beside_a_signature_changes_what_is_shown(door: Door) -> None:
    door.keys(LINK_KEY)
    right = door.open(Visit.to("embed", signed=token()))
    for also in CHANGES:
        shown = door.open(Visit.to("embed", **also, signed=token()))
        assert shown.texts() == right.texts() and shown.files == right.files, also
        assert shown.link == also | {"signed": token()}, "nothing is written back"


def test_nothing_that_a_session_holds_changes_what_a_signed_link_shows(door: Door) -> None:
    door.keys(LINK_KEY)
    right = door.open(Visit.to("embed", signed=token()))
    held: dict[str, Any] = {
        "choices": {"picked": {"name": "groups", "id": "all", "chosen": ["all"]}},
        "own": "waves",
    }
    held |= {f"open-{name}-ranking": True for name in FOLDED}
    for name, value in held.items():
        door.app.session_state[name] = value
    assert door.open(Visit.to("embed", signed=token())).texts() == right.texts()


def test_a_click_in_a_signed_chart_changes_nothing(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even one that no browser would send: in the chart of a link without a signature it would."""

    def clicked(_name: str, _key: str, _data: object, heard: Mapping[str, Any]) -> None:
        if "picked" in heard:
            heard["picked"]({"item": "web", "group": "other_groups"})

    monkeypatch.setattr(sys.modules["survey.ui.card"], "component", clicked)
    free = door.open(Visit.to("embed", **VIEW, filters="on"))
    assert free.link["item"] == "web" and free.link["groups"] == "other_groups"
    assert door.open(Visit.to("embed", **VIEW)).link["groups"] == "trade"
    door.keys(LINK_KEY)
    assert door.open(Visit.to("embed", signed=token())).link == {"signed": token()}


def test_a_signed_link_has_no_choices_and_no_way_to_the_app(door: Door) -> None:
    door.keys(LINK_KEY)
    door.app.context = {"url": "https://insights.kaiku.fi/embed"}
    shown = door.open(Visit.to("embed", signed=token(), filters="on"))
    for kind in ("page_link", "menu_button", "button_group", "popover", "download_button", "button"):
        assert not door.app.get(kind), kind
    assert "insights.kaiku.fi" not in "".join(shown.texts())


@pytest.mark.parametrize("page", ["ranking", "overview", "deck", "present", "method", "findings"])
def test_a_signed_link_is_good_for_its_page_alone(door: Door, page: str) -> None:
    """Even to readers who may see the page without it."""
    door.keys(LINK_KEY)
    assert door.words(Visit.to(page, signed=token())).startswith(Text("fi")("door.ended"))


def bad() -> dict[str, str]:
    """Links that were signed, but not so."""
    content, _, signature = token().rpartition(".")
    forged, _, _ = token(VIEW | {"groups": "other_groups"}).rpartition(".")
    right = {"key_derivation": "hmac", "digest_method": signing.sha256}  # type: ignore[attr-defined]
    other = URLSafeSerializer(LINK_KEY, salt="another purpose", signer_kwargs=right)
    return {
        "another content": f"{forged}.{signature}",
        "no signature": content,
        "another key": token(key="x" * 40),
        "another purpose": str(other.dumps({"view": VIEW, "until": 4_000_000_000})),
        "ended": token(until=time.time() - 1),
        "empty": "",
        "huge": "A" * 5000,
        "letters": "ä💥",
    }


@pytest.mark.parametrize("case", bad())
def test_a_link_that_is_no_good_shows_nothing(door: Door, case: str) -> None:
    door.keys(LINK_KEY)
    assert door.words(Visit.to("embed", signed=bad()[case], **VIEW, filters="on")).startswith(
        Text("en")("door.ended")
    )


def test_a_signed_link_is_no_good_where_there_is_no_key_any_more(door: Door) -> None:
    assert door.words(Visit.to("embed", signed=token(), **VIEW)).startswith("The link is no longer good")


def test_a_signed_link_to_a_study_that_is_gone_shows_no_other(door: Door) -> None:
    door.keys(LINK_KEY)
    door.open(Visit.to("embed", signed=token(VIEW | {"study": "gone", "lang": "en"})))
    assert door.app.header[0].value == Text("en")("nothing.study")


def test_a_signed_link_needs_no_sign_in_and_shows_its_study_alone(door: Door) -> None:
    """Whoever has it has it from somebody who may see the study."""
    door.keys(LINK_KEY)
    door.table(BY_PROVIDER)
    assert door.lets_in(Visit.to("embed", signed=token()))
    assert door.words(Visit.to("ranking", study="small")).startswith("Sign in")


# A study that a reader may not see is not there


@pytest.mark.parametrize("page", ["overview", "ranking", "method", "deck", "findings", "embed"])
@pytest.mark.parametrize("hidden", ["waves", "participation-2021"])
def test_a_hidden_study_is_as_if_it_did_not_exist(door: Door, page: str, hidden: str) -> None:
    door.table(BY_PROXY)
    door.sent_by_proxy("anna@kaiku.fi")
    also = {"chart": "ranking"} if page == "embed" else {}
    found = door.open(Visit.to(page, lang="en", study=hidden, **also))
    missing = door.open(Visit.to(page, lang="en", study="nonsense", **also))
    assert [one.replace(hidden, "nonsense") for one in found.texts()] == list(missing.texts())
    assert found.link == missing.link and found.link["study"] == "executives-2015"
    assert "was left out" in "".join(found.texts()) or page == "embed"


def test_only_studies_that_a_reader_may_see_are_offered(door: Door) -> None:
    door.table(BY_PROXY)
    for groups, offered in (("", 2), ("board", 3)):
        door.sent_by_proxy("anna@kaiku.fi", groups)
        rows = [json.loads(one) for one in door.open(RANKING).texts() if one.startswith('{"choices"')]
        [menu] = [one for row in rows for one in row["choices"] if one["name"] == "study"]
        assert len(menu["options"]) == offered
    door.sent_by_proxy("", "board")
    assert door.open(RANKING).link["study"] == "waves"


# The proxy says who reads


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("X-Forwarded-Email", "anna@kaiku.fi")],
        [("X-Survey-Key", PROXY_KEY)],
        [("X-Survey-Key", PROXY_KEY), ("X-Forwarded-Email", "")],
        [("X-Survey-Key", PROXY_KEY), ("X-Forwarded-Email", "  ")],
        [("X-Survey-Key", PROXY_KEY), ("X-Forwarded-Groups", " , ,")],
        [("X-Survey-Key", "wrong"), ("X-Forwarded-Email", "anna@kaiku.fi")],
        [("X-Survey-Key", PROXY_KEY), ("X_Forwarded_Email", "anna@kaiku.fi")],
        [
            ("X-Survey-Key", PROXY_KEY),
            ("X-Forwarded-Email", "anna@kaiku.fi"),
            ("x-forwarded-email", "anna@evil.com"),
        ],
        [
            ("X-Survey-Key", PROXY_KEY),
            ("X-Forwarded-Email", "anna@evil.com"),
            ("X-Forwarded-Groups", "staff"),
            ("X-Forwarded-Groups", "board"),
        ],
    ],
)
def test_who_the_proxy_does_not_tell_of_for_certain_is_nobody(door: Door, headers: Headers) -> None:
    """What is there twice may be a reader's own beside the proxy's."""
    door.table(BY_PROXY)
    door.headers(*headers)
    assert door.words().startswith(Text("en")("door.nobody"))


@pytest.mark.parametrize(
    ("address", "groups", "comes_in"),
    [
        ("anna@kaiku.fi", "", True),
        (" Anna@Kaiku.FI ", "", True),
        ("anna@evil.com", "", False),
        ("anna@kaiku.fi.evil.com", "", False),
        ("anna@kaiku.fi,boss@evil.com", "", False),
        ("boss@evil.com,anna@kaiku.fi", "", False),
        ("mi\u212aa@\u212aaiku.fi", "", False),
        ("", "board", True),
        ("", "staff, board ,x", True),
        ("anna@evil.com", "Board", False),
        ("anna@evil.com", "the board", False),
        ("anna@evil.com", "group:board", False),
    ],
)
def test_the_address_and_the_groups_that_the_proxy_tells_decide(
    door: Door, address: str, groups: str, comes_in: bool
) -> None:
    door.table(BY_PROXY)
    door.sent_by_proxy(address, groups)
    assert door.lets_in() == comes_in


def test_groups_count_only_from_the_header_that_the_table_names(door: Door) -> None:
    door.table(BY_PROXY.replace('groups = "X-Forwarded-Groups"\n', ""))
    door.sent_by_proxy("anna@evil.com", "board")
    assert door.words().startswith(Text("en")("door.other"))


def test_a_sign_in_counts_for_nothing_where_the_proxy_decides(door: Door) -> None:
    door.table(BY_PROXY)
    door.signed_in()
    assert door.words().startswith(Text("en")("door.nobody"))


def test_headers_from_before_the_table_named_them_are_not_believed(door: Door) -> None:
    """A session that began while nobody asked for headers may have brought any."""
    door.headers(("X-Forwarded-Email", "anna@kaiku.fi"), ("X-Forwarded-Groups", "board"))
    assert door.lets_in()
    door.table("sign_in =")
    assert door.words().startswith(Text("en")("door.fault"))
    door.table(BY_PROXY)
    assert door.words().startswith(Text("en")("door.nobody"))


def test_a_session_ends_with_the_key_that_it_came_with(door: Door) -> None:
    door.table(BY_PROXY)
    door.sent_by_proxy("anna@kaiku.fi")
    assert door.lets_in()
    door.table(BY_PROXY.replace(PROXY_KEY, f"another, {PROXY_KEY}"))
    assert door.words().startswith(Text("en")("door.nobody"))


def test_who_is_taken_off_the_list_sees_nothing_more_in_the_same_session(door: Door) -> None:
    door.table(BY_PROXY)
    door.sent_by_proxy("anna@kaiku.fi")
    assert door.lets_in()
    door.table(BY_PROXY.replace('"@kaiku.fi"', '"boss@kaiku.fi"'))
    assert door.words().startswith(Text("en")("door.other"))


# The provider says who reads


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email_verified": True},
        {"email": "ANNA@Kaiku.fi"},
        {"email": "anna@evil.com", "groups": ["staff", "board"]},
        {"email": "anna@evil.com", "groups": "staff, board"},
        {"email": None, "groups": ["board"]},
        {"email": "anna@evil.com", "email_verified": False, "groups": ["board"]},
        {"iat": time.time() + 120},  # the provider's clock is ahead
    ],
)
def test_a_sign_in_that_is_on_the_list_comes_in(door: Door, claims: dict[str, object]) -> None:
    door.table(BY_PROVIDER)
    door.signed_in(**claims)
    assert door.lets_in()


@pytest.mark.parametrize(
    "claims",
    [
        {"is_logged_in": False},
        {"is_logged_in": None},
        {"iat": None},
        {"iat": str(time.time())},
        {"iat": True},
        {"iat": [time.time()]},
        {"iat": float("nan")},
        {"iat": float("inf")},
        {"iat": time.time() + 86400},
        {"iat": time.time() * 1000},
        {"iat": 0},
        {"iat": time.time() - 12 * 3600 - 5},
    ],
)
def test_a_sign_in_that_has_ended_or_has_no_time_is_asked_for_anew(
    door: Door, claims: dict[str, object]
) -> None:
    door.table(BY_PROVIDER)
    door.signed_in(**claims)
    assert door.words() == "Sign in The results are shown to those they are meant for."


def test_a_sign_in_lasts_as_long_as_the_table_says(door: Door) -> None:
    door.table(f"hours = 0.5\n{BY_PROVIDER}")
    for age, comes_in in ((1790, True), (1810, False)):
        door.signed_in(iat=time.time() - age)
        assert door.lets_in() == comes_in


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "anna@evil.com"},
        {"email": None},
        {"email": ""},
        {"email": " "},
        {"email": 5},
        {"email": ["anna@kaiku.fi"]},
        {"email": {"address": "anna@kaiku.fi"}},
        {"email": "anna@kaiku.fi", "email_verified": False},
        {"email": "anna@kaiku.fi", "email_verified": "true"},
        {"email": "anna@kaiku.fi", "email_verified": 1},
        {"email": "anna@kaiku.fi", "email_verified": ""},
        {"email": None, "name": "anna@kaiku.fi", "sub": "anna@kaiku.fi", "upn": "anna@kaiku.fi"},
        {"email": "anna@evil.com", "groups": ["Board", " ", ""]},
        {"email": "anna@evil.com", "groups": [["board"]]},
        {"email": "anna@evil.com", "groups": [{"name": "board"}, 1, None]},
        {"email": "anna@evil.com", "groups": {"board": False}},
        {"email": "anna@evil.com", "groups": 5},
        {"email": "anna@evil.com", "groups": True},
        {"email": "anna@evil.com", "roles": ["board"]},
    ],
)
def test_a_sign_in_that_is_not_on_the_list_is_told_so_with_the_way_out(
    door: Door, claims: dict[str, object]
) -> None:
    """Also one of whom the provider tells no address for certain: to sign in again would not help."""
    door.table(BY_PROVIDER)
    door.signed_in(**claims)
    name = "anna@evil.com" if claims["email"] == "anna@evil.com" else Text("en")("door.no_address")
    assert door.words().startswith(Text("en")("door.other")) and f"signed in as {name}." in door.words()
    assert [one.key for one in door.app.button] == ["sign-out"]


def test_groups_are_read_from_the_claim_that_the_table_names(door: Door) -> None:
    door.table(f'groups = "roles"\n{BY_PROVIDER}')
    door.signed_in(email=None, roles=["board"])
    assert door.lets_in()
    door.signed_in(email=None, groups=["board"])
    assert not door.lets_in()


def test_headers_count_for_nothing_where_the_provider_decides(door: Door) -> None:
    door.table(BY_PROVIDER)
    door.sent_by_proxy("anna@kaiku.fi", "board")
    assert door.words().startswith("Sign in")


def test_who_is_signed_in_is_shown_with_the_way_out(door: Door) -> None:
    door.table(BY_PROVIDER)
    door.signed_in()
    shown = door.open(RANKING)
    assert "<p>anna@kaiku.fi</p>" in shown.texts() and "account-out" in {one.key for one in door.app.button}


def test_where_some_studies_are_for_anybody_the_others_are_a_sign_in_away(door: Door) -> None:
    door.table(f'{BY_PROVIDER}small = ["*"]\n')
    assert door.open(Visit.to("ranking", study="executives-2015")).link["study"] == "small"
    assert "account-in" in {one.key for one in door.app.button}
    door.signed_in()
    assert (
        door.open(Visit.to("ranking", study="executives-2015", lang="en")).link["study"] == "executives-2015"
    )


def test_where_the_app_signs_nobody_in_there_is_no_account(door: Door) -> None:
    door.table(BY_PROXY)
    door.sent_by_proxy("anna@kaiku.fi")
    assert "anna@kaiku.fi" not in "".join(door.open(RANKING).texts())
    assert not {"account-in", "account-out"} & {one.key for one in door.app.button}
