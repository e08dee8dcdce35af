"""The server's side: it starts on nothing, says how it is, and sends its headers."""

import asyncio
import json
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from starlette.requests import Request
from streamlit import config

from survey import findings
from survey.database import Releases
from survey.errors import OutdatedError
from survey.selection import parse
from survey.server import between, journal, start
from survey.server.headers import inline_script_hashes, policy
from survey.server.health import healthz
from survey.settings import Settings
from survey.texts import Voice
from tests.builders import ROOT


def health() -> tuple[int, dict[str, object]]:
    response = healthz(Request({"type": "http", "client": ("127.0.0.1", 50000)}))
    return response.status_code, json.loads(bytes(response.body))


def test_health_names_every_release(releases: Releases) -> None:
    code, body = health()
    assert code == 200 and body["status"] == "ok"
    assert body["releases"] == {
        "executives-2015": "executives-2015-1",
        "participation-2021": "participation-2021-1",
        "small": "small-1",
        "waves": "waves-1",
    }


def test_health_fails_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path))
    assert health() == (
        503,
        {"status": "failing", "releases": {}, "problems": ["no study has been published"]},
    )
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "CURRENT").write_text("{}", encoding="utf-8")
    code, body = health()
    assert code == 503 and "does not name a release" in str(body["problems"])


@pytest.mark.parametrize(
    ("host", "base", "address"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8501/"),
        ("::1", "", "http://[::1]:8501/"),
        (None, "/insights/", "http://0.0.0.0:8501/insights"),
    ],
)
def test_where_the_app_listens_is_said(
    monkeypatch: pytest.MonkeyPatch, host: str | None, base: str, address: str
) -> None:
    options = {"server.address": host, "server.port": 8501, "server.baseUrlPath": base}
    monkeypatch.setattr(config, "get_option", options.get)
    assert start.address() == address


def test_no_other_port_is_taken_and_nothing_is_printed_that_a_full_disk_could_refuse() -> None:
    options = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert options["server"]["port"] == 8501 and options["logger"]["hideWelcomeMessage"]


def test_connections_that_have_to_wait_are_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    async def crowded() -> None:
        between.listen()
        handle = asyncio.get_running_loop().call_exception_handler
        for _ in range(2000):
            handle({"message": "socket.accept() out of system resource", "exception": OSError(24, "many")})

    between._told.cache_clear()
    asyncio.run(crowded())
    assert 1 <= len(caplog.records) <= 2
    assert caplog.records[0].getMessage() == "connections wait: no more may be open"


def test_what_fails_between_requests_is_told_without_what_somebody_typed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def failing() -> None:
        between.listen()
        asyncio.get_running_loop().call_soon(int, "secret")
        await asyncio.sleep(0.01)

    asyncio.run(failing())
    (record,) = caplog.records
    told = json.dumps(journal.said(record))
    assert "_run" in journal.Plain().format(record).splitlines()[1]
    assert "ValueError" in told and "Exception in callback int" in told and "secret" not in told


def test_a_first_start_publishes_the_bundled_studies(tmp_path: Path) -> None:
    settings = Settings(releases=tmp_path)
    start.publish_bundled(settings, Releases(tmp_path))
    assert Releases(tmp_path).studies() == ("executives-2015", "participation-2021")


def test_a_later_start_publishes_nothing(tmp_path: Path, releases: Releases) -> None:
    before = {path: path.stat().st_mtime_ns for path in releases.folder.glob("*/*.duckdb")}
    start.publish_bundled(Settings(releases=releases.folder), releases)
    assert {path: path.stat().st_mtime_ns for path in releases.folder.glob("*/*.duckdb")} == before


def bundled(folder: Path) -> tuple[Settings, Releases]:
    """An empty shelf in the folder, and the smallest of the bundled studies as the only one."""
    shutil.copytree(ROOT / "data" / "participation-2021", folder / "studies" / "participation-2021")
    settings = Settings(releases=folder / "releases", studies=folder / "studies")
    return settings, Releases(settings.releases)


def test_a_bundled_study_of_an_older_format_is_published_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, shelf = bundled(tmp_path)
    monkeypatch.setattr("survey.release.write.FORMAT", 1)
    monkeypatch.setattr("survey.release.write._verify", lambda *_: None)
    start.publish_bundled(settings, shelf)
    with pytest.raises(OutdatedError, match="is of format 1"):
        shelf.open("participation-2021")
    monkeypatch.undo()
    start.publish_bundled(settings, shelf)
    assert shelf.open("participation-2021").entry.number == 2


@pytest.mark.parametrize(
    ("version", "instead"), [(1, ("synthetic = true", "synthetic = false")), (99, ("", ""))]
)
def test_what_somebody_else_published_under_its_name_stays_and_so_does_what_a_newer_version_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int, instead: tuple[str, str]
) -> None:
    settings, shelf = bundled(tmp_path)
    monkeypatch.setattr("survey.release.write.FORMAT", version)
    monkeypatch.setattr("survey.release.write._verify", lambda *_: None)
    monkeypatch.setattr("survey.release.publish.without_remarks", lambda text: text.replace(*instead))
    start.publish_bundled(settings, shelf)
    monkeypatch.undo()
    start.publish_bundled(settings, shelf)
    assert [one.number for one in shelf.entries("participation-2021")] == [1]
    assert start.warm(shelf) == []


def test_the_policy_allows_only_streamlits_own_inline_script() -> None:
    assert "'unsafe-eval'" not in policy()
    assert "script-src 'self' 'sha256-" in policy()
    assert inline_script_hashes()


def test_nobody_waits_while_streamlit_collects_garbage_after_every_run() -> None:
    """The option is one that Streamlit does not speak of: if it goes, this fails."""
    assert config.get_option("runner.postScriptGC") is False


def test_the_first_reader_waits_for_no_finding(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    assert start.warm(releases) == [f"{one}-1" for one in releases.studies()]
    release = releases.open("small")
    module = sys.modules["survey.findings.found"]  # its name is a function's too
    monkeypatch.setattr(module, "_certain", lambda _: pytest.fail("it is made anew"))
    findings.found(parse(release, {})[0], release, Voice("fi", release.study, release.groups))


def test_a_finding_at_fault_keeps_nobody_from_the_charts(
    releases: Releases, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(findings, "published", lambda *_: 1 / 0)
    assert start.warm(releases) == [f"{one}-1" for one in releases.studies()]
    assert "findings failed" in caplog.text
