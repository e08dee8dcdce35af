"""Parquet files, as DuckDB reads them."""

from pathlib import Path

import duckdb
from duckdb import ColumnExpression

from survey.codebook import Source
from survey.errors import IntakeError
from survey.intake.csv import GLOBBED
from survey.intake.sheet import Column, Sheet, not_too_wide
from survey.told import told

ROW = "file_row_number"


def read(path: Path, connection: duckdb.DuckDBPyConnection, _asked: Source) -> Sheet:
    """The file's rows, not loaded yet; the first row of answers is row 1. Raises IntakeError."""
    if GLOBBED & set(str(path)):
        raise IntakeError(path.name, [told("has a path with * ? [ ] {{ or }} in it; rename it")])
    try:
        relation = connection.read_parquet(str(path), file_row_number=True, hive_partitioning=False)
        rows = relation.limit(1).fetchall()
    except duckdb.Error as error:
        problem = told("is damaged or cut short: {why}", why=str(error).splitlines()[0])
        raise IntakeError(path.name, [problem]) from None
    if not rows:
        raise IntakeError(path.name, [told("holds no row; export the answers again")])
    names = [name for name in relation.columns if name != ROW]
    not_too_wide(names, path.name)
    nested = [name for name, kind in zip(relation.columns, relation.types, strict=True) if _nested(str(kind))]
    if nested:
        problems = [
            told('column "{column}": holds lists or tables; flatten it', column=one) for one in nested
        ]
        raise IntakeError(path.name, problems)
    columns = tuple(Column(name, name) for name in names)
    return Sheet("plain", columns, relation, ColumnExpression(ROW), 1)


def _nested(kind: str) -> bool:
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "BLOB"))
