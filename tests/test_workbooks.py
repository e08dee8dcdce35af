"""Workbooks: the cells as they were typed, and every cell that is not what it looks like is named."""

import datetime
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from survey.intake import apart, child, kinds
from tests.builders import ROOT
from tests.samples import sample
from tests.test_readers import MONKEY, heads, opened, refused

Rows = Sequence[Sequence[object]]
ROWS: Rows = [["id", "a", "b"], [1, "x", 0.1], [2, "y", 4.0]]


def book(path: Path, rows: Rows = ROWS, change: Callable[[Worksheet], object] = lambda sheet: None) -> Path:
    """A workbook of one sheet with these rows, changed."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    change(sheet)
    made.save(path)
    return path


def test_cells_are_text_as_typed(tmp_path: Path) -> None:
    typed = ["1", 0.1, 4.0, 1_234_567_890_123, -2.5, True, datetime.date(2024, 1, 31), " x ", None]
    path = book(tmp_path / "a.xlsx", [list("abcdefghi"), typed, [1] * 9])
    said = ("1", "0.1", "4", "1234567890123", "-2.5", "TRUE", "2024-01-31", " x ", None)
    assert opened(path)[1][0] == (2, said)


def test_rows_have_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    sheet, rows = opened(book(tmp_path / "a.xlsx", [["A title"], [], *ROWS[:2], [], ROWS[2]]))
    assert [row for row, _ in rows] == [4, 6]
    assert "2 rows above the header left out" in sheet.notes and "1 empty row left out" in sheet.notes


def test_a_sheet_that_begins_further_down_and_right_keeps_its_numbers(tmp_path: Path) -> None:
    rows = [[], [], *([None, *row] for row in ROWS)]
    sheet, read = opened(book(tmp_path / "a.xlsx", rows))
    assert [one.name for one in sheet.columns] == ["id", "a", "b"] and [row for row, _ in read] == [4, 5]


def test_a_tool_is_known_by_its_header(tmp_path: Path) -> None:
    rows = [line.split(",") for line in MONKEY.splitlines()]
    path = book(tmp_path / "a.xlsx", rows, lambda sheet: sheet.merge_cells("C2:D2"))
    sheet, read = opened(path)
    assert sheet.tool == "surveymonkey" and heads(sheet)[3] == (
        "How important? [Mail]",
        "How important?",
        "Mail",
    )
    assert read == [(4, ("11", "fine", "4", "5", "none"))]


def _second(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    other = sheet.parent.create_sheet("Other")
    other.append(["id", "z"])
    other.append([1, "q"])


def test_of_several_sheets_one_is_named(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ROWS, _second)
    assert (
        'has several sheets that hold something, "Sheet", "Other"; name one: source.sheet = "Sheet"'
        in refused(path)
    )
    sheet, _ = opened(path, sheet="other")
    assert [one.name for one in sheet.columns] == ["id", "z"]
    assert 'sheet "Other" read; left out: "Sheet"' in sheet.notes
    assert 'source.sheet "Othr": not in the file; did you mean "Other"?' in refused(path, sheet="Othr")
    empty = book(tmp_path / "b.xlsx", ROWS, lambda sheet: sheet.parent and sheet.parent.create_sheet("Empty"))
    assert opened(empty)[0].notes == ()


def _hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True


def test_what_is_hidden_is_read_and_told(tmp_path: Path) -> None:
    sheet, rows = opened(book(tmp_path / "a.xlsx", ROWS, _hide))
    assert len(rows) == 2 and len(sheet.columns) == 3
    assert {"1 hidden row read like the others", "1 hidden column read like the others"} <= set(sheet.notes)


def test_a_wide_column_is_not_a_hidden_one(tmp_path: Path) -> None:
    def widen(sheet: Worksheet) -> None:
        sheet.column_dimensions["B"].width = 40

    sheet, _ = opened(book(tmp_path / "a.xlsx", change=widen))
    assert not [one for one in sheet.notes if "hidden" in one]


@pytest.mark.parametrize(("code", "name"), [(-11, "SIGSEGV"), (-99, "(99)"), (3, "(code 3)")])
def test_why_what_reads_a_file_ended_is_told(code: int, name: str) -> None:
    assert name in apart._why(code)


def _put(place: str, value: object, kind: str = "") -> Callable[[Worksheet], object]:
    def put(sheet: Worksheet) -> None:
        sheet[place] = value
        if kind:
            sheet[place].data_type = kind

    return put


CELLS: dict[str, tuple[Callable[[Worksheet], object], str]] = {
    "an error": (_put("B3", "#N/A", "e"), 'B3: holds the error "#N/A"; correct or clear it'),
    "a formula that was never worked out": (_put("C2", "=1+1"), "C2: holds a formula without a value; open"),
    "a merged header": (lambda sheet: sheet.merge_cells("B1:C1"), "B1:C1: merged cells in the header"),
    "merged answers": (lambda sheet: sheet.merge_cells("B2:B3"), "B2:B3: merged cells among the answers"),
    "too far down": (_put("A200000", 1), "A200000: at most 100,000 rows and 2,000 columns"),
    "the last cell": (_put("XFD1048576", 1), "XFD1048576: at most 100,000 rows"),
    "no row": (lambda sheet: sheet.delete_rows(2, 2), "a header and no row below it"),
    "nothing": (lambda sheet: sheet.delete_rows(1, 3), "holds nothing"),
}


@pytest.mark.parametrize("case", CELLS, ids=str)
def test_a_cell_that_is_not_what_it_looks_like_is_named(tmp_path: Path, case: str) -> None:
    change, said = CELLS[case]
    assert said in refused(book(tmp_path / "a.xlsx", ROWS, change))


def test_a_formula_has_the_value_that_was_worked_out(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ROWS, _put("C2", "=1+1"))
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"),
    )
    assert opened(path)[1][0][1][2] == "2"


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes], **more: bytes) -> Path:
    """A workbook with one part changed and others added, their names with . for _ as in xl/a_xml."""
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    if part:
        assert change(parts[part]) != parts[part]
        parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**parts, **more}.items():
            packed.writestr(name, content)
    return path


def test_dates_among_sizes_are_told(tmp_path: Path) -> None:
    rows: Rows = [
        ["id", "size"],
        [1, "10-49"],
        [2, "50+"],
        [3, datetime.date(2024, 1, 9)],
        [4, "10-49"],
        [5, "50+"],
    ]
    sheet, read = opened(book(tmp_path / "a.xlsx", rows))
    assert "B4 holds a date, other cells of its column do not" in sheet.notes
    assert read[2][1] == ("3", "2024-01-09")


BOMB = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
SECRET = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("definition", [BOMB, SECRET], ids=["laughs", "secret"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_xml_that_defines_more_than_cells_is_refused(
    tmp_path: Path, private: Path, part: str, definition: bytes
) -> None:
    path = book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as packed:
        there = part in packed.namelist()

    def change(text: bytes) -> bytes:
        return text.replace(b"?>", b"?>" + definition, 1) if b"?>" in text else definition + text

    path = (
        rewritten(path, part, change)
        if there
        else rewritten(path, "", change, **{part: definition + b"<sst/>"})
    )
    said = refused(path)
    assert "cannot be read: it is damaged (its XML defines a document type of its own)" in said
    assert "root:" not in said and not list(private.iterdir())


def test_a_workbook_that_unpacks_to_too_much_is_refused_at_once(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    rewritten(path, "", bytes, **{"xl/media/a.xml": bytes(40_000_000)})
    start = time.monotonic()
    assert "times as large when unpacked; at most 100 times is read" in refused(path)
    assert time.monotonic() - start < 1


def test_limits_are_those_of_what_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "a.xlsx")
    monkeypatch.setattr(kinds, "MOST_UNPACKED", 1_000)
    assert "MB large when unpacked; at most 0 MB are read" in refused(path)
    monkeypatch.setattr(kinds, "MOST_PARTS", 2)
    assert "parts; at most 2 are read" in refused(path)
    monkeypatch.setattr(kinds, "MOST_PACKED", 10)
    assert "save it as CSV or Parquet, which may be larger" in refused(path)


def test_a_packed_file_in_a_workbook_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    inner = book(tmp_path / "b.xlsx").read_bytes()
    rewritten(path, "", bytes, **{"xl/embeddings/object.bin": inner})
    assert 'holds another packed file, "xl/embeddings/object.bin"' in refused(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    path = book(tmp_path / "a.xlsx")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "is damaged or cut short" in refused(path)


def test_links_to_other_files_are_not_followed_and_told(tmp_path: Path) -> None:
    path = rewritten(book(tmp_path / "a.xlsx"), "", bytes, **{"xl/externalLinks/externalLink1.xml": b"<a/>"})
    assert "links to other files, or objects in the workbook, were not followed" in opened(path)[0].notes


ENDS = {
    "abort": "cannot be read: what reads it was stopped (SIGABRT); it is damaged, or too large when unpacked",
    "kill": "was stopped (SIGKILL)",
    "exit": "gave up (code 7)",
    "memory": "it needs more than 3 GB of memory",
    "sleep": "it took more than 5 seconds",
    "raise": "it is damaged (a panic)",
}


@pytest.mark.parametrize("ending", ENDS)
def test_a_child_that_does_not_end_well_is_told_and_leaves_nothing(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(apart, "CHILD", "tests.faulty_child")
    monkeypatch.setattr(apart, "SECONDS", 5)
    assert ENDS[ending] in refused(book(tmp_path / "a.xlsx"), sheet=ending)
    assert not list(private.iterdir())


def test_the_child_is_limited() -> None:
    resource = pytest.importorskip("resource")
    run = "from survey.intake import child; import resource; child.limited();"
    run += "print(*(resource.getrlimit(k)[0] for k in (resource.RLIMIT_AS, resource.RLIMIT_CPU)))"
    told = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, cwd=ROOT, check=True)
    assert told.stdout.split() == [str(child.MEMORY), str(child.PROCESSOR)]
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


def loose(rows: Sequence[tuple[int, tuple[str | None, ...]]]) -> list[tuple[int, list[list[str]]]]:
    """Every row but its time, whatever the blanks: text has no line end in a cell."""
    return [(row, [(cell or "").split() for cell in cells[1:]]) for row, cells in rows]


def test_a_real_workbook_and_its_text_are_the_same() -> None:
    sheet, rows = opened(sample("google-forms/2024_results-fi.xlsx"))
    text, lines = opened(sample("google-forms/2024_results-fi.tsv"))
    assert sheet.columns == text.columns and sheet.tool == text.tool == "google-forms"
    written = [datetime.datetime.strptime(cells[0] or "", "%d/%m/%Y %H:%M:%S") for _, cells in lines]
    assert [cells[0] for _, cells in rows] == [one.isoformat(" ") for one in written]
    assert loose(rows) == loose(lines)


def test_an_older_real_workbook_is_read() -> None:
    sheet, rows = opened(sample("google-forms/2022_results.xlsx"))
    assert sheet.tool == "google-forms" and len(rows) == 685
