"""What trials need of the machine: an import of its own process, a small disk, a read-only folder, limits.

What this machine does not permit raises CannotTryError.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from tests.builders import ROOT, SMALL
from tests.faults.catalogue import CannotTryError
from tests.faults.shelf import Shelf

Said = subprocess.CompletedProcess[str]
Prepare = Callable[[], object]


def survey(
    shelf: Shelf,
    *arguments: object,
    prepare: Prepare | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    prefix: tuple[str, ...] = (),
) -> Said:
    """A command on this shelf, as somebody types it: `prepare` is done in its process before it begins."""
    return subprocess.run(
        [*prefix, sys.executable, "-m", "survey", *map(str, arguments)],
        cwd=folder,
        env=given(shelf) if environment is None else environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        preexec_fn=prepare,
        timeout=120,
    )


def given(shelf: Shelf, **more: str) -> dict[str, str]:
    """This environment, with the shelf in it."""
    return {**os.environ, "SURVEY_RELEASES": str(shelf.folder), **more}


def command(shelf: Shelf, turn: int) -> tuple[object, ...]:
    """What publishes the release of this turn without a question."""
    return "import", SMALL, shelf.answers(turn), "--yes", "--unshown", "--accept-large-change"


def begun(shelf: Shelf, turn: int) -> subprocess.Popen[str]:
    """An import that has just locked the study."""
    importer = subprocess.Popen(
        [sys.executable, "-m", "survey", *map(str, command(shelf, turn))],
        cwd=ROOT,
        env=given(shelf),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lock = shelf.folder / "small" / "import.lock"
    while importer.poll() is None:
        if lock.exists() and lock.read_text(encoding="utf-8") == str(importer.pid):
            importer.send_signal(signal.SIGSTOP)
            return importer
        time.sleep(0.002)
    raise AssertionError(f"the import ended before it had begun: {importer.communicate()[0]}")


def refused(run: Said, code: int, *words: str) -> None:
    """An import ended with this code, in plain words that hold these, and says what is still shown."""
    assert run.returncode == code, f"code {run.returncode}: {_last(run.stderr)}"
    assert "Traceback" not in run.stderr, _last(run.stderr)
    for one in (*words, "Nothing was published; release small-"):
        assert one in run.stderr, f'"{one}" is not said: {_last(run.stderr)}'


def done(run: Said) -> None:
    """A command did what it was asked for."""
    assert run.returncode == 0, f"code {run.returncode}: {_last(run.stderr)}"


def _last(text: str) -> str:
    return " / ".join(text.strip().splitlines()[-3:])


def limit(kind: str, most: int) -> Prepare:
    """For `survey(prepare=…)`: a limit of the process, such as FSIZE."""
    try:
        import resource
    except ImportError:
        raise CannotTryError("this system has no limits of processes") from None
    return partial(resource.setrlimit, getattr(resource, f"RLIMIT_{kind}"), (most, most))


@contextmanager
def limited(process: int, kind: str, most: int) -> Iterator[None]:
    """The same limit, for a process that runs already, and for a while."""
    try:
        import resource

        prlimit, name = resource.prlimit, getattr(resource, f"RLIMIT_{kind}")
    except (ImportError, AttributeError):
        raise CannotTryError("this system does not limit a process that runs") from None
    before = prlimit(process, name)
    prlimit(process, name, (most, before[1]))
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            prlimit(process, name, before)


@contextmanager
def disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk of so many bytes."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
    try:
        yield folder
    finally:
        _unmount(folder)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder in which nobody may write, not even the administrator."""
    if os.geteuid():
        places = [folder, *(one for one in folder.rglob("*"))]
        modes = {one: one.stat().st_mode for one in places}
        for one in reversed(places):
            one.chmod(modes[one] & ~0o222)
        try:
            yield
        finally:
            for one in places:
                one.chmod(modes[one])
        return
    _mount("--bind", folder, folder)
    try:
        _mount("-o", "remount,ro,bind", folder)
        yield
    finally:
        _unmount(folder)


def _mount(*arguments: object) -> None:
    try:
        run = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise CannotTryError("this system mounts nothing") from None
    if run.returncode:
        raise CannotTryError(f"nothing may be mounted here: {run.stderr.strip()}")


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, left: int) -> Path:
    """A file that leaves so many bytes of a disk."""
    file = folder / "filler"
    file.unlink(missing_ok=True)
    state = os.statvfs(folder)
    with file.open("wb") as filler:
        for _ in range(max(0, state.f_bavail - left // state.f_frsize)):
            filler.write(bytes(state.f_frsize))
    return file


def before_all(folder: Path, code: str) -> dict[str, str]:
    """What makes every Python process run this code first."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}
