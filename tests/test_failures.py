"""What is noted of a failure tells where it was, and nothing of anybody."""

import pytest

from survey.failures import way


@pytest.mark.parametrize("file", ["/home/matti/survey/ui/card.py", r"C:\Users\Matti\survey\ui\card.py"])
def test_of_a_file_its_folder_is_named_and_nothing_above(file: str) -> None:
    with pytest.raises(ZeroDivisionError) as failed:
        exec(compile("1 / 0", file, "exec"))
    assert way(failed.value)["at"][-1] == "ui/card.py:1 <module>"
    assert way(failed.value)["error"] == "ZeroDivisionError"
