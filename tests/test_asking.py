"""Before publishing, a person sees what was read, what looks odd and what is otherwise, and may say no."""

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from survey.__main__ import main
from survey.database import Releases
from survey.release.cells import Tables
from survey.release.difference import Difference, difference
from survey.release.publish import DeclinedError, publish_file
from tests.builders import SMALL, WAVES, Row, small_rows, told, waves_answers, waves_rows, write


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "releases"))
    return Releases(tmp_path / "releases")


def waves(path: Path, rows: list[Row]) -> Path:
    return write(path, rows, tuple(rows[0]))


def test_each_item_is_told_with_its_gaps(shelf: Releases, tmp_path: Path) -> None:
    said = told(SMALL, write(tmp_path / "a.csv", small_rows()), shelf)
    assert "answers   Web: 42 on the scale, 2 off it, 0 none" in said
    assert "answers   Meeting: 44 on the scale, 0 off it, 0 none" in said


def test_what_looks_odd_is_counted(shelf: Releases, tmp_path: Path) -> None:
    rows = waves_rows()
    items = ("meeting", "web", "social", "letter", "email")
    for row in rows[:7]:
        row |= dict.fromkeys(items, "3") | {"chat": "", "fax": "3"}
    for row in rows[40:44]:
        row |= dict.fromkeys(items[1:], "") | {"chat": "", "fax": ""}
    rows[81] |= {name: rows[80][name] for name in rows[80] if name != "id"}
    said = [line for line in told(WAVES, waves(tmp_path / "a.csv", rows), shelf) if line.startswith("look")]
    counts = [int(found[1]) for line in said if (found := re.match(r"look +(\d+) of 360", line))]
    assert counts[0] >= 7 and counts[1] >= 4 and len(said) == 3


def test_one_large_organisation_is_told_without_its_name(shelf: Releases, tmp_path: Path) -> None:
    rows = waves_rows()
    for row in rows[::3]:
        row["firm"] = "Kaiku"
    said = "\n".join(told(WAVES, waves(tmp_path / "a.csv", rows), shelf))
    assert "look      33 % are of one organisation" in said and "aiku" not in said


def test_a_new_release_is_held_against_the_one_that_is_shown(shelf: Releases, tmp_path: Path) -> None:
    publish_file(WAVES, waves_answers(tmp_path / "a.csv"), shelf)
    rows = waves_rows()
    for row in rows[::2]:
        row["letter"] = "5"
    said = told(WAVES, waves(tmp_path / "b.csv", rows), shelf)
    release, first = [line for line in said if line.startswith("unlike")][:2]
    before, after = map(float, re.findall(r"\d\.\d\d", first))
    assert "waves-1" in release and first.startswith("unlike    letter: mean ") and after > before + 0.5


def test_nothing_is_said_of_the_same_answers_again(shelf: Releases, tmp_path: Path) -> None:
    file = waves_answers(tmp_path / "a.csv")
    publish_file(WAVES, file, shelf)
    assert not [line for line in told(WAVES, file, shelf) if line.startswith("unlike")]


def test_who_says_no_has_nothing_published(shelf: Releases, tmp_path: Path) -> None:
    with pytest.raises(DeclinedError, match=r"not now\nNothing was published"):
        publish_file(WAVES, waves_answers(tmp_path / "a.csv"), shelf, agree=lambda _: "not now")
    assert not shelf.studies()


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("YES\n", 0), ("n\n", 8), ("\n", 8)])
def test_at_a_terminal_a_person_is_asked(
    shelf: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert main(["import", str(WAVES), str(waves_answers(tmp_path / "a.csv"))]) == code
    assert shelf.studies() == (("waves",) if code == 0 else ())


def test_with_yes_nobody_is_asked(shelf: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(""))
    assert main(["import", str(WAVES), str(waves_answers(tmp_path / "a.csv")), "--yes"]) == 0


def test_a_much_smaller_file_needs_to_be_accepted(
    shelf: Releases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_file(WAVES, waves_answers(tmp_path / "a.csv"), shelf)
    fewer = str(waves(tmp_path / "b.csv", [row for n, row in enumerate(waves_rows()) if n % 3]))
    assert main(["import", str(WAVES), fewer, "--unshown", "--yes"]) == 8
    assert "--accept-large-change" in capsys.readouterr().err
    current = shelf.current("waves")
    assert current and current.number == 1
    assert main(["import", str(WAVES), fewer, "--unshown", "--yes", "--accept-large-change"]) == 0


def test_a_difference_of_nothing_is_small(shelf: Releases, tmp_path: Path) -> None:
    publish_file(WAVES, waves_answers(tmp_path / "a.csv"), shelf)
    tables = Tables.of(shelf.open("waves"))
    found = difference(tables, tables, "waves-1")
    assert not found.large and not list(found.lines())


def release_of(answers: Mapping[str, Sequence[int]], **members: tuple[str, ...]) -> Tables:
    """Tables of so many answers per item and level, all of trade; `members` are what sectors are made of."""
    groups = members or {"trade": ("trade",)}
    return Tables(
        groups=[
            {"dimension": "all", "group": "all", "members": ["all"]},
            *({"dimension": "sector", "group": one, "members": [*made]} for one, made in groups.items()),
            {"dimension": "sector*size", "group": "trade*small", "members": []},
        ],
        bases=[],
        counts=[
            {"dimension": dimension, "group": group, "item": item, "level": level, "use": "", "n": n}
            | {"weight": float(n), "weight_sq": float(n)}
            for item, levels in answers.items()
            for dimension, group in (("all", "all"), ("sector", "trade"))
            for level, n in enumerate((2, *levels))
        ],
        shared=[],
        tests=[],
    )


def unlike(old: Tables, new: Tables) -> list[str]:
    return list(map(str, difference(old, new, "waves-1").lines()))


def test_answers_items_and_groups_that_came_and_went_are_told_in_turn() -> None:
    old = release_of(
        {"web": [10, 10], "fax": [3, 1]}, trade=("trade",), public=("public",), arts=("arts", "sport")
    )
    new = release_of({"web": [10, 14], "chat": [1, 1]}, trade=("trade",), health=("health",), arts=("arts",))
    found = difference(old, new, "waves-1")
    assert (found.release, found.before, found.after) == (
        "waves-1",
        {"web": 20, "fax": 4},
        {"web": 24, "chat": 2},
    )
    assert found.means == {"web": (1.5, 38 / 24)}
    assert (found.came, found.went, found.otherwise) == (
        ("sector: health",),
        ("sector: public",),
        ("sector: arts",),
    )
    assert unlike(old, new)[:-1] == [
        "answers to what both ask: 20 before, 24 now",
        'new items: "chat"',
        'gone items: "fax"',
        'new groups: "sector: health"',
        'gone groups: "sector: public"',
        'groups put together otherwise: "sector: arts"',
        "web: mean 1.50 before, 1.58 now",
    ]


def test_every_published_count_that_is_otherwise_is_counted_by_item_and_group() -> None:
    """Of web one level differs, of fax all three rows are gone; everywhere for everybody and for trade."""
    found = difference(release_of({"web": [10, 10], "fax": [3, 1]}), release_of({"web": [10, 14]}), "waves-1")
    assert found.changed == {
        (item, group): n for item, n in (("web", 1), ("fax", 3)) for group in ("everybody", "sector: trade")
    }
    [*_, last] = map(str, found.lines())
    assert last == '8 of 12 published counts differ: of "fax", "web"; in "everybody", "sector: trade"'


def test_organisations_that_groups_share_and_bases_are_compared_too() -> None:
    pair = {"dimension": "sector", "item": "web", "question": "level", "a": "arts", "b": "trade"}
    base = {"dimension": "sector", "group": "trade", "item": "all", "question": "level", "hidden": False}
    numbers = {"n": 9, "weight": 9.0, "weight_sq": 9.0, "organisations": 7, "size_sq": 13.0}
    one = Tables([], [base | numbers | {"used": None, "used_weight": None}], [], [], [])
    one.shared.append(pair | {"organisations": 3, "size_product": 4.0})
    two = Tables([], [one.bases[0] | {"weight": 9.0000000001}], [], [], [])
    two.shared.append(pair | {"organisations": 3, "size_product": 4.0})
    assert not difference(one, two, "r").changed, "the last digits of a sum are noise"
    two.bases[0] |= {"used": 1}
    two.shared[0] |= {"size_product": 5.0}
    found = difference(one, two, "r")
    assert found.changed == {("who answered at all", "sector: trade"): 1, ("web", "sector: arts"): 1}
    assert found.numbers == 2


def test_a_fifth_fewer_or_a_level_more_is_a_change_but_not_a_large_one() -> None:
    def large(before: int, after: int, old: float = 2.0, new: float = 2.0) -> bool:
        return Difference("r", {"web": before}, {"web": after}, {"web": (old, new)}, (), ()).large

    assert not large(100, 80) and large(100, 79) and not large(100, 500)
    assert not large(9, 9, 2.0, 3.0) and large(9, 9, 2.0, 3.1) and large(9, 9, 3.1, 2.0)
    assert Difference("r", {"web": 10}, {}, {}, (), ()).large


def test_of_means_that_moved_the_twelve_that_moved_most_are_told() -> None:
    means = {f"i{at:02}": (1.0, 1.0 + at / 100) for at in range(4, 20)}
    lines = list(map(str, Difference("r", {}, {}, means, (), ()).lines()))
    assert lines[0] == "i19: mean 1.00 before, 1.19 now" and lines[11].startswith("i08:")
    assert lines[12:] == ["and 3 more means that moved"]
    some = {name: means[name] for name in ("i04", "i05", "i06")}
    assert [one[:3] for one in map(str, Difference("r", {}, {}, some, (), ()).lines())] == ["i06", "i05"]
