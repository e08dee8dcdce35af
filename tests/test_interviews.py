"""Interviews are published whole, without names, or not at all; a file that is wrong says where and why."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from survey.database import Release, Releases
from survey.errors import IntakeError, StudyError
from survey.release.publish import Published, publish_file
from tests.builders import SMALL, small_answers, told, write

COLUMNS = ("theme", "interview", "raised")
PART = '[interviews]\nfile = "interviews.csv"\nagreed = true\n'
Said = tuple[str, str, str]
SOUND: list[Said] = [
    (theme, name, "yes" if theme == "web" or name == "Zoe Young" else "no")
    for theme in ("web", "meeting", "letter")
    for name in ("Zoe Young", "Ann Abel")
]


def imported(
    folder: Path, said: Sequence[Said], part: str = PART, columns: Sequence[str] = COLUMNS
) -> Published:
    """The small study with these interviews."""
    codebook = folder / "codebook.toml"
    text = SMALL.read_text(encoding="utf-8").replace("[source]", f"{part}\n[source]", 1)
    codebook.write_text(text, encoding="utf-8")
    write(folder / "interviews.csv", [dict(zip(columns, one, strict=True)) for one in said], columns)
    return publish_file(codebook, small_answers(folder / "a.csv"), Releases(folder / "releases"))


def refused(folder: Path, said: Sequence[Said], columns: Sequence[str] = COLUMNS) -> str:
    with pytest.raises(IntakeError) as error:
        imported(folder, said, columns=columns)
    return str(error.value)


def test_themes_and_interviews_keep_the_order_of_the_file(tmp_path: Path) -> None:
    imported(tmp_path, SOUND)
    raised = Releases(tmp_path / "releases").open("small").interviews
    assert list(raised) == ["web", "meeting", "letter"]
    assert raised["web"] == {"1": True, "2": True} and raised["letter"] == {"1": True, "2": False}


def test_no_name_of_an_interview_is_in_the_release(tmp_path: Path) -> None:
    published = imported(tmp_path, SOUND)
    content = published.entry.path.read_bytes()
    assert b"letter" in content and b"Zoe" not in content and b"Abel" not in content


def test_the_import_tells_how_many_themes_and_interviews_there_are(tmp_path: Path) -> None:
    imported(tmp_path, SOUND)
    said = told(tmp_path / "codebook.toml", tmp_path / "a.csv", Releases(tmp_path / "releases"))
    assert "themes    3, and in which of 2 interviews each was raised" in said


def test_the_same_interviews_again_are_no_new_release_and_others_are(tmp_path: Path) -> None:
    assert imported(tmp_path, SOUND).new and not imported(tmp_path, SOUND).new
    assert imported(tmp_path, [*SOUND[:-1], ("letter", "Ann Abel", "yes")]).new


def test_themes_may_be_others_than_the_items(tmp_path: Path) -> None:
    part = f'{PART}themes = [{{ id = "trust", label = "Trust" }}]\n'
    imported(tmp_path, [("trust", "a", "yes")], part)
    assert Releases(tmp_path / "releases").open("small").interviews == {"trust": {"1": True}}


def test_interviews_nobody_agreed_to_show_are_not_published(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="say agreed = true if everybody"):
        imported(tmp_path, SOUND, PART.replace("true", "false"))
    assert not list(tmp_path.glob("releases/small/*.duckdb"))


def test_every_problem_of_the_file_is_told_at_once(tmp_path: Path) -> None:
    said = refused(
        tmp_path, [("wep", "a", "yes"), ("web", "", "no"), ("web", "a", "maybe"), ("web", "A", "no")]
    )
    assert said.startswith("interviews.csv: 6 problems")
    assert 'row 2, column "theme": "wep" is not a theme; did you mean "web"?' in said
    assert 'row 3, column "interview": is blank' in said
    assert 'row 4, column "raised": "maybe" says neither yes nor no; write one of them' in said
    assert "row 5: the same theme and interview as in row 4; keep one of them" in said
    assert 'theme "letter", interview "a": has no row; add one with yes or no' in said
    assert said.endswith("Nothing was published.")


def test_a_missing_column_is_told_with_the_one_that_stands_for_it(tmp_path: Path) -> None:
    said = refused(tmp_path, SOUND, ("theme", "intervew", "told"))
    assert 'column "intervew": is none of "theme", "interview", "raised"; did you mean "interview"?' in said
    assert 'column "raised": not in the file; add it' in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is not there; put it beside the codebook"),
        (b"", "is empty"),
        (b"theme,interview,raised\n", "a header and no row below it"),
        (b"theme,interview,raised\nweb,a\n", "row 2: has 2 fields where the header has 3"),
        (b"theme,interview,raised\nweb,\xe4,yes\n", "row 2, byte"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    imported(tmp_path, SOUND)
    file = tmp_path / "interviews.csv"
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(IntakeError) as error:
        publish_file(tmp_path / "codebook.toml", tmp_path / "a.csv", Releases(tmp_path / "releases"))
    assert said in str(error.value) and "interviews.csv: 1 problem" in str(error.value)
    assert str(error.value).endswith("release small-1 is still being shown.")


def test_a_study_without_interviews_has_none(executives: Release) -> None:
    assert executives.interviews == {}


def test_the_bundled_interviews_are_published(releases: Releases) -> None:
    raised = releases.open("participation-2021").interviews
    assert {len(one) for one in raised.values()} == {5} and len(raised) == 9
    assert sum(raised["influence"].values()) == 5 and sum(raised["ties_to_the_group"].values()) == 2
