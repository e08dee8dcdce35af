"""SPSS files: labels decide, never codes; what the file calls missing is missing, and all of it is told."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyreadstat
import pytest

from survey.engine import DuckEngine
from survey.errors import IntakeError
from survey.intake import Reading, read, spss
from survey.intake.sheet import Column
from survey.study import Study
from tests.builders import SMALL, said
from tests.samples import sample
from tests.test_readers import opened, refused

pytestmark = pytest.mark.usefixtures("at_once")
SCALE = {1.0: "everything", 2.0: "nothing", 3.0: "much", 4.0: "little", 9.0: "refused"}


def saved(path: Path, columns: Mapping[str, Sequence[Any]], **more: Any) -> Path:
    """An SPSS file of these columns; `more` as pyreadstat takes it."""
    pyreadstat.write_sav(pd.DataFrame(columns), str(path), **more)
    return path


def test_answers_are_codes_and_keep_their_labels(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.sav",
        {"Q1": [4.0, 0.1, None, 97.0, 98.5], "who": ["ä ", "", "b", "x", "y"]},
        column_labels={"Q1": "How  important?", "who": "Who?"},
        variable_value_labels={"Q1": {4.0: "very", 1.0: "not"}, "who": {"b": "Bee"}},
        missing_ranges={"Q1": [{"lo": 97, "hi": 99}], "who": ["x"]},
    )
    sheet, rows = opened(path)
    assert sheet.tool == "spss"
    assert sheet.columns == (
        Column("Q1", "How important?", labels={"4": "very", "1": "not"}, missing=("97", "98.5")),
        Column("who", "Who?", labels={"b": "Bee"}, missing=("x",)),
    )
    assert [row for row, _ in rows] == [1, 2, 3, 4, 5]
    assert [cells for _, cells in rows] == [
        ("4", "ä"),
        ("0.1", None),
        (None, "b"),
        ("97", "x"),
        ("98.5", "y"),
    ]


def test_labels_keep_the_order_of_the_file(tmp_path: Path) -> None:
    labels = {3.0: "c", 1.0: "a", 2.0: "b"}
    sheet, _ = opened(saved(tmp_path / "a.sav", {"Q1": [1.0]}, variable_value_labels={"Q1": labels}))
    assert list(sheet.columns[0].labels) == ["3", "1", "2"]


@pytest.mark.parametrize("length", [255, 256, 755, 1000, 5000])
@pytest.mark.parametrize("letter", ["a", "ä"])
def test_long_text_is_read_whole(tmp_path: Path, length: int, letter: str) -> None:
    text = letter * (length - 1) + "z"
    assert opened(saved(tmp_path / "a.sav", {"t": [text, "b"]}))[1][0] == (1, (text,))


@pytest.mark.parametrize("more", [{}, {"row_compress": True}, {"compress": True}], ids=str)
def test_packed_or_not_it_is_the_same(tmp_path: Path, more: dict[str, bool]) -> None:
    name = "a.zsav" if "compress" in more else "a.sav"
    assert [row for row, _ in opened(saved(tmp_path / name, {"a": [1.0, 2.0]}, **more))[1]] == [1, 2]


@pytest.mark.parametrize("more", [{}, {"row_compress": True}, {"compress": True}], ids=str)
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.99, 1])
def test_a_file_cut_short_is_refused(tmp_path: Path, share: float, more: dict[str, bool]) -> None:
    path = saved(tmp_path / "a.sav", {"a": [n / 7 for n in range(300)], "b": ["text"] * 300}, **more)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share) - (share == 1)])
    said = refused(path)
    assert "damaged" in said or "cut short" in said


def test_more_cases_declared_than_there_are_is_told_with_both_numbers(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.sav", {"a": [1.0, 2.0]})
    content = bytearray(path.read_bytes())
    content[80:84] = (7).to_bytes(4, "little")
    path.write_bytes(content)
    said = refused(path)
    assert "declares 7 cases and holds 2" in said or "damaged" in said
    content[80:84] = (-1).to_bytes(4, "little", signed=True)
    path.write_bytes(content)
    assert "the file does not say how many cases it holds" in opened(path)[0].notes


@pytest.mark.parametrize("at", range(4, 176, 20))
def test_a_damaged_header_is_refused_or_harmless(tmp_path: Path, at: int) -> None:
    path = saved(tmp_path / "a.sav", {"a": [1.0, 2.0]})
    content = bytearray(path.read_bytes())
    content[at] ^= 0x55
    path.write_bytes(content)
    try:
        assert [cells for _, cells in opened(path)[1]] == [("1",), ("2",)]
    except IntakeError as error:
        assert "damaged" in str(error) or "declares" in str(error)


def test_names_that_differ_in_case_alone_are_told(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.sav", {"Q1": [1.0], "Q2": [2.0]})
    path.write_bytes(path.read_bytes().replace(b"Q2", b"q1"))
    said = refused(path)
    assert 'variables "Q1" and "q1": differ in case alone' in said


def test_a_date_is_a_day_and_what_is_none_is_told(tmp_path: Path) -> None:
    days = [pd.Timestamp("2024-01-31"), pd.Timestamp("1999-12-01")]
    frame = pd.DataFrame({"d": [one.date() for one in days], "t": days})
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(frame, str(path))
    assert opened(path)[1][0][1] == ("2024-01-31", "2024-01-31")


FORMATS = {
    "SDATE DATE11 ADATE10 EDATE10 JDATE7 QYR8 MOYR8 WKYR10 DATETIME20 YMDHMS19.2": "2024-02-29",
    "TIME8 DTIME12 MTIME5": "161210 days, 0:00:00",
    "F8.2 COMMA8 WKDAY9 MONTH9": "13928544000",
}


@pytest.mark.parametrize(
    ("format", "text"), [(one, text) for some, text in FORMATS.items() for one in some.split()]
)
def test_a_number_is_a_day_a_time_or_a_number_by_its_format(format: str, text: str) -> None:
    """From the first day of the Gregorian calendar but one to 29 February 2024 are 161,210 days."""
    days = (date(2024, 2, 29) - date(1582, 10, 14)).days
    assert spss._texts([days * 86400.0, None, float("nan")], format) == [text, None, None]


def test_a_moment_keeps_its_time_and_one_beyond_the_calendar_is_none() -> None:
    assert spss._texts([61.0, 1e15], "DATETIME20") == ["1582-10-14 00:01:01", None]
    assert spss._texts([3723.4, 86400.0], "TIME8") == ["1:02:03", "1 day, 0:00:00"]


def study(**values: str) -> Study:
    """The small study without use and organisations, read from the columns of an SPSS file."""
    text = SMALL.read_text(encoding="utf-8").replace('respondent = "id"\norganisation = "firm"\n', "")
    text = text.split("[use]")[0] + text[text.index("[source]") :]
    for old, new in values.items():
        text = text.replace(old, new)
    return Study.from_toml(text)


def answers(path: Path, of: Study) -> tuple[Reading, list[tuple[object, ...]]]:
    with duckdb.connect() as connection:
        found = read(of, path, DuckEngine(connection))
        return found, [(one.respondent, one.item, one.level) for one in said(of, connection) if one.level]


def small_sav(path: Path, web: Sequence[float], labels: Mapping[float, str] = SCALE, **more: Any) -> Path:
    many = len(web)
    columns = {"meeting": [1.0] * many, "web": web, "letter": [2.0] * many}
    columns |= {"sector": [1.0] * many, "size": [2.0] * many}
    named: dict[str, Mapping[float, str]] = dict.fromkeys(("meeting", "letter"), SCALE)
    named |= {"web": labels, "sector": {1.0: "Trade", 2.0: "Public sector"}, "size": {2.0: "10–49"}}
    return saved(path, columns, variable_value_labels=named, **more)


def levels_of(path: Path, of: Study) -> list[object]:
    return [level for _, item, level in answers(path, of)[1] if item == "web"]


def test_labels_decide_never_codes(tmp_path: Path) -> None:
    path = small_sav(tmp_path / "a.sav", [1.0, 2.0, 3.0, 4.0])
    assert levels_of(path, study()) == [4, 1, 3, 2]


def test_a_label_that_is_not_known_is_told_with_its_code(tmp_path: Path) -> None:
    path = small_sav(tmp_path / "a.sav", [1.0, 2.0, 4.0], SCALE | {4.0: "tärkeä"})
    with pytest.raises(
        IntakeError, match=r'row 3, column "web": "4" \(labelled "tärkeä"\) is not on the scale'
    ):
        answers(path, study())


def test_codes_without_a_label_count_where_the_labels_agree_with_their_numbers(tmp_path: Path) -> None:
    ends = {1.0: "nothing", 4.0: "everything"}
    assert levels_of(small_sav(tmp_path / "a.sav", [1.0, 2.0, 3.0, 4.0], ends), study()) == [1, 2, 3, 4]
    turned = {4.0: "nothing", 1.0: "everything"}
    with pytest.raises(IntakeError, match=r'row 2, column "web": "2" \(without a label\) is not known'):
        answers(small_sav(tmp_path / "b.sav", [1.0, 2.0], turned), study())


def test_a_code_that_the_codebook_lists_is_read_and_must_not_contradict_the_label(tmp_path: Path) -> None:
    path = small_sav(tmp_path / "a.sav", [1.0, 2.0, 5.0], SCALE | {5.0: "ei vähää"})
    listing = study(**{'label = "little" }': 'label = "little", values = ["5"] }'})
    assert levels_of(path, listing) == [4, 1, 2]
    against = study(**{'label = "little" }': 'label = "little", values = ["1"] }'})
    with pytest.raises(IntakeError, match="the codebook's values say something else than the file's label"):
        answers(path, against)


def test_the_label_of_an_item_must_not_contradict_the_codebook(tmp_path: Path) -> None:
    columns = {"id": [1.0, 1.0], "item": [1.0, 2.0], "level": [1.0, 2.0], "sector": [1.0, 1.0]}
    labels: dict[str, Any] = {"item": {1.0: "Web", 2.0: "Letter"}, "level": SCALE, "sector": {1.0: "Trade"}}
    path = saved(
        tmp_path / "a.sav",
        columns | {"size": [1.0, 1.0]},
        variable_value_labels=labels | {"size": {1.0: "10–49"}},
    )
    long = {"[source]": '[source]\nrespondent = "id"'}
    assert {item for _, item, _ in answers(path, study(**long))[1]} == {"web", "letter"}
    against = study(**long, **{'id = "letter"': 'id = "letter"\nvalues = ["1"]'})
    with pytest.raises(IntakeError, match="the codebook's values say something else than the file's label"):
        answers(path, against)


def test_what_the_file_calls_missing_is_missing_and_counted(tmp_path: Path) -> None:
    ranges: dict[str, Any] = {"web": [{"lo": 8, "hi": 99}]}
    path = small_sav(tmp_path / "a.sav", [1.0, 9.0, 9.0, 97.0], missing_ranges=ranges)
    [found] = answers(path, study())[0].files
    assert levels_of(path, study()) == [4]
    assert 'column "web": "9" (labelled "refused") taken as missing, as the file says (2)' in found.notes
    assert 'column "web": "97" taken as missing, as the file says (1)' in found.notes


@pytest.mark.parametrize("what", ["respondent", "weight"])
def test_what_the_file_calls_missing_is_missing_of_a_person_too(tmp_path: Path, what: str) -> None:
    columns = {name: [1.0, 1.0] for name in ("meeting", "web", "letter", "sector", "size")}
    labels: dict[str, Any] = dict.fromkeys(("meeting", "web", "letter"), SCALE)
    labels |= {"sector": {1.0: "Trade"}, "size": {1.0: "10–49"}}
    path = saved(
        tmp_path / "a.sav",
        columns | {"own": [1.0, 999.0]},
        variable_value_labels=labels,
        missing_ranges={"own": [999]},
    )
    with pytest.raises(IntakeError, match=f"row 2.*{what}"):
        answers(path, study(**{"[source]": f'[source]\n{what} = "own"'}))


def test_a_missing_value_that_is_an_answer_of_the_codebook_is_that(tmp_path: Path) -> None:
    ranges: dict[str, Any] = {"web": [9]}
    path = small_sav(tmp_path / "a.sav", [1.0, 9.0], SCALE | {9.0: "don't know"}, missing_ranges=ranges)
    assert levels_of(path, study()) == [4, -1]
    path = small_sav(tmp_path / "b.sav", [1.0, 9.0], missing_ranges=ranges)
    assert levels_of(path, study()) == [4]
    assert levels_of(path, study(**{'values = ["?"]': 'values = ["9"]'})) == [4, -1]


def test_a_group_may_be_written_as_its_label(tmp_path: Path) -> None:
    path = small_sav(tmp_path / "a.sav", [1.0, 2.0])
    with duckdb.connect() as connection:
        read(study(), path, DuckEngine(connection))
        groups = said(study(), connection)[0].groups
    assert groups == {"all": "all", "sector": "trade", "size": "10-49"}


SHOWN: dict[str, tuple[int, str, dict[str, str], tuple[str, ...]]] = {
    "labelled-num-na.sav": (2, "VAR00002", {"1": "This is one"}, ("9",)),
    "labelled-str.sav": (2, "gender", {"F": "Female", "M": "Male"}, ()),
    "missing_char.sav": (2, "mychar", {"a": "labeled"}, ("Z",)),
    "missing_test.sav": (2, "var1", {"1": "missing"}, ("1",)),
    "ordered_category.sav": (4, "Col1", {"1": "high", "2": "low", "3": "medium"}, ()),
    "sample.sav": (5, "myord", {"1": "low", "2": "medium", "3": "high"}, ()),
    "sample_missing.sav": (7, "mylabl", {"-1": "undetermined", "1": "Male", "2": "Female"}, ("-1",)),
    "simple_alltypes.sav": (6, "x", {"1": "red", "2": "green", "3": "blue"}, ("8",)),
    "umlauts.sav": (4, "var1", {"1": "the ä umlaut", "2": "the ü umlaut", "3": "the ö umlaut"}, ()),
}


@pytest.mark.parametrize("name", SHOWN)
def test_real_files_are_read(name: str) -> None:
    cases, column, labels, missing = SHOWN[name]
    sheet, rows = opened(sample(f"spss/{name}"))
    [one] = [one for one in sheet.columns if one.name == column]
    assert (len(rows), dict(one.labels), one.missing) == (cases, labels, missing)


def test_a_real_file_with_a_moment_that_is_none_is_refused_in_words() -> None:
    said = refused(sample("spss/datetime.sav"))
    assert 'row 1, column "date.posix": 6306150067200 seconds are no date; correct it in SPSS' in said
