"""Settings come from the environment, and a bad one is told in words."""

from pathlib import Path

import pytest

from survey.errors import SettingsError
from survey.settings import Settings


def test_a_setting_that_is_left_out_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_RELEASES", "/srv/releases")
    monkeypatch.setenv("SURVEY_GAP", "0.15")
    found = Settings.from_environment()
    assert (found.releases, found.q, found.gap) == (Path("/srv/releases"), 0.05, 0.15)


@pytest.mark.parametrize("given", ["a lot", "5", "-0.1", "nan"])
def test_a_setting_that_is_no_share_is_told_with_its_default(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("SURVEY_Q", given)
    with pytest.raises(SettingsError, match=rf'SURVEY_Q.*\n.*"{given}" is not a number from 0 to 1.*0\.05'):
        Settings.from_environment()


def test_origins_and_networks_are_read_apart_by_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_FRAMES", "https://intranet.kaiku.fi  http://localhost:8080")
    monkeypatch.setenv("SURVEY_WATCHERS", "10.20.0.0/16 ::1")
    found = Settings.from_environment()
    assert found.frames == ("https://intranet.kaiku.fi", "http://localhost:8080")
    assert [str(one) for one in found.watchers] == ["10.20.0.0/16", "::1/128"]


@pytest.mark.parametrize(
    "given",
    [
        "intranet.kaiku.fi",
        "https://intranet.kaiku.fi/",
        "https://kaiku.fi/path",
        "https://anna@kaiku.fi",
        "https://kaiku.fi;",
        "*",
        "https://",
        "javascript:alert(1)",
        "https://kaiku.fi https:",
    ],
)
def test_what_is_no_origin_is_told(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("SURVEY_FRAMES", given)
    with pytest.raises(SettingsError, match=r"is not an origin such as https://intranet.example.fi"):
        Settings.from_environment()


def test_what_is_no_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_WATCHERS", "10.20.0.1/16")
    with pytest.raises(SettingsError, match=r"is not an address or a network such as 10.20.0.0/16"):
        Settings.from_environment()


def test_a_file_that_was_named_is_given_though_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Settings().named("access") is None
    monkeypatch.setenv("SURVEY_ACCESS", str(tmp_path / "acess.toml"))
    assert Settings.from_environment().named("access") == tmp_path / "acess.toml"
