"""What many tests need: the bundled studies and the small one, published once per run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.database import Release, Releases
from survey.release.publish import publish_file
from tests.builders import ROOT, demonstrated, small_answers

SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Releases]:
    """A shelf with every bundled study, the small one and one in rounds; the settings point to it."""
    folder = tmp_path_factory.mktemp("releases")
    shelf = demonstrated(folder)
    answers = small_answers(tmp_path_factory.mktemp("answers") / "small.csv")
    publish_file(ROOT / "tests" / "studies" / "small.toml", answers, shelf)
    before = os.environ.get("SURVEY_RELEASES")
    os.environ["SURVEY_RELEASES"] = str(folder)
    yield shelf
    if before is None:
        del os.environ["SURVEY_RELEASES"]
    else:
        os.environ["SURVEY_RELEASES"] = before


@pytest.fixture
def executives(releases: Releases) -> Release:
    return releases.open("executives-2015")


@pytest.fixture
def small(releases: Releases) -> Release:
    return releases.open("small")


@pytest.fixture
def flying() -> Path:
    """A real survey export, where it lies beside the project."""
    path = SHARED / "surveymonkey" / "flying-etiquette.csv"
    if not path.exists():
        pytest.skip("the public survey exports are not beside the project")
    return path
