"""Every fault of the catalogue in its short form; `python -m tests.faults` is the long one."""

import pytest

from tests.faults.catalogue import CannotTryError
from tests.faults.programme import PROGRAMME


@pytest.mark.parametrize("number", [name for name, one in PROGRAMME.items() if one.short])
def test_what_is_promised_of_a_fault_holds(number: str) -> None:
    try:
        assert PROGRAMME[number].run(long=False)
    except CannotTryError as error:
        pytest.skip(str(error))
