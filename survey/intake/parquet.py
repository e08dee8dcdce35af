"""Parquet files, as DuckDB reads them."""

import re
from pathlib import Path

import duckdb
from duckdb import ColumnExpression

from survey.codebook import Source
from survey.database import query
from survey.engine import ROW, DuckEngine, Engine
from survey.errors import IntakeError
from survey.intake.csv import GLOBBED
from survey.intake.kinds import kind
from survey.intake.sheet import Column, Sheet, not_too_wide
from survey.told import Told, told

MOST_ROWS = 100  # in a byte: more are all alike, and made to fill a memory
FULL = re.compile("could not write|no space|offload", re.IGNORECASE)  # a disk, not the file


def read(path: Path, connection: duckdb.DuckDBPyConnection, _asked: Source) -> Sheet:
    """The file's rows, not loaded yet; the first row of answers is row 1. Raises IntakeError."""
    if GLOBBED & set(str(path)):
        raise IntakeError(path.name, [told("has a path with * ? [ ] {{ or }} in it; rename it")])
    try:
        relation = DuckEngine(connection).parquet(path)
        [(rows,)] = relation.count("*").fetchall()
        [(declared,)] = connection.execute(query("intake/declared").sql, {"file": str(path)}).fetchall()
    except (duckdb.Error, RuntimeError) as error:
        raise IntakeError(path.name, [damaged(error, path)]) from None
    _possible(path, rows, declared)
    return _sheet(path, relation)


def far(path: Path, engine: Engine) -> Sheet:
    """The same of what an engine elsewhere reads: a file, a folder or an address."""
    relation = engine.parquet(path)
    [(rows,)] = engine.fetched(relation.count("*"))
    if not rows:
        raise IntakeError(path.name, [told("holds no row; export the answers again")])
    return _sheet(path, relation)


def _sheet(path: Path, relation: duckdb.DuckDBPyRelation) -> Sheet:
    columns = tuple(Column(name, name) for name in relation.columns if name != ROW)
    not_too_wide(columns, path.name)
    nested = [name for name, kind in zip(relation.columns, relation.types, strict=True) if _nested(str(kind))]
    if nested:
        problems = [
            told('column "{column}": holds lists or tables; flatten it', column=one) for one in nested
        ]
        raise IntakeError(path.name, problems)
    return Sheet("plain", columns, relation, ColumnExpression(ROW), 1)


def _possible(path: Path, rows: int, declared: int) -> None:
    """Raises IntakeError for rows that are not there, and for more than a file of its size can tell apart."""
    if rows != declared:
        problem = told(
            "declares {declared:,} rows and holds {rows:,}; it is damaged: export it again",
            declared=declared,
            rows=rows,
        )
        raise IntakeError(path.name, [problem])
    if not rows:
        raise IntakeError(path.name, [told("holds no row; export the answers again")])
    if rows > MOST_ROWS * (size := path.stat().st_size):
        problem = told(
            "holds {rows:,} rows in {size:,} bytes, which is too much when unpacked; save it as CSV",
            rows=rows,
            size=size,
        )
        raise IntakeError(path.name, [problem])


def at_fault(path: Path, error: Exception) -> bool:
    """Whether an error while rows are used is of a Parquet file: its pages are read as late as that.

    Not where the program asked for what cannot be, or a disk is full.
    """
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException):
        return False
    if isinstance(error, duckdb.IOException) and FULL.search(_first(error)):
        return False
    return kind(path) == "parquet"


def damaged(error: Exception, path: Path) -> Told:
    """Why a file cannot be read, and what would mend that."""
    why = _first(error).replace(str(path), path.name)
    if codec := re.search(r'compression codec "(\w+)"', why):
        return told(
            "is packed in a way that is not read ({codec}); save it with zstd or snappy, or as CSV",
            codec=codec[1],
        )
    return told("is damaged or cut short: {why}; export it again", why=why)


def _first(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _nested(kind: str) -> bool:
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "BLOB"))
