"""Files damaged at random, in short: `python -m tests.faults.fuzzing 5000` is the long form."""

import pytest

from tests.faults.fuzzing import KINDS, fuzz

# 200 of a format, of which some come in two kinds.
MANY = {"csv": 100, "long": 100, "xlsx": 200, "sav": 100, "zsav": 100, "parquet": 100, "plain-parquet": 100}


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_refused_or_what_it_changes_is_told(kind: str) -> None:
    found, wrong = fuzz(kind, MANY[kind])
    assert not wrong, "\n".join(wrong)
    assert found["refused"] and found["same"]
