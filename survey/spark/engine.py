"""The engine that hands relations and statements to Spark, and keeps an empty twin of every table."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as of
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from survey.database import query
from survey.engine import ROW, DuckEngine
from survey.errors import EngineError, IntakeError
from survey.spark import first
from survey.spark.dialect import Step, asked, steps
from survey.told import told

FILE = "parquet_rows"
NOT_THERE = ("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA")


class SparkEngine:
    """Spark holds the rows; the connection holds the same tables without any, which say how they look.

    A table is kept in the cluster's memory and disks until another takes its place. A view keeps what its
    tables were when it was made, so it is made anew after them.
    """

    far = True

    def __init__(self, session: SparkSession, connection: duckdb.DuckDBPyConnection, master: str) -> None:
        self.connection = connection
        self._session, self._twin, self._master = session, DuckEngine(connection), master
        self._kept: dict[str, str] = {}
        self._views: set[str] = set()
        self._made = 0

    def parquet(self, path: Path) -> duckdb.DuckDBPyRelation:
        """A file, a folder of them, or an address. Raises IntakeError where nothing is there."""
        with self._telling(path):
            rows = _numbered(self._session.read.parquet(located(path)))
            self._name(rows, FILE)
            self._twin.view(self.connection.from_arrow(to_arrow_schema(rows.schema).empty_table()), FILE)
        return self.connection.view(FILE)

    def view(self, relation: duckdb.DuckDBPyRelation, name: str) -> None:
        """A view of that name, here and there."""
        with self._telling():
            self._name(self._session.sql(asked(relation.sql_query())), name)
        self._twin.view(relation, name)

    def fetched(self, relation: duckdb.DuckDBPyRelation) -> list[tuple[Any, ...]]:
        """The rows of a relation."""
        with self._telling():
            return [tuple(row) for row in self._session.sql(asked(relation.sql_query())).collect()]

    def give(self, name: str, columns: Mapping[str, pa.Array]) -> None:
        """A view of that name on these columns."""
        table = pa.table(dict(columns))
        with self._telling():
            rows = table if len(table) else []  # Spark Connect takes no table without rows
            self._name(self._session.createDataFrame(rows, from_arrow_schema(table.schema)), name)
        self._twin.view(self.connection.from_arrow(table.schema.empty_table()), name)

    def make(self, statement: str, **parameters: object) -> None:
        """Do what the statement does, here and there."""
        self._twin.make(statement, **parameters)
        for step in steps(query(statement).sql):
            with self._telling():
                self._do(step, parameters)

    def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a statement as dicts."""
        with self._telling():
            return [row.asDict() for row in self._asked(statement, parameters).collect()]

    def table(self, statement: str, **parameters: object) -> pa.Table:
        """The rows of a statement as columns."""
        with self._telling():
            found = self._asked(statement, parameters).toArrow()
        return found.cast(pa.schema([pa.field(one.name, one.type) for one in found.schema]))

    def leave(self) -> None:
        """Nothing of the import is left in the session."""
        with suppress(Exception):  # a session that is gone has nothing either
            for name in (*self._views, *self._kept.values()):
                self._session.catalog.dropTempView(name)

    def _asked(self, statement: str, parameters: dict[str, Any]) -> DataFrame:
        return self._session.sql(asked(query(statement).sql), args=parameters or None)

    def _name(self, rows: DataFrame, name: str) -> None:
        rows.createOrReplaceTempView(name)
        self._views.add(name)

    def _do(self, step: Step, parameters: dict[str, Any]) -> None:
        before = self._kept.pop(step.name, None)
        if step.kind == "drop":
            self._session.catalog.dropTempView(step.name)
        else:
            rows = self._session.sql(step.select, args=parameters or None)
            self._name(self._keep(step, rows) if step.kind == "table" else rows, step.name)
        if before:
            self._session.catalog.dropTempView(before)

    def _keep(self, step: Step, rows: DataFrame) -> DataFrame:
        """The rows, worked out once: when first asked for, or now where they are made of what goes.

        Those are cut off from where they came from, so that later plans stay small; when a worker is lost
        with them, the import fails and nothing is counted twice.
        """
        if step.onward:
            return rows.localCheckpoint(storageLevel=StorageLevel.MEMORY_AND_DISK)
        self._made += 1
        kept = f"{step.name}_{self._made}"
        rows.createOrReplaceTempView(kept)
        self._kept[step.name] = kept
        self._session.catalog.cacheTable(kept)
        return self._session.table(kept)

    @contextmanager
    def _telling(self, path: Path | None = None) -> Iterator[None]:
        """What Spark says is wrong, as an error for people."""
        try:
            yield
        except PySparkException as error:
            if path and error.getCondition() in NOT_THERE:
                raise IntakeError(str(path), [told("is not there; check the name")]) from None
            raise self._stopped(error) from None
        except (Py4JError, OSError) as error:
            raise self._stopped(error) from None

    def _stopped(self, error: Exception) -> EngineError:
        return EngineError(self._master, [told("gave up: {why}", why=first(error))])


def located(path: Path) -> str:
    """A path as Spark takes it; an address has lost a slash on its way."""
    return re.sub(r"^([a-z][a-z0-9+.-]+):/(?=[^/])", r"\1://", str(path))


def _numbered(rows: DataFrame) -> DataFrame:
    """The rows with their places: through the files of a folder in the order of their names."""
    placed = rows.select(
        "*", of.col("_metadata.row_index").alias(ROW), of.col("_metadata.file_path").alias(FILE)
    )
    if len(rows.inputFiles()) < 2:
        return placed.drop(FILE)
    counts = {row[FILE]: row["count"] for row in placed.groupBy(FILE).count().collect()}
    start = of.element_at(of.create_map(*map(of.lit, _starts(counts))), of.col(FILE))
    return placed.withColumn(ROW, of.col(ROW) + start).drop(FILE)


def _starts(counts: Mapping[str, int]) -> Iterator[str | int]:
    """Each file and how many rows stand before it, one after the other."""
    before = 0
    for file, rows in sorted(counts.items()):
        yield from (file, before)
        before += rows
