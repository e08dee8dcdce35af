"""Parquet files, as DuckDB reads them."""

from pathlib import Path

import duckdb
from duckdb import ColumnExpression

from survey.errors import IntakeError
from survey.intake.columns import Source
from survey.study import Study

MAGIC = b"PAR1"
ROW = "file_row_number"


def read(_study: Study, path: Path, connection: duckdb.DuckDBPyConnection) -> Source:
    """The file's rows, not loaded yet; the first row of answers is row 1. Raises IntakeError."""
    with path.open("rb") as file:
        if file.read(4) != MAGIC:
            raise IntakeError(path.name, ["is not a Parquet file, though its name says so; export it again"])
    try:
        relation = connection.read_parquet(str(path), file_row_number=True)
        rows = relation.limit(1).fetchall()
    except duckdb.Error as error:
        raise IntakeError(path.name, [f"is damaged or cut short: {str(error).splitlines()[0]}"]) from None
    if not rows:
        raise IntakeError(path.name, ["holds no row; export the answers again"])
    columns = tuple(name for name in relation.columns if name != ROW)
    nested = [name for name, kind in zip(relation.columns, relation.types, strict=True) if _nested(str(kind))]
    if nested:
        raise IntakeError(
            path.name, [f'column "{name}": holds lists or tables; flatten it' for name in nested]
        )
    return Source(relation, columns, ColumnExpression(ROW), 1)


def _nested(kind: str) -> bool:
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "BLOB"))
