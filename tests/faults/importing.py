"""Faults of whoever publishes: killed, out of room, two at once."""

import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

from survey.database import Releases
from survey.errors import SurveyError
from tests.faults.catalogue import Scene, fault
from tests.faults.killing import kill
from tests.faults.means import begun, command, disk, done, fill, limit, read_only, refused, survey
from tests.faults.shelf import Shelf, health, running, shelf_of

PAGE = 4096
AT_ONCE = 15.0  # seconds, most of which Python takes to begin
FORMER = {"CURRENT", "import.lock"}


@fault(
    "X1",
    "an import is killed at a random moment",
    "readers go on with the old release or the new, whole; the next import works and leaves nothing behind",
)
def killed(scene: Scene) -> str:
    """As tests.faults.killing does it."""
    toll = kill(scene.times(2, 200), scene.seed)
    assert not toll.wrong, toll.wrong[0]
    return str(toll)


def _lefts(scene: Scene, size: int) -> list[int]:
    """How much room is left: too little for the release, for all of it, and for the pointer behind it."""
    tenths = [size * tenth // 10 for tenth in range(1, 10)]
    return [0, *tenths, size - PAGE, size] if scene.long else [size]


@fault(
    "X4",
    "the disk is full during an import",
    "code 5; it is said how much a release takes and what is free; nothing is left of it; the old release is "
    "served, and with room again the next import works",
    short=False,
)
def full(scene: Scene) -> str:
    """A small disk with less and less room, and a reader of what lies on it."""
    with disk(scene.place / "disk", 16 << 20) as place:
        shelf = Shelf(place / "releases")
        size = shelf.publish(0).path.stat().st_size
        asked, before = command(shelf, 1), shelf.files()
        with running(shelf) as server:
            lefts = _lefts(scene, size)
            for left in lefts:
                filler = fill(place, left)
                told = f"the disk is full: a release of this study takes {size / 1e6:.1f} MB, "
                refused(survey(shelf, *asked), 5, told, "MB are free; make room")
                assert shelf.files() == before, f"left behind: {shelf.files() - before}"
                assert shelf.seen(server.address) == "small-1"
                assert health(server.address)[0] == 200
            filler.unlink()
            done(survey(shelf, *asked))
            shelf.note()
            assert shelf.seen(server.address) == "small-2"
    return f"{len(lefts)} with up to {lefts[-1] / 1e6:.1f} MB left ended with 5, with room again one with 0"


@fault(
    "X6",
    "no file may grow large (ulimit -f)",
    "code 5; it is said which limit; nothing is left of the import; the old release is served",
)
def file_size(scene: Scene) -> str:
    """Limits from nothing to nearly a release."""
    shelf = shelf_of(scene, 1)
    size = (shelf.known and shelf.note().path.stat().st_size) or 0
    asked, before = command(shelf, 1), shelf.files()
    limits = [0, size // 2] if not scene.long else [0, 1, PAGE, size // 4, size // 2, size - PAGE, size - 1]
    for most in limits:
        run = survey(shelf, *asked, prepare=limit("FSIZE", most))
        refused(run, 5, "no file here may grow as large as a release; raise the limit (ulimit -f)")
        assert shelf.files() == before, f"left behind: {shelf.files() - before}"
        assert shelf.read() == "small-1"
    done(survey(shelf, *asked, prepare=limit("FSIZE", size)))
    return f"{len(limits)} limits below {size / 1e6:.1f} MB ended with 5, the size itself with 0"


@fault(
    "X7",
    "the folder of the releases is read only",
    "the app starts and shows every page; an import ends with code 5 and names the file it may not write",
    short=False,
)
def unwritable(scene: Scene) -> str:
    """The folder, read only before the app starts."""
    shelf = shelf_of(scene, 1)
    asked = command(shelf, 1)
    with read_only(shelf.folder), running(shelf) as server:
        pages = ("ranking", "item", "heatmap")[: scene.times(1, 3)]
        assert all(shelf.seen(server.address, page) == "small-1" for page in pages)
        assert health(server.address)[0] == 200
        refused(survey(shelf, *asked), 5, "import.lock: 1 problem", "cannot be written to: ")
        assert shelf.seen(server.address) == "small-1"
    done(survey(shelf, *asked))
    return f"{len(pages) + 1} pages of small-1, the import ended with 5; with 0 once it may write"


@fault(
    "X15",
    "two imports of a study at once",
    "the second ends with code 6 at once and names the process of the first, which publishes",
)
def both(scene: Scene) -> str:
    """The first is held where it has locked the study, until the second has ended."""
    shelf = shelf_of(scene, 1)
    first = begun(shelf, 1)
    try:
        start, others = time.monotonic(), scene.times(1, 10)
        for _ in range(others):
            run = survey(shelf, *command(shelf, 2))
            refused(run, 6, f"another import is under way (process {first.pid}); wait for it")
        taken = (time.monotonic() - start) / others
        assert taken < AT_ONCE, f"{taken:.0f} s"
        assert shelf.read() == "small-1"
        first.send_signal(signal.SIGCONT)
        said, _ = first.communicate(timeout=60)
        assert first.returncode == 0, said
    finally:
        first.kill()
    shelf.note()
    assert Releases(shelf.folder).open("small").name == "small-2"
    return f"{others} ended with 6 after {taken:.1f} s each, the first with small-2"


@fault(
    "X16",
    "a lock is left by a process that is dead",
    "the next import publishes, and nobody has to remove anything",
    short=False,
)
def left_lock(scene: Scene) -> str:
    """Of an import that was killed, and one that names a process which lives but holds nothing."""
    shelf = shelf_of(scene, 1)
    for turn in range(1, 1 + scene.times(1, 5)):
        importer = begun(shelf, turn)
        importer.kill()
        importer.communicate()
        done(survey(shelf, *command(shelf, turn)))
    lock = shelf.folder / "small" / "import.lock"
    for content in (str(os.getpid()), "999999999", "", "\x00" * 20):
        lock.write_text(content, encoding="utf-8")
        turn += 1
        shelf.publish(turn)
        assert shelf.read() == f"small-{turn + 1}"
    return f"{turn} imports published behind a lock that somebody had left"


@dataclass(frozen=True)
class Step:
    """What was asked of the system: sync, name or drop; of which name, and what its file held then."""

    act: str
    name: str
    held: bytes = b""


@dataclass
class Disk:
    """What of a folder outlives a power cut, by the letter: what was synced does, all else may or may not.

    | field | meaning |
    |---|---|
    | names | name → content, of what is there for certain |
    | synced | name → content that was brought to the disk under that name |
    | open | steps of the folder that a power cut may still undo, each by itself |
    """

    names: dict[str, bytes]
    synced: dict[str, bytes] = field(default_factory=dict)
    open: list[tuple[str, bytes | None]] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """Go on by one step."""
        if step.act == "sync" and step.name == ".":
            for name, content in self.open:
                _put(self.names, name, content)
            self.open = []
        elif step.act == "sync":
            self.synced[step.name] = step.held
        elif step.act == "drop":
            self.open.append((step.name, None))
        else:
            source, _, name = step.name.partition(" → ")
            self.open.append((name, self.synced.get(source, b"")))

    def cuts(self) -> Iterator[dict[str, bytes]]:
        """What may be found after a power cut now."""
        for many in range(len(self.open) + 1):
            for some in combinations(self.open, many):
                found = dict(self.names)
                for name, content in some:
                    _put(found, name, content)
                yield found


def _put(names: dict[str, bytes], name: str, content: bytes | None) -> None:
    if content is None:
        names.pop(name, None)
    else:
        names[name] = content


@contextmanager
def _recorded(folder: Path) -> Iterator[list[Step]]:
    """What is asked of the system in this folder, in order."""
    steps: list[Step] = []
    sync, rename, unlink = os.fsync, os.replace, os.unlink

    def synced(handle: int) -> None:
        sync(handle)
        named = {one.stat().st_ino: one for one in (folder, *folder.iterdir())}
        if one := named.get(os.fstat(handle).st_ino):
            steps.append(
                Step("sync", "." if one == folder else one.name, b"" if one == folder else one.read_bytes())
            )

    def renamed(source: Path, target: Path) -> None:
        rename(source, target)
        if Path(target).parent == folder:
            steps.append(Step("name", f"{Path(source).name} → {Path(target).name}"))

    def dropped(path: Path, *rest: object, **more: object) -> None:
        unlink(path, *rest, **more)  # type: ignore[arg-type]
        if Path(path).parent == folder:
            steps.append(Step("drop", Path(path).name))

    with patch("os.fsync", synced), patch("os.replace", renamed), patch("os.unlink", dropped):
        yield steps


def _cut(shelf: Shelf, before: dict[str, bytes], steps: list[Step], place: Path) -> tuple[int, list[str]]:
    """Cut the power after each of the steps: how many states there are, and what is wrong in them."""
    disk, wrong, states = Disk(dict(before)), list[str](), set[tuple[tuple[str, int], ...]]()
    for at in range(len(steps) + 1):
        for found in disk.cuts():
            state = tuple(sorted((name, hash(content)) for name, content in found.items()))
            if state not in states:
                states.add(state)
                wrong += [f"after {at} steps: {one}" for one in _fault(shelf, found, place)]
        if at < len(steps):
            disk.take(steps[at])
    return len(states), wrong


def _fault(shelf: Shelf, found: dict[str, bytes], place: Path) -> list[str]:
    shutil.rmtree(place, ignore_errors=True)
    (place / "small").mkdir(parents=True)
    for name, content in found.items():
        (place / "small" / name).write_bytes(content)
    try:
        replace(shelf, folder=place).read()
    except (SurveyError, AssertionError) as error:
        return [str(error).replace("\n", " ")]
    return []


ORDER = (
    r"sync \.build-\w+\.duckdb",
    r"name \.build-\w+\.duckdb → small-\d+-\w+\.duckdb",
    r"sync \.",
    r"sync CURRENT\.new",
    r"name CURRENT\.new → CURRENT",
    r"sync \.",
)


def _in_order(steps: list[str]) -> bool:
    """Whether these are among the steps, each behind the one before."""
    return bool(re.search(r"$(?:\n.*)*?\n".join(ORDER), "\n".join(steps), re.MULTILINE))


@fault(
    "X39",
    "the power fails during an import",
    "after any of its steps the disk holds the old release or the new one, whole",
)
def power_cut(scene: Scene) -> str:
    """Every step that an import asks of the system, and every disk that may be found after each of them."""
    shelf = shelf_of(scene, scene.times(1, 6))
    folder = shelf.folder / "small"
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    with _recorded(folder) as steps:
        shelf.publish(len(shelf.known))
    said = [f"{one.act} {one.name}" for one in steps]
    assert _in_order(said), said
    many, wrong = _cut(shelf, before, steps, scene.place / "cut")
    assert not wrong, wrong[0]
    for careless in ("sync .build", "sync CURRENT", "sync ."):
        kept = [one for one, words in zip(steps, said, strict=True) if not words.startswith(careless)]
        without = _cut(shelf, before, kept, scene.place / "cut")[1]
        assert without, f"nobody would notice an import without {careless}"
    seen = f"{len(steps)} steps, {many} states of the disk: each the old release or the new, whole"
    return f"{seen}; {_traced(scene, shelf)}" if scene.long else seen


CALL = re.compile(r'^\d+ +(\w+)\(.*?[<"]([^">\n]+)[">](?:.*"([^"\n]+)")?', re.MULTILINE)


def _traced(scene: Scene, shelf: Shelf) -> str:
    """The same order, as the kernel saw it."""
    if not shutil.which("strace"):
        return "strace is not here"
    trace, folder = scene.place / "trace", str(shelf.folder / "small")
    watch = ("strace", "-f", "-y", "-s", "500", "-e", "trace=/^(fsync|fdatasync|rename.*)$", "-o", str(trace))
    done(survey(shelf, *command(shelf, len(shelf.known)), prefix=watch))
    steps = []
    for act, one, other in CALL.findall(trace.read_text(encoding="utf-8")):
        name = "." if one == folder else Path(one).name
        steps.append(f"name {name} → {Path(other).name}" if act.startswith("rename") else f"sync {name}")
    assert _in_order(steps), steps
    return "the kernel saw them in the same order"
