"""Files damaged at random, in short: `python -m tests.faults.fuzzing 5000` is the long form."""

import pytest

from tests.faults.fuzzing import KINDS, fuzz


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_refused_or_what_it_changes_is_told(kind: str) -> None:
    found, wrong = fuzz(kind, 200)
    assert not wrong, "\n".join(wrong)
    assert found["refused"] and found["same"]
