"""Answers are read as the codebook says, from every format and shape alike; faults are told by place."""

import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.engine import DuckEngine
from survey.errors import IntakeError
from survey.intake import FileReading, read
from survey.study import Study
from tests.builders import COLUMNS, SMALL, Row, long_rows, small_rows, write

LONG = ("id", "firm", "sector", "size", "item", "level", "in_use")


def reading(path: Path) -> FileReading:
    with duckdb.connect() as connection:
        [found] = read(Study.read(SMALL), path, DuckEngine(connection)).files
        return found


def answers(path: Path) -> list[tuple[object, ...]]:
    """What was read, by group, whatever the order and the format."""
    with duckdb.connect() as connection:
        read(Study.read(SMALL), path, DuckEngine(connection))
        return connection.sql(
            "SELECT profile, item, level, use, count(*), sum(weight), count(DISTINCT organisation)"
            " FROM (SELECT profile, weight, organisation, unnest(levels) AS level, unnest(uses) AS use,"
            " generate_subscripts(levels, 1) AS item FROM respondents)"
            " WHERE level <> 0 GROUP BY ALL ORDER BY ALL"
        ).fetchall()


def parquet(path: Path, rows: list[Row], **types: Callable[[str], object]) -> Path:
    columns = {name: [types.get(name, str)(row[name]) for row in rows] for name in rows[0]}
    pq.write_table(pa.table(columns), path)
    return path


def test_long_wide_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    rows = small_rows()
    wide = answers(write(tmp_path / "wide.csv", rows))
    assert wide == answers(write(tmp_path / "long.csv", long_rows(rows), LONG))
    assert wide == answers(parquet(tmp_path / "wide.parquet", rows))
    assert wide == answers(parquet(tmp_path / "long.parquet", long_rows(rows)))


def test_numbers_of_any_kind_are_the_same_level(tmp_path: Path) -> None:
    rows = small_rows()
    assert answers(parquet(tmp_path / "a.parquet", rows, meeting=float)) == answers(
        write(tmp_path / "a.csv", rows)
    )


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tmp_path: Path, chance: random.Random) -> None:
    rows = small_rows()
    straight = answers(write(tmp_path / "straight.csv", rows))
    chance.shuffle(rows)
    assert answers(write(tmp_path / "shuffled.csv", rows)) == straight


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_the_one_under_which_the_columns_are_found(tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path / "a.csv", small_rows())
    path.write_text(path.read_text(encoding="utf-8").replace(",", delimiter), encoding="utf-8")
    assert reading(path).respondents == 44


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_names_its_own_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.csv", small_rows())
    path.write_text(path.read_text(encoding="utf-8"), encoding=encoding)
    assert reading(path).respondents == 44


def test_what_is_read_is_counted_and_what_is_not_is_listed(tmp_path: Path) -> None:
    rows = [row | {"email": "x@example.com"} for row in small_rows()]
    rows[0]["sector"], rows[1]["sector"] = " PUBLIC", "Public sector"
    rows.append({**dict.fromkeys(COLUMNS, ""), "id": "nobody", "firm": "none"})
    found = reading(write(tmp_path / "a.csv", rows, (*COLUMNS, "email")))
    assert (found.respondents, found.dropped, found.organisations) == (44, 1, 34)
    assert found.answers == 44 * 3 - 2
    assert found.left_out == ("email",)
    assert {(one.raw, one.meaning, one.n) for one in found.spellings} == {
        ("PUBLIC", "public", 1),
        ("Public sector", "public", 1),
    }


def test_na_is_text_and_only_a_blank_is_no_answer(tmp_path: Path) -> None:
    rows = small_rows()
    rows[0]["web"] = "NA"
    with pytest.raises(IntakeError, match='row 2, column "web": "NA" is not on the scale'):
        reading(write(tmp_path / "a.csv", rows))


def changed(row: int, **values: str) -> Callable[[list[Row]], object]:
    return lambda rows: rows[row].update(values)


WRONG: dict[str, tuple[Callable[[list[Row]], object], str]] = {
    "an unknown level": (changed(15, web="7"), 'row 17, column "web": level 7 is not on the scale 1–4'),
    "a misspelt level": (
        changed(0, web="litle"),
        'row 2, column "web": "litle" is not on the scale 1–4; did you mean "little"?',
    ),
    "an unknown level many times": (
        lambda rows: [row.update(web="9") for row in rows[3:8]],
        'row 5, column "web": level 9 is not on the scale 1–4 (5 times)',
    ),
    "an unknown use": (
        changed(2, web_in_use="maybe"),
        'row 4, column "web_in_use": "maybe" says neither yes nor no',
    ),
    "an unknown group": (
        changed(3, sector="trad"),
        'row 5, column "sector": "trad" is not a group; did you mean "trade"?',
    ),
    "a respondent twice": (changed(9, id="p3"), 'row 11, column "id": the same respondent as in row 5'),
    "a respondent without an id": (changed(9, id=" "), 'row 11, column "id": is blank'),
    "no organisation": (changed(9, firm=""), 'row 11, column "firm": is blank'),
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_a_wrong_value_is_told_with_row_column_and_remedy(tmp_path: Path, case: str) -> None:
    change, said = WRONG[case]
    rows = small_rows()
    change(rows)
    with pytest.raises(IntakeError) as error:
        reading(write(tmp_path / "a.csv", rows))
    assert said in str(error.value)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    rows = small_rows()
    rows[0]["web"], rows[1]["sector"], rows[2]["id"] = "7", "x", "p0"
    with pytest.raises(IntakeError, match=r"a\.csv: 3 problems"):
        reading(write(tmp_path / "a.csv", rows))


def test_in_a_long_file_an_item_may_be_answered_once_and_must_be_known(tmp_path: Path) -> None:
    rows = long_rows(small_rows())
    rows[4]["item"], rows[7]["item"], rows[8]["item"] = "meeting", "lettre", "pigeon"
    with pytest.raises(IntakeError) as error:
        reading(write(tmp_path / "a.csv", rows, LONG))
    assert 'row 6: answers "meeting" for the same respondent as row 5' in str(error.value)
    assert 'row 9, column "item": "lettre" is not an item; did you mean "letter"?' in str(error.value)
    assert '"pigeon" is not an item; known are "meeting", "web", "letter"' in str(error.value)


def test_in_a_long_file_nobody_may_change_sector(tmp_path: Path) -> None:
    rows = long_rows(small_rows())
    rows[1]["sector"] = "trade"
    with pytest.raises(IntakeError, match="row 2: another organisation, weight or group is given"):
        reading(write(tmp_path / "a.csv", rows, LONG))


@pytest.mark.parametrize("weight", ["0", "-1", "x", "", "inf", "nan"])
def test_a_weight_is_a_positive_number(tmp_path: Path, weight: str) -> None:
    text = SMALL.read_text(encoding="utf-8").replace('organisation = "firm"', 'weight = "w"')
    rows = [row | {"w": "1.5"} for row in small_rows()]
    rows[4]["w"] = weight
    path = write(tmp_path / "a.csv", rows, (*COLUMNS, "w"))
    with duckdb.connect() as connection, pytest.raises(IntakeError, match='row 6, column "w": weight'):
        read(Study.from_toml(text), path, DuckEngine(connection))


def text_of(rows: list[Row], tmp_path: Path) -> str:
    return write(tmp_path / "sound.csv", rows).read_text(encoding="utf-8")


def replaced(old: str, new: str, count: int = 1) -> Callable[[str], bytes]:
    return lambda text: text.replace(old, new, count).encode()


BROKEN: dict[str, tuple[Callable[[str], bytes], str]] = {
    "empty": (lambda text: b"", "is empty"),
    "header only": (lambda text: text.splitlines()[0].encode() + b"\n", "a header and no row"),
    "a row too short": (
        replaced("p3,public1,public", "p3,public1"),
        "row 5: has 9 fields where the header has 10",
    ),
    "a row too long": (replaced("p3,public1,public", "p3,public1,x,public"), "row 5: has 11 fields"),
    "Latin-1": (lambda text: text.replace("public0", "pälkäne").encode("latin-1"), "row 2, byte"),
    "a NUL": (replaced("p2,", "p\0,"), "row 4: holds a NUL"),
    "an open quote": (replaced("p2,", '"p2,'), "never closed"),
    "a column twice": (replaced("web,web_in_use", "web,web"), 'column "web": stands 2 times'),
    "a column without a name": (replaced("sector", ""), "column 3: has no name"),
    "a misspelt column": (
        replaced("sector", "sectr"),
        'column "sectr": not in the codebook; did you mean "sector"?',
    ),
    "a missing column": (replaced("sector", "xyz"), 'column "sector": not in the file'),
}


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_a_broken_csv_file_is_refused_in_words(tmp_path: Path, case: str) -> None:
    breaking, said = BROKEN[case]
    path = tmp_path / "a.csv"
    path.write_bytes(breaking(text_of(small_rows(), tmp_path)))
    with pytest.raises(IntakeError) as error:
        reading(path)
    assert said in str(error.value)


def test_latin_1_is_read_when_the_codebook_names_it(tmp_path: Path) -> None:
    codebook = SMALL.read_text(encoding="utf-8").replace("[source]", '[source]\nencoding = "windows-1252"')
    path = tmp_path / "a.csv"
    path.write_bytes(text_of(small_rows(), tmp_path).replace("public0", "pälkäne").encode("windows-1252"))
    with duckdb.connect() as connection:
        assert read(Study.from_toml(codebook), path, DuckEngine(connection)).organisations == 34


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"id,firm\n1,2\n", "is not a Parquet file"), (b"PAR1" + b"x" * 100, "damaged or cut short")],
)
def test_a_broken_parquet_file_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=said):
        reading(path)


def test_a_parquet_file_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", small_rows())
    whole = path.read_bytes()
    for share in (0.1, 0.5, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(IntakeError):
            reading(path)


@pytest.mark.parametrize("name", ["answers.docx", "missing.csv"])
def test_what_cannot_be_a_file_of_answers_is_refused(tmp_path: Path, name: str) -> None:
    if name.endswith("docx"):
        (tmp_path / name).write_text("x")
    with pytest.raises(IntakeError, match=r"cannot be read|is not there"):
        reading(tmp_path / name)


def test_a_column_with_a_hostile_name_is_only_a_name(tmp_path: Path) -> None:
    name = 'x"; DROP TABLE people; --'
    rows = [row | {name: "1"} for row in small_rows()]
    assert reading(write(tmp_path / "a.csv", rows, (*COLUMNS, name))).left_out == (name,)
    codebook = SMALL.read_text(encoding="utf-8").replace(
        'id = "web"\n', f"id = \"web\"\ncolumn = '{name}'\n", 1
    )
    path = write(tmp_path / "b.csv", [row | {name: row["web"]} for row in rows], (*COLUMNS, name))
    with duckdb.connect() as connection:
        assert read(Study.from_toml(codebook), path, DuckEngine(connection)).answers == 130


@pytest.mark.parametrize("variant", ["PUBLIC0", " public0 ", "ｐublic0", "public0\u00a0"])
def test_an_organisation_written_in_several_ways_is_one(tmp_path: Path, variant: str) -> None:
    rows = small_rows()
    rows[1]["firm"] = variant
    found = reading(write(tmp_path / "a.csv", rows))
    assert found.organisations == 34
    assert {one.where for one in found.spellings} == {"firm"}
    assert {one.raw for one in found.spellings} <= {"public0", variant}


def test_names_that_differ_in_kind_of_letter_alone_are_one_organisation(tmp_path: Path) -> None:
    rows = small_rows()
    rows[0]["firm"], rows[1]["firm"] = "Pälkäne  Oy", "pa\u0308lka\u0308ne oy"
    assert reading(write(tmp_path / "a.csv", rows)).organisations == 34
