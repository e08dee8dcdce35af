"""The doctor tries every setting, and says what is wrong and what would mend it."""

import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from streamlit import config

from survey import signing
from survey.__main__ import main
from survey.database import Releases
from survey.doctor import GOOD, NOTE, WRONG, examined
from survey.server.headers import headers
from tests.browser.serving import listening

HEADER = """
sign_in = "header"
[header]
address = "X-Forwarded-Email"
key = "0123456789abcdef01234567"
[studies]
"*" = ["@kaiku.fi"]
"""
OIDC = 'sign_in = "oidc"\n[studies]\n"*" = ["@kaiku.fi"]\n'


def found(address: str = "") -> dict[str, list[str]]:
    """What the doctor says, by how it is."""
    kinds: dict[str, list[str]] = {GOOD: [], NOTE: [], WRONG: []}
    for one in examined(address):
        kinds[one.state].append(one.said)
    return kinds


def named(monkeypatch: pytest.MonkeyPatch, setting: str, file: Path, text: str, mode: int = 0o600) -> Path:
    """A setting that names a file with this text."""
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    monkeypatch.setenv(setting, str(file))
    return file


@pytest.fixture
def option() -> Iterator[pytest.MonkeyPatch]:
    """Streamlit's options, put back afterwards."""
    names = (
        "server.address",
        "server.port",
        "secrets.files",
        "client.showErrorDetails",
        "server.baseUrlPath",
    )
    before = {name: config.get_option(name) for name in names}
    config.set_option("server.address", "127.0.0.1")
    config.set_option("client.showErrorDetails", "none")
    config.set_option("client.showErrorLinks", False)
    config.set_option("browser.gatherUsageStats", False)
    config.set_option("server.port", 1)
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    for name, value in before.items():
        config.set_option(name, value)


@pytest.fixture(autouse=True)
def _as_started(option: pytest.MonkeyPatch) -> None:
    pass


def test_what_is_right_is_said_to_be(releases: Releases) -> None:
    told = found()
    assert not told[WRONG]
    assert sum(one.startswith("releases: ") for one in told[GOOD]) == len(releases.studies())
    assert any("nothing of this app answers" in one for one in told[NOTE])
    assert main(["doctor"]) == 0


def test_a_setting_that_cannot_be_is_told_and_the_command_fails(
    releases: Releases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_FRAMES", "intranet.example.fi")
    assert "SURVEY_FRAMES" in found()[WRONG][0] and "https://intranet.example.fi" in found()[WRONG][0]
    monkeypatch.setenv("SURVEY_FRAMES", "https://intranet.example.fi")
    monkeypatch.setenv("SURVEY_ACCESS", "/nowhere/access.toml")
    assert main(["doctor"]) == 2
    assert "is /nowhere/access.toml its place?" in capsys.readouterr().err


def test_a_release_that_is_broken_is_told(
    releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "CURRENT").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path))
    assert "does not name a release" in " ".join(found()[WRONG])


def test_a_study_in_the_table_that_is_not_published_is_told_with_the_nearest(
    releases: Releases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = HEADER + 'executives-2016 = ["anna@kaiku.fi"]\n'
    named(monkeypatch, "SURVEY_ACCESS", tmp_path / "access.toml", text)
    (told,) = found()[WRONG]
    assert '"executives-2016"' in told and 'did you mean "executives-2015"' in told


def test_secrets_that_others_can_read_are_told_with_the_remedy(
    releases: Releases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if os.name != "posix":
        pytest.skip("files have no such modes here")
    named(monkeypatch, "SURVEY_ACCESS", tmp_path / "access.toml", HEADER, 0o644)
    named(monkeypatch, "SURVEY_LINK_KEYS", tmp_path / "link.keys", signing.new_key(), 0o666)
    assert [one.partition(":")[0] for one in found()[WRONG]] == ["access", "link keys"]
    assert all("chmod 640" in one for one in found()[WRONG])


def test_listening_to_everybody_with_nobody_kept_out_is_wrong(
    releases: Releases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config.set_option("server.address", "0.0.0.0")
    assert "everybody sees everything" in found()[WRONG][0]
    named(monkeypatch, "SURVEY_ACCESS", tmp_path / "access.toml", HEADER)
    told = found()
    assert not told[WRONG] and any("only a proxy should reach it" in one for one in told[NOTE])


def test_error_details_for_browsers_are_wrong(releases: Releases) -> None:
    config.set_option("client.showErrorDetails", "full")
    assert "client.showErrorDetails" in found()[WRONG][0]


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ("", "has no"),
        ('cookie_secret = "short"', 'has no "redirect_uri", "client_id"'),
        ("[", "cannot be read"),
    ],
)
def test_a_sign_in_that_is_not_set_up_is_told(
    releases: Releases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, auth: str, said: str
) -> None:
    named(monkeypatch, "SURVEY_ACCESS", tmp_path / "access.toml", OIDC)
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f"[auth]\n{auth}\n", encoding="utf-8")
    secrets.chmod(0o600)
    config.set_option("secrets.files", [str(secrets)])
    assert said in " ".join(found()[WRONG])


class _Answers(BaseHTTPRequestHandler):
    """A proxy as it should not be, or, asked nicely, nearly as it should."""

    policy = ""
    body = b"{}"

    def do_GET(self) -> None:
        self.send_response(200)
        if self.policy:
            self.send_header("content-security-policy", self.policy)
        else:
            self.send_header("x-frame-options", "DENY")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def answering(policy: str = "", body: bytes = b"{}") -> AbstractContextManager[str]:
    """A web server on loopback that answers everything alike."""
    return listening(type("Answers", (_Answers,), {"policy": policy, "body": body}))


def test_a_provider_is_tried_and_where_it_leads_back_to(
    releases: Releases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    named(monkeypatch, "SURVEY_ACCESS", tmp_path / "access.toml", OIDC)
    config.set_option("server.baseUrlPath", "insights")
    secrets = tmp_path / "secrets.toml"
    with answering(body=json.dumps({"issuer": "https://login.kaiku.fi"}).encode()) as provider:
        lines = {
            "redirect_uri": "https://kaiku.fi/oauth2callback",
            "cookie_secret": "x" * 40,
            "client_id": "survey",
            "client_secret": "secret",
            "server_metadata_url": f"{provider}/.well-known/openid-configuration",
        }
        text = "\n".join(f'{name} = "{value}"' for name, value in lines.items())
        secrets.write_text(f"[auth]\n{text}\n", encoding="utf-8")
        secrets.chmod(0o600)
        config.set_option("secrets.files", [str(secrets)])
        told = found()
        assert told[WRONG] == ["sign-in: redirect_uri does not end with /insights/oauth2callback"]
        assert "sign-in: the provider https://login.kaiku.fi answers" in told[GOOD]
    assert "does not answer as a provider" in " ".join(found()[WRONG])


def test_a_proxy_that_drops_what_it_should_pass_on_is_told(releases: Releases) -> None:
    with answering() as address:
        told = " ".join(found(address)[WRONG])
    for word in (
        "policy is not the app's own",
        "X-Frame-Options",
        "websocket",
        "compresses",
        "/metrics",
        "internal",
    ):
        assert word in told, word


def test_a_policy_that_arrives_is_seen_and_a_silent_address_is_told(releases: Releases) -> None:
    with answering(headers()["content-security-policy"]) as address:
        assert "outside: the security policy arrives" in found(address)[GOOD]
    assert "does not answer" in " ".join(found(address)[WRONG])
