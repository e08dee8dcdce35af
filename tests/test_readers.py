"""Every tool's file gives its columns and its rows; what cannot be told is asked for, with the row."""

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from survey.codebook import Source
from survey.engine import DuckEngine
from survey.errors import IntakeError
from survey.intake import csv, door, headers, lengths, parquet, read
from survey.intake.sheet import Sheet
from survey.study import Study
from tests.builders import COLUMNS, SMALL, small_rows, write
from tests.samples import sample

Told = tuple[Sheet, list[tuple[int, tuple[str | None, ...]]]]


def opened(path: Path, **asked: object) -> Told:
    """The sheet of a file, and its rows with the number that a person gives them."""
    with duckdb.connect() as connection:
        sheet = door.opened(path, connection, Source.model_validate(asked))
        names = [duckdb.ColumnExpression(one.name) for one in sheet.columns]
        rows = sheet.relation.select(sheet.line, *names).fetchall()
        return sheet, [(row[0] + sheet.first, tuple(row[1:])) for row in rows]


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path, **asked: object) -> str:
    with pytest.raises(IntakeError) as error:
        opened(path, **asked)
    return str(error.value)


def heads(sheet: Sheet) -> list[tuple[str, str, str]]:
    return [(one.name, one.stem, one.item) for one in sheet.columns]


QUALTRICS = """ResponseId,Q1,Q5_1,Q5_2
Response ID,"How are
you?",How important - Web,How important - Mail
"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID5_1""}","{""ImportId"":""QID5_2""}"
R_1,fine,4,-99
"""
LEGACY = "V1,V2,Q1,\nResponseID,Name,How are you?,\nR_1,,fine,\n"
LIMESURVEY = """q1. How are you?,q2[SQ001]. How important? [Web],q2[SQ002]. How important? [Mail],q3[a]. [All]
fine,4,5,1
"""
MONKEY = """A survey of mine,,,,
RespondentID,How are you?,How important?,,Which?
,Response,Web,Mail,Other (please specify)
11,fine,4,5,none
"""
CONDENSED = "Respondent ID,How are you?,How important? [Web]\n11,fine,4\n"
GOOGLE = "Timestamp,How  are you? ,How important? [Web ],How important?  [Mail]\n1.1.2024,fine,4,5\n"
QUESTBACK = (
    "lfdn;How are you?;How important?;;duration\r\n;How are you?;Web;Mail;\r\nlfdn;v_1;v_2;v_3;duration\r\n"
    "1;fine;4;-77;10\r\n"
)
TOOLS: dict[str, tuple[str, str, list[tuple[str, str, str]], int]] = {
    "qualtrics": (
        "qualtrics",
        QUALTRICS,
        [("Q1", "How are you?", ""), ("Q5_1", "How important", "Web"), ("Q5_2", "How important", "Mail")],
        4,
    ),
    "qualtrics, without questions": (
        "qualtrics",
        'ResponseId,Q1\n"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"\nR_1,fine\n',
        [("Q1", "", "")],
        3,
    ),
    "qualtrics, names alone": (
        "qualtrics",
        "ResponseId,DistributionChannel,Q1\nR_1,anonymous,fine\n",
        [("DistributionChannel", "", ""), ("Q1", "", "")],
        2,
    ),
    "qualtrics, older": ("qualtrics", LEGACY, [("V2", "Name", ""), ("Q1", "How are you?", "")], 3),
    "limesurvey": (
        "limesurvey",
        LIMESURVEY,
        [
            ("q2[SQ001]", "How important?", "Web"),
            ("q2[SQ002]", "How important?", "Mail"),
            ("q3[a]", "", "All"),
        ],
        2,
    ),
    "limesurvey, codes alone": (
        "limesurvey",
        "id,submitdate,lastpage,q2[SQ001]\n7,,3,4\n",
        [("submitdate", "submitdate", ""), ("lastpage", "lastpage", ""), ("q2[SQ001]", "q2", "SQ001")],
        2,
    ),
    "surveymonkey": (
        "surveymonkey",
        MONKEY,
        [
            ("How are you?", "How are you?", ""),
            ("How important? [Web]", "How important?", "Web"),
            ("How important? [Mail]", "How important?", "Mail"),
            ("Which? [Other (please specify)]", "Which?", "Other (please specify)"),
        ],
        4,
    ),
    "surveymonkey, condensed": (
        "surveymonkey",
        CONDENSED,
        [("How are you?", "How are you?", ""), ("How important? [Web]", "How important?", "Web")],
        2,
    ),
    "google-forms": (
        "google-forms",
        GOOGLE,
        [
            ("How are you?", "How are you?", ""),
            ("How important? [Web]", "How important?", "Web"),
            ("How important? [Mail]", "How important?", "Mail"),
        ],
        2,
    ),
    "questback": (
        "questback",
        QUESTBACK,
        [
            ("v_1", "How are you?", ""),
            ("v_2", "How important?", "Web"),
            ("v_3", "How important?", "Mail"),
            ("duration", "duration", ""),
        ],
        4,
    ),
    "plain": ("plain", "id,a  b,c\n1,2,3\n", [("a b", "a b", ""), ("c", "c", "")], 2),
}


@pytest.mark.parametrize("case", TOOLS, ids=str)
def test_a_tool_is_known_by_its_header(tmp_path: Path, case: str) -> None:
    tool, text, columns, row = TOOLS[case]
    sheet, rows = opened(written(tmp_path / "a.csv", text))
    assert (sheet.tool, heads(sheet)[1:]) == (tool, columns)
    assert [one for one, _ in rows] == [row]


@pytest.mark.parametrize("stamp", headers._TIMESTAMP)
def test_a_form_of_google_is_known_in_every_language_of_its_first_column(tmp_path: Path, stamp: str) -> None:
    text = GOOGLE.replace("Timestamp", stamp.capitalize())
    assert opened(written(tmp_path / "a.csv", text))[0].tool == "google-forms"
    assert {"aikaleima", "tidsstämpel", "timestamp"} <= set(headers._TIMESTAMP)


def test_the_delimiter_is_the_one_of_all_rows_and_not_the_commonest_in_the_header(tmp_path: Path) -> None:
    sheet, rows = opened(written(tmp_path / "a.csv", "id;fast, cheap, near, kind\n1;4\n2;5\n"))
    assert [one.name for one in sheet.columns] == ["id", "fast, cheap, near, kind"]
    assert [cells for _, cells in rows] == [("1", "4"), ("2", "5")]


@pytest.mark.parametrize("block", range(1, 12))
def test_a_letter_of_several_bytes_may_stand_where_a_piece_of_the_file_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(csv, "BLOCK", block)
    assert csv._check_text(written(tmp_path / "a.csv", "a,b\nä€,😀\n"), "utf-8")
    assert "row 2, byte 4: is not utf-8" in refused(written(tmp_path / "b.csv", b"a,b\n\xe4,1\n"))


def test_the_tools_are_those_of_the_codebook() -> None:
    named = re.findall(r"'(.+?)'", str(Source.model_fields["tool"].annotation))
    assert tuple(named) == headers.TOOLS


def test_a_codebook_may_name_the_tool(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", CONDENSED.replace("Respondent ID", "Timestamp"))
    assert opened(path)[0].tool == "google-forms"
    assert opened(path, tool="plain")[0].tool == "plain"
    assert 'source.tool "questback": the header is not as questback writes it' in refused(
        path, tool="questback"
    )


def test_headings_that_are_missing_or_stand_again_get_names_of_their_own(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,a,,A ,a,\n1,2,3,4,5,\n")
    sheet, rows = opened(path)
    assert [one.name for one in sheet.columns] == ["id", "a", "column 3", "A (2)", "a (3)"]
    assert rows == [(2, ("1", "2", "3", "4", "5"))]
    assert any('"a": stands 3 times in the header' in one for one in sheet.notes)
    assert "1 empty column without a name left out" in sheet.notes
    assert '"column 3": without a name in the header; called by place' in sheet.notes


ROWS: dict[str, tuple[bytes, list[int]]] = {
    "blank lines": (b"id,a\n\n1,x\n\n\n2,y\n\n", [3, 6]),
    "a blank line before the header": (b"\nid,a\n1,x\n2,y\n", [3, 4]),
    "rows without anything": (b"id,a\n1,x\n,\n2,y\n", [2, 4]),
    "a line break in a cell": (b'id,a\n1,"x\n\nx"\n2,y\n', [2, 3]),
    "line ends of two kinds": (b"id,a\r\n1,x\n2,y\r\n", [2, 3]),
    "old line ends": (b"id,a\r1,x\r2,y", [2, 3]),
    "a title": (b"My survey\n\nid,a,b\n1,x,x\n2,y,y\n", [4, 5]),
    "a byte-order mark": (b"\xef\xbb\xbfid,a\n1,x\n2,y\n", [2, 3]),
    "UTF-16": ("id,a\n1,x\n2,y\n".encode("utf-16"), [2, 3]),
    "no last line end": (b"id,a\n1,x\n2,y", [2, 3]),
}


@pytest.mark.parametrize("case", ROWS, ids=str)
def test_a_row_has_the_number_that_a_person_sees(tmp_path: Path, case: str) -> None:
    content, numbers = ROWS[case]
    sheet, rows = opened(written(tmp_path / "a.csv", content))
    assert [row for row, _ in rows] == numbers
    assert [cells[0] for _, cells in rows] == ["1", "2"] and sheet.columns[0].name == "id"


FAULTS: dict[str, tuple[bytes, str]] = {
    "an open quote": (b'id,a\n1,"x\ny"\n2,"z\n3,w\n', 'row 3: a quotation mark (") is opened'),
    "a quote inside a cell": (b'id,a\n1,x\n2,"y"z\n', 'row 3: has a quotation mark (") inside a cell'),
    "a short row below a blank one": (
        b"id,a,b\n1,x,y\n\n2,y\n",
        "row 4: has 2 fields where the header has 3",
    ),
    "a NUL below a line break": (b'id,a\n1,"x\ny"\n2,\0\n', "row 3: holds a NUL"),
    "a foreign byte below a line break": (b'id,a\n1,"x\ny"\n2,\xe4\n', "row 3, byte 15: is not utf-8"),
    "a cell too long": (b"id,a\n1,x\n\n2," + b"y" * 200_000, "row 4: has a cell of more than 131,072"),
    "one delimiter too many": (b"id,a,b\n1,x,y\n2,so, z,\n", "row 3: has 4 fields where the header has 3"),
    "two delimiters": (
        b"a;b\tc\n1;2\t3\n",
        'may be divided by semicolon and tab; name it in the codebook, as in source.delimiter = ";"',
    ),
    "a tab or a bar": (
        b"a\tb|c\n1\t2|3\n",
        'by tab and bar; name it in the codebook, as in source.delimiter = "\\t"',
    ),
    "too many columns": (b",".join(b"c%d" % n for n in range(2001)), "has 2,001 columns; at most 2,000"),
}


@pytest.mark.parametrize("case", FAULTS, ids=str)
def test_a_fault_is_told_with_its_row(tmp_path: Path, case: str) -> None:
    content, said = FAULTS[case]
    assert said in refused(written(tmp_path / "a.csv", content))


def test_a_delimiter_is_told_by_every_row_and_else_by_the_codebook(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'id;a;b\n1;"1,5";x\n2;2,5;y\n')
    assert opened(path)[1][0] == (2, ("1", "1,5", "x"))
    path = written(tmp_path / "b.csv", "a,b;c\n1,2;3\n")
    assert len(opened(path, delimiter=";")[0].columns) == 2


def test_a_name_that_stands_for_many_files_is_one_file(tmp_path: Path) -> None:
    written(tmp_path / "a1.csv", "id,a\n1,x\n")
    assert len(opened(written(tmp_path / "a[1].csv", "id,a\n7,x\n9,y\n"))[1]) == 2
    folder = tmp_path / "year=2020"
    folder.mkdir()
    assert len(opened(written(folder / "a.csv", "id,a\n1,x\n"))[0].columns) == 2


def weighted(weights: Sequence[str], folder: Path, more: str = "") -> int:
    """The respondents of the small study with these weights in turn."""
    text = SMALL.read_text(encoding="utf-8").replace('organisation = "firm"', f'weight = "w"\n{more}')
    rows = [row | {"w": weights[at % len(weights)]} for at, row in enumerate(small_rows())]
    with duckdb.connect() as connection:
        path = write(folder / "a.csv", rows, (*COLUMNS, "w"))
        found = read(Study.from_toml(text), path, DuckEngine(connection)).respondents
        [(sum_of,)] = connection.sql("SELECT sum(weight) FROM respondents").fetchall()
        assert sum_of == pytest.approx(66)
        return found


def test_weights_may_have_a_decimal_comma(tmp_path: Path) -> None:
    assert weighted(["1,5"], tmp_path) == 44
    assert weighted(["1,500"], tmp_path, 'decimal = ","') == 44
    assert weighted(["0,500", "2,500"], tmp_path) == 44
    with pytest.raises(IntakeError, match='row 2, column "w": "1,500" may be two numbers'):
        weighted(["1,500"], tmp_path)
    with pytest.raises(IntakeError, match=r'row 2 writes "1,5" and row 3 writes "1[.]5"; write all alike'):
        weighted(["1,5", "1.5"], tmp_path)
    with pytest.raises(IntakeError, match='weight "1,5" is not a positive number'):
        weighted(["1,5"], tmp_path, 'decimal = "."')


REAL = {
    "surveymonkey/flying-etiquette.csv": ("surveymonkey", 27, 1040, "How tall are you?"),
    "limesurvey/2016_uk_data_public_data.csv": ("limesurvey", 67, 273, "socio1"),
    "limesurvey/2017_uk_data_public_data.csv": ("limesurvey", 245, 253, "rse3[SQ001]"),
    "limesurvey/2017_de_data_public_data.csv": ("limesurvey", 248, 325, "likert0[time1can]"),
    "qualtrics/sample.csv": ("qualtrics", 20, 1, "Q2 - Topics"),
    "qualtrics/sample_legacy.csv": ("qualtrics", 15, 1, "Q2"),
    "qualtrics/personal-data.csv": ("qualtrics", 141, 586, "how_often_1"),
    "surveygizmo/2015_SurveyExport.csv": ("plain", 37, 1706, "Date Submitted"),
    "google-forms/2024_results-fi.tsv": ("google-forms", 26, 683, "Oletko palkansaaja vai laskuttaja?"),
    "bfi.csv": ("plain", 29, 2800, "A1"),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_read(name: str) -> None:
    tool, columns, answers, one = REAL[name]
    sheet, rows = opened(sample(name))
    assert (sheet.tool, len(sheet.columns), len(rows)) == (tool, columns, answers)
    assert one in [column.name for column in sheet.columns]


def test_a_real_file_in_two_header_rows_is_read_once_its_encoding_is_named() -> None:
    path = sample("surveymonkey/StarWars.csv")
    assert "row 1, byte 641: is not utf-8; save it as UTF-8, or name its encoding" in refused(path)
    sheet, rows = opened(path, encoding="windows-1252")
    [at] = [at for at, one in enumerate(sheet.columns) if one.item == "Han Solo"]
    said = [cells[at] for _, cells in rows if cells[at]]
    assert (len(said), said.count("Very favorably"), said.count("Somewhat favorably")) == (829, 610, 151)
    assert rows[0][0] == 3


@pytest.mark.parametrize("block", range(1, 30))
def test_delimiters_outside_quotes_are_counted_wherever_a_piece_of_the_file_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b'a,b,c\n"x,1",y,"z"",,"\n')
    monkeypatch.setattr(csv, "BLOCK", block)
    assert csv._delimiters(file, ",") == 2 + 2


def test_the_two_rows_of_a_header_are_known_before_anybody_has_answered() -> None:
    header = [["Respondent ID", "How important?", ""], ["", "Web", "Letter"]]
    rows, columns = headers.DIALECTS["surveymonkey"](header) or (0, [])
    assert (rows, [one.item for one in columns]) == (2, ["", "Web", "Letter"])
    assert headers.DIALECTS["surveymonkey"](header[1:]) is None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "is damaged or cut short: MemoryError; export it again"),
        (
            OSError("no magic in x/a.parquet\nat 4"),
            "is damaged or cut short: no magic in a.parquet; export it again",
        ),
        (
            ValueError('Unsupported compression codec "LZO"'),
            "is packed in a way that is not read (LZO); save it with zstd or snappy, or as CSV",
        ),
    ],
    ids=["without a word", "in two lines", "packed otherwise"],
)
def test_why_a_parquet_file_cannot_be_read_is_one_line(error: Exception, said: str) -> None:
    assert parquet.damaged(error, Path("x/a.parquet")) == said


@pytest.mark.parametrize("last", ["\n", "\r\n", "\r"])
def test_line_ends_of_several_kinds_are_one_kind_in_a_cell_too(tmp_path: Path, last: str) -> None:
    text = f'name;web\n"a\r\nb";3\r\n"c\rd";2\n"e\nf";1{last}'
    sheet, rows = opened(written(tmp_path / "a.csv", text))
    assert [one.name for one in sheet.columns] == ["name", "web"]
    assert [cells for _, cells in rows] == [("a\nb", "3"), ("c\nd", "2"), ("e\nf", "1")]


AT_FAULT: list[tuple[Exception, bool]] = [
    (duckdb.IOException("IO Error: Could not write file: No space left on device"), False),
    (duckdb.IOException("IO Error: failed to offload data block of size 256.0 KiB"), False),
    (duckdb.IOException("IO Error: could not read from file: page 7 ends early"), True),
    (duckdb.InvalidInputException("Invalid Input Error: could not write a page of this kind"), True),
    (duckdb.BinderException("Binder Error: no such column"), False),
    (RuntimeError(), True),
]


@pytest.mark.parametrize(("error", "at_fault"), AT_FAULT, ids=lambda one: str(one)[:40])
def test_of_a_parquet_file_a_full_disk_is_no_fault_and_a_damaged_page_is(
    tmp_path: Path, error: Exception, at_fault: bool
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": ["1"]}), path)
    assert parquet.at_fault(path, error) is at_fault
    assert not parquet.at_fault(written(tmp_path / "a.csv", "a\n1\n"), error)


def test_how_much_a_file_holds_and_how_large_it_is_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lengths, "MOST_TEXT", 1 << 20)
    monkeypatch.setattr(lengths, "MOST_RATIO", 1)
    path = tmp_path / "a.parquet"
    rows = [row | {"firm": f"{row['firm']} {'x' * 9000}"} for row in small_rows() * 12]
    pq.write_table(pa.table({name: [row[name] for row in rows] for name in COLUMNS}), path)
    with duckdb.connect() as connection, pytest.raises(IntakeError) as error:
        read(Study.read(SMALL), path, DuckEngine(connection))
    kilobytes = path.stat().st_size >> 10
    assert f"holds 4 MB of text when unpacked, and is {kilobytes} kB large" in str(error.value)
