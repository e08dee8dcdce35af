"""Where real survey exports lie that are no part of the project, if they are there."""

import os
from pathlib import Path

import pytest

from tests.builders import ROOT

SAMPLES = Path(os.environ.get("SURVEY_SAMPLES", ROOT.parent / "shared" / "data"))


def sample(name: str) -> Path:
    """A real export by its path among them; the test is skipped where it is absent."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"the public survey export {name} is not beside the project")
    return path
