"""CSV files, strictly: one encoding, one delimiter, as many fields in every row as in the header."""

import codecs
import csv
import itertools
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import ColumnExpression

from survey.errors import IntakeError, listed
from survey.intake.columns import Source, find
from survey.study import Study

DELIMITERS = (",", ";", "\t", "|")
BLOCK = 1 << 20
FIRST_ROW = 2
MOST = 10


def read(study: Study, path: Path, connection: duckdb.DuckDBPyConnection) -> Source:
    """The file's rows as text, in a private table; the row under the header is row 2. Raises IntakeError."""
    with as_utf8(path, study.source.encoding) as file:
        header, delimiter = _header(study, file, path.name)
        sound(header, path.name)
        _load(file, header, delimiter, connection, path.name)
    relation = connection.table("file_rows")
    if not relation.limit(1).fetchall():
        raise IntakeError(path.name, ["holds a header and no row below it; export the answers again"])
    return Source(relation, tuple(header), ColumnExpression("rowid"), FIRST_ROW)


@contextmanager
def as_utf8(path: Path, encoding: str) -> Iterator[Path]:
    """The file, or a copy of it, in UTF-8 without a NUL and with every quote closed."""
    actual = _encoding(path, encoding)
    _check_text(path, actual)
    if actual == "utf-8":
        yield path
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv", delete=False) as copy:
        name = Path(copy.name)
        with path.open(encoding=actual, newline="") as file:
            while block := file.read(BLOCK):
                copy.write(block)
    try:
        yield name
    finally:
        name.unlink()


def _encoding(path: Path, encoding: str) -> str:
    """What the file itself says in its first bytes, else what the codebook says."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        known = codecs.lookup(encoding).name
    except LookupError:
        raise IntakeError(path.name, [f'source.encoding "{encoding}" is not an encoding']) from None
    return known


def _check_text(path: Path, encoding: str) -> None:
    """Every byte belongs to the encoding, no NUL, quotes in pairs."""
    decoder, row, quotes, place = codecs.getincrementaldecoder(encoding)(), 1, 0, 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            try:
                text = decoder.decode(block, final=len(block) < BLOCK)
            except UnicodeDecodeError as error:
                good = block[: error.start].count(b"\n")
                remedy = (
                    'save it as UTF-8, or name its encoding in the codebook: source.encoding = "windows-1252"'
                )
                where = f"row {row + good}, byte {place + error.start}"
                raise IntakeError(path.name, [f"{where}: is not {encoding}; {remedy}"]) from None
            if "\0" in text:
                at = row + text[: text.index("\0")].count("\n")
                raise IntakeError(path.name, [f"row {at}: holds a NUL character; export the answers again"])
            row, quotes, place = row + text.count("\n"), quotes + text.count('"'), place + len(block)
    if quotes % 2:
        raise IntakeError(
            path.name, ['a quotation mark (") is opened and never closed; export the answers again']
        )


def _header(study: Study, file: Path, name: str) -> tuple[list[str], str]:
    """The header, and the delimiter under which it holds most of the codebook's columns."""
    given = study.source.delimiter
    headers = {one: first_row(file, one) for one in ([given] if given else DELIMITERS)}
    for delimiter, header in headers.items():
        try:
            find(study, header, name)
        except IntakeError:
            continue
        return header, delimiter
    delimiter = max(headers, key=lambda one: len(headers[one]))
    return headers[delimiter], delimiter


def first_row(file: Path, delimiter: str) -> list[str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(itertools.islice(lines, 100), delimiter=delimiter), [])


def sound(header: Sequence[str], name: str) -> None:
    """Every column has a name, and its own."""
    problems = [
        f"column {place}: has no name" for place, one in enumerate(header, start=1) if not one.strip()
    ]
    times = Counter(" ".join(one.split()).casefold() for one in header if one.strip())
    problems += [
        f'column "{one}": stands {n} times in the header; name them apart'
        for one, n in times.items()
        if n > 1
    ]
    if problems:
        raise IntakeError(name, problems)


def _load(
    file: Path, header: Sequence[str], delimiter: str, connection: duckdb.DuckDBPyConnection, name: str
) -> None:
    try:
        connection.read_csv(
            str(file),
            header=True,
            columns=dict.fromkeys(header, "VARCHAR"),
            delimiter=delimiter,
            quotechar='"',
            escapechar='"',
            auto_detect=False,
            strict_mode=True,
            store_rejects=True,
            na_values="",
        ).to_table("file_rows")
    except duckdb.Error as error:
        raise IntakeError(name, [f"cannot be read as CSV: {str(error).splitlines()[0]}"]) from None
    rejects = connection.table("reject_errors").order("line, column_idx").fetchall()
    if rejects:
        columns = connection.table("reject_errors").columns
        rows = [dict(zip(columns, one, strict=True)) for one in rejects]
        raise IntakeError(name, list(_rejected(rows, len(header))))


def _rejected(rows: Sequence[dict[str, object]], expected: int) -> Iterator[str]:
    lines = {int(str(row["line"])): row for row in reversed(rows)}
    for line, row in itertools.islice(sorted(lines.items(), key=lambda one: one[0]), MOST):
        message = str(row["error_message"]).splitlines()[0]
        found = message.rpartition("Found: ")[2] if "Found: " in message else ""
        yield (
            f"row {line}: has {found} fields where the header has {expected}"
            if found
            else f"row {line}: {message}"
        )
    if len(lines) > MOST:
        yield f"and {len(lines) - MOST} more rows like these: {listed(map(str, sorted(lines)[MOST:]), 5)}"
