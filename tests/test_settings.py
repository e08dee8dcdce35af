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
