"""Many people read for a long time, while now and then something is published; what that was like."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from survey.server.tidy import EVERY
from tests.browser.serving import ROOT, started
from tests.builders import LEVELS, SMALL, small_rows, write
from tests.load.clicks import ROW
from tests.load.person import LINKS, Diary, Person, known
from tests.load.process import Own, Sample, Watched
from tests.load.reader import Reader

Tell = Callable[["Soak"], None]


@dataclass(frozen=True)
class Plan:
    """How many read, for how long, with how many seconds of thinking, and how many releases come meanwhile.

    `seed` deals out what they do, `links` are what they were sent, `forgets` is after how many
    seconds the server forgets who has left.
    """

    readers: int = 30
    seconds: float = 3600
    think: float = 10
    imports: int = 0
    seed: int = 1
    forgets: int = 120
    links: Sequence[tuple[str, str]] = LINKS


@dataclass
class Soak:
    """What is found while people read: what they did, and what the server held, at which second.

    `rest` is what it held with nobody there: before all, and when the last was forgotten.
    """

    plan: Plan
    diary: Diary = field(default_factory=Diary)
    samples: list[tuple[float, Sample]] = field(default_factory=list)
    rest: list[Sample] = field(default_factory=list)
    error_lines: list[str] | None = None


@contextmanager
def serving(releases: Path, forgets: int) -> Iterator[tuple[str, Own]]:
    """The app on this shelf, which forgets who has left after so many seconds: where it is, what looks."""
    given = {"SURVEY_RELEASES": str(releases), "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(forgets)}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with started("app.py", "streamlit", None, log, **given) as server:
            yield server.address, Own(server.process.pid, log)


def soak(
    plan: Plan, address: str, watched: Watched, releases: Path | None = None, tell: Tell | None = None
) -> Soak:
    """Let them read the app at this address; imports go to the shelf. `tell` is called every minute."""
    return asyncio.run(_soak(plan, address, watched, releases, tell))


async def _soak(plan: Plan, address: str, watched: Watched, releases: Path | None, tell: Tell | None) -> Soak:
    links, rest = known(plan.links, await _studies(address)), await _resting(watched)
    found = Soak(plan, rest=[rest])
    people = [
        Person(address, found.diary, Random(f"{plan.seed} {place}"), plan.think, links)
        for place in range(plan.readers)
    ]
    beside = [asyncio.create_task(_looks(found, watched))]
    beside += [asyncio.create_task(_tells(found, tell))] if tell else []
    if plan.imports and releases:
        beside.append(asyncio.create_task(_publishes(found, releases)))
    try:
        await asyncio.gather(*(_comes(one, place, plan) for place, one in enumerate(people)))
        await _look(found, watched)
        await asyncio.sleep(plan.forgets and plan.forgets + 5)
        await _studies(address)
        found.rest.append(await _rested(watched, rest) if plan.forgets else await _resting(watched))
        found.error_lines = await asyncio.to_thread(watched.errors)
    finally:
        for task in beside:
            task.cancel()
        ended = await asyncio.gather(*beside, return_exceptions=True)
    for one in ended:
        if isinstance(one, Exception):
            raise one
    return found


async def _comes(person: Person, place: int, plan: Plan) -> None:
    """One by one, spread over the first time of thinking."""
    await asyncio.sleep(min(plan.think, plan.seconds) * place / plan.readers)
    await person.reads(plan.seconds)


async def _studies(address: str) -> list[str]:
    """The studies that the app offers."""
    reader = await Reader.open(address)
    try:
        await reader.load()
        row = {one["name"]: one for one in reader.data(ROW)["choices"]}
        return [id for id, _ in row["study"]["options"]]
    finally:
        await reader.close()


async def _resting(watched: Watched) -> Sample:
    """What the server holds a moment after somebody has left."""
    await asyncio.sleep(1)
    return await asyncio.to_thread(watched.sample)


async def _rested(watched: Watched, before: Sample) -> Sample:
    """The same once it has no more files open than before, or when it should have tidied."""
    for _ in range(EVERY + 10):
        sample = await _resting(watched)
        if sample.files is None or before.files is None or sample.files <= before.files:
            break
    return sample


async def _looks(found: Soak, watched: Watched) -> None:
    """What the server holds, again and again."""
    every = min(5.0, found.plan.seconds / 40)
    while True:
        await _look(found, watched)
        await asyncio.sleep(every)


async def _look(found: Soak, watched: Watched) -> None:
    sample = await asyncio.to_thread(watched.sample)
    found.samples.append((found.diary.now(), sample))


async def _tells(found: Soak, tell: Tell) -> None:
    for minute in range(1, int(found.plan.seconds // 60) + 1):
        await asyncio.sleep(max(0.0, minute * 60 - found.diary.now()))
        tell(found)


async def _publishes(found: Soak, releases: Path) -> None:
    """So many small imports, at even distances, each of other answers than the one before."""
    plan = found.plan
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(plan.imports):
            await asyncio.sleep(max(0.0, (turn + 0.5) * plan.seconds / plan.imports - found.diary.now()))
            said = await _import(_answers(Path(folder) / "answers.csv", turn), releases)
            if said:
                found.diary.errors[f"import: {said}"] += 1


def _answers(file: Path, turn: int) -> Path:
    """Answers of the small study: everybody rates everything alike, each time otherwise."""
    rows = small_rows()
    for row in rows:
        row["meeting"] = row["web"] = row["letter"] = LEVELS[turn % len(LEVELS)]
    return write(file, rows)


async def _import(answers: Path, releases: Path) -> str:
    """Import as a person does in a terminal; what went wrong, in words, or nothing."""
    command = [sys.executable, "-m", "survey", "import", str(SMALL), str(answers)]
    process = await asyncio.create_subprocess_exec(
        *command,
        "--yes",
        "--accept-large-change",
        "--unshown",
        cwd=ROOT,
        env={**os.environ, "SURVEY_RELEASES": str(releases)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, told = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    last = told.decode(errors="replace").strip().rpartition("\n")[2]
    return f"code {process.returncode} {last}" if process.returncode else ""
