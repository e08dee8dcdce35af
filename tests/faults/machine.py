"""Faults of the machine: no room, no memory, no time, no files, no threads, a busy port."""

import asyncio
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from survey.database import Query, Release, Releases, query
from tests.browser import serving
from tests.browser.serving import Server, free_port
from tests.builders import ROOT
from tests.faults.catalogue import CannotTryError, Scene, fault
from tests.faults.means import before_all, disk, fill, given, limited
from tests.faults.shelf import MEAN, Shelf, health, running, shelf_of, well
from tests.load.reader import Reader

GROUPS = ("trade", "other_groups")
LARGE = Query("large", "SELECT LIST(range ORDER BY hash(range)) FROM range(60000000)", ())


def _noted(shelf: Shelf, server: Server, name: str) -> None:
    """The app shows this release while it has something to write into its log, and when it has not."""
    pointer = shelf.folder / "small" / "CURRENT"
    aside = pointer.rename(pointer.with_name("aside"))
    try:
        for page in ("ranking", "item", "heatmap"):
            assert shelf.seen(server.address, page) == name
        assert health(server.address)[0] == 503
    finally:
        aside.rename(pointer)
    well(shelf, server, name)


@fault(
    "X5",
    "every disk is full while people read: of the releases, of temporary files, of the log",
    "the app starts all the same, every page goes on, and lines of the log are lost in silence",
)
def full(scene: Scene) -> str:
    """Releases and temporary files on a full disk, the log on a device that is always full."""
    log = Path("/dev/full")
    if not log.exists():
        raise CannotTryError("this system has no device that is always full")
    with disk(scene.place / "disk", 16 << 20) as place:
        shelf = Shelf(place / "releases")
        shelf.publish(0)
        fill(place, 0)
        with running(shelf, log, TMPDIR=str(place)) as server:
            for _ in range(scene.times(1, 5)):
                well(shelf, server, "small-1")
            _noted(shelf, server, "small-1")
            assert server.process.poll() is None
    return "started, and every page of small-1 with each disk full"


@fault(
    "X23",
    "a statement needs more memory than DuckDB may have",
    "it fails with a message; nobody gets a wrong number: other statements on the release are answered or "
    "fails at that moment alone, and other releases do not notice",
)
def statement(scene: Scene) -> str:
    """One thread asks too much, four ask what the pages do, of that release and of another."""
    shelf = shelf_of(scene, 2)
    release, other = Releases(shelf.folder).open("small"), Release(shelf.releases.entries("small")[0])
    usual, others, times = _bases(release), _bases(other), scene.times(1, 20)
    right = failed = 0
    with ThreadPoolExecutor(5) as pool:
        large = pool.submit(_all_fail, release, times)
        while not large.done():
            for found in pool.map(_bases_or_none, [release] * 4):
                assert found in (usual, None), "somebody got other numbers"
                right, failed = right + (found is not None), failed + (found is None)
            assert _bases(other) == others, "another release has other numbers"
        said = large.result()
    assert right > failed and _bases(release) == usual and shelf.read() == "small-2"
    return f"{times} times “{said}”; meanwhile {right} answers to others were right, {failed} failed"


def _bases(release: Release) -> list[dict[str, Any]]:
    return release.rows(query("bases"), dimension="sector", whole="all")


def _bases_or_none(release: Release) -> list[dict[str, Any]] | None:
    try:
        return _bases(release)
    except duckdb.OutOfMemoryException:
        return None


def _all_fail(release: Release, times: int) -> str:
    said = ""
    for _ in range(times):
        try:
            release.rows(LARGE)
        except duckdb.Error as error:
            said = str(error).splitlines()[0].partition(":")[0]
        else:
            raise AssertionError("it had the memory all the same")
    return said


ADDRESSES, MEMORY = 3 << 30, 1 << 30  # bytes


@fault(
    "X24",
    "the process may have 3 GB of addresses and no more",
    "the app starts, ten people read, and it takes less than 1 GB of memory for that",
    short=False,
)
def memory(scene: Scene) -> str:
    """What is needed is measured; a process that gets no memory at all has to be ended by who limits it."""
    if sys.platform != "linux":
        raise CannotTryError("this system does not tell what a process has of memory")
    shelf = shelf_of(scene, 1)
    code = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({ADDRESSES},) * 2)"
    with running(shelf, None, **before_all(scene.place / "site", code)) as server:
        took = asyncio.run(_clicking(server, 10, scene.times(2, 30)))
        used = _memory(server)
        well(shelf, server, "small-1")
    assert used["VmHWM"] < MEMORY, f"{used['VmHWM'] / 1e6:.0f} MB"
    sizes = f"{used['VmHWM'] / 1e6:.0f} MB of memory, {used['VmPeak'] / 1e6:.0f} MB of addresses"
    return f"{sizes} at the most, in {len(took)} clicks of ten readers"


def _memory(server: Server) -> dict[str, int]:
    """What the kernel tells of a process, in bytes."""
    text = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    found = (line.split() for line in text.splitlines() if line.startswith("Vm"))
    return {name.rstrip(":"): int(size) * 1024 for name, size, _ in found}


async def _clicking(server: Server, readers: int, seconds: float) -> list[float]:
    """How long each click took of so many readers, each of whom clicks and thinks half a second."""
    tabs = [await Reader.open(server.address, "ranking", MEAN) for _ in range(readers)]
    end = time.monotonic() + seconds

    async def clicks(tab: Reader) -> list[float]:
        await tab.load()
        took = list[float]()
        while time.monotonic() < end or not took:
            group = GROUPS[len(took) % len(GROUPS)]
            picked = {"name": "groups", "id": group, "chosen": [group]}
            took.append((await tab.pick("choices", "picked", picked)).seconds)
            await asyncio.sleep(0.5)
        return took

    try:
        found = await asyncio.gather(*map(clicks, tabs))
        assert not any(tab.failed for tab in tabs), "a run has ended in an error"
        return [one for some in found for one in some]
    finally:
        await asyncio.gather(*(tab.close() for tab in tabs))


SLOWEST = 4.0  # seconds


@fault(
    "X25",
    "four other processes take all the time of the processors",
    "19 of 20 clicks of ten readers take less than 4 s, and nobody is disconnected",
    short=False,
)
def starved(scene: Scene) -> str:
    """Four that do nothing but count."""
    shelf = shelf_of(scene, 1)
    with running(shelf) as server, ExitStack() as others:
        for _ in range(4):
            others.enter_context(_busy())
        took = asyncio.run(_clicking(server, 10, scene.times(3, 30)))
        well(shelf, server, "small-1")
    p95 = statistics.quantiles(took, n=20)[-1]
    assert p95 <= SLOWEST, f"{p95:.1f} s"
    return f"{len(took)} clicks, 19 of 20 within {p95:.2f} s, on {os.cpu_count()} processors"


@contextmanager
def _busy() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


@fault(
    "X26",
    "the process may open 128 files and 200 connections are made to it",
    "who reads goes on, new ones wait and are served once the others have gone, the log has a line a minute",
    short=False,
)
def files(scene: Scene) -> str:
    """Connections that say nothing."""
    shelf, log = shelf_of(scene, 1), scene.place / "log"
    with running(shelf, log) as server, limited(server.process.pid, "NOFILE", 128):
        seen = asyncio.run(_crowded(shelf, server, scene.times(3, 30)))
        assert server.process.poll() is None
        _soon_well(shelf, server, "small-1")
    lines = log.read_text(encoding="utf-8").splitlines()
    assert not (bad := [one for one in lines if "page failed" in one]), bad[0]
    assert len(lines) < 20 and any("connections wait" in one for one in lines), f"{len(lines)} lines"
    return f"{seen}, {len(lines)} lines in the log"


async def _crowded(shelf: Shelf, server: Server, clicks: int) -> str:
    tabs = [await Reader.open(server.address, "ranking", MEAN) for _ in range(3)]
    for tab in tabs:
        await tab.load()
    port = int(server.address.rpartition(":")[2])
    with ExitStack() as crowd:
        for _ in range(200):
            one = crowd.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        await asyncio.sleep(1)
        taken = len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))
        assert taken >= 120, f"only {taken} files are open: the limit was not reached"
        took = [await _goes_on(shelf, tab, turn) for turn in range(clicks) for tab in tabs]
        try:
            await asyncio.wait_for(Reader.open(server.address, "ranking", MEAN), 2)
        except (TimeoutError, OSError) as error:
            turned = type(error).__name__
        else:
            raise AssertionError("a new one came in: the limit was not reached")
    for tab in tabs:
        await tab.close()
    return f"{taken} files open, {len(took)} clicks of who was there (≤ {max(took):.2f} s), new: {turned}"


async def _goes_on(shelf: Shelf, tab: Reader, turn: int) -> float:
    """A reader clicks, and then loads the first view anew: what the click took."""
    group = GROUPS[turn % len(GROUPS)]
    took = await tab.pick("choices", "picked", {"name": "groups", "id": group, "chosen": [group]})
    tab.query = MEAN
    await tab.load()
    assert shelf.which("ranking", tab) == "small-1"
    return took.seconds


def _soon_well(shelf: Shelf, server: Server, name: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            well(shelf, server, name)
            return
        except (OSError, AssertionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


OTHER = 54321
RIGHTS = "+dac_override,+dac_read_search"


@fault(
    "X27",
    "the process may not start another thread",
    "it stays alive and answers its probe; once it may again, every page is well",
    short=False,
)
def threads(scene: Scene) -> str:
    """Of a user whose only processes these are; an administrator has no such limit."""
    if not (shutil.which("setpriv") and shutil.which("prlimit")) or os.geteuid():
        raise CannotTryError("only an administrator becomes a user who has no other process")
    shelf = shelf_of(scene, 1)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    other = ["setpriv", f"--reuid={OTHER}", f"--regid={OTHER}", "--clear-groups"]
    other += [f"--inh-caps={RIGHTS}", f"--ambient-caps={RIGHTS}"]
    app = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with serving.running([*other, *app], f"{address}/_stcore/health", given(shelf)) as process:
        server = Server(address, process)
        well(shelf, server, "small-1")
        failed, answered = 0, list[int]()
        with _without_threads(process.pid, other):
            for _ in range(scene.times(2, 10)):
                failed += _fails(shelf, server)
                answered.append(health(address)[0])
            assert process.poll() is None, "the server is gone"
        assert failed, "the pages had their threads all the same"
        _soon_well(shelf, server, "small-1")
    return f"{failed} pages without a thread failed, the probe said {answered}, then all was well"


@contextmanager
def _without_threads(process: int, other: list[str]) -> Iterator[None]:
    """No thread more, by order of the same user; as many as before afterwards."""
    before = Path(f"/proc/{process}/limits").read_text(encoding="ascii")
    [most] = [line.split()[2] for line in before.splitlines() if line.startswith("Max processes")]
    subprocess.run([*other, "prlimit", f"--pid={process}", "--nproc=1:"], check=True)
    try:
        yield
    finally:
        subprocess.run([*other, "prlimit", f"--pid={process}", f"--nproc={most}:"], check=True)


def _fails(shelf: Shelf, server: Server) -> bool:
    """Whether nobody can open a page now."""

    async def look() -> bool:
        reader = await Reader.open(server.address, "ranking", MEAN)
        try:
            await asyncio.wait_for(reader.load(), 3)
            return reader.failed or not reader.shown
        finally:
            await reader.close()

    try:
        return asyncio.run(look())
    except (OSError, TimeoutError):
        return True


@fault(
    "X33",
    "another program listens at the port",
    "the app says so in a sentence and ends with a code other than 0; it never takes the next port",
)
def port(scene: Scene) -> str:
    """The port that is asked for, and the one that it takes when none is."""
    shelf = shelf_of(scene, 1)
    with socket.socket() as other, socket.socket() as usual:
        other.bind(("127.0.0.1", 0))
        other.listen()
        wanted = other.getsockname()[1]
        ended = [_ended(shelf, "--server.port", str(wanted))]
        if scene.long:
            with suppress(OSError):
                usual.bind(("127.0.0.1", 8501))
                usual.listen()
            ended.append(_ended(shelf))
    for said, number in zip(ended, (wanted, 8501), strict=False):
        assert said.returncode not in (0, None), said.stdout
        assert f"Port {number} is not available" in said.stdout, said.stdout
        assert "Traceback" not in said.stdout, said.stdout
    return f"code {ended[0].returncode}: “Port … is not available”"


def _ended(shelf: Shelf, *arguments: str) -> "subprocess.CompletedProcess[str]":
    app = [sys.executable, "-m", "streamlit", "run", "app.py", *arguments]
    out = subprocess.PIPE
    return subprocess.run(
        app, cwd=ROOT, env=given(shelf), stdout=out, stderr=subprocess.STDOUT, text=True, timeout=30
    )


@fault(
    "X40",
    "the log cannot be written: removed, its reader gone, or a file of 2 GB that may not grow",
    "every page goes on; lines are lost, and are written again once the log may grow",
    short=False,
)
def no_log(scene: Scene) -> str:
    """Each of them while the app has something to say."""
    shelf = shelf_of(scene, 1)
    log = scene.place / "log"
    with running(shelf, log) as server:
        size = log.stat().st_size
        with limited(server.process.pid, "FSIZE", size):
            _noted(shelf, server, "small-1")
            assert log.stat().st_size == size, "the log has grown all the same"
        log.unlink()
        well(shelf, server, "small-1")
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0
    if scene.long:
        _appended(shelf, scene)
        _unread(shelf)
    return "every page of small-1, and an orderly end"


def _appended(shelf: Shelf, scene: Scene) -> None:
    """A log of 2 GB, which grows again once it may."""
    log, port = scene.place / "large", free_port()
    with log.open("wb") as file:
        file.truncate(2 << 30)
    address = f"http://127.0.0.1:{port}"
    app = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    behind = ["sh", "-c", f'exec "$0" "$@" >>{log} 2>&1', *app]
    with serving.running(behind, f"{address}/_stcore/health", given(shelf)) as process:
        server = Server(address, process)
        size = log.stat().st_size
        assert size > 2 << 30, "nothing was written behind 2 GB"
        with limited(process.pid, "FSIZE", size):
            _noted(shelf, server, "small-1")
            assert log.stat().st_size == size, "the log has grown all the same"
    assert log.stat().st_size > size, "nothing was written once the log might grow"


def _unread(shelf: Shelf) -> None:
    """A pipe at whose other end nobody reads any more."""
    reader, writer = os.pipe()
    with running(shelf, Path(f"/dev/fd/{writer}")) as server:
        os.close(reader)
        os.close(writer)
        _noted(shelf, server, "small-1")
        assert server.process.poll() is None
