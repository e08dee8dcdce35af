"""CSV files, strictly: one encoding, one delimiter, as many fields in every row as in the header.

DuckDB reads the rows. Where it would tell rows apart otherwise than a spreadsheet does (blank rows, mixed
line ends) or finds a fault, they are walked through one by one: to write a sound copy, or to say where.
"""

import codecs
import csv
import itertools
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import duckdb
from duckdb import ColumnExpression

from survey.codebook import Source
from survey.errors import IntakeError, listed
from survey.intake import headers, private
from survey.intake.headers import LOOK, Heading
from survey.intake.sheet import LINE, Sheet, not_too_wide, placed, without_blanks
from survey.told import Told, told

DELIMITERS = (",", ";", "\t", "|")
NAMES = {",": told("comma"), ";": told("semicolon"), "\t": told("tab"), "|": told("bar")}
BLOCK = 1 << 20
FIRST_ROW = 2
MOST = 10
GLOBBED = set("*?[]{}")


@dataclass(frozen=True)
class Text:
    """A file's text in UTF-8.

    file   where it lies: the file itself, or a copy
    plain  every line end is the same and no row is blank
    """

    file: Path
    plain: bool


def read(path: Path, connection: duckdb.DuckDBPyConnection, asked: Source) -> Sheet:
    """The file's rows as text, in a private table; row 1 is the first row of the file. Raises IntakeError."""
    with _text(path, asked.encoding) as text:
        delimiter = asked.delimiter or _delimiter(text.file, path.name)
        top = _top(text.file, delimiter)
        heading = headers.of(top, asked.tool)
        if heading is None:
            raise IntakeError(path.name, [not_of(asked.tool)])
        not_too_wide(heading.columns, path.name)
        table, line = _load(text, top, heading, delimiter, connection, path.name)
    relation = placed(table, heading.columns, _place, line, heading.rows)
    relation, columns, notes = without_blanks(relation, heading.columns)
    if not relation.limit(1).fetchall():
        raise IntakeError(path.name, [told("holds a header and no row below it; export the answers again")])
    return Sheet(heading.tool, columns, relation, ColumnExpression(LINE), 1, (*heading.notes, *notes))


def not_of(tool: str | None) -> Told:
    """A header that is not there, or not as the tool that the codebook names writes it."""
    if tool is None:
        return told("holds no header; export the answers again")
    return told(
        'source.tool "{tool}": the header is not as {tool} writes it; take source.tool out of the codebook',
        tool=tool,
    )


def _place(at: int) -> str:
    return f"c{at}"


@contextmanager
def as_utf8(path: Path, encoding: str) -> Iterator[Path]:
    """The file, or a copy of it, in UTF-8 without a NUL and with every quote closed."""
    with _text(path, encoding) as text:
        yield text.file


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[Text]:
    actual = _encoding(path, encoding)
    sound = _check_text(path, actual)
    if actual == "utf-8" and not GLOBBED & set(str(path)):
        yield Text(path, sound)
        return
    with private.folder() as folder:
        copy = folder / "answers.csv"
        if actual == "utf-8":
            shutil.copyfile(path, copy)
        else:
            _recode(path, actual, copy)
        yield Text(copy, sound)


def _recode(path: Path, encoding: str, copy: Path) -> None:
    with (
        path.open(encoding=encoding, newline="") as file,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        while block := file.read(BLOCK):
            out.write(block)


def _encoding(path: Path, encoding: str) -> str:
    """What the file itself says in its first bytes, else what the codebook says."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        "".encode(encoding)
    except LookupError:
        problem = told('source.encoding "{encoding}" is not an encoding', encoding=encoding)
        raise IntakeError(path.name, [problem]) from None
    return codecs.lookup(encoding).name


def _check_text(path: Path, encoding: str) -> bool:
    """Whether it is plain, after a check that every byte belongs to the encoding, no NUL, quotes in pairs."""
    decoder, place, counts, last, blank = (
        codecs.getincrementaldecoder(encoding)(),
        0,
        Counter[str](),
        "\n",
        False,
    )
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            held = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block, final=len(block) < BLOCK)
            except UnicodeDecodeError as error:
                at = place - held + error.start
                problem = told(
                    "row {row}, byte {byte}: is not {encoding}; save it as UTF-8, or name its encoding in "
                    'the codebook: source.encoding = "windows-1252"',
                    row=_row_of(path, encoding, at),
                    byte=at,
                    encoding=encoding,
                )
                raise IntakeError(path.name, [problem]) from None
            joined = last + text
            if "\0" in text:
                sound = "".join((*_before(path, encoding, place), text[: text.index("\0")]))
                problem = told("row {row}: holds a NUL character; export the answers again", row=_rows(sound))
                raise IntakeError(path.name, [problem])
            for one in ('"', "\n", *(("\r\n", "\r") if "\r" in joined else ())):
                counts[one] += joined.count(one) - last.count(one)
            blank = blank or "\n\n" in joined or "\n\r\n" in joined
            last, place = joined[-3:], place + len(block)
    if counts['"'] % 2:
        problem = told(
            'row {row}: a quotation mark (") is opened and never closed; export the answers again',
            row=_open_quote(path, encoding),
        )
        raise IntakeError(path.name, [problem])
    return not blank and counts["\r"] == counts["\r\n"] and counts["\r\n"] in (0, counts["\n"])


def _before(path: Path, encoding: str, end: int) -> Iterator[str]:
    """The text of the bytes before `end`, which are sound."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        for start in range(0, end, BLOCK):
            yield decoder.decode(file.read(min(BLOCK, end - start)))


def _row_of(path: Path, encoding: str, place: int) -> int:
    """The row that the byte at `place` is in."""
    return _rows("".join(_before(path, encoding, place)))


def _rows(text: str) -> int:
    """How many rows a text begins; a line end between quotes begins none."""
    bare = "".join(text.split('"')[::2])
    return 1 + bare.replace("\r\n", "\n").replace("\r", "\n").count("\n")


def _open_quote(path: Path, encoding: str) -> int:
    """The row in which the last quote is opened."""
    text = "".join(_before(path, encoding, path.stat().st_size))
    return _rows(text[: text.rindex('"')])


def _delimiter(file: Path, name: str) -> str:
    """The one under which every row that is looked at has as many fields, and more than one.

    Where there is none, the one under which the header has most: the other rows are told then.
    """
    tops = {one: _top(file, one) for one in DELIMITERS}
    bodies = {one: [row for row in top[headers.titles(top) :] if row] for one, top in tops.items()}
    found = [one for one, rows in bodies.items() if len({len(row) for row in rows}) == 1 < len(rows[0])]
    if len(found) > 1:
        problem = told(
            'may be divided by {names}; name it in the codebook, as in source.delimiter = "{sign}"',
            names=reduce(
                lambda some, one: told("{some} and {one}", some=some, one=one), (NAMES[one] for one in found)
            ),
            sign=found[0].replace("\t", "\\t"),
        )
        raise IntakeError(name, [problem])
    return found[0] if found else max(DELIMITERS, key=lambda one: max(map(len, bodies[one][:1]), default=0))


def _top(file: Path, delimiter: str) -> list[list[str]]:
    """The first rows."""
    rows: list[list[str]] = []
    with file.open(encoding="utf-8", newline="") as lines:
        try:
            rows.extend(itertools.islice(csv.reader(lines, delimiter=delimiter), LOOK))
        except csv.Error:
            return rows
    return rows


def first_row(file: Path, delimiter: str) -> list[str]:
    return next(iter(_top(file, delimiter)), [])


def sound(header: Sequence[str], name: str) -> None:
    """Every column has a name, and its own."""
    problems = [
        told("column {place}: has no name", place=place)
        for place, one in enumerate(header, start=1)
        if not one.strip()
    ]
    times = Counter(" ".join(one.split()).casefold() for one in header if one.strip())
    problems += [
        told('column "{column}": stands {n} times in the header; name them apart', column=one, n=n)
        for one, n in times.items()
        if n > 1
    ]
    if problems:
        raise IntakeError(name, problems)


def _load(
    text: Text,
    top: Sequence[Sequence[str]],
    heading: Heading,
    delimiter: str,
    connection: duckdb.DuckDBPyConnection,
    name: str,
) -> tuple[duckdb.DuckDBPyRelation, duckdb.Expression]:
    """The table of all rows, and what tells a row's place in it, 0 for the first row of the file."""
    width = len(heading.columns)
    even = all(len(row) == width for row in top[: heading.rows])
    if even and text.plain and _read(text.file, width, delimiter, connection, "file_rows"):
        table = connection.table("file_rows")
        [(rows,)] = table.count("*").fetchall()
        if _delimiters(text.file, delimiter) == rows * (width - 1):
            return table, ColumnExpression("rowid")
    with private.folder() as folder:
        copy = folder / "answers.csv"
        _mend(text.file, copy, heading, delimiter, name)
        if not _read(copy, width + 1, ",", connection, "mended_rows"):
            raise IntakeError(name, [told("cannot be read as CSV; export the answers again")])
    return connection.table("mended_rows"), ColumnExpression(_place(width)).cast(duckdb.sqltypes.BIGINT)


def _delimiters(file: Path, delimiter: str) -> int:
    """How many delimiters there are outside quotes: DuckDB takes a row with one too many at its end."""
    wanted, found, inside = delimiter.encode(), 0, False
    with file.open("rb") as read:
        while block := read.read(BLOCK):
            parts = block.split(b'"')
            found += sum(part.count(wanted) for part in parts[inside::2])
            inside ^= len(parts) % 2 == 0
    return found


def _read(file: Path, width: int, delimiter: str, connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a table of that name holds every row of the file now."""
    try:
        connection.read_csv(
            str(file),
            header=False,
            columns={_place(at): "VARCHAR" for at in range(width)},
            delimiter=delimiter,
            quotechar='"',
            escapechar='"',
            auto_detect=False,
            strict_mode=True,
            store_rejects=True,
            hive_partitioning=False,
            na_values="",
        ).to_table(table)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    return not connection.table("reject_errors").limit(1).fetchall()


def _mend(file: Path, copy: Path, heading: Heading, delimiter: str, name: str) -> None:
    """A copy of the rows below the header, each with its place in the file; blank rows hold nothing else.

    Line ends within its cells are all alike, for they cannot be read otherwise.
    Raises IntakeError with every row that has other fields than the header.
    """
    width, problems = len(heading.columns), dict[int, Told]()
    with (
        file.open(encoding="utf-8", newline="") as lines,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for place, row in _walked(csv.reader(lines, delimiter=delimiter, strict=True), problems):
            if place < heading.rows:
                continue
            if len(row) == width:
                writer.writerow([*map(_one_line_end, row), place])
            elif any(cell.strip() for cell in row):
                problems[place + 1] = told(
                    "has {n} fields where the header has {width}", n=len(row), width=width
                )
            else:
                writer.writerow([*[""] * width, place])
    if problems:
        raise IntakeError(name, list(_told(problems)))


def _one_line_end(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell


def _walked(rows: Iterator[list[str]], problems: dict[int, Told]) -> Iterator[tuple[int, list[str]]]:
    """Every row with its place, up to one that cannot be told from the next."""
    place = 0
    try:
        for place, row in enumerate(rows):
            yield place, row
        return
    except csv.Error as error:
        long = "field larger" in str(error)
    problems[place + 2] = (
        told("has a cell of more than {most:,} characters; shorten it", most=csv.field_size_limit())
        if long
        else told('has a quotation mark (") inside a cell that is not doubled; export the answers again')
    )


def _told(problems: dict[int, Told]) -> Iterator[Told]:
    rows = sorted(problems)
    for row in rows[:MOST]:
        yield told("row {row}: {problem}", row=row, problem=problems[row])
    if more := rows[MOST:]:
        which = listed(map(str, more), 5)
        yield told("and {n} more rows like these: {rows}", n=len(more), rows=which)
