"""A copy of the project in which one file at a time is changed, and pytest in a process that reads that."""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.asking import SHARED, Asked, Recording
from tests.mutants.making import Mutant

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "build" / "mutants"
ELSEWHERE = (
    ".git",
    ".*cache",
    ".venv*",
    ".hypothesis",
    "__pycache__",
    "build",
    "releases",
    "node_modules",
    "wheels",
)
FORK = get_context("fork")
PASSED, NOTHING = 0, 5
Unseen = Mapping[str, tuple[str, ...]]  # file of the code → files of tests that change with it, "" for any
WORKER = "gw0"  # as a worker of xdist, pytest finds beside its folder what was published once for all


def copied(folder: Path) -> Path:
    """The project once more, without what was made of it."""
    return Path(shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*ELSEWHERE)))


def _process(tree: Path, run: Callable[[], int]) -> ForkProcess:
    """A process with a group of its own that imports the project from the copy; it says nothing here."""

    def inside() -> None:
        os.setsid()
        os.chdir(tree)
        said = os.open(tree / "said.txt", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.path[:] = [str(tree), *(one for one in sys.path if one and Path(one).resolve() != ROOT)]
        for name in [one for one in sys.modules if one.split(".")[0] in ("tests", "survey")]:
            del sys.modules[name]
        os._exit(run())

    started = FORK.Process(target=inside)
    started.start()
    return started


def _pytest(plugin: object, arguments: Iterable[str]) -> int:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OPENBLAS_NUM_THREADS": "1"}
    os.environ |= {"PYTEST_XDIST_WORKER": WORKER}
    sys.dont_write_bytecode = False
    return int(pytest.main(["-q", "-p", "xdist", "-p", "no:cacheprovider", *arguments], plugins=[plugin]))


@dataclass(frozen=True)
class Record:
    """What the tests of a module took and ran, in the unchanged copy."""

    tests: list[str]
    seconds: dict[str, float]
    shares: dict[str, list[str]]
    lines: dict[str, dict[str, list[str]]]
    modules: list[str]
    most: float  # seconds of tests per mutant: what would take longer is not asked

    def chosen(self, mutant: Mutant, unseen: Unseen) -> list[str]:
        """Tests to ask, in order: of those that run its lines (or else its function, or else all) the quick
        ones first, as far as the time goes; before them those that notice unseen."""
        place = mutant.place
        ran = self._running(place.file, place.lines) if place.around else set()
        ran = ran or (self._running(place.file, place.around) if place.around else set())
        files = (*unseen.get("", ()), *unseen.get(place.file, ()))
        read = [one for one in self.tests if one.split("::")[0] in files]
        return [*read, *self._within(ran or set(self.tests), set(read))]

    def publishes(self, mutant: Mutant) -> bool:
        """Whether it changes what is published for all tests; others find what the unchanged code made."""
        lines = mutant.place.around or (0, -1)
        known = self.lines.get(mutant.place.file, {})
        return mutant.place.around is None or any(
            SHARED + "published" in known.get(str(line), ()) for line in range(lines[0], lines[1] + 1)
        )

    def _running(self, file: str, lines: tuple[int, int]) -> set[str]:
        known = self.lines.get(file, {})
        ran = {one for line in range(lines[0], lines[1] + 1) for one in known.get(str(line), ())}
        return {one for one in self.tests if one in ran or ran & set(self.shares[one])}

    def _shared(self, test: str) -> set[str]:
        return {one for one in self.shares[test] if self.seconds.get(one, 0) > 0.5}

    def _within(self, tests: set[str], but: set[str]) -> list[str]:
        """The quickest, those without anything large that is shared first, as far as the time goes."""
        found, left, had = list[str](), self.most, set[str]()
        for one in sorted(tests - but, key=lambda one: (len(self._shared(one)), self.seconds[one], one)):
            new = self._shared(one) - had
            cost = self.seconds[one] + sum(self.seconds[name] for name in new)
            if cost > left and found:
                continue
            left -= cost
            had |= new
            found.append(one)
        return found

    def takes(self, tests: list[str]) -> float:
        """Seconds that these tests take."""
        shared = {name for one in tests for name in self._shared(one)}
        return sum(self.seconds[one] for one in (*tests, *shared))


def recorded(tree: Path, files: list[str], most: float) -> Record:
    """The tests of these files, run once; kept as long as neither code nor tests change."""
    kept = KEPT / f"{_key(files)}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)

        def run() -> int:
            recording = Recording(f"{tree}/survey/*")
            if code := _pytest(recording, [f"--basetemp={tree}-first/{WORKER}", *files]):
                return code
            kept.write_text(json.dumps(recording.told()).replace(f"{tree}/", ""), encoding="utf-8")
            return PASSED

        tree.with_name(f"{tree.name}-first").mkdir()
        process = _process(tree, run)
        process.join()
        if process.exitcode:
            raise SystemExit(f"the tests fail without any mutant:\n{said(tree)}")
    known: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return Record([one for one in known["shares"] if not one.startswith(SHARED)], **known, most=most)


def said(tree: Path) -> str:
    """The end of what pytest last said there."""
    return (tree / "said.txt").read_text(encoding="utf-8")[-3000:]


def _key(files: list[str]) -> str:
    """Of what the record of these tests depends on."""
    ours = [one for folder in ("survey", "queries", "data") for one in (ROOT / folder).rglob("*")]
    helpers = [one for one in (ROOT / "tests").glob("*.py") if not one.name.startswith("test_")]
    known = [
        one for one in (*ours, *helpers) if one.is_file() and one.suffix in (".py", ".sql", ".toml", ".csv")
    ]
    known = [one for one in known if "releases" not in one.parts]
    return sha256(
        b"".join(one.read_bytes() for one in (*sorted(known), *(ROOT / one for one in files)))
    ).hexdigest()[:16]


def warmed(record: Record) -> None:
    """What the tests import from outside is imported here once, and every process begins with it."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in record.modules:
        try:
            import_module(name)
        except Exception:  # noqa: BLE001 - then each imports it for itself
            continue


@dataclass
class Trial:
    """A mutant that is being tried."""

    tree: Path
    mutant: Mutant | None
    process: ForkProcess
    until: float


def tried(
    mutants: list[Mutant | None], record: Record, unseen: Unseen, trees: list[Path]
) -> Iterator[tuple[Mutant | None, str]]:
    """Each mutant and whether it was killed, timed out or survived; None is the code as it is."""
    waiting, running, free = list(mutants), list[Trial](), list(trees)
    while waiting or running:
        while waiting and free:
            running.append(_begun(free.pop(), waiting.pop(0), record, unseen))
        wait(
            [one.process.sentinel for one in running],
            timeout=max(0.0, min(one.until for one in running) - time.monotonic()),
        )
        for trial in [one for one in running if not one.process.is_alive() or one.until <= time.monotonic()]:
            running.remove(trial)
            free.append(trial.tree)
            yield trial.mutant, _ended(trial)


def _begun(tree: Path, mutant: Mutant | None, record: Record, unseen: Unseen) -> Trial:
    tests = record.chosen(mutant, unseen) if mutant else record._within(set(record.tests), set())
    if mutant:
        _written(tree / mutant.place.file, mutant.code())
    files = sorted({one.split("::")[0] for one in tests})
    shelf = tree.with_name(f"{tree.name}-{'own' if mutant and record.publishes(mutant) else 'shared'}")
    shelf.mkdir(exist_ok=True)
    process = _process(tree, lambda: _pytest(Asked(tests), ["-x", f"--basetemp={shelf / WORKER}", *files]))
    return Trial(tree, mutant, process, time.monotonic() + 30 + 4 * record.takes(tests))


TIMES = count(1_000_000_000)


def _written(file: Path, code: str) -> None:
    """The file, with a time of its own: Python would take what it compiled within the same second for it."""
    file.write_text(code, encoding="utf-8")
    os.utime(file, (at := next(TIMES), at))


def _ended(trial: Trial) -> str:
    late = trial.process.is_alive()
    if late:
        os.killpg(trial.process.pid or 0, signal.SIGKILL)
    trial.process.join()
    shutil.rmtree(trial.tree.with_name(f"{trial.tree.name}-own"), ignore_errors=True)
    if trial.mutant:
        file = trial.mutant.place.file
        _written(trial.tree / file, (ROOT / file).read_text(encoding="utf-8"))
    if late:
        return "timed out"
    return "survived" if trial.process.exitcode in (PASSED, NOTHING) else "killed"
