"""Items that come and go between rounds: nobody is taken for silent who was not asked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.codebook import ALL, NOT_STATED, OTHER_GROUPS
from survey.database import Release, Releases
from survey.errors import IntakeError
from survey.intake import waves as module
from survey.release.publish import publish_file
from survey.study import Study
from tests.builders import SMALL, WAVE_TOPS, WAVES, Row, waves_rows, write

Change = Callable[[list[Row]], object]


def published(folder: Path, change: Change = lambda rows: None, codebook: str = "") -> Release:
    """The study in rounds, after a change of its answers, and with another codebook where one is given."""
    rows = waves_rows()
    change(rows)
    path = folder / "codebook.toml"
    path.write_text(codebook or WAVES.read_text(encoding="utf-8"), encoding="utf-8")
    shelf = Releases(folder / "releases")
    publish_file(path, write(folder / "a.csv", rows, tuple(rows[0])), shelf)
    return shelf.open("waves")


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return published(tmp_path_factory.mktemp("waves"))


def silent(release: Release, dimension: str, item: str) -> dict[str, int]:
    """Group → how many gave no answer."""
    return {
        row["group"]: row["n"]
        for row in release.table("counts")
        if (row["dimension"], row["item"], row["level"]) == (dimension, item, 0)
    }


def based(release: Release, dimension: str, item: str) -> dict[str, int]:
    """Group → answers on the scale."""
    return {
        row["group"]: row["n"]
        for row in release.table("bases")
        if (row["dimension"], row["item"], row["question"]) == (dimension, item, "level")
    }


def test_a_study_knows_its_rounds_and_what_was_asked_in_them() -> None:
    study = Study.read(WAVES)
    assert study.wave and study.wave.id == "wave" and Study.read(SMALL).wave is None
    assert [study.asked("chat", one.id) for one in study.wave.groups] == [False, True, True]
    assert study.asked("web", "2015") and study.asked("chat", NOT_STATED)


def test_an_item_has_no_base_in_a_round_in_which_it_was_not_asked(waves: Release) -> None:
    assert based(waves, "wave", "chat") == {"2019": 117, "2023": 117}
    assert based(waves, "wave", "fax") == {"2015": 120, "2019": 120}
    assert based(waves, ALL, "chat") == {ALL: 234}


def test_whoever_was_not_asked_is_not_counted_as_giving_no_answer(waves: Release) -> None:
    assert silent(waves, "wave", "chat") == {"2019": 3, "2023": 3}
    assert silent(waves, ALL, "chat") == {ALL: 6}
    assert silent(waves, "sector", "chat") == {"public": 2, "trade": 2, "services": 2}
    assert silent(waves, ALL, "fax") == {}
    assert silent(waves, "wave", "web") == {"2015": 3, "2019": 3, "2023": 3}


def test_no_answer_is_not_told_where_it_would_tell_how_many_of_a_sector_answered_in_a_round(
    tmp_path: Path,
) -> None:
    """Of the public sector 2 answered in 2015, so its cell is hidden, and another sector's with it."""

    def few(rows: list[Row]) -> None:
        rows[2:40] = []

    release = published(tmp_path, few)
    hidden = {row["group"] for row in release.table("bases") if row["hidden"] and row["item"] == ALL}
    assert hidden == {f"{wave}*{sector}" for wave in ("2015", "2019") for sector in ("public", "services")}
    assert silent(release, "sector", "chat") == {"trade": 2}
    assert silent(release, ALL, "chat") == {ALL: 6}


def test_without_a_crossed_table_no_answer_is_told_by_round_and_of_everybody_alone(tmp_path: Path) -> None:
    text = WAVES.read_text(encoding="utf-8").replace('tables = [["wave", "sector"]]\n', "")
    release = published(tmp_path, codebook=text)
    assert silent(release, "sector", "chat") == {} and silent(release, ALL, "chat") == {ALL: 6}
    assert silent(release, "sector", "web") == {"public": 3, "trade": 3, "services": 3}


def test_rounds_that_were_merged_have_no_number_of_silent_people(tmp_path: Path) -> None:
    """Nine people of 2015 are too few, so that they go together with another round."""

    def few(rows: list[Row]) -> None:
        rows[:120] = [*rows[:3], *rows[40:43], *rows[80:83]]

    release = published(tmp_path, few)
    [merged] = [group for group, members in release.groups["wave"].items() if "2015" in members]
    assert merged == OTHER_GROUPS
    assert merged not in silent(release, "wave", "chat") and silent(release, ALL, "chat") == {}


WRONG: dict[str, tuple[Change, str]] = {
    "a level": (
        lambda rows: rows[4].update(chat="3"),
        'row 6, column "chat": "3", but "chat" was not asked in "2015"; '
        'leave it blank, or name the round in the waves of "chat"',
    ),
    "an answer off the scale, twice": (
        lambda rows: [rows[place].update(fax="?") for place in (250, 251)],
        'row 252, column "fax": "?" (2 times), but "fax" was not asked in "2023"',
    ),
    "a use": (
        lambda rows: rows[0].update(chat_in_use="no"),
        'row 2, column "chat_in_use": "no", but "chat" was not asked in "2015"',
    ),
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_an_answer_to_what_was_not_asked_is_told_with_its_remedy(tmp_path: Path, case: str) -> None:
    change, said = WRONG[case]
    with pytest.raises(IntakeError) as error:
        published(tmp_path, change)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("n", "more"), [(2, ""), (3, "and 1 more answers like these"), (5, "and 3 more answers")]
)
def test_of_many_answers_to_what_was_not_asked_the_first_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n: int, more: str
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    with pytest.raises(IntakeError) as error:
        published(tmp_path, lambda rows: [rows[at].update(chat=str(1 + at)) for at in range(n)])
    lines = str(error.value).splitlines()
    assert [line.split(":")[0] for line in lines[1:3]] == ['  row 2, column "chat"', '  row 3, column "chat"']
    assert more in str(error.value) and ("more" in str(error.value)) == bool(more)


def test_a_long_file_is_held_to_the_rounds_as_well(tmp_path: Path) -> None:
    people = ("id", "round", "firm", "sector")
    long = [
        {name: row[name] for name in people}
        | {"item": item, "level": row[item], "in_use": row[f"{item}_in_use"]}
        for row in waves_rows()
        for item in WAVE_TOPS
    ]
    path, shelf = tmp_path / "a.csv", Releases(tmp_path / "releases")
    publish_file(WAVES, write(path, long, tuple(long[0])), shelf)
    assert silent(shelf.open("waves"), ALL, "chat") == {ALL: 6}
    long[5]["level"] = "4"
    with pytest.raises(IntakeError, match='row 7, column "level": "4", but "chat" was not asked in "2015"'):
        publish_file(WAVES, write(path, long, tuple(long[0])), shelf)


def test_whoever_did_not_state_their_round_may_have_been_asked(tmp_path: Path) -> None:
    def unstated(rows: list[Row]) -> None:
        for row in rows[100:120]:
            row["round"], row["chat"] = "", "4"

    release = published(tmp_path, unstated)
    assert based(release, "wave", "chat")[NOT_STATED] == 20


def test_in_the_study_in_rounds_one_item_rises_one_falls_and_the_rest_stay(waves: Release) -> None:
    p = {
        row["item"]: row["p"]
        for row in waves.table("tests")
        if (row["dimension"], row["measure"]) == ("wave", "top")
    }
    assert p.pop("social") < 0.001 and p.pop("letter") < 0.001
    assert min(p.values()) > 0.5


def test_the_answers_of_the_study_in_rounds_are_the_same_every_time() -> None:
    rows = waves_rows()
    assert rows == waves_rows() and len(rows) == 360
    assert len({row["firm"] for row in rows}) == 120
    assert sum(row["social"] in ("4", "5") for row in rows if row["round"] == "2023") == 90
