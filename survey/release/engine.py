"""What counts: it runs the statements of queries/release on the private answers, wherever they lie."""

from collections.abc import Mapping
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from survey.database import fetched, query


class Engine(Protocol):
    """Holds the table `respondents`, and what statements make of it."""

    def give(self, name: str, columns: Mapping[str, pa.Array]) -> None:
        """A small table of that name, for statements to read."""

    def make(self, statement: str, **parameters: object) -> None:
        """Run a statement of queries/ that creates a table or view, in place of one of that name."""

    def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a statement of queries/."""

    def table(self, statement: str, **parameters: object) -> pa.Table:
        """The same as columns."""


class DuckEngine:
    """DuckDB, in this process."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

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
