"""The file that the app opens answers with its numbers, at any time, and does nothing else.

While it is at fault, the last good one is shown.
"""

import gc
import os
import random
import shutil
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from survey import database
from survey.database import Entry, Query, Release, Releases, digest, query
from survey.errors import ReleaseError
from survey.published import read_counts
from survey.release.publish import publish_file
from tests.builders import SMALL, letters, write

FILES = (
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/proc/self/environ')",
    "SELECT * FROM read_parquet('https://example.org/a.parquet')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
    "SELECT * FROM numbers",  # a variable of the program: nothing outside the database is a table
)
ACTS = (
    "COPY bases TO '/tmp/stolen.csv'",
    "COPY bases FROM '/etc/passwd'",
    "EXPORT DATABASE '/tmp/stolen'",
    "ATTACH '/tmp/other.duckdb'",
    "ATTACH 'https://example.org/other.duckdb'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET lock_configuration = false",
    "SET memory_limit = '1TB'",
    "SET enable_external_access = true",
    "SET disabled_filesystems = ''",
    "RESET enable_external_access",
    "PRAGMA temp_directory='/tmp'",
    "CREATE PERSISTENT SECRET x (TYPE s3)",
)
WRITES = (
    "DELETE FROM bases",
    "UPDATE bases SET n = 9",
    "INSERT INTO release SELECT * FROM release",
    "DROP TABLE counts",
    "CREATE TABLE x (i INTEGER)",
    "CREATE TEMP TABLE x (i INTEGER)",
    "CREATE MACRO sum(x) AS 7",
    "BEGIN TRANSACTION",
    "DETACH memory",
    "SELECT 1; DELETE FROM bases",
    "",
)


def test_a_release_can_be_open_twice_and_by_many_threads(releases: Releases) -> None:
    entry = releases.current("small")
    assert entry
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: Release(entry), range(16)))
        rows = list(
            pool.map(lambda one: one.rows(query("bases"), dimension="sector", whole="all"), opened * 4)
        )
    assert all(one == rows[0] for one in rows)
    for one in opened[1:]:
        one.close()
    opened[0].check()


@pytest.mark.parametrize("statement", [*FILES, *ACTS, *WRITES])
def test_a_release_does_nothing_but_answer(small: Release, statement: str) -> None:
    numbers = [1]
    with pytest.raises((duckdb.Error, ReleaseError)):
        small.rows(Query("hostile", statement, ()))
    assert numbers
    small.check()


@pytest.mark.parametrize("statement", [*FILES, *ACTS])
def test_the_database_itself_reaches_no_file_no_network_and_no_setting(
    small: Release, statement: str
) -> None:
    """Also where somebody gets a statement past the only way to it."""
    with pytest.raises(duckdb.Error):
        small._connection.cursor().execute(statement).fetchall()


def test_a_statement_that_takes_too_long_is_interrupted_and_the_next_is_answered(small: Release) -> None:
    endless = "SELECT COUNT(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range * b.range = -1"
    with pytest.raises(duckdb.Error, match=r"(?i)interrupt|time"):
        small.rows(Query("endless", endless, ()))
    small.check()


def test_a_statement_that_takes_too_much_memory_fails_and_the_next_is_answered(small: Release) -> None:
    large = "SELECT LIST(range ORDER BY hash(range)) FROM range(60000000)"
    with pytest.raises(duckdb.Error):
        small.rows(Query("large", large, ()))
    small.check()


def test_everything_is_asked_by_parameter(small: Release) -> None:
    assert small.rows(query("shared"), dimension="' OR 1 = 1 --") == []


def shelf(folder: Path, turns: Sequence[int] = (0, 1)) -> Releases:
    """A shelf with a release of the small study for each turn; everybody finds letters a little better."""
    for turn in turns:
        answers = write(folder / "a.csv", letters(("none", "little")[turn]))
        publish_file(SMALL, answers, Releases(folder / "releases"))
    return Releases(folder / "releases")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelf(tmp_path_factory.mktemp("two")).folder


@pytest.fixture
def two(made: Path, tmp_path: Path) -> Releases:
    """A shelf with two releases, which may be damaged."""
    return Releases(shutil.copytree(made, tmp_path / "releases"))


def numbers(release: Release) -> list[float]:
    """What can be read of it, whatever was kept before."""
    release.worked_out.clear()
    return [float(one) for one in read_counts(release, "sector").level.ravel() if one == one]


def flipped(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 0x10]))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def replaced(path: Path) -> None:
    """By the other release, as by a copy onto it."""
    path.write_bytes(min(path.parent.glob("*.duckdb")).read_bytes())


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def logged(path: Path) -> None:
    path.with_name(f"{path.name}.wal").write_bytes(b"x")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a bit is flipped": flipped,
    "its last byte is missing": cut,
    "it is empty": lambda path: path.write_bytes(b""),
    "it is zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "something is appended": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "another is copied onto it": replaced,
    "it is gone": Path.unlink,
    "a log lies beside it": logged,
    "it is a folder": folder,
    "it is text": lambda path: path.write_text("SELECT 1", encoding="utf-8"),
    "the pointer is gone": lambda path: path.with_name("CURRENT").unlink(),
    "the pointer is empty": lambda path: path.with_name("CURRENT").write_text("", encoding="utf-8"),
    "the pointer is half written": lambda path: path.with_name("CURRENT").write_text('{"fil', "utf-8"),
    "the pointer names nothing": lambda path: path.with_name("CURRENT").write_text(
        '{"file": "small-0009-0123456789ab.duckdb"}', encoding="utf-8"
    ),
    "the pointer leads elsewhere": lambda path: path.with_name("CURRENT").write_text(
        '{"file": "/etc/passwd"}', encoding="utf-8"
    ),
}
OF_POINTER = [name for name in DAMAGES if "pointer" in name]
ANY = pytest.mark.parametrize("damage", DAMAGES)


def current(releases: Releases) -> Entry:
    entry = releases.current("small")
    assert entry
    return entry


@ANY
def test_at_the_start_the_last_good_release_stands_in_for_one_at_fault(two: Releases, damage: str) -> None:
    releases = two
    DAMAGES[damage](current(releases).path)
    release, fault = releases.shown("small")
    # Where only the pointer is at fault every release is good, and the newest is what was last shown.
    assert fault and release.name == ("small-2" if damage in OF_POINTER else "small-1")
    with pytest.raises(ReleaseError):
        releases.open("small")
    assert releases.studies() == ("small",)


@pytest.mark.parametrize("damage", [name for name in DAMAGES if "log" not in name])
def test_while_it_is_shown_no_damage_to_its_file_changes_a_number(two: Releases, damage: str) -> None:
    releases = two
    release, fault = releases.shown("small")
    before = numbers(release)
    assert fault is None and release.name == "small-2"
    DAMAGES[damage](current(releases).path)
    again, fault = releases.shown("small")
    assert fault and again is release and numbers(again) == before
    with pytest.raises(ReleaseError):
        releases.open("small")


def test_no_bit_and_no_length_goes_unnoticed(made: Path, tmp_path: Path) -> None:
    chance, path = random.Random(3), current(Releases(made)).path
    whole = path.read_bytes()
    copy = tmp_path / path.name
    for turn in range(12):
        content = bytearray(whole)
        if turn % 2:
            del content[chance.randrange(len(content)) :]
        else:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        copy.write_bytes(content)
        entry = Entry.at(copy)
        with pytest.raises(ReleaseError):
            Release(entry or current(Releases(made)))


def test_a_release_of_a_newer_version_says_so(two: Releases) -> None:
    path = current(two).path
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE release SET format = format + 1")
    newer = Entry.at(path.rename(path.with_name(f"small-0003-{digest(path)[:12]}.duckdb")))
    assert newer
    two.point(newer)
    release, fault = two.shown("small")
    assert release.name == "small-1" and "newer version of the program" in str(fault)


def test_once_it_is_mended_it_is_shown_again(two: Releases) -> None:
    releases = two
    path = current(releases).path
    whole = path.read_bytes()
    cut(path)
    assert releases.shown("small")[0].name == "small-1"
    path.write_bytes(whole)
    release, fault = releases.shown("small")
    assert release.name == "small-2" and fault is None


def test_a_fault_that_lies_elsewhere_passes_though_the_file_is_as_it_was(
    two: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = current(two).path.with_name(f"{current(two).path.name}.wal")
    log.write_bytes(b"x")
    assert two.shown("small")[1]
    log.unlink()
    assert two.shown("small")[1], "not asked again at once, for that costs"
    monkeypatch.setattr(database, "FAULTY", -1)
    release, fault = two.shown("small")
    assert release.name == "small-2" and fault is None


def test_a_release_that_was_stepped_back_from_stands_in_for_none(two: Releases) -> None:
    withdrawn = current(two)
    two.step_back("small")
    assert withdrawn.withdrawn and current(two).number == 1
    withdrawn.path.with_name("CURRENT").write_text("", encoding="utf-8")
    release, fault = two.shown("small")
    assert fault and release.name == "small-1"
    assert two.step_back("small").number == 1


@pytest.fixture
def three(two: Releases, tmp_path: Path) -> Releases:
    """The same with a third release, which is like the first."""
    publish_file(SMALL, write(tmp_path / "c.csv", letters("none")), two)
    return two


def test_what_is_held_in_memory_stands_in_for_nothing_once_it_was_stepped_back_from(three: Releases) -> None:
    assert three.shown("small")[0].name == "small-3"
    assert three.step_back("small").number == 2
    cut(current(three).path)
    release, fault = three.shown("small")
    assert fault and release.name == "small-1"


def test_the_last_good_release_is_the_newest_though_nobody_has_read_it_yet(
    two: Releases, tmp_path: Path
) -> None:
    two.step_back("small")
    assert two.shown("small")[0].name == "small-1"
    publish_file(SMALL, write(tmp_path / "b.csv", letters("little")), two)
    publish_file(SMALL, write(tmp_path / "c.csv", letters("none")), two)
    cut(current(two).path)
    assert two.shown("small")[0].name == "small-3"


def test_one_steps_back_to_a_release_that_can_be_shown_or_not_at_all(three: Releases) -> None:
    first, second, third = three.entries("small")
    cut(second.path)
    assert three.step_back("small") == first and third.withdrawn
    three.point(second)
    cut(first.path)
    with pytest.raises(ReleaseError, match="no earlier release"):
        three.step_back("small")
    assert current(three) == second and not second.withdrawn


def test_a_step_back_that_cannot_be_written_changes_nothing(
    two: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        two.step_back("small")
    assert current(two).number == 2 and not current(two).withdrawn


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE release SET codebook = codebook || ' unheard_of = 1'",
        "UPDATE release SET codebook = replace(codebook, 'languages', 'idioms')",
        "ALTER TABLE release RENAME COLUMN codebook TO book",
        "ALTER TABLE groups DROP COLUMN members",
        "DROP TABLE interviews",
        "DELETE FROM release",
    ],
)
def test_a_release_that_is_sound_but_not_understood_is_at_fault(two: Releases, statement: str) -> None:
    path = current(two).path
    with duckdb.connect(path) as connection:
        connection.execute(statement)
    odd = Entry.at(path.rename(path.with_name(f"small-0003-{digest(path)[:12]}.duckdb")))
    assert odd
    two.point(odd)
    release, fault = two.shown("small")
    assert release.name == "small-1" and fault and "cannot be opened" in str(fault)


def test_a_pointer_that_changes_within_one_tick_of_the_clock_is_noticed(two: Releases) -> None:
    second, pointer = current(two), current(two).path.with_name("CURRENT")
    when = pointer.stat()
    two.point(two.entries("small")[0])
    os.utime(pointer, ns=(when.st_atime_ns, when.st_mtime_ns))
    assert current(two) != second


def test_of_a_study_whose_only_release_is_at_fault_nothing_is_shown(tmp_path: Path) -> None:
    releases = shelf(tmp_path, [0])
    cut(current(releases).path)
    for _ in range(2):
        with pytest.raises(ReleaseError, match=r"has changed since it was published|cannot be opened"):
            releases.shown("small")


def test_a_release_that_is_no_longer_shown_goes_with_all_that_was_worked_out_of_it(tmp_path: Path) -> None:
    releases = shelf(tmp_path, [0])
    release, _ = releases.shown("small")
    read_counts(release, "sector")
    gone = weakref.ref(release)
    shelf(tmp_path, [1])
    del release
    gc.disable()
    try:
        assert releases.shown("small")[0].name == "small-2"
        assert gone() is None
    finally:
        gc.enable()


def test_while_no_more_files_may_be_opened_the_studies_last_seen_are_there(
    two: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    (release, _), edition = two.shown("small"), two.edition()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(24, "Too many open files")

    for name in ("open", "scandir", "listdir"):
        monkeypatch.setattr(os, name, refuse)
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("io.open", refuse)
    assert two.studies() == ("small",) and two.edition() == edition
    assert two.shown("small") == (release, None)
    for damage in (cut, Path.unlink, DAMAGES["the pointer is gone"]):
        damage(release.entry.path)
        again, fault = two.shown("small")
        assert again is release and fault


def test_a_shelf_without_a_folder_has_no_studies(tmp_path: Path) -> None:
    assert Releases(tmp_path / "none").studies() == ()


def test_the_edition_of_a_shelf_changes_when_a_study_is_published_or_stepped_back(tmp_path: Path) -> None:
    releases = shelf(tmp_path, [0])
    first = releases.edition()
    assert releases.edition() == first
    shelf(tmp_path, [1])
    second = releases.edition()
    releases.step_back("small")
    assert second != first == releases.edition()
