"""What reads and counts: relations and the statements of queries/, wherever the private answers lie."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from survey.database import fetched, query

# The column of a Parquet file's relation that tells a row's place, from 0 up.
ROW = "file_row_number"


class Engine(Protocol):
    """Holds what was read of a file, the table `respondents`, and what statements make of them.

    `connection` is where relations are put together. Of an engine that is `far` it holds the same tables and
    views without a row, so a relation tells what to ask, and the engine asks it.
    """

    connection: duckdb.DuckDBPyConnection
    far: bool

    def parquet(self, path: Path) -> duckdb.DuckDBPyRelation:
        """The rows of a Parquet file, not loaded yet, with their place in ROW."""

    def view(self, relation: duckdb.DuckDBPyRelation, name: str) -> None:
        """Call a relation by a name."""

    def fetched(self, relation: duckdb.DuckDBPyRelation) -> list[tuple[Any, ...]]:
        """The rows of a relation."""

    def give(self, name: str, columns: Mapping[str, pa.Array]) -> None:
        """A small table of that name, for statements to read."""

    def make(self, statement: str, **parameters: object) -> None:
        """Run a statement of queries/ that creates a table or view, in place of one of that name."""

    def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a statement of queries/."""

    def table(self, statement: str, **parameters: object) -> pa.Table:
        """The same as columns."""


Start = Callable[[duckdb.DuckDBPyConnection], AbstractContextManager[Engine]]
"""An engine for one import, beside a private database."""


class DuckEngine:
    """DuckDB, in this process."""

    far = False

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def parquet(self, path: Path) -> duckdb.DuckDBPyRelation:
        """The rows of a file and their places. Raises duckdb.Error."""
        return self.connection.read_parquet(str(path), file_row_number=True, hive_partitioning=False)

    def view(self, relation: duckdb.DuckDBPyRelation, name: str) -> None:
        """A view of that name."""
        relation.create_view(name, replace=True)

    def fetched(self, relation: duckdb.DuckDBPyRelation) -> list[tuple[Any, ...]]:
        """The rows of a relation."""
        return relation.fetchall()

    def give(self, name: str, columns: Mapping[str, pa.Array]) -> None:
        """A view of that name on these columns."""
        self.connection.from_arrow(pa.table(dict(columns))).create_view(name, replace=True)

    def make(self, statement: str, **parameters: object) -> None:
        """Create what the statement creates."""
        self.connection.execute(query(statement).sql, parameters or None)

    def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a statement as dicts."""
        return fetched(self.connection, query(statement), **parameters)

    def table(self, statement: str, **parameters: object) -> pa.Table:
        """The rows of a statement as columns."""
        return self.connection.sql(query(statement).sql, params=parameters or None).to_arrow_table()


@contextmanager
def duck(connection: duckdb.DuckDBPyConnection) -> Iterator[Engine]:
    """The private database itself."""
    yield DuckEngine(connection)
