"""Files of answers that are damaged, hostile or only odd, made from the small study's sound ones."""

import contextlib
import csv
import datetime
import gzip
import io
import os
import pickle
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.builders import COLUMNS, Row, long_rows, small_rows, write
from tests.test_same_study import CODES, LABELS, LONG, kind
from tests.test_workbooks import book, rewritten

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = ",".join(COLUMNS)
SECOND = "a" * 900 + "ä"  # a name so long that SPSS keeps it in pieces
Made = Callable[[Path], object]
Change = Callable[[list[Row]], object]


def content(data: bytes) -> Made:
    """These bytes."""
    return lambda path: path.write_bytes(data)


def text(change: Callable[[str], str | bytes], rows: Sequence[Row] | None = None) -> Made:
    """The sound answers as CSV, its text changed."""

    def made(path: Path) -> None:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows or small_rows())
        said = change(out.getvalue())
        path.write_bytes(said if isinstance(said, bytes) else said.encode())

    return made


def swapped(old: str, new: str, count: int = 1) -> Made:
    """The sound answers as CSV, one text in it for another."""

    def change(said: str) -> str:
        assert old in said
        return said.replace(old, new, count)

    return text(change)


def divided(sign: str) -> Callable[[str], str]:
    """A text whose cells are divided by another sign."""
    return lambda said: said.replace(",", sign)


def put(*changes: tuple[int, str, str]) -> Change:
    """Rows with other values: (index, column, value); row 2 of the file is index 0."""

    def change(rows: list[Row]) -> None:
        for at, column, value in changes:
            rows[at][column] = value

    return change


def rows_of(change: Change, more: Sequence[str] = ()) -> list[Row]:
    rows = small_rows()
    for row in rows:
        row.update(dict.fromkeys(more, ""))
    change(rows)
    return rows


def wide(change: Change, *more: str) -> Made:
    """The sound answers as CSV with other values, and more columns."""
    return lambda path: write(path, rows_of(change, more), (*COLUMNS, *more))


def long(change: Change) -> Made:
    """The sound answers as CSV with a row per answer, the rows changed."""

    def made(path: Path) -> None:
        rows = long_rows(small_rows())
        change(rows)
        write(path, rows, LONG)

    return made


def packed(**parts: str) -> Made:
    """A ZIP file of these parts."""

    def made(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as file:
            for name, said in parts.items():
                file.writestr(name, said)

    return made


def cut(made: Made, share: float, less: int = 0) -> Made:
    """A file that ends at that share of its bytes, and some earlier."""

    def shorter(path: Path) -> None:
        made(path)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share) - less])

    return shorter


def edited(made: Made, change: Callable[[bytes], bytes]) -> Made:
    """A file with other bytes."""

    def other(path: Path) -> None:
        made(path)
        before = path.read_bytes()
        after = change(before)
        assert after != before
        path.write_bytes(after)

    return other


# SPSS


def sav(
    change: Change = lambda rows: None,
    labels: Mapping[str, Any] | None = None,
    extra: Mapping[str, Sequence[object]] | None = None,
    **more: Any,
) -> Made:
    """The sound answers as an SPSS file: codes with labels; other labels by column, and columns beside."""

    def made(path: Path) -> None:
        rows = rows_of(change)
        columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in ("id", "firm")}
        for name in COLUMNS[2:]:
            codes = CODES[kind(name)]
            columns[name] = [float(codes.get(row[name], row[name] or "nan")) for row in rows]
        columns |= {name: list(values) for name, values in (extra or {}).items()}
        named = {name: LABELS[kind(name)] for name in COLUMNS[2:]} | dict(labels or {})
        inside = path.with_name("made.zsav" if path.suffix == ".zsav" else "made.sav")
        pyreadstat.write_sav(pd.DataFrame(columns), str(inside), variable_value_labels=named, **more)
        inside.rename(path)

    return made


def columns_sav(**columns: Sequence[object]) -> Made:
    """An SPSS file of these columns."""
    return lambda path: pyreadstat.write_sav(pd.DataFrame(columns), str(path))


def without_encoding(data: bytes) -> bytes:
    """An SPSS file whose records of encoding are of a kind that nobody knows."""
    for kind_of, size in ((3, 4), (20, 1)):
        data = data.replace(struct.pack("<iii", 7, kind_of, size), struct.pack("<iii", 7, 93, size))
    return data


def declaring(cases: int) -> Callable[[bytes], bytes]:
    """An SPSS file that says it holds so many cases."""
    return lambda data: data[:80] + struct.pack("<i", cases) + data[84:]


def flipped_sav(row: int, column: str, bit: int) -> Made:
    """An SPSS file in which one bit of a value is another one: of the last byte but `bit` // 8."""

    def change(data: bytes) -> bytes:
        width = len(data) - _cases_begin(data)
        size = width // len(small_rows())
        at = _cases_begin(data) + size * row + size - 8 * (len(COLUMNS) - COLUMNS.index(column))
        held = bytearray(data)
        held[at + 7 - bit // 8] ^= 1 << bit % 8
        return bytes(held)

    return edited(sav(), change)


def _cases_begin(data: bytes) -> int:
    return data.rindex(struct.pack("<ii", 999, 0)) + 8


# Parquet


def table(rows: Sequence[Row]) -> pa.Table:
    return pa.table({name: [row[name] for row in rows] for name in COLUMNS})


def parquet(**more: Any) -> Made:
    """The sound answers as Parquet."""
    return lambda path: pq.write_table(table(small_rows()), path, **more)


def with_rows(many: int) -> Made:
    """The first of the sound answers as Parquet."""
    return lambda path: pq.write_table(table(small_rows()).slice(0, many), path)


def with_column(name: str, values: pa.Array, **more: Any) -> Made:
    """The sound answers as Parquet with one column otherwise."""

    def made(path: Path) -> None:
        whole = table(small_rows())
        at = whole.column_names.index(name) if name in whole.column_names else None
        whole = whole.append_column(name, values) if at is None else whole.set_column(at, name, values)
        pq.write_table(whole, path, **more)

    return made


def footed(change: Callable[[bytes], bytes], **more: Any) -> Made:
    """The sound answers as Parquet whose footer has other bytes."""

    def other(data: bytes) -> bytes:
        [size] = struct.unpack("<i", data[-8:-4])
        foot = change(data[-8 - size : -8])
        return data[: -8 - size] + foot + struct.pack("<i", len(foot)) + b"PAR1"

    return edited(parquet(**more), other)


def codec(number: int) -> Made:
    """Parquet whose footer says that every column is packed in that way."""

    def change(foot: bytes) -> bytes:
        for name in COLUMNS:
            path = b"\x19\x18" + bytes([len(name)]) + name.encode() + b"\x15"
            foot = foot.replace(path + b"\x02", path + bytes([2 * number]))
        return foot

    return footed(change, compression="snappy")


def rows_promised(places: slice, many: int) -> Made:
    """Parquet whose footer says at some of the places where a number of rows stands that it is another."""

    def change(foot: bytes) -> bytes:
        said = b"\x16" + _zigzag(len(small_rows()))
        parts = foot.split(said)
        joints = [said] * (len(parts) - 1)
        joints[places] = [b"\x16" + _zigzag(many)] * len(joints[places])
        return b"".join(one + joint for one, joint in zip(parts, [*joints, b""], strict=True))

    return footed(change, compression="none", use_dictionary=False)


def _zigzag(number: int) -> bytes:
    out, left = b"", 2 * number
    while left > 127:
        out, left = out + bytes([left & 127 | 128]), left >> 7
    return out + bytes([left])


def repeated(rows: int, width: int) -> Made:
    """A small Parquet file of very many rows, all alike, with an organisation of so many letters."""

    def made(path: Path) -> None:
        alike = small_rows()[0] | {"firm": "f" * width}
        places = pa.Array.from_buffers(pa.int32(), rows, [None, pa.py_buffer(bytes(4 * rows))])
        columns = {name: pa.DictionaryArray.from_arrays(places, pa.array([alike[name]])) for name in COLUMNS}
        whole = {"row_group_size": rows, "max_rows_per_page": rows, "write_batch_size": rows}
        pq.write_table(pa.table(columns), path, compression="zstd", write_statistics=False, **whole)

    return made


def flipped_parquet(old: bytes, new: bytes, count: int = 1) -> Made:
    """A Parquet file, neither packed nor with dictionaries, with some bytes of its values otherwise."""
    return edited(
        parquet(compression="none", use_dictionary=False, write_statistics=False),
        lambda data: data.replace(old, new, count),
    )


NESTED = {
    "lists": pa.array([["a"]] * 44),
    "tables": pa.array([{"a": 1}] * 44),
    "pairs": pa.array([[("a", 1)]] * 44, pa.map_(pa.string(), pa.int64())),
    "bytes": pa.array([b"\xff"] * 44),
}
DECIMALS = pa.array([Decimal("4.0000000000")] * 44, pa.decimal128(38, 10))
ZONED = pa.array([datetime.datetime(2024, 1, 31, tzinfo=datetime.UTC)] * 44)


DAY = datetime.date(2024, 1, 9)


def columns_parquet(many: int) -> Made:
    return lambda path: pq.write_table(pa.table({f"c{n}": ["1"] for n in range(many)}), path)


# Workbooks


def cells(rows: Sequence[Row]) -> list[list[object]]:
    body: list[list[object]] = [
        [int(cell) if cell.isdigit() else cell for cell in row.values()] for row in rows
    ]
    return [[*COLUMNS], *body]


def xlsx(change: Callable[[Worksheet], object] = lambda sheet: None) -> Made:
    """The sound answers as a workbook, changed."""
    return lambda path: book(path, cells(small_rows()), change)


def rewritten_xlsx(part: str, change: Callable[[bytes], bytes], **more: bytes) -> Made:
    """The sound answers as a workbook with one part changed and others added."""
    return lambda path: rewritten(_booked(path), part, change, **more)


def _booked(path: Path) -> Path:
    return book(path, cells(small_rows()))


def put_cell(place: str, value: object, kind: str = "") -> Callable[[Worksheet], object]:
    """A cell of the sheet otherwise."""

    def change(sheet: Worksheet) -> None:
        sheet[place] = value
        if kind:
            sheet[place].data_type = kind

    return change


def second_sheet(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.create_sheet("Notes").append(["something"])


def hidden(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.auto_filter.ref = "A1:J45"


def as_text(sheet: Worksheet) -> None:
    """Levels as people's hands leave them: as text, with an apostrophe, with blanks of every kind."""
    for at, said in enumerate(("4", "4 ", " 4", "4\u00a0", "４", "4.0"), start=2):
        sheet[f"E{at}"] = said
    sheet["E8"].quotePrefix = True


# Others


def por(path: Path) -> None:
    pyreadstat.write_por(pd.DataFrame({"A": [1.0]}), str(path))


def dta(path: Path) -> None:
    pyreadstat.write_dta(pd.DataFrame({"a": [1.0]}), str(path))


def sqlite(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE a (b)")


def database(path: Path) -> None:
    inner = path.with_name("made.duckdb")
    duckdb.connect(inner).close()
    inner.rename(path)


def pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps({"a": 1}))


def gzipped(data: bytes) -> Made:
    return content(gzip.compress(data))


def link_to(target: str) -> Made:
    return lambda path: path.symlink_to(target)


def unreadable(path: Path) -> None:
    """A file that its owner may not read."""
    if os.geteuid() == 0:
        pytest.skip("the administrator may read every file")
    write(path, small_rows()).chmod(0)
