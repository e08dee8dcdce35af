"""The one door for files: whatever the format, a Sheet comes in, or an IntakeError says what is wrong."""

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from survey.codebook import Source
from survey.database import digest
from survey.engine import Engine
from survey.errors import IntakeError
from survey.intake import csv, parquet, spss, xlsx
from survey.intake.kinds import KINDS, kind
from survey.intake.sheet import Sheet
from survey.told import told

Reader = Callable[[Path, duckdb.DuckDBPyConnection, Source], Sheet]
READERS: dict[str, Reader] = {"csv": csv.read, "parquet": parquet.read, "xlsx": xlsx.read, "sav": spss.read}


def opened(path: Path, connection: duckdb.DuckDBPyConnection, asked: Source) -> Sheet:
    """The rows of a file, on the connection, as the codebook's [source] asks. Raises IntakeError.

    The rows of a Parquet file are read when they are used, so the file must stay; see `still`.
    """
    regular(path)
    return READERS[kind(path)](path, connection, asked)


def far(path: Path, engine: Engine) -> Sheet:
    """The rows of a Parquet file, a folder of them or an address, as an engine elsewhere sees them.

    Raises IntakeError. A file that is here too is looked at here first, like every other.
    """
    if path.is_file():
        regular(path)
        if (found := kind(path)) != "parquet":
            problem = told(
                "is {kind}, and Spark reads Parquet; save it as Parquet, or leave --engine out",
                kind=KINDS[found].said,
            )
            raise IntakeError(path.name, [problem])
    return parquet.far(path, engine)


def regular(path: Path) -> None:
    """Raises IntakeError for what is not a file with something in it. Nothing is opened."""
    try:
        found = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise IntakeError(str(path), [told("is a link to nothing; check the name")]) from None
        raise IntakeError(str(path), [told("is not there; check the name")]) from None
    except (NotADirectoryError, ValueError):
        raise IntakeError(str(path), [told("is not there; check the name")]) from None
    if stat.S_ISDIR(found.st_mode):
        raise IntakeError(str(path), [told("is a folder; name one file in it")])
    if not stat.S_ISREG(found.st_mode):
        raise IntakeError(str(path), [told("is not a file but a device or a pipe; save the answers first")])
    if found.st_size == 0:
        raise IntakeError(path.name, [told("is empty; export the answers again")])


@contextmanager
def still(path: Path) -> Iterator[None]:
    """While a file is read. Raises IntakeError where it is not afterwards what it was before."""
    regular(path)
    before = _trace(path)
    yield
    if _trace(path) != before:
        raise IntakeError(path.name, [told("changed while it was read; import it when it is finished")])


def _trace(path: Path) -> tuple[int, int, str]:
    try:
        found = path.stat()
        return found.st_ino, found.st_size, digest(path)
    except FileNotFoundError:
        return 0, 0, ""
