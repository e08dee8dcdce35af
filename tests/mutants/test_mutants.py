"""What the campaign counts as a mutant, and which tests it asks; where its packages are installed."""

from pathlib import Path
from typing import Any

import pytest

making: Any = pytest.importorskip("tests.mutants.making", exc_type=ImportError)
trying: Any = pytest.importorskip("tests.mutants.trying", exc_type=ImportError)

CODE = """LEAST = 3

@decorated(7)
def most(of: dict[str, int]) -> int:
    return of.get("n", 0) + LEAST
"""


@pytest.fixture
def known(tmp_path: Path) -> list[Any]:
    (tmp_path / "a.py").write_text(CODE, encoding="utf-8")
    found: list[Any] = making.places(tmp_path, "a.py")
    return found


def test_constants_and_what_is_decorated_are_changed_but_types_and_decorators_are_not(
    known: list[Any],
) -> None:
    lines = {
        now.strip()
        for one in making.every(known)
        for now, before in zip(one.code().splitlines(), CODE.splitlines(), strict=True)
        if now != before
    }
    assert {
        "LEAST = None",
        "LEAST = 4",
        'return of.get("n", 0) - LEAST',
        'return of.get("n", 1) + LEAST',
    } <= lines
    assert all(one.startswith(("LEAST", "return")) for one in lines) and len(lines) == len(
        making.every(known)
    )


def test_the_same_seed_takes_the_same_places_and_no_more_than_there_are(known: list[Any]) -> None:
    names = [[one.name for one in making.sample(known, 4, seed)] for seed in (1, 1, 2)]
    assert names[0] == names[1] != names[2] and len(set(names[0])) == 4
    assert len(making.sample(known, 99, 1)) == len(known)


def test_of_the_tests_that_run_a_line_the_quick_ones_are_asked_first_after_those_that_read(
    known: list[Any],
) -> None:
    record = trying.Record(
        ["t.py::slow", "t.py::quick", "t.py::other", "read.py::one", "t.py::late"],
        {
            "t.py::slow": 9,
            "t.py::quick": 1,
            "t.py::other": 2,
            "read.py::one": 3,
            "t.py::late": 35,
            "shared x": 5,
        },
        {
            "t.py::quick": ["shared x"],
            "t.py::slow": [],
            "t.py::other": [],
            "read.py::one": [],
            "t.py::late": [],
        },
        {"a.py": {"5": ["t.py::slow", "shared x", "t.py::late"]}},
        [],
        40,
    )
    inside, outside = making.every(known)[-1], making.every(known)[0]
    unseen = {"": ("read.py",), "b.py": ("t.py",)}
    assert record.chosen(inside, unseen) == ["read.py::one", "t.py::slow", "t.py::quick"]
    assert record.chosen(outside, unseen) == ["read.py::one", "t.py::other", "t.py::slow", "t.py::quick"]
    assert record.chosen(inside, {"a.py": ("read.py",)})[0] == "read.py::one"
