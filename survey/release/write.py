"""A release's file: built beside the others, opened again and checked, then named and pointed to."""

import os
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from survey.database import FORMAT, Entry, Release, Releases, digest, query, sync_folder
from survey.errors import ReleaseError
from survey.release.cells import Tables
from survey.study import Study
from survey.told import told

KEPT = 5
TABLES = ("groups", "bases", "counts", "shared", "tests", "interviews")


def release(
    study: Study, codebook: str, tables: Tables, releases: Releases, unshown: Collection[str] = ()
) -> tuple[Entry, bool]:
    """The entry that holds these tables and is current now, and whether it is new.

    `unshown` names those before it that nobody has seen and, beside this one, nobody may see.
    """
    folder = releases.folder / study.id
    before = releases.entries(study.id)
    current = _readable_current(study.id, releases)
    if current and _content(current) == _described(codebook, tables):
        return current.entry, False
    number = before[-1].number + 1 if before else 1
    with _draft(folder) as draft:
        _fill(draft, study.id, number, codebook, tables)
        _verify(draft, study.id, codebook, tables)
        name = digest(draft)[:12]
        path = draft.replace(folder / f"{study.id}-{number:04d}-{name}.duckdb")
    sync_folder(folder)
    entry = Entry(study.id, number, name, path)
    _show(entry, releases, [one for one in before if one.name in unshown and not one.withdrawn])
    _clear([*before, entry])
    return entry, True


def _clear(entries: Sequence[Entry]) -> None:
    """Keep the newest KEPT, and as many that one could go back to."""
    kept = [*[one for one in entries if not one.withdrawn][-KEPT:], *entries[-KEPT:]]
    for one in entries:
        if one not in kept:
            with suppress(PermissionError):  # some systems keep what a running app has open
                one.remove()


def _show(entry: Entry, releases: Releases, instead_of: Sequence[Entry]) -> None:
    """Point to a new file, with these withdrawn; one that cannot be pointed to goes, and all is as before."""
    try:
        for one in instead_of:
            one.withdraw()
        releases.point(entry)
    except OSError:
        if not _pointed(entry, releases):
            entry.path.unlink(missing_ok=True)
            for one in instead_of:
                one.restore()
        raise


def _pointed(entry: Entry, releases: Releases) -> bool:
    try:
        return releases.current(entry.study) == entry
    except ReleaseError:
        return False


def _readable_current(study: str, releases: Releases) -> Release | None:
    try:
        return releases.open(study)
    except ReleaseError:
        return None


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A name for a file under construction, which does not outlive a failure."""
    for orphan in folder.glob(".build-*"):
        orphan.unlink()
    path = folder / f".build-{uuid.uuid4().hex}.duckdb"
    try:
        yield path
    finally:
        for leftover in folder.glob(f"{path.name}*"):
            leftover.unlink()


def _fill(path: Path, study: str, number: int, codebook: str, tables: Tables) -> None:
    """Write the tables, bring everything into the one file, and onto the disk."""
    created = datetime.now(UTC).isoformat(timespec="seconds")
    about = [{"study": study, "number": number, "created": created, "format": FORMAT, "codebook": codebook}]
    with duckdb.connect(path, config={"threads": 1}) as connection:
        connection.execute(query("schema").sql)
        for name in TABLES:
            _insert(connection, name, getattr(tables, name))
        _insert(connection, "release", [one | {"complete": True} for one in about])
        connection.execute("CHECKPOINT")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        columns = connection.table(name).columns
        table = pa.table({column: [row[column] for row in rows] for column in columns})
        connection.from_arrow(table).insert_into(name)


def _verify(path: Path, study: str, codebook: str, tables: Tables) -> None:
    """Open it as the app will and compare what is read with what was meant."""
    opened = Release(Entry(study, 0, "", path))
    try:
        if _content(opened) != _described(codebook, tables):
            problem = told("does not read back as it was written; check the disk and import again")
            raise ReleaseError(path.name, [problem])
        for row in opened.rows(query("check")):
            problem = told(
                "{where}: {fault}; this is a defect of the program",
                where=f"{row['dimension']}/{row['group']}/{row['item']}",
                fault=row["fault"],
            )
            raise ReleaseError(path.name, [problem])
    finally:
        opened.close()


Content = tuple[str, tuple[frozenset[tuple[Any, ...]], ...]]


def _content(opened: Release) -> Content:
    """What a release says, whatever its number and date."""
    found = tuple(frozenset(_plain(row) for row in opened.table(name)) for name in TABLES)
    return opened.codebook, found


def _described(codebook: str, tables: Tables) -> Content:
    return codebook, tuple(frozenset(_plain(row) for row in getattr(tables, name)) for name in TABLES)


def _plain(row: dict[str, Any]) -> tuple[Any, ...]:
    """A row as a value that can be compared; the last digits of a sum of weights are noise."""
    return tuple((name, _comparable(value)) for name, value in sorted(row.items()))


def _comparable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return f"{value:.9g}" if isinstance(value, float) else value
