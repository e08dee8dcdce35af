"""Excel workbooks: the cells of one sheet as they were typed, after a look at what stands in the way of that.

`read` runs here, `parse` in a process of its own. A workbook's values come from calamine; which of them are
errors, formulas without a value, hidden or merged, only its XML says.
"""

import datetime
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import ColumnExpression

from survey.codebook import Source, plain
from survey.errors import IntakeError, did_you_mean, listed
from survey.intake import apart, headers
from survey.intake.csv import not_of
from survey.intake.headers import LOOK, Heading
from survey.intake.sheet import LINE, MOST_COLUMNS, Sheet, number, placed, without_blanks
from survey.told import Told, told

MOST_ROWS = 100_000
MOST_TOLD = 5
BATCH = 5_000
Start = Callable[[str, dict[str, str]], None]


def read(path: Path, connection: duckdb.DuckDBPyConnection, asked: Source) -> Sheet:
    """The sheet that is asked for, or the only one that holds something. Raises IntakeError."""
    about, table = apart.parsed("xlsx", path, connection, {"sheet": asked.sheet})
    heading = headers.of(about["top"], asked.tool)
    if heading is None:
        raise IntakeError(path.name, [not_of(asked.tool)])
    if problems := list(_merged(about["merged"], heading)):
        raise IntakeError(path.name, problems)
    relation = placed(table, heading.columns, "c{}".format, ColumnExpression("rowid"), heading.rows)
    relation, columns, notes = without_blanks(relation, heading.columns)
    if not relation.limit(1).fetchall():
        raise IntakeError(path.name, [told("holds a header and no row below it; export the answers again")])
    notes = [*about["notes"], *heading.notes, *notes]
    return Sheet(heading.tool, columns, relation, ColumnExpression(LINE), 1, tuple(notes))


def _merged(ranges: Sequence[Sequence[Any]], heading: Heading) -> Iterator[Told]:
    """Merged cells in the header, unless two header rows are the tool's way, and among the answers."""
    for said, first, last in ranges:
        if first >= heading.rows:
            yield told(
                "{cells}: merged cells among the answers; unmerge them, and fill in every cell", cells=said
            )
        elif heading.tool == "plain" and last >= heading.rows - 1:
            yield told(
                "{cells}: merged cells in the header, which makes it ambiguous; give every column one "
                "heading, or name source.tool",
                cells=said,
            )


class TooLargeError(Exception):
    """More rows or columns than are read."""


class FoundError(Exception):
    """What was looked for is there; nothing more has to be read."""


@dataclass
class Look:
    """What the XML of a sheet says of its cells: places such as B17."""

    errors: list[Told] = field(default_factory=list)
    valueless: list[Told] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A sheet of the workbook: its name, its XML, and whether people see it."""

    name: str
    file: str
    hidden: bool


def parse(path: Path, out: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of a sheet as text in a Parquet file. What is said of them: top, merged, notes or problems."""
    from python_calamine import CalamineWorkbook

    with zipfile.ZipFile(path) as packed:
        _no_definitions(packed)
        parts = _parts(packed)
        holding = [one for one in parts if _holds(packed, one)]
        try:
            part = _chosen(parts, holding, asked.get("sheet"))
            look = _looked(packed, part)
        except (LookupError, TooLargeError) as error:
            return {"problems": [error.args[0]]}
        notes = [*_notes(part, holding, look), *_links(packed)]
    if problems := list(_faults(look)):
        return {"problems": problems}
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(part.name)
    top, dates = _write(sheet.to_python(skip_empty_area=False), out)
    return {"top": top, "merged": look.merged, "notes": [*notes, *dates]}


def _scan(
    stream: IO[bytes],
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read XML without a document type of its own, which no workbook has."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, given: start(name.rpartition(" ")[2], given)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    if text:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.ParseFile(stream)


def _no_doctype(*_: object) -> None:
    raise ValueError(told("its XML defines a document type of its own"))


def _no_definitions(packed: zipfile.ZipFile) -> None:
    for part in packed.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with packed.open(part) as stream:
                if re.search(rb"<!\s*(DOCTYPE|ENTITY)", stream.read(4096)):
                    _no_doctype()


def _parts(packed: zipfile.ZipFile) -> list[Part]:
    """The work sheets in their order."""
    targets: dict[str, str] = {}
    found: list[tuple[str, str, bool]] = []

    def relation(name: str, given: dict[str, str]) -> None:
        if name == "Relationship" and given["Type"].endswith("/worksheet"):
            targets[given["Id"]] = posixpath.normpath(posixpath.join("/xl", given["Target"])).lstrip("/")

    def sheet(name: str, given: dict[str, str]) -> None:
        if name == "sheet":
            id = next(value for key, value in given.items() if key.endswith(" id"))
            found.append((given["name"], id, given.get("state", "visible") != "visible"))

    with packed.open("xl/_rels/workbook.xml.rels") as stream:
        _scan(stream, relation)
    with packed.open("xl/workbook.xml") as stream:
        _scan(stream, sheet)
    named = ((name, targets.get(id, ""), hidden) for name, id, hidden in found)
    return [Part(*one) for one in named if one[1]]


def _holds(packed: zipfile.ZipFile, part: Part) -> bool:
    """Whether a sheet has a cell with something in it."""

    cells = 0

    def value(name: str, _: dict[str, str]) -> None:
        nonlocal cells
        cells += name == "c"
        if cells and name in ("v", "f", "is"):
            raise FoundError

    try:
        with packed.open(part.file) as stream:
            _scan(stream, value)
    except FoundError:
        return True
    return False


def _chosen(parts: Sequence[Part], holding: Sequence[Part], asked: str | None) -> Part:
    """The sheet that is asked for. Raises LookupError."""
    names = [one.name for one in parts]
    if asked:
        found = next((one for one in parts if plain(one.name) == plain(asked)), None)
        if found is None:
            hint = did_you_mean(asked, names) or told("; the sheets are {names}", names=listed(names))
            raise LookupError(told('source.sheet "{sheet}": not in the file{hint}', sheet=asked, hint=hint))
        return found
    if len(holding) > 1:
        raise LookupError(
            told(
                'has several sheets that hold something, {names}; name one: source.sheet = "{first}"',
                names=listed(one.name for one in holding),
                first=holding[0].name,
            )
        )
    if not holding:
        raise LookupError(told("holds nothing; export the answers again"))
    return holding[0]


def _looked(packed: zipfile.ZipFile, part: Part) -> Look:
    """One walk through the XML of a sheet. Raises TooLargeError."""
    walk = _Walk()
    with packed.open(part.file) as stream:
        _scan(stream, walk.start, walk.end, walk.text)
    return walk.look


class _Walk:
    """Where in a sheet the walk is: rows and columns from 1."""

    def __init__(self) -> None:
        self.look = Look()
        self.row = self.column = 0
        self.kind, self.value, self.formula, self.inside = "", "", False, False

    def start(self, name: str, given: dict[str, str]) -> None:
        hidden = given.get("hidden") in ("1", "true")
        if name == "row":
            self.row, self.column = int(given.get("r", self.row + 1)), 0
            self.look.hidden_rows += hidden
        elif name == "c":
            self.column = column_of(given["r"]) if "r" in given else self.column + 1
            self.kind, self.value, self.formula = given.get("t", "n"), "", False
        elif name == "f":
            self.formula = True
        elif name in ("v", "t"):
            self.inside = True
        elif name == "col" and hidden:
            self.look.hidden_columns += min(int(given["max"]), MOST_COLUMNS) - int(given["min"]) + 1
        elif name == "mergeCell":
            first, _, last = given["ref"].partition(":")
            self.look.merged.append((given["ref"], _row(first) - 1, _row(last or first) - 1))

    def text(self, text: str) -> None:
        if self.inside:
            self.value = self.value or text

    def end(self, name: str) -> None:
        self.inside = False
        if name != "c" or not (self.value or self.formula):
            return
        place = f"{column_name(self.column)}{self.row}"
        if self.row > MOST_ROWS + LOOK or self.column > MOST_COLUMNS:
            raise TooLargeError(
                told(
                    "{cell}: at most {rows:,} rows and {columns:,} columns of a workbook are read; save it "
                    "as CSV, which may be longer",
                    cell=place,
                    rows=MOST_ROWS,
                    columns=MOST_COLUMNS,
                )
            )
        if self.kind == "e":
            problem = told(
                '{cell}: holds the error "{error}"; correct or clear it in the sheet',
                cell=place,
                error=self.value,
            )
            self.look.errors.append(problem)
        elif self.formula and not self.value and self.kind != "str":
            problem = told(
                "{cell}: holds a formula without a value; open the workbook in a spreadsheet program and "
                "save it",
                cell=place,
            )
            self.look.valueless.append(problem)


def column_of(place: str) -> int:
    """The number of a cell's column: 1 for A1."""
    number = 0
    for letter in re.match("[A-Z]+", place.upper())[0]:  # type: ignore[index]
        number = 26 * number + ord(letter) - 64
    return number


def column_name(number: int) -> str:
    """The letters of a column: A for 1, AA for 27."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name


def _row(place: str) -> int:
    return int(re.sub(r"\D", "", place))


def _faults(look: Look) -> Iterator[Told]:
    for some in (look.errors, look.valueless):
        yield from some[:MOST_TOLD]
        if len(some) > MOST_TOLD:
            yield told("and {n} more cells like these", n=len(some) - MOST_TOLD)


def _notes(part: Part, holding: Iterable[Part], look: Look) -> Iterator[Told]:
    others = [one.name for one in holding if one != part]
    if others:
        yield told('sheet "{sheet}" read; left out: {others}', sheet=part.name, others=listed(others, 5))
    if part.hidden:
        yield told('sheet "{sheet}" is hidden; read all the same', sheet=part.name)
    if (n := look.hidden_rows) > 1:
        yield told("{n} hidden rows read like the others", n=n)
    elif n:
        yield told("1 hidden row read like the others")
    if (n := look.hidden_columns) > 1:
        yield told("{n} hidden columns read like the others", n=n)
    elif n:
        yield told("1 hidden column read like the others")


def _links(packed: zipfile.ZipFile) -> Iterator[Told]:
    foreign = ("xl/externalLinks/", "xl/connections", "xl/queryTables/", "xl/embeddings/")
    if any(name.startswith(foreign) for name in packed.namelist()):
        yield told("links to other files, or objects in the workbook, were not followed")


def _write(rows: list[list[Any]], out: Path) -> tuple[list[list[str]], list[Told]]:
    """The rows as text in a Parquet file; the first of them, and what is said of dates."""
    width = max(map(len, rows), default=0)
    names = [f"c{at}" for at in range(width)]
    dates, others = [""] * width, [0] * width
    with pq.ParquetWriter(out, pa.schema([(name, pa.string()) for name in names])) as writer:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            columns = []
            for at in range(width):
                cells = [row[at] if at < len(row) else "" for row in batch]
                columns.append(pa.array([text_of(cell) for cell in cells], pa.string()))
                for place, cell in enumerate(cells, start + 1):
                    if isinstance(cell, datetime.date):
                        dates[at] = dates[at] or f"{column_name(at + 1)}{place}"
                    elif cell != "" and place > 3:
                        others[at] += 1
            writer.write_batch(pa.record_batch(columns, names=names))
    notes = [
        told("{cell} holds a date, other cells of its column do not", cell=dates[at])
        for at in range(width)
        if dates[at] and others[at]
    ]
    return [[text_of(cell) or "" for cell in row] for row in rows[:LOOK]], notes


def text_of(cell: object) -> str | None:
    """A cell as it was typed: 4.0 is "4", 0.1 is "0.1", a day is 2024-01-31; None for nothing."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return number(cell)
    if isinstance(cell, datetime.datetime):
        nearest = cell + datetime.timedelta(milliseconds=500)
        return nearest.replace(microsecond=0).isoformat(" ")
    return str(cell) or None
