"""Readers without a browser, for what many of them cost the server."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count

from tests.browser.serving import Server
from tests.load.clicks import choosing
from tests.load.reader import Reader, Run

GROUPS = {"trade": "Trade", "health": "Health, social"}
Click = Callable[[Reader, int], Awaitable[Run]]


async def click_ours(reader: Reader, turn: int) -> Run:
    """Choose one group of the overview alone, another one each turn."""
    group = tuple(GROUPS)[turn % 2]
    return await choosing("groups", group, [group]).by(reader)


async def click_stock(reader: Reader, turn: int) -> Run:
    """The same in the page of Streamlit's own parts."""
    return await reader.press("groups", tuple(GROUPS.values())[turn % 2])


@dataclass(frozen=True)
class Side:
    """A server and what its readers do: their first address and a click."""

    server: Server
    query: str
    click: Click

    async def reader(self) -> Reader:
        """One who has opened the overview."""
        reader = await Reader.open(self.server.address, query=self.query)
        await reader.load()
        return reader


async def crowd(side: Side, readers: int, seconds: float, pause: float) -> list[float]:
    """How long each click took of so many readers, who click with a pause between, beginning one by one."""
    tabs = [await side.reader() for _ in range(readers)]
    end = time.perf_counter() + pause + seconds
    try:
        found = await asyncio.gather(
            *(_clicking(side, tab, pause * place / readers, pause, end) for place, tab in enumerate(tabs))
        )
    finally:
        await asyncio.gather(*(tab.close() for tab in tabs))
    if any(tab.failed for tab in tabs):
        raise RuntimeError("a page failed")
    return [one for some in found for one in some]


async def _clicking(side: Side, tab: Reader, wait: float, pause: float, end: float) -> list[float]:
    """Seconds of each click; the pause begins with the click, as a reader's next thought does."""
    await asyncio.sleep(wait)
    took = list[float]()
    for turn in count():
        begun = time.perf_counter()
        if begun >= end:
            return took
        await side.click(tab, turn)
        took.append(time.perf_counter() - begun)
        await asyncio.sleep(max(0.0, pause - took[-1]))
    return took
