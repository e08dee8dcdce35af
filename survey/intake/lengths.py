"""Cells so long that they are no answers: told before each is copied as often as it occurs.

A small Parquet file can hold one long text and say that it stands in every row.
"""

from pathlib import Path

import duckdb
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from survey.engine import Engine
from survey.errors import IntakeError
from survey.intake.columns import Layout
from survey.intake.sheet import Sheet
from survey.told import Told, told

LONGEST = 10_000  # bytes in a cell
MOST_TEXT, MOST_RATIO = 1 << 30, 1_000  # bytes in all, if that is so many times the file


def check(sheet: Sheet, layout: Layout, path: Path, engine: Engine) -> None:
    """Raises IntakeError for a cell that is too long, or too much text, in the columns of the codebook."""
    texts = {
        name
        for name, kind in zip(sheet.relation.columns, sheet.relation.types, strict=True)
        if kind == duckdb.sqltypes.VARCHAR
    }
    names = [name for name in dict.fromkeys(layout.columns.values()) if name in texts]
    if not names:
        return
    measures = [FunctionExpression(of, _size(name)) for of in ("max", "sum") for name in names]
    [found] = engine.fetched(sheet.relation.aggregate(measures))
    longest, text = found[: len(names)], sum(int(one or 0) for one in found[len(names) :])
    problems = [
        _too_long(sheet, name, length, engine)
        for name, length in zip(names, longest, strict=True)
        if (length or 0) > LONGEST
    ]
    size = path.stat().st_size if path.is_file() else text
    if text > max(MOST_TEXT, MOST_RATIO * size):
        problems.append(
            told(
                "holds {text:,} MB of text when unpacked, and is {size:,} kB large; save it as CSV",
                text=text >> 20,
                size=size >> 10,
            )
        )
    if problems:
        raise IntakeError(path.name, problems)


def _size(name: str) -> Expression:
    return FunctionExpression("strlen", ColumnExpression(name))


def _too_long(sheet: Sheet, name: str, size: int, engine: Engine) -> Told:
    rows = sheet.relation.filter(_size(name) > ConstantExpression(LONGEST)).select(sheet.line)
    [(line,)] = engine.fetched(rows.limit(1))
    return told(
        'row {row}, column "{column}": a cell of {size:,} bytes; at most {most:,} are read, so shorten it',
        row=line + sheet.first,
        column=name,
        size=size,
        most=LONGEST,
    )
