"""SPSS files: answers as codes, with the labels and the missing values that the file itself declares.

`read` runs here, `parse` in a process of its own. Cases are numbered from 1, as SPSS shows them.
"""

import datetime
import shutil
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import ColumnExpression

from survey.codebook import Source, plain
from survey.errors import IntakeError, listed
from survey.intake import apart
from survey.intake.csv import not_of
from survey.intake.sheet import LINE, MOST_COLUMNS, Column, Sheet, number, placed, tidy, without_blanks
from survey.told import Told, told

MOST = 5
HEADER, COUNT = 176, 80  # bytes: its size, and where the number of cases stands
DICTIONARY = 1 << 24  # bytes from the start in which a file describes itself
EPOCH = datetime.datetime(1582, 10, 14)
DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
MOMENTS = ("DATETIME", "YMDHMS")
TIMES = ("TIME", "DTIME", "MTIME")
MACHINE, ENCODING = 3, 20  # records in which a file says how its text is encoded


def read(path: Path, connection: duckdb.DuckDBPyConnection, asked: Source) -> Sheet:
    """The cases of the file as codes in text. Raises IntakeError."""
    if asked.tool not in (None, "spss"):
        raise IntakeError(path.name, [not_of(asked.tool)])
    encoding = asked.encoding if "encoding" in asked.model_fields_set else None
    about, table = apart.parsed("sav", path, connection, {"encoding": encoding})
    columns = [Column(**one | {"missing": tuple(one["missing"])}) for one in about["columns"]]
    relation = placed(table, columns, "c{}".format, ColumnExpression("rowid"), 0)
    relation, kept, notes = without_blanks(relation, columns)
    if not relation.limit(1).fetchall():
        raise IntakeError(path.name, [told("holds no answer in any case; export the answers again")])
    return Sheet("spss", kept, relation, ColumnExpression(LINE), 1, (*about["notes"], *notes))


@dataclass(frozen=True)
class Declared:
    """What the first bytes of a file say.

    cases  how many it holds; None where it does not say
    order  of bytes, as struct has it
    """

    cases: int | None
    order: str


def declared(start: bytes) -> Declared:
    """Raises ValueError for a header that is damaged or cut short."""
    if len(start) < HEADER:
        raise ValueError(told("its header is cut short"))
    order = next((one for one in "<>" if struct.unpack(f"{one}i", start[64:68])[0] in (2, 3)), "")
    if not order:
        raise ValueError(told("its header is damaged"))
    [cases] = struct.unpack(f"{order}i", start[COUNT : COUNT + 4])
    return Declared(cases if cases >= 0 else None, order)


def parse(path: Path, out: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The cases as text in a Parquet file. What is said of them: columns and notes, or problems."""
    import pyreadstat

    with path.open("rb") as file:
        said = declared(file.read(HEADER))
    own = _says_encoding(path, said.order)
    encoding = None if own else asked["encoding"]
    _, meta = pyreadstat.read_sav(str(path), metadataonly=True, encoding=encoding)
    if problems := list(_variables(meta.column_names)):
        return {"problems": problems}
    read, meta = pyreadstat.read_sav(
        str(_uncounted(path, out.with_name("uncounted.sav"))),
        user_missing=True,
        disable_datetime_conversion=True,
        output_format="dict",
        encoding=encoding,
    )
    cases = max((len(values) for values in read.values()), default=0)
    if problems := list(_counted(said, cases)):
        return {"problems": problems}
    columns = [_column(name, read[name], meta) for name in meta.column_names]
    texts = {name: _texts(read[name], meta.original_variable_types[name]) for name in meta.column_names}
    if problems := [*_undated(read, texts), *_unencoded(own or encoding, columns, texts)]:
        return {"problems": problems}
    named = {f"c{at}": pa.array(texts[name], pa.string()) for at, name in enumerate(meta.column_names)}
    pq.write_table(pa.table(named), out)
    return {"columns": columns, "notes": list(_notes(said, meta))}


def _uncounted(path: Path, copy: Path) -> Path:
    """A copy that does not say how many cases it holds: so all are read, also those beyond the number."""
    shutil.copyfile(path, copy)
    with copy.open("r+b") as file:
        file.seek(COUNT)
        file.write(b"\xff\xff\xff\xff")
    return copy


def _variables(names: Sequence[str]) -> Iterator[Told]:
    if len(names) > MOST_COLUMNS:
        yield told(
            "has {n:,} variables; at most {most:,} are read, so export fewer questions",
            n=len(names),
            most=MOST_COLUMNS,
        )
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(plain(name), name)
        if first is not name:
            yield told(
                'variables "{first}" and "{other}": differ in case alone; name them apart',
                first=first,
                other=name,
            )


def _counted(said: Declared, cases: int) -> Iterator[Told]:
    if said.cases is not None and said.cases != cases:
        yield told(
            "declares {said:,} cases and holds {held:,}; it is damaged or cut short: export it again",
            said=said.cases,
            held=cases,
        )
    elif not cases:
        yield told("holds no case; export the answers again")


def _column(name: str, values: Sequence[object], meta: Any) -> dict[str, Any]:
    """A column as JSON holds it."""
    labels = meta.variable_value_labels.get(name, {})
    ranges = meta.missing_ranges.get(name, ())
    missing: set[Any] = {value for value in set(values) if value is not None and _within(value, ranges)}
    return {
        "name": name,
        "stem": tidy(meta.column_names_to_labels.get(name) or name),
        "labels": {_text(code) or "": tidy(label) for code, label in labels.items()},
        "missing": [_text(code) or "" for code in sorted(missing)],
    }


def _within(value: Any, ranges: Sequence[Mapping[str, Any]]) -> bool:
    if isinstance(value, str):
        return any(str(one["lo"]).strip() == value.strip() for one in ranges)
    return any(one["lo"] <= value <= one["hi"] for one in ranges if not isinstance(one["lo"], str))


def _text(value: object) -> str | None:
    """A code: 4.0 is "4"; None for the missing value of the system and for nothing."""
    if isinstance(value, str):
        return value.strip() or None
    return None if value is None or value != value else number(float(str(value)))


def _texts(values: Sequence[object], format: str | None) -> list[str | None]:
    """A variable's values as its format shows them, moments as in 2024-01-31."""
    kind = (format or "").rstrip("0123456789.")
    said = _moment if kind in (*DAYS, *MOMENTS) else _time if kind in TIMES else _text
    return [said(value) for value in values]


def _moment(value: Any) -> str | None:
    if value is None or value != value:
        return None
    try:
        moment = EPOCH + datetime.timedelta(seconds=float(value))
    except OverflowError:
        return None
    return moment.isoformat(" ", "seconds").removesuffix(" 00:00:00")


def _time(value: Any) -> str | None:
    return None if value is None or value != value else str(datetime.timedelta(seconds=round(float(value))))


def _undated(read: Mapping[str, Sequence[Any]], texts: Mapping[str, Sequence[str | None]]) -> Iterator[Told]:
    """Values of dates that are none."""
    for name, values in read.items():
        for row, (value, text) in enumerate(zip(values, texts[name], strict=True), start=1):
            if text is None and isinstance(value, float) and value == value:
                yield told(
                    'row {row}, column "{column}": {seconds} seconds are no date; correct it in SPSS',
                    row=row,
                    column=name,
                    seconds=number(value),
                )
                break


def _says_encoding(path: Path, order: str) -> bool:
    with path.open("rb") as file:
        start = file.read(DICTIONARY)
    return any(struct.pack(f"{order}iii", 7, *one) in start for one in ((MACHINE, 4), (ENCODING, 1)))


def _unencoded(
    encoding: object, columns: Sequence[Mapping[str, Any]], texts: Mapping[str, Sequence[str | None]]
) -> Iterator[Told]:
    """Text beyond ASCII without any encoding that is known."""
    labels = (text for one in columns for text in (one["stem"], *one["labels"].values()))
    cells = (text for values in texts.values() for text in values if text)
    if not encoding and not all(text.isascii() for text in chain(labels, cells)):
        yield told('does not say how its text is encoded; name it, as in source.encoding = "windows-1252"')


def _notes(said: Declared, meta: Any) -> Iterator[Told]:
    if said.cases is None:
        yield told("the file does not say how many cases it holds")
    if sets := getattr(meta, "mr_sets", None):
        yield told("multiple-response sets are not read as such: {names}", names=listed(sets, MOST))
