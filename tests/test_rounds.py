"""Rounds in several files become one study: each file says things its own way, and the codebook says how."""

import csv
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from survey.database import Releases, open_release
from survey.engine import DuckEngine
from survey.errors import IntakeError, StudyError
from survey.intake import Reading, door, read
from survey.intake.sheet import Column
from survey.intake.values import Words, meant
from survey.release.audit import audit
from survey.release.publish import Published, publish_file
from survey.study import Study
from tests.builders import WAVES, Typed, said, told, waves_answers, waves_rows, write
from tests.samples import sample

TINY = """
id = "tiny"
languages = ["en"]
title = "Tiny"
question = "How important?"
words = { item = "way", items = "ways", respondents = "people" }
provenance = { source = "Nobody", about = "Made for the tests." }
items = [
    { id = "web", label = "Web" },
    { id = "letter", label = "Letter" },
    { id = "chat", label = "Chat", waves = ["2023"] },
]

[scale]
top = [3]
top_label = "important"
levels = [{ label = "not" }, { label = "little" }, { label = "much" }]
absent = [{ id = "dont_know", label = "don't know", values = ["?"] }]

[source]
respondent = "id"
organisation = "firm"

[[dimensions]]
id = "wave"
label = "Round"
wave = true
groups = [{ id = "2019", label = "2019" }, { id = "2023", label = "2023" }]

[[dimensions]]
id = "size"
label = "Size"
groups = [{ id = "1", label = "1" }, { id = "2_50", label = "2-50" }]

[[dimensions]]
id = "role"
label = "Role"
groups = [{ id = "boss", label = "Boss" }, { id = "staff", label = "Staff" }]
"""
FIRST = """
[[rounds]]
wave = "2019"
file = "tiny_2019*.csv"
columns = { web = "Q7" }
source.respondent = "ID"
without = ["role"]
values.scale = { "1" = 3, "3" = 1, "no idea" = "dont_know" }
values.size = { "2-5" = "2_50" }
"""
SECOND = """
[[rounds]]
wave = "2023"
file = "tiny_2023.csv"
"""

# In 2019 a 1 was the best; two people, of whom one has the same id as another one in 2023.
OLD = "ID,firm,Q7,letter,size\na,Acme,1,no idea,2-5\nb,Bolt,3,2,1\n"
NEW = "id,firm,web,letter,chat,size,role\na,ACME,3,?,2,2-50,Boss\nc,Bolt,1,2,,1,staff\n"


def tiny(was: str = "", becomes: str = "", rounds: str = FIRST + SECOND) -> Study:
    """The codebook with a part of its rounds in other words."""
    assert was in rounds
    return Study.from_toml(TINY + (rounds.replace(was, becomes) if was else rounds))


def files(folder: Path, old: str = OLD, new: str = NEW) -> list[Path]:
    paths = [folder / "tiny_2019_final.csv", folder / "tiny_2023.csv"]
    for path, text in zip(paths, (old, new), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def answers(study: Study, paths: list[Path]) -> tuple[Reading, list[tuple[Any, ...]]]:
    """What was read, and who said what: their number among all, firm, groups, item and level."""
    with duckdb.connect() as connection:
        found = read(study, paths, DuckEngine(connection))
        rows = said(study, connection)
    number = {one: at for at, one in enumerate(sorted({row.respondent for row in rows}), start=1)}
    return found, sorted(
        (
            number[row.respondent],
            row.organisation,
            [row.groups[name] for name in ("wave", "size", "role")],
            row.item,
            row.level,
        )
        for row in rows
    )


def refused(study: Study, paths: list[Path]) -> list[str]:
    with duckdb.connect() as connection, pytest.raises(IntakeError) as error:
        read(study, paths, DuckEngine(connection))
    return [str(one) for one in error.value.problems]


def test_each_file_is_read_in_its_own_words(tmp_path: Path) -> None:
    found, rows = answers(tiny(), files(tmp_path))
    assert (found.respondents, found.answers, found.organisations) == (4, 7, 2)
    groups = {(number, *said) for number, _, said, _, _ in rows}
    assert groups == {
        (1, "2019", "2_50", "not_stated"),
        (2, "2019", "1", "not_stated"),
        (3, "2023", "2_50", "boss"),
        (4, "2023", "1", "staff"),
    }
    assert [(number, item, level) for number, _, _, item, level in rows] == [
        (1, "letter", -1),
        (1, "web", 3),
        (2, "letter", 2),
        (2, "web", 1),
        (3, "chat", 2),
        (3, "letter", -1),
        (3, "web", 3),
        (4, "letter", 2),
        (4, "web", 1),
    ]


def test_the_same_id_in_two_files_is_two_people_and_the_same_firm_is_one(tmp_path: Path) -> None:
    _, rows = answers(tiny(), files(tmp_path))
    firms = {number: firm for number, firm, *_ in rows}
    assert len(firms) == 4 and firms[1] == firms[3] != firms[2] == firms[4]


def test_the_order_in_which_the_files_are_named_does_not_matter(tmp_path: Path) -> None:
    paths = files(tmp_path)
    assert answers(tiny(), paths)[1] == answers(tiny(), paths[::-1])[1]


def test_each_file_is_told_by_itself(tmp_path: Path) -> None:
    old = "ID,firm,Q7,letter,size,email\na,Acme,1,2,1,a@x.com\nb,Bolt,3,2,1,b@x.com\n"
    found, _ = answers(tiny(), files(tmp_path, old))
    assert [(one.file, one.shape, one.respondents, one.left_out) for one in found.files] == [
        ("tiny_2019_final.csv", "wide", 2, ("email",)),
        ("tiny_2023.csv", "wide", 2, ()),
    ]
    assert found.name == "tiny_2019_final.csv and 1 more"


def test_a_wide_and_a_long_file_go_together(tmp_path: Path) -> None:
    long = "id,firm,item,level,size,role\na,Acme,Web,3,2-50,Boss\na,Acme,post,2,2-50,Boss\n"
    study = tiny(rounds=FIRST + SECOND + 'values.items = { post = "letter" }')
    found, rows = answers(study, files(tmp_path, new=long))
    assert [one.shape for one in found.files] == ["wide", "long"]
    assert [(item, level) for number, _, _, item, level in rows if number == 3] == [("letter", 2), ("web", 3)]


def test_a_use_is_written_in_another_way(tmp_path: Path) -> None:
    text = TINY.replace("[scale]", '[use]\nquestion = "?"\n[scale]') + FIRST + SECOND
    text += 'columns = { web_in_use = "used" }\nvalues.use = { "1" = "no", "2" = "yes" }\n'
    new = NEW.replace("role\n", "role,used\n").replace("Boss\n", "Boss,2\n").replace("staff\n", "staff,1\n")
    with duckdb.connect() as connection:
        study = Study.from_toml(text)
        read(study, files(tmp_path, new=new), DuckEngine(connection))
        uses = [one.use for one in said(study, connection) if one.item == "web"]
    assert uses == [0, 0, 1, 2]


@pytest.mark.parametrize("raw", ["1", "9"])
def test_what_a_round_says_goes_before_the_labels_of_its_file(raw: str) -> None:
    column = Column("web", labels={"1": "much", "9": "musch"}, missing=("9",))
    words = Words({"much": "3", "not": "1"}, {}, "0", first={"1": "1", "musch": "1"})
    found = meant(raw, column, words)
    assert found.code == "1" and found.said == f'"{raw}" (labelled "{column.labels[raw]}")'


WRONG_FILES: dict[str, tuple[Callable[[list[Path]], list[Path]], list[str]]] = {
    "a missing one": (
        lambda paths: paths[:1],
        ['round "2023": none of the files is "tiny_2023.csv"; name the files of all rounds'],
    ),
    "one too many": (
        lambda paths: [*paths, paths[0].with_name("other.csv")],
        ['other.csv: is of no round of the codebook; the rounds are in "tiny_2019*.csv", "tiny_2023.csv"'],
    ),
    "a misspelt one": (
        lambda paths: [paths[0], paths[1].with_name("tiny_2032.csv")],
        [
            'tiny_2032.csv: is of no round of the codebook; did you mean "tiny_2023.csv"?',
            'round "2023": none of the files is "tiny_2023.csv"; name the files of all rounds',
        ],
    ),
    "two of one round": (
        lambda paths: [*paths, paths[0].with_name("tiny_2019.csv")],
        [
            'round "2019": "tiny_2019_final.csv", "tiny_2019.csv" may all be "tiny_2019*.csv"; '
            "name one of them"
        ],
    ),
}


@pytest.mark.parametrize("case", WRONG_FILES, ids=str)
def test_every_round_has_one_file_and_every_file_one_round(tmp_path: Path, case: str) -> None:
    change, problems = WRONG_FILES[case]
    assert refused(tiny(), change(files(tmp_path))) == problems


def test_a_pattern_that_fits_several_rounds_files_is_told(tmp_path: Path) -> None:
    assert refused(tiny("tiny_2019*.csv", "tiny_*.csv"), files(tmp_path)) == [
        'tiny_2023.csv: may be of the rounds "2019", "2023"; make the file of each name fewer files',
        'round "2019": "tiny_2019_final.csv", "tiny_2023.csv" may all be "tiny_*.csv"; name one of them',
    ]


def test_several_files_need_rounds(tmp_path: Path) -> None:
    [problem] = refused(tiny(rounds=""), files(tmp_path))
    assert problem.endswith("write a table [[rounds]] for each of them")


def test_every_problem_names_its_file_and_the_row_that_a_person_sees_there(tmp_path: Path) -> None:
    old, new = OLD.replace("b,Bolt,3", "b,Bolt,7"), NEW.replace("c,Bolt,1", "c,Bolt,9")
    assert refused(tiny(), files(tmp_path, old, new)) == [
        'tiny_2019_final.csv: row 3, column "Q7": level 7 is not on the scale 1–3',
        'tiny_2023.csv: row 3, column "web": level 9 is not on the scale 1–3',
    ]


def test_a_ragged_file_and_a_missing_one_are_told_together(tmp_path: Path) -> None:
    paths = files(tmp_path, OLD.replace("2-5\n", "2-5,7\n"))
    assert refused(tiny(), [paths[0], tmp_path / "away" / "tiny_2023.csv"]) == [
        "tiny_2019_final.csv: row 2: has 6 fields where the header has 5",
        f"{tmp_path / 'away' / 'tiny_2023.csv'}: is not there; check the name",
    ]


def test_a_ragged_file_does_not_make_the_next_one_ragged(tmp_path: Path) -> None:
    paths = files(tmp_path, OLD.replace("2-5\n", "2-5,7\n"))
    assert [one[:11] for one in refused(tiny(), paths)] == ["tiny_2019_f"]


def test_an_item_that_was_asked_needs_its_column_and_one_that_was_not_needs_none(tmp_path: Path) -> None:
    old = OLD.replace("letter", "lettre")
    assert refused(tiny(), files(tmp_path, old)) == [
        'tiny_2019_final.csv: column "lettre": not in the codebook; did you mean "letter"?'
    ]
    assert refused(tiny(), files(tmp_path, new=NEW.replace("chat", "spare"))) == [
        'tiny_2023.csv: column "chat": not in the file; add it, or correct the column in the codebook'
    ]


def test_an_answer_to_what_was_not_asked_is_told(tmp_path: Path) -> None:
    old = "ID,firm,Q7,letter,size,chat\na,Acme,1,2,2-5,\nb,Bolt,3,2,1,3\n"
    [problem] = refused(tiny(), files(tmp_path, old))
    assert problem.startswith('tiny_2019_final.csv: row 3, column "chat": "3", but "chat" was not asked in')


def test_a_file_that_changes_while_it_is_read_is_told_whichever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, opened = files(tmp_path), door.opened

    def growing(path: Path, *rest: object) -> object:
        with path.open("a", encoding="utf-8") as file:
            file.write("" if "2019" in path.name else "d,Bolt,1,2,,1,staff\n")
        return opened(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(door, "opened", growing)
    assert refused(tiny(), paths) == [
        "tiny_2023.csv: changed while it was read; import it when it is finished"
    ]


CONTRADICTIONS = {
    "an unknown round": (
        'wave = "2023"',
        'wave = "2032"',
        'rounds: wave "2032" is not a round; did you mean "2023"?',
    ),
    "a round twice": ('wave = "2023"', 'wave = "2019"', 'rounds: wave "2019" has two files'),
    "a path": (
        '"tiny_2023.csv"',
        '"data/tiny_2023.csv"',
        'round "2023": file "data/tiny_2023.csv" is a path',
    ),
    "an unknown column": (
        'web = "Q7"',
        'wbe = "Q7"',
        'round "2019": columns: "wbe" is no item, dimension or column of use; did you mean "web"?',
    ),
    "a column of [source]": (
        'web = "Q7"',
        'respondent = "Q7"',
        'round "2019": columns: "respondent" is a word of [source]; write source.respondent in the round',
    ),
    "one column for two": (
        'web = "Q7"',
        'web = "letter"',
        'round "2019": column "letter" is claimed by item "web"',
    ),
    "an unknown dimension": (
        '["role"]',
        '["rol"]',
        'round "2019": without: "rol" is not a dimension; did you mean "role"?',
    ),
    "values of nothing": (
        "values.size",
        "values.sise",
        'values: "sise" is no dimension; did you mean "size"?',
    ),
    "an unknown group": (
        '"2_50"',
        '"2_5"',
        'values.size: "2-5" stands for "2_5", which is not known; did you mean "2_50"?',
    ),
    "an unknown level": (
        '"1" = 3',
        '"1" = 4',
        'values.scale: "1" stands for "4", which is not known; known are',
    ),
    "a writing twice": (
        '"3" = 1',
        '"3" = 1, " 3" = 2',
        'values.scale: " 3" is there twice; keep one of them',
    ),
    "an organisation of one round": (
        'respondent = "ID"',
        'weight = "w"',
        "source.weight: name it in [source]",
    ),
}


@pytest.mark.parametrize("case", CONTRADICTIONS, ids=str)
def test_rounds_that_contradict_the_codebook_are_told(case: str) -> None:
    was, becomes, said = CONTRADICTIONS[case]
    with pytest.raises(StudyError) as error:
        tiny(was, becomes)
    assert said in str(error.value)


def test_rounds_need_a_dimension_of_rounds() -> None:
    with pytest.raises(StudyError, match="rounds: no dimension has wave = true"):
        Study.from_toml(TINY.replace("wave = true\n", "") + SECOND)


BY_FILE = """
[[rounds]]
wave = "2015"
file = "2015.csv"

[[rounds]]
wave = "2019"
file = "2019.csv"
columns = { web = "Q2", web_in_use = "Q2 used" }
values.scale = { "1" = 5, "2" = 4, "4" = 2, "5" = 1 }
values.sector = { "pulbic" = "public" }

[[rounds]]
wave = "2023"
file = "2023.csv"
source.delimiter = ";"
"""
ITEMS = ("meeting", "web", "social", "letter", "email", "chat", "fax")


def by_file(folder: Path) -> tuple[Path, list[Path]]:
    """The study in rounds with a file for each: in 2019 levels run down."""
    codebook = folder / "codebook.toml"
    codebook.write_text(WAVES.read_text(encoding="utf-8") + BY_FILE, encoding="utf-8")
    return codebook, [_round(folder, wave) for wave in ("2015", "2019", "2023")]


def _round(folder: Path, wave: str) -> Path:
    rows = [row for row in waves_rows() if row.pop("round") == wave]
    for at, row in enumerate(rows if wave == "2019" else []):
        row |= {item: str(6 - int(row[item])) for item in ITEMS if row[item]}
        row["Q2"], row["Q2 used"] = row.pop("web"), row.pop("web_in_use")
        row["sector"] = "pulbic" if row["sector"] == "public" and at % 2 else row["sector"]
    path = write(folder / f"{wave}.csv", rows, tuple(rows[0]))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",", ";") if wave == "2023" else text, encoding="utf-8")
    return path


def released(published: Published) -> dict[str, object]:
    """Every table of a release but its file."""
    release = open_release(published.entry)
    names = ("groups", "bases", "counts", "shared", "tests", "interviews")
    return {name: sorted(map(repr, release.table(name))) for name in names}


def test_files_by_round_give_the_release_of_one_file_with_a_column_of_rounds(tmp_path: Path) -> None:
    codebook, paths = by_file(tmp_path)
    shelves = [Releases(tmp_path / name) for name in ("one", "several")]
    one = publish_file(WAVES, waves_answers(tmp_path / "all.csv"), shelves[0])
    several = publish_file(codebook, paths, shelves[1])
    assert released(several) == released(one)
    assert (several.reading.respondents, several.reading.organisations) == (360, 120)
    assert not publish_file(codebook, paths[::-1], shelves[1]).new


def test_an_import_says_what_each_file_held_and_all_together(tmp_path: Path) -> None:
    codebook, paths = by_file(tmp_path)
    lines = told(codebook, paths, Releases(tmp_path / "releases"))
    assert [line for line in lines if line.startswith(("read", "together"))] == [
        "read      2015.csv (a row per respondent): 120 respondents in 60 organisations, 717 answers",
        "read      2019.csv (a row per respondent): 120 respondents in 60 organisations, 834 answers",
        "read      2023.csv (a row per respondent): 120 respondents in 60 organisations, 714 answers",
        "together  360 respondents in 120 organisations, 2,265 answers",
    ]


def test_a_check_looks_for_the_names_of_every_file(tmp_path: Path) -> None:
    codebook, paths = by_file(tmp_path)
    shelf = Releases(tmp_path / "releases")
    publish_file(codebook, paths, shelf)
    assert not audit(codebook, paths, shelf).names
    text = paths[0].read_text(encoding="utf-8")
    paths[0].write_text(re.sub("^2015public7,", "trade,", text, flags=re.MULTILINE), encoding="utf-8")
    assert audit(codebook, paths, shelf).names == ("trade",)


RESEARCHERS = """
id = "researchers"
languages = ["en"]
open = true
title = "Research software engineers"
question = "How far do you agree?"
words = { item = "statement", items = "statements", respondents = "people" }
provenance = { source = "Software Sustainability Institute", about = "In the UK." }
source = { respondent = "column 1" }
items = [
    { id = "enjoyment", label = "I find real enjoyment in my job", column = "affSat1" },
    { id = "enthusiasm", label = "Most days I am enthusiastic about my job", column = "affSat2" },
]

[scale]
top = [4, 5]
top_label = "agree"
levels = [
    { label = "Strongly disagree" },
    { label = "Disagree" },
    { label = "Neither agree or disagree" },
    { label = "Agree" },
    { label = "Strongly Agree" },
]

[[dimensions]]
id = "year"
label = "Year"
wave = true
groups = [{ id = "2016", label = "2016" }, { id = "2017", label = "2017" }]

[[dimensions]]
id = "degree"
label = "Degree"
column = "edu1"
groups = [
    { id = "doctor", label = "Doctorate" },
    { id = "master", label = "Masters degree" },
    { id = "bachelor", label = "Undergraduate degree" },
    { id = "other", label = "Other", values = ["None", "Further Education (NVQ  A-Level ...)"] },
]

[[rounds]]
wave = "2016"
file = "2016_uk*.csv"

[[rounds]]
wave = "2017"
file = "2017_uk*.csv"
columns = { enjoyment = "likertagree2[affSat1]", enthusiasm = "likertagree2[affSat2]" }
values.degree = { "Master degree" = "master" }
"""


def test_two_years_of_a_real_survey_become_one_study(tmp_path: Path, typed: Typed) -> None:
    """Of 271 people 103 agreed and 72 strongly in 2016, of 225 people 95 and 96 in 2017."""
    paths = [sample(f"limesurvey/{year}_uk_data_public_data.csv") for year in (2016, 2017)]
    codebook, here = tmp_path / "codebook.toml", partial(typed, tmp_path / "releases")
    codebook.write_text(RESEARCHERS, encoding="utf-8")
    run = here("import", codebook, *paths)
    assert run.returncode == 0, run.stderr
    assert "2016_uk_data_public_data.csv (LimeSurvey, a row per respondent): 271 respondents" in run.stdout
    asked = ("answer", "heatmap", "--study", "researchers", "--by")
    found = {
        (row["item"], row["group"]): (row["top"], row["base"])
        for by in ("year", "degree")
        for row in json.loads(here(*asked, by).stdout)["rows"]
    }
    assert (found["enjoyment", "2016"], found["enjoyment", "2017"]) == ((175, 271), (191, 225))
    assert found["enjoyment", "master"] == _counted(paths, ("Masters degree", "Master degree"))


def _counted(paths: list[Path], degrees: tuple[str, ...]) -> tuple[int, int]:
    """How many of a degree agreed that they enjoy their job, and how many answered, counted by hand."""
    said = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        at, by = (next(n for n, name in enumerate(header) if one in name) for one in ("affSat1", "edu1"))
        said += [row[at] for row in rows if row[at] and row[by] in degrees]
    return sum(one in ("Agree", "Strongly Agree") for one in said), len(said)
