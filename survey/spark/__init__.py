"""Apache Spark as what reads and counts, for answers beyond one machine. Loaded only when it is asked for."""

import logging
import os
import re
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from survey.engine import Engine, Start
from survey.errors import EngineError
from survey.told import told

MASTER = re.compile(r"local(\[(\d+|\*)\])?|(?P<scheme>spark|sc)://(?P<hosts>[^\s/;]+)\S*")
PORTS = {"spark": 7077, "sc": 15002}
SECONDS = 5  # for a host to answer
UNSAID = "200"  # into how many parts Spark sorts rows where nobody has said it
HERE = {
    "spark.driver.memory": os.environ.get("SPARK_DRIVER_MEMORY", "3g"),
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
ALWAYS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    # What is inferred from fourteen items with a CASE each outgrows any memory before a row is read.
    "spark.sql.constraintPropagation.enabled": "false",
}
STARTED = {
    "spark.sql.warehouse.dir": str(Path(tempfile.gettempdir()) / "survey-warehouse"),
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
}


def on(master: str) -> Start:
    """An engine on a master: local[…], spark://host:port, or Spark Connect at sc://host:port.

    Starting it raises EngineError where Spark, Java or the master is not there.
    """

    @contextmanager
    def start(connection: duckdb.DuckDBPyConnection) -> Iterator[Engine]:
        engine_of = _loaded(master)
        _answers(master)
        session, ours = _session(master)
        engine = engine_of(session, connection, master)
        try:
            yield engine
        finally:
            engine.leave()
            if ours:
                session.stop()

    return start


def _loaded(master: str) -> Any:
    """The class of engine. Raises EngineError where a package is missing."""
    try:
        from survey.spark.engine import SparkEngine
    except ImportError as error:
        problem = told(
            "needs packages that are not here ({why}): pip install -r requirements-spark.lock", why=str(error)
        )
        raise EngineError(master, [problem]) from None
    return SparkEngine


def _answers(master: str) -> None:
    """Raises EngineError where nobody listens at any of the hosts of a master."""
    found = MASTER.fullmatch(master)
    if not found or not found["scheme"]:
        return
    for one in found["hosts"].split(","):
        host, _, port = one.partition(":")
        try:
            socket.create_connection((host, int(port or PORTS[found["scheme"]])), SECONDS).close()
            return
        except (OSError, ValueError) as error:
            why = str(error)
    raise EngineError(master, [told("does not answer: {why}; check its address and port", why=why)])


def _session(master: str) -> tuple[Any, bool]:
    """A session of Spark, and whether it was started for this. Raises EngineError."""
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    warnings.filterwarnings(
        "ignore", "PySpark does not yet fully support pandas", FutureWarning
    )  # none is used
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # errors are told below
    far = master.startswith("sc://")
    if not far and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise EngineError(master, [_without_java()])
    if active := SparkSession.getActiveSession():
        return active, False
    builder = SparkSession.builder
    builder = builder.remote(master) if far else builder.master(master).appName("survey import")
    here = HERE if master.startswith("local") else {}
    for name, value in (ALWAYS if far else ALWAYS | STARTED | here).items():
        builder = builder.config(name, value)
    try:
        started = builder.getOrCreate()
        if not far and started.conf.get("spark.sql.shuffle.partitions") == UNSAID:
            parts = 2 * started.sparkContext.defaultParallelism  # as many as the cores there are can use
            started.conf.set("spark.sql.shuffle.partitions", str(parts))
        return started, True
    except PySparkException as error:
        if error.getCondition() == "JAVA_GATEWAY_EXITED":
            raise EngineError(master, [_without_java()]) from None
        raise EngineError(master, [told("does not start: {why}", why=first(error))]) from None
    except Exception as error:  # noqa: BLE001 - a gateway to another process may raise anything
        raise EngineError(master, [told("does not start: {why}", why=first(error))]) from None


def _without_java() -> Any:
    return told("needs Java 17 or newer; install it, or name it in JAVA_HOME")


def first(error: BaseException) -> str:
    """What an error says first, on one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__
