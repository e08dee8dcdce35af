"""Which release is current, which is shown, and what a statement of queries/ finds in it."""

import hashlib
import json
import os
import re
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

import duckdb
import pyarrow as pa

from survey.codebook import ALL, CROSS
from survey.errors import NewerError, OutdatedError, ReleaseError, StudyError
from survey.study import Study
from survey.told import Told, told

FORMAT = 4
QUERIES = Path(__file__).resolve().parent.parent / "queries"
FAULTY = 10  # seconds after which a release that could not be opened is tried again
_OPENING = Lock()
_FILE = re.compile(r"(?P<study>[a-z0-9-]+)-(?P<number>\d{4,})-(?P<digest>[0-9a-f]{12})\.duckdb")
_LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "autoload_known_extensions": "false", "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false", "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "memory_limit": "256MB", "threads": "2", "async_threads": "1",
    "temp_directory": "", "max_temp_directory_size": "0MB",
    "max_execution_time": "2000",
}  # fmt: skip
_LOCKS = (
    "SET enable_external_access = false",
    "SET disabled_filesystems = 'LocalFileSystem'",
    "SET lock_configuration = true",
)


@dataclass(frozen=True)
class Query:
    """One statement of queries/: its name, its text, and the columns its header promises.

    returns  name and DuckDB type of every column; empty for a statement that returns nothing
    """

    name: str
    sql: str
    returns: tuple[tuple[str, str], ...]


@cache
def query(name: str) -> Query:
    """The statement of queries/<name>.sql."""
    sql = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    promised = re.findall(r"^-- (?:returns:|        ) (.*)$", sql, re.MULTILINE)
    columns = re.findall(r'"?(\w+)"? ([A-Z]+(?:\[\])?)(?:,|$)', " ".join(promised))
    return Query(name, sql, tuple(columns))


@dataclass(frozen=True)
class Entry:
    """A release on the shelf: the file that holds it.

    study   its study's id
    number  1 for the study's first release, and so on
    digest  the first 12 hex digits of the file's SHA-256
    """

    study: str
    number: int
    digest: str
    path: Path

    @property
    def name(self) -> str:
        """What a reader calls it, as in executives-2015-3."""
        return f"{self.study}-{self.number}"

    @property
    def created(self) -> datetime:
        """When its file was finished."""
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    @property
    def withdrawn(self) -> bool:
        """Whether it is never shown in place of another: it was stepped back from, or tells too much beside
        one that came after it."""
        return self._withdrawal.exists()

    @property
    def _withdrawal(self) -> Path:
        return self.path.with_name(f"{self.path.name}.withdrawn")

    def withdraw(self) -> None:
        """Have it never shown in place of another, nor gone back to."""
        self._withdrawal.touch()

    def restore(self) -> None:
        """Undo `withdraw`."""
        self._withdrawal.unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete its file and what lies beside it."""
        self.path.unlink(missing_ok=True)
        self.restore()

    @classmethod
    def at(cls, path: Path) -> "Entry | None":
        """The entry of a file that is named like a release, else None."""
        match = _FILE.fullmatch(path.name)
        return cls(match["study"], int(match["number"]), match["digest"], path) if match else None


class Release:
    """One release, read whole and checked against the digest in its file's name.

    Nothing that happens to the file later changes what it says. Its rows are read through `rows` and nothing
    else; what was worked out of it (`remembered`) goes with it.
    """

    def __init__(self, entry: Entry) -> None:
        self.entry, self._connection = entry, _loaded(entry.path)
        self.worked_out: dict[Any, Any] = {}
        try:
            self._whole()
            self._check_format()
            about = self.rows(query("release"))[0]
            if not about["complete"]:
                raise ReleaseError(entry.path.name, [told("was never finished; import the answers again")])
            self.study = Study.from_toml(about["codebook"], f"codebook of {entry.name}")
            self.codebook: str = about["codebook"]
            self.created: str = about["created"]
            self.groups, self.tables = self._groups()
            self.interviews = self._interviews()
        except (duckdb.Error, StudyError, LookupError) as error:
            self.close()
            raise ReleaseError(entry.path.name, [_unopened(error)]) from None
        except ReleaseError:
            self.close()
            raise

    @property
    def name(self) -> str:
        """What a reader calls it, as in executives-2015-3."""
        return self.entry.name

    def check(self) -> None:
        """Ask it for its numbers anew, and its file whether it is what was published. Raises ReleaseError."""
        self._whole()
        try:
            if not self.rows(query("bases"), dimension=ALL, whole=ALL):
                raise ReleaseError(self.name, [told("holds no numbers; import the answers again")])
        except duckdb.Error as error:
            problem = told("does not answer: {why}", why=str(error).splitlines()[0])
            raise ReleaseError(self.name, [problem]) from None

    def _check_format(self) -> None:
        """Raises NewerError or OutdatedError when another version of the program made it."""
        made = self.rows(query("format"))[0]["format"]
        if made > FORMAT:
            problem = told("was made by a newer version of the program; update this one")
            raise NewerError(self.entry.path.name, [problem])
        if made < FORMAT:
            problem = told(
                "is of format {format}, this program reads {known}; import the answers again",
                format=made,
                known=FORMAT,
            )
            raise OutdatedError(self.entry.path.name, [problem])

    def _whole(self) -> None:
        """Raises ReleaseError when the file is not the one that was published."""
        try:
            found = digest(self.entry.path)
        except OSError as error:
            raise ReleaseError(self.entry.path.name, [_unreadable(error)]) from None
        if not found.startswith(self.entry.digest):
            problem = told(
                "has changed since it was published; run `python -m survey rollback` or import anew"
            )
            raise ReleaseError(self.entry.path.name, [problem])

    def _groups(self) -> tuple[dict[str, dict[str, tuple[str, ...]]], tuple[tuple[str, ...], ...]]:
        """dimension → published group → the codebook's groups in it, in the codebook's order; and which
        dimensions are published crossed."""
        found: dict[str, dict[str, tuple[str, ...]]] = {one.id: {} for one in self.study.dimensions}
        tables: dict[tuple[str, ...], None] = {}
        for row in self.rows(query("groups")):
            if CROSS in row["dimension"]:
                tables[tuple(row["dimension"].split(CROSS))] = None
            else:
                found[row["dimension"]][row["group"]] = tuple(row["members"])
        return {dimension: groups for dimension, groups in found.items() if groups}, tuple(tables)

    def _interviews(self) -> dict[str, dict[str, bool]]:
        """theme → number of the interview → whether it was raised there, in the order of the file; empty
        for a study without interviews."""
        found: dict[str, dict[str, bool]] = {}
        for row in self.rows(query("interviews")):
            found.setdefault(row["theme"], {})[row["interview"]] = row["raised"]
        return found

    def rows(self, statement: Query, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a statement as dicts, in its order. A cursor per call, so any thread may ask.

        Raises ReleaseError for anything but one SELECT, duckdb.Error for one that fails or takes too long.
        """
        if not _asks(statement.sql):
            raise ReleaseError(self.name, [told("answers one SELECT at a time and nothing else")])
        return fetched(self._connection.cursor(), statement, **parameters)

    def table(self, name: str) -> list[dict[str, Any]]:
        """Every row of one table."""
        rows = self._connection.cursor().table(name)
        return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]

    def close(self) -> None:
        """Let go of what was read."""
        self._connection.close()

    def columns(self, statement: Query, **parameters: object) -> tuple[tuple[str, str], ...]:
        """Name and DuckDB type of every column that a statement gives."""
        cursor = self._connection.cursor().execute(statement.sql, parameters or None)
        return tuple((name, str(kind)) for name, kind, *_ in cursor.description)


def fetched(
    connection: duckdb.DuckDBPyConnection, statement: Query, **parameters: object
) -> list[dict[str, Any]]:
    """The rows of a statement on any connection, as dicts."""
    result = connection.execute(statement.sql, parameters or None)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def give(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Rows of text as a view of that name, for a statement to read."""
    texts = {column: pa.array([row[at] for row in rows], pa.string()) for at, column in enumerate(columns)}
    connection.from_arrow(pa.table(texts)).create_view(name, replace=True)


def _loaded(path: Path) -> duckdb.DuckDBPyConnection:
    """A copy of the file in memory, in a database that can do nothing but answer."""
    if path.with_name(f"{path.name}.wal").exists():
        problem = told("has a write-ahead log beside it, so it was never finished; remove both")
        raise ReleaseError(path.name, [problem])
    try:
        connection = duckdb.connect(config=_LIMITS)
    except duckdb.Error as error:
        raise ReleaseError(path.name, [_unopened(error)]) from None
    try:
        connection.execute(f"ATTACH '{_quoted(path)}' AS file (READ_ONLY)")
        connection.execute("COPY FROM DATABASE file TO memory")
        connection.execute("DETACH file")
        for lock in _LOCKS:
            connection.execute(lock)
    except duckdb.Error as error:
        connection.close()
        raise ReleaseError(path.name, [_unopened(error)]) from None
    return connection


def codebook_of(entry: Entry) -> str:
    """The codebook in a release, whatever its format. Raises ReleaseError."""
    with closing(_loaded(entry.path)) as connection:
        try:
            return str(fetched(connection, query("release"))[0]["codebook"])
        except (duckdb.Error, LookupError) as error:
            raise ReleaseError(entry.path.name, [_unopened(error)]) from None


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _unopened(error: Exception) -> Told:
    return told("cannot be opened: {why}", why=(str(error) or type(error).__name__).splitlines()[0])


def _unreadable(error: OSError) -> Told:
    return told("cannot be read: {why}", why=error.strerror or type(error).__name__)


@lru_cache(maxsize=256)
def _asks(sql: str) -> bool:
    """Whether it is one SELECT."""
    return [one.type for one in duckdb.extract_statements(sql)] == [duckdb.StatementType.SELECT]


_Key = tuple[Entry, tuple[int, ...]]
_OPEN: WeakValueDictionary[_Key, Release] = WeakValueDictionary()
_FAULTS: dict[Entry, tuple[tuple[int, ...], float, ReleaseError]] = {}  # its file's state, when, and what


def open_release(entry: Entry) -> Release:
    """The release of an entry, opened once for all who have it, and anew when its file changes.

    One at fault is tried again when its file changes, and after FAULTY seconds: the fault may lie elsewhere.
    Raises ReleaseError.
    """
    try:
        state = _state(entry.path)
    except OSError as error:
        raise ReleaseError(entry.path.name, [_unreadable(error)]) from None
    with _OPENING:
        if (release := _OPEN.get((entry, state))) is None:
            seen, when, fault = _FAULTS.get(entry, ((), 0.0, None))
            if fault and seen == state and time.monotonic() < when + FAULTY:
                raise fault.ending(fault.outcome)
            try:
                release = _OPEN[entry, state] = Release(entry)
            except ReleaseError as error:
                _FAULTS[entry] = state, time.monotonic(), error.ending(error.outcome)
                raise
        return release


def _state(path: Path) -> tuple[int, ...]:
    """What changes when a file does. Raises OSError."""
    now = path.stat()
    return now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns


def _state_if_there(path: Path) -> tuple[int, ...]:
    with suppress(FileNotFoundError):
        return _state(path)
    return ()


def _stands_in(entry: Entry, current: Entry | None) -> bool:
    """Whether it may be shown for the current one: it came before it, where that is known, and was not
    withdrawn."""
    return not entry.withdrawn and (current is None or entry.number < current.number)


_SHOWN: dict[Path, Release] = {}
_LISTED: dict[Path, tuple[str, ...]] = {}


class Releases:
    """The shelf: a folder of releases, one sub-folder and one pointer, CURRENT, per study."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def studies(self) -> tuple[str, ...]:
        """The ids of all studies that have been published; as last seen while the folder cannot be read."""
        try:
            found = tuple(sorted(one.name for one in self.folder.iterdir() if self._published(one.name)))
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError:
            return _LISTED.get(self.folder, ())
        _LISTED[self.folder] = found
        return found

    def _published(self, study: str) -> bool:
        return (self.folder / study / "CURRENT").exists() or bool(self.entries(study))

    def edition(self) -> str:
        """A word for what is current of every study, the same on every machine."""
        names = []
        for study in self.studies():
            with suppress(ReleaseError):
                entry = self.current(study)
                names.append(entry.path.name if entry else "")
        return hashlib.sha256(repr(names).encode()).hexdigest()[:12]

    def current(self, study: str) -> Entry | None:
        """The release that a study's pointer names; None before its first. Raises ReleaseError."""
        pointer = self.folder / study / "CURRENT"
        try:
            if state := _state_if_there(pointer):
                return _pointed(pointer, state)
            if self.entries(study):
                raise ReleaseError(str(pointer), [_nowhere()])
            return None
        except OSError as error:
            raise ReleaseError(str(pointer), [_unreadable(error)]) from None

    def open(self, study: str) -> Release:
        """The current release of a study, opened. Raises ReleaseError."""
        entry = self.current(study)
        if entry is None:
            raise ReleaseError(study, [told("has no release yet; run `python -m survey import`")])
        return open_release(entry)

    def shown(self, study: str) -> tuple[Release, ReleaseError | None]:
        """What readers see of a study: its current release, or the last good one while that is at fault.

        With it what is wrong. Raises ReleaseError when there is none to show.
        """
        key, fault = self.folder / study, None
        last = _SHOWN.get(key)
        try:
            release = self.open(study)
        except ReleaseError as error:
            release, fault = self._last_good(study, last, error), error
        if release is not last:
            _SHOWN[key] = release
            if last:
                last.worked_out.clear()
        return release, fault

    def _last_good(self, study: str, held: Release | None, fault: ReleaseError) -> Release:
        """The newest release that stands in for the current one: of the files, or the one held in memory."""
        current = self._known(study)
        if held and held.entry != current and not _stands_in(held.entry, current):
            held = None
        with suppress(OSError):
            for entry in reversed(self._earlier(study, current)):
                if held and held.entry.number >= entry.number:
                    break
                with suppress(ReleaseError):
                    return open_release(entry)
        if held:
            return held
        raise fault

    def _known(self, study: str) -> Entry | None:
        """The current release; None where its pointer does not tell."""
        with suppress(ReleaseError):
            return self.current(study)
        return None

    def _earlier(self, study: str, current: Entry | None) -> list[Entry]:
        """The releases that may stand in for the current one, oldest first."""
        return [one for one in self.entries(study) if _stands_in(one, current)]

    def entries(self, study: str) -> tuple[Entry, ...]:
        """Every release of a study that is still kept, oldest first."""
        found = (Entry.at(path) for path in (self.folder / study).glob("*.duckdb"))
        return tuple(sorted((entry for entry in found if entry), key=lambda entry: entry.number))

    def step_back(self, study: str) -> Entry:
        """Make the good release before the current one current, the newest when the pointer is broken.

        The one that was current is withdrawn. Raises ReleaseError when there is none to go back to; then all
        stays as it was.
        """
        current = self._known(study)
        for entry in reversed(self._earlier(study, current)):
            with suppress(ReleaseError):
                open_release(entry)
                break
        else:
            raise ReleaseError(study, [told("has no earlier release to go back to")])
        try:
            if current:
                current.withdraw()
            self.point(entry)
        except OSError:
            if current and self._known(study) == current:
                current.restore()
            raise
        return entry

    def point(self, entry: Entry) -> None:
        """Make a release the current one, at once and for good: a crash leaves the old or the new."""
        pointer = entry.path.parent / "CURRENT"
        draft = pointer.with_name("CURRENT.new")
        try:
            with draft.open("w", encoding="utf-8") as file:
                json.dump({"file": entry.path.name}, file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(pointer)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(pointer.parent)


@lru_cache(maxsize=64)
def _pointed(pointer: Path, _state: tuple[int, ...]) -> Entry:
    """The entry that a pointer file names. Keyed by what changes when the pointer does."""
    try:
        file = json.loads(pointer.read_text(encoding="utf-8"))["file"]
        entry = Entry.at(pointer.with_name(Path(file).name))
    except (ValueError, KeyError, TypeError):
        entry = None
    if not entry or not entry.path.is_file():
        raise ReleaseError(str(pointer), [_nowhere()])
    return entry


def _nowhere() -> Told:
    return told("does not name a release; run `python -m survey rollback` or import the answers again")


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
