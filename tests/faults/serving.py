"""Faults of what is served: its files, its statements, its pages."""

import json
import os
from pathlib import Path

from tests.faults.catalogue import Scene, fault
from tests.faults.shelf import Shelf, health, running
from tests.test_database import DAMAGES, OF_POINTER


def _shelf(scene: Scene) -> Shelf:
    """Two releases."""
    shelf = Shelf(scene.place / "releases")
    shelf.publish(0)
    shelf.publish(1)
    return shelf


@fault(
    "X9",
    "CURRENT is missing, empty, half written, or names nothing",
    "the last good release stays, 503 on /healthz, no page fails, one line a minute in the log",
)
def broken_pointer(scene: Scene) -> str:
    """Each fault of a pointer, before the app starts and while it runs."""
    shelf, log = _shelf(scene), scene.place / "log"
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
    shelf = _shelf(scene)
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
    """The damages that leave the file where it is."""
    return _damaged(scene, ("a bit is flipped", "its last byte is missing", "it is zeros", "it is empty"))
