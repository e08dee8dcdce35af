"""Another release comes while people read and export."""

import asyncio
import io
import re
import time
from collections import Counter
from threading import Event, Thread

import openpyxl

from survey.deck import screens, whole
from survey.exports import xlsx
from survey.method import sections
from survey.selection import parse
from survey.texts import Voice
from tests.faults.catalogue import Scene, fault
from tests.faults.shelf import MEAN, PAGES, Shelf, health, running, shelf_of
from tests.load.reader import Reader


@fault(
    "X17",
    "releases are swapped while people read",
    "every page shows one release, whole; no page fails",
)
def swapped(scene: Scene) -> str:
    """20 readers (4 in short) load pages as fast as they can; some of the swaps are imports."""
    shelf = shelf_of(scene, 4)
    swaps, readers = scene.times(40, 1000), scene.times(4, 20)
    with running(shelf) as server:
        seen = asyncio.run(_under_swaps(shelf, server.address, swaps, readers, imports=scene.times(2, 50)))
        assert health(server.address)[0] == 200
    assert len(seen) > 2, f"only {set(seen)} was seen"
    pages = sum(seen.values())
    return f"{swaps} swaps, {readers} readers, {pages} pages of {len(seen)} releases, 0 mixed, 0 failed"


async def _under_swaps(shelf: Shelf, address: str, swaps: int, readers: int, imports: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    done = asyncio.Event()

    async def read(place: int) -> None:
        pages = sorted(PAGES)
        reader = await Reader.open(address, pages[place % len(pages)], MEAN)
        while not done.is_set():
            await reader.load()
            seen[shelf.which(reader.page, reader)] += 1
        await reader.close()

    async def swap() -> None:
        try:
            for turn in range(swaps):
                if turn % (swaps // imports) == 0:
                    await asyncio.to_thread(shelf.publish, turn // (swaps // imports))
                kept = shelf.releases.entries("small")
                shelf.releases.point(kept[turn % len(kept)])
                await asyncio.sleep(0.05)
        finally:
            done.set()

    await asyncio.gather(swap(), *(read(place) for place in range(readers)))
    return seen


@fault(
    "X38",
    "releases are swapped while slides, a report and a workbook are made",
    "each file is of one release",
)
def exported(scene: Scene) -> str:
    """The report of the whole study, made again and again while the pointer moves."""
    shelf = shelf_of(scene)
    files = Counter[str]()
    done = Event()

    def swap() -> None:
        kept, turn = shelf.releases.entries("small"), 0
        while not done.is_set():
            shelf.releases.point(kept[(turn := turn + 1) % 2])
            time.sleep(0.01)

    thread = Thread(target=swap)
    thread.start()
    try:
        for _ in range(scene.times(4, 60)):
            release, fault = shelf.releases.shown("small")
            assert fault is None
            selection, _ = parse(release, {"measure": "mean"})
            voice = Voice("en", release.study, release.groups)
            shown = screens(whole(release), selection, release, voice)
            book = openpyxl.load_workbook(
                io.BytesIO(xlsx.book(shown, release, sections(release, voice), voice))
            )
            stamps = {
                name
                for sheet in book
                for row in sheet.iter_rows(values_only=True)
                for name in re.findall(r"small-\d+", " ".join(map(str, row)))
            }
            assert stamps == {release.name}, stamps
            files[release.name] += 1
    finally:
        done.set()
        thread.join()
    return f"{sum(files.values())} workbooks of {len(files)} releases, each of one"
