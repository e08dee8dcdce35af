"""Faults of the files that are served: gone, damaged, of another version, not to be read."""

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import duckdb

from survey.database import Entry, Releases, digest
from tests.faults.catalogue import Scene, fault
from tests.faults.shelf import PAGES, Shelf, health, running, shelf_of, unprivileged
from tests.test_database import DAMAGES, OF_POINTER


@fault(
    "X9",
    "CURRENT is missing, empty, half written, or names nothing",
    "the last good release stays, 503 on /healthz, no page fails, one line a minute in the log",
)
def broken_pointer(scene: Scene) -> str:
    """Each fault of a pointer, before the app starts and while it runs."""
    shelf, log = shelf_of(scene), scene.place / "log"
    pointer = shelf.folder / "small" / "CURRENT"
    whole = pointer.read_bytes()
    with running(shelf, log) as server:
        for name in OF_POINTER:
            DAMAGES[name](pointer.with_name("any"))
            for page in ("ranking", "item", "ranking"):
                assert shelf.seen(server.address, page) == "small-2", name
            assert health(server.address)[0] == 503, name
            pointer.write_bytes(whole)
            os.utime(pointer)
            assert health(server.address)[0] == 200, f"{name}: not well again"
    lines = [json.loads(one) for one in log.read_text("utf-8").splitlines() if one.startswith("{")]
    told = sum(one["event"] == "release at fault" for one in lines)
    assert 1 <= told <= 3 * len(OF_POINTER), f"{told} lines in the log"
    return f"{len(OF_POINTER)} faults, {3 * len(OF_POINTER)} pages of small-2, {told} lines in the log"


def _damaged(scene: Scene, names: tuple[str, ...]) -> str:
    """Each damage while the app runs, then to an app that starts on it."""
    shelf = shelf_of(scene)
    current = shelf.releases.current("small")
    assert current
    whole = current.path.read_bytes()

    def mend() -> None:
        Path(f"{current.path}.wal").unlink(missing_ok=True)
        if current.path.is_dir():
            current.path.rmdir()
        current.path.write_bytes(whole)

    with running(shelf) as server:
        assert shelf.seen(server.address) == "small-2"
        for name in names:
            DAMAGES[name](current.path)
            assert shelf.seen(server.address, "item") == "small-2", name
            assert health(server.address)[0] == (200 if "log" in name else 503), name
            mend()
            assert shelf.seen(server.address, "heatmap") == "small-2", f"{name}: not well again"
            assert health(server.address)[0] == 200, f"{name}: not well again"
    for name in names[: scene.times(1, len(names))]:
        DAMAGES[name](current.path)
        with running(shelf) as server:
            assert shelf.seen(server.address) == "small-1", name
            assert health(server.address)[0] == 503, name
            mend()
            assert shelf.seen(server.address) == "small-2", f"{name}: not well again"
    return f"{len(names)} damages: small-2 while it was open, small-1 at a start, small-2 once mended"


@fault(
    "X10",
    "a release is damaged: a bit flipped, cut, zeroed",
    "no number changes while it is open, the last good one at a start, 503 on /healthz, well once mended",
)
def damaged(scene: Scene) -> str:
    """The damages that leave the file where it is; at length also bits and lengths by chance."""
    seen = _damaged(scene, ("a bit is flipped", "its last byte is missing", "it is zeros", "it is empty"))
    if not scene.long:
        return seen
    flips, cuts = 100, 20
    chance, shelf = random.Random(scene.seed), shelf_of(replace(scene, place=scene.place / "chance"))
    current = shelf.releases.entries("small")[-1]
    whole = current.path.read_bytes()
    with running(shelf) as server:
        for turn in range(flips + cuts):
            content = bytearray(whole)
            if turn < flips:
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            else:
                del content[chance.randrange(len(content)) :]
            current.path.write_bytes(content)
            assert shelf.seen(server.address, sorted(PAGES)[turn % len(PAGES)]) == "small-2", turn
            anew = Releases(shutil.copytree(shelf.folder, scene.place / f"anew-{turn}"))
            release, fault = anew.shown("small")
            assert release.name == "small-1" and fault, turn
            shutil.rmtree(anew.folder)
        assert health(server.address)[0] == 503
        current.path.write_bytes(whole)
        assert health(server.address)[0] == 200
    return f"{seen}; {flips} bits and {cuts} lengths by chance: no wrong number, shown or at a start"


@fault(
    "X11",
    "a release is overwritten in place by another file",
    "no number changes while it is open, the last good one at a start, 503 on /healthz, well once mended",
    short=False,
)
def overwritten(scene: Scene) -> str:
    """By another release, by text, by more of itself."""
    return _damaged(scene, ("another is copied onto it", "it is text", "something is appended"))


@fault(
    "X12",
    "a release is deleted while it is served",
    "it stays on the screen, 503 on /healthz; the last good one at a start",
    short=False,
)
def deleted(scene: Scene) -> str:
    """Also when a folder takes its place."""
    return _damaged(scene, ("it is gone", "it is a folder"))


@fault(
    "X13",
    "a write-ahead log lies beside a release",
    "the open one goes on; at a start the last good one is shown, and nothing is read from the log",
    short=False,
)
def stale_log(scene: Scene) -> str:
    """A log of nobody's."""
    return _damaged(scene, ("a log lies beside it",))


@fault(
    "X14",
    "a release was made by a newer version of the program, or holds another kind of database",
    "a sentence says so, the last good one is shown",
    short=False,
)
def newer(scene: Scene) -> str:
    """Of a later format, well formed in everything else; and a file of SQLite."""
    shelf = shelf_of(scene)
    for forge, why in ((_of_later_format, "newer version"), (_of_another_kind, "cannot be opened")):
        forged = forge(shelf)
        with running(shelf) as server:
            assert shelf.seen(server.address) == "small-2", forge.__name__
            status, told = health(server.address)
            assert status == 503 and why in str(told["problems"]), told
        forged.unlink()
    return "small-2 in place of both, and /healthz says why"


def _forged(shelf: Shelf, change: Callable[[Path], None]) -> Path:
    """The current release, changed, as the next one: named by its digest and pointed to."""
    current = shelf.releases.entries("small")[-1]
    draft = current.path.with_name("draft")
    shutil.copy(current.path, draft)
    change(draft)
    path = draft.rename(draft.with_name(f"small-0099-{digest(draft)[:12]}.duckdb"))
    entry = Entry.at(path)
    assert entry
    shelf.releases.point(entry)
    return path


def _of_later_format(shelf: Shelf) -> Path:
    def change(path: Path) -> None:
        with duckdb.connect(path) as connection:
            connection.execute("UPDATE release SET format = format + 1")

    return _forged(shelf, change)


def _of_another_kind(shelf: Shelf) -> Path:
    def change(path: Path) -> None:
        path.unlink()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE release (study TEXT)")

    return _forged(shelf, change)


@fault(
    "X8",
    "the permission to read a release is lost",
    "the open one goes on, 503 on /healthz; at a start the last good one is shown",
    short=False,
)
def unreadable(scene: Scene) -> str:
    """Where the tests run as root the app is started without root's way past permissions."""
    shelf, log = shelf_of(scene), scene.place / "log"
    current = shelf.releases.current("small")
    assert current
    with running(shelf, log, before=unprivileged()) as server:
        assert shelf.seen(server.address) == "small-2"
        current.path.chmod(0)
        assert shelf.seen(server.address, "item") == "small-2"
        assert health(server.address)[0] == 503
    with running(shelf, log, before=unprivileged()) as server:
        assert shelf.seen(server.address) == "small-1"
        assert health(server.address)[0] == 503
        current.path.chmod(0o644)
        assert shelf.seen(server.address) == "small-2"
        assert health(server.address)[0] == 200
    return "small-2 while it was open, small-1 at a start, small-2 once it could be read again"
