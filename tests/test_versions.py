"""A release that differs from an earlier one by too few is refused, in words that tell of nobody."""

from pathlib import Path

import pytest

from survey.database import Releases
from survey.release.publish import Published, publish_file
from survey.release.versions import VersionError
from tests.builders import SMALL, Row, small_rows, write


def again(tmp_path: Path, rows: list[Row], unshown: bool = False) -> Published:
    shelf = Releases(tmp_path / "releases")
    return publish_file(SMALL, write(tmp_path / "answers.csv", rows), shelf, unshown=unshown)


def more(count: int) -> list[Row]:
    """The small study with so many more people in trade, alike in everything."""
    added = [small_rows()[25] | {"id": f"new{n}", "firm": f"new{n}"} for n in range(count)]
    return [*small_rows(), *added]


def test_one_more_answer_in_one_sector_is_refused_and_ten_are_published(tmp_path: Path) -> None:
    again(tmp_path, small_rows())
    with pytest.raises(VersionError) as refused:
        again(tmp_path, more(1))
    assert '"sector"' in str(refused.value) and "since small-1" in str(refused.value)
    assert "trade" not in str(refused.value)
    assert str(refused.value).endswith("release small-1 is still being shown.")
    assert again(tmp_path, more(10)).entry.number == 2


def test_a_changed_answer_is_as_telling_as_a_new_one(tmp_path: Path) -> None:
    again(tmp_path, small_rows())
    rows = small_rows()
    rows[30]["web"] = "2" if rows[30]["web"] == "3" else "3"
    with pytest.raises(VersionError):
        again(tmp_path, rows)


def test_the_same_answers_again_are_no_difference(tmp_path: Path) -> None:
    again(tmp_path, small_rows())
    assert not again(tmp_path, small_rows()[::-1]).new


def test_every_release_that_is_kept_is_compared_with(tmp_path: Path) -> None:
    again(tmp_path, small_rows())
    again(tmp_path, more(10))
    with pytest.raises(VersionError, match="since small-1"):
        again(tmp_path, more(1))


def test_whoever_says_that_nobody_has_seen_the_earlier_ones_may_publish(tmp_path: Path) -> None:
    again(tmp_path, more(10))
    first, found = again(tmp_path, small_rows()).entry, again(tmp_path, more(1), unshown=True).entry
    assert found.number == 3 and first.withdrawn
    shelf = Releases(tmp_path / "releases")
    assert [one.number for one in shelf.entries("small") if not one.withdrawn] == [1, 3]
    found.path.write_bytes(b"")
    release, fault = shelf.shown("small")
    assert fault and release.name == "small-1", "beside 3, 2 would tell of somebody"


def test_a_group_that_is_merged_otherwise_must_not_tell_of_what_came_to_it(tmp_path: Path) -> None:
    """The arts' 4 people join the others only in the second codebook: the difference is the arts."""
    again(tmp_path, [row for row in small_rows() if row["sector"] != "arts"])
    with pytest.raises(VersionError):
        again(tmp_path, small_rows())


def test_an_open_study_may_change_by_one(tmp_path: Path) -> None:
    codebook = tmp_path / "codebook.toml"
    text = SMALL.read_text(encoding="utf-8").replace('id = "small"', 'id = "small"\nopen = true', 1)
    codebook.write_text(text, encoding="utf-8")
    shelf = Releases(tmp_path / "releases")
    publish_file(codebook, write(tmp_path / "a.csv", small_rows()), shelf)
    assert publish_file(codebook, write(tmp_path / "b.csv", more(1)), shelf).entry.number == 2
