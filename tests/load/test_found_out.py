"""What a long reading finds out: broken promises in figures, and servers that are slow or fail."""

import asyncio
import math
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from urllib.parse import parse_qsl

import pytest

from survey.database import Releases
from survey.selection import parse
from tests.faults.catalogue import Scene
from tests.faults.shelf import MEAN, Shelf, running, shelf_of
from tests.faults.shelf import broken as served_broken
from tests.load.clicks import toggled
from tests.load.person import LINKS, Diary, Taken, complaint
from tests.load.process import Own, Sample, error_lines
from tests.load.reader import Reader
from tests.load.soak import Plan, Soak, soak
from tests.load.verdict import Figures, Windows, broken, figures, judged, quantile, told, written

HOUR = Plan()
GOOD = Figures(
    interactions=10_000,
    p50=0.03,
    p95=0.2,
    p99=0.4,
    errors=0,
    p95s=(0.2, 0.21),
    memory=(400, 410),
    files=(140, 145),
    threads=(56, 57),
    processor=(0.03, 0.03),
    error_lines=0,
)
BAD: dict[str, Figures] = {
    "p95": replace(GOOD, p95=1.01),
    "p99": replace(GOOD, p99=2.01),
    "errors": replace(GOOD, errors=1),
    "drift of p95": replace(GOOD, p95s=(0.5, 0.61)),
    "memory": replace(GOOD, memory=(400, 431)),
    "open files": replace(GOOD, files=(140, 151)),
    "threads": replace(GOOD, threads=(56, 45)),
    "errors in the log": replace(GOOD, error_lines=1),
}


def broken_of(seen: Figures) -> list[str]:
    """The names of the promises that were broken."""
    return [one.what for one in judged(seen) if one.kept is False]


def test_good_figures_break_no_promise() -> None:
    assert not broken_of(GOOD) and all(one.kept for one in judged(GOOD))


@pytest.mark.parametrize("what", BAD)
def test_each_promise_can_be_broken_alone(what: str) -> None:
    assert broken_of(BAD[what]) == [what]
    assert set(BAD) == {one.what for one in judged(GOOD)}


def test_a_drift_counts_from_50_ms_or_a_fifth_whichever_is_more() -> None:
    assert not broken_of(replace(GOOD, p95s=(0.02, 0.069)))
    assert broken_of(replace(GOOD, p95s=(0.02, 0.071))) == ["drift of p95"]
    assert not broken_of(replace(GOOD, p95s=(0.5, 0.599)))


def test_what_nobody_did_is_not_kept_and_what_is_not_known_is_neither() -> None:
    idle = figures(Soak(HOUR))
    assert broken_of(idle) == ["p95", "p99", "drift of p95"] and idle.p95 == math.inf
    unknown = replace(GOOD, memory=None, files=None, threads=None, error_lines=None)
    assert not broken_of(unknown) and sum(one.kept is None for one in judged(unknown)) == 4


def lasting(seconds: Callable[[float], float], held: Callable[[float], float]) -> Soak:
    """An hour in which a click at each second takes so long, and the server holds so many megabytes."""
    diary = Diary(taken=[Taken(at, "choose", seconds(at)) for at in range(3600)])
    samples = [(float(at), Sample(held(at), 140, 56, at / 20)) for at in range(0, 3601, 5)]
    return Soak(HOUR, diary, samples, [samples[0][1], samples[-1][1]], [])


def test_a_slow_drift_and_a_leak_are_found_in_an_hour() -> None:
    assert not broken_of(figures(lasting(lambda at: 0.03, lambda at: 400)))
    assert broken_of(figures(lasting(lambda at: 0.03 + at / 50_000, lambda at: 400))) == ["drift of p95"]
    assert broken_of(figures(lasting(lambda at: 0.03, lambda at: 400 + at / 100))) == ["memory"]


def test_what_a_cold_server_does_at_first_counts_for_the_times_alone() -> None:
    found = figures(lasting(lambda at: 1.5 if at < 300 else 0.03, lambda at: min(at, 350)))
    assert broken_of(found) == ["p95"] and found.memory == (350, 350) and found.p95s == (0.03, 0.03)
    assert found.processor == pytest.approx((0.05, 0.05), rel=0.02)


def test_the_windows_of_an_hour_and_of_two_minutes() -> None:
    assert (Windows(3600).warm, Windows(3600).width) == (360, 360)
    assert (Windows(120).warm, Windows(120).width) == (40, 30)
    assert (Windows(6).warm, Windows(6).width) == (2, 2)


def test_a_quantile_is_a_value_that_was_measured() -> None:
    assert quantile(range(1, 101), 0.95) == 95 and quantile([3], 0.5) == 3


def test_an_error_is_known_in_the_log_whoever_wrote_it() -> None:
    lines = [
        '{"level": "info", "event": "started", "what": "ERROR"}',
        '{"level": "error", "event": "page failed"}',
        "Traceback (most recent call last):",
        "  You can now view your Streamlit app in your browser.",
        "2026-01-01 ERROR something",
    ]
    assert error_lines("\n".join(lines)) == [lines[1], lines[2], lines[4]]


def test_what_was_found_before_and_what_a_person_wrote_stays_in_the_table(tmp_path: Path) -> None:
    table = tmp_path / "RESULTS.md"
    for plan in (HOUR, replace(HOUR, imports=12), HOUR):
        table.write_text(written(plan, "2 cores", GOOD, judged(GOOD), table), encoding="utf-8")
        table.write_text(f"{table.read_text(encoding='utf-8').rstrip()}\n", encoding="utf-8")
    table.write_text(f"{table.read_text(encoding='utf-8')}\n## Remarks\n\nOurs.\n", encoding="utf-8")
    bad = BAD["memory"]
    table.write_text(written(HOUR, "2 cores", bad, judged(bad), table), encoding="utf-8")
    text = table.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) == 2 and "400 → 431 MB" in rows[0] and "--imports 12`" in rows[1]
    assert "| no | 2 cores |" in rows[0] and "| yes | 2 cores |" in rows[1]
    assert text.endswith("\n## Remarks\n\nOurs.\n")


def test_every_link_that_a_person_may_be_sent_leads_to_what_is_shown(releases: Releases) -> None:
    for _, query in LINKS:
        given = dict(parse_qsl(query))
        _, dropped = parse(releases.open(given.get("study", "executives-2015")), given)
        assert not dropped, (query, dropped)


def test_a_click_on_some_chooses_as_in_the_browser() -> None:
    assert toggled(["all"], "a", "all") == ["a"]
    assert toggled(["a"], "b", "all") == ["a", "b"]
    assert toggled(["a", "b"], "a", "all") == ["b"]
    assert toggled(["a", "b"], "all", "all") == ["all"]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """A shelf with the small study."""
    return shelf_of(Scene(tmp_path_factory.mktemp("shelf")))


@pytest.fixture(scope="module")
def served(shelf: Shelf) -> Iterator[tuple[str, Own]]:
    """The app on it."""
    log = shelf.folder.with_name("log")
    with running(shelf, log) as server:
        yield server.address, Own(server.process.pid, log)


def some(page: str) -> Plan:
    """Three people read for some seconds; they open this page."""
    return Plan(readers=3, seconds=5, think=0.5, forgets=0, links=[(page, MEAN)])


def test_a_server_that_fails_and_keeps_more_with_every_click_is_found_out(shelf: Shelf) -> None:
    log = shelf.folder.with_name("log of leaks")
    with served_broken(shelf, "ranking=leaks", log) as server:
        found = soak(some("ranking"), server.address, Own(server.process.pid, log))
    seen = figures(found)
    assert {"errors", "memory", "errors in the log"} <= set(broken_of(seen))
    assert "the page says" in told(seen, judged(seen), found) and broken(judged(seen))


@contextmanager
def stammering(process: int) -> Iterator[None]:
    """A process that stands still for longer than a second, again and again."""
    done = Event()

    def stammer() -> None:
        while not done.is_set():
            os.kill(process, signal.SIGSTOP)
            done.wait(1.3)
            os.kill(process, signal.SIGCONT)
            done.wait(0.1)

    thread = Thread(target=stammer)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_server_that_answers_slowly_is_found_out(served: tuple[str, Own]) -> None:
    address, watched = served
    with stammering(watched.process):
        found = soak(some("ranking"), address, watched)
    assert "p95" in broken_of(figures(found)) and not found.diary.errors


def test_a_click_on_what_stood_there_before_the_page_does_no_harm(served: tuple[str, Own]) -> None:
    async def click(address: str) -> Reader:
        reader = await Reader.open(address, "compare", MEAN)
        await reader.load()
        before = dict(reader.shown)
        await reader.go("item", reader.query)
        reader.shown = before | reader.shown  # the new page has not come to the screen yet
        await reader.pick("chart-compare", "opened", "table")
        await reader.close()
        return reader

    address, watched = served
    reader = asyncio.run(click(address))
    assert "chart-item" in reader.names() and not complaint(reader)
    assert not watched.errors()
