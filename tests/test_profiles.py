"""Combinations of groups as numbers, and back."""

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from survey.codebook import NOT_STATED
from survey.errors import StudyError
from survey.intake.profiles import Profiles
from survey.study import Study
from tests.builders import SMALL


def test_every_combination_has_a_number_of_its_own_and_is_told_by_it() -> None:
    study = Study.read(SMALL)
    profiles = Profiles.of(study)
    groups = [[*(group.id for group in one.groups), NOT_STATED] for one in study.dimensions]
    names = [one.id for one in study.dimensions]
    found = {}
    for some in product(*groups):
        number = sum(profiles.part(name, group) for name, group in zip(names, some, strict=True))
        assert profiles.told(number) == dict(zip(names, some, strict=True)) | {"all": "all"}
        found[number] = some
    assert sorted(found) == list(range(len(found)))


@pytest.mark.parametrize(("dimensions", "fits"), [(62, True), (63, False)])
def test_a_number_has_62_bits(dimensions: int, fits: bool) -> None:
    """A dimension of one group, which may be stated or not, is a bit; DuckDB's numbers have 63."""
    groups = [SimpleNamespace(id="g")]
    study: Any = SimpleNamespace(
        id="s", dimensions=[SimpleNamespace(id=f"d{at}", groups=groups) for at in range(dimensions)]
    )
    if fits:
        assert len(Profiles.of(study).groups) == dimensions
    else:
        with pytest.raises(StudyError, match="too many dimensions"):
            Profiles.of(study)


def test_more_combinations_than_numbers_are_refused() -> None:
    text = SMALL.read_text(encoding="utf-8")
    groups = ", ".join(f'{{ id = "g{at}", label = "{at}" }}' for at in range(99))
    more = "".join(f'\n[[dimensions]]\nid = "d{at}"\nlabel = "D"\ngroups = [{groups}]\n' for at in range(10))
    with pytest.raises(StudyError, match="too many dimensions"):
        Profiles.of(Study.from_toml(text + more))
