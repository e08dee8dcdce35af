"""How a person reads: opens a link, looks, clicks, goes to another page, leaves and comes again.

What is done when is dealt out by chance, the same for the same seed.
"""

import asyncio
import time
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from survey.codebook import LANGUAGES
from survey.texts import Text
from tests.load.clicks import Click, in_row, on_charts
from tests.load.reader import Reader

# What somebody was sent, or has kept: a page, and what its link says.
LINKS = (
    ("", ""),
    ("", "study=executives-2015&by=size&groups=250-plus"),
    ("ranking", "study=executives-2015&by=sector&groups=finance,health"),
    ("ranking", "study=participation-2021"),
    ("ranking", "study=small&by=sector&measure=mean"),
    ("heatmap", "study=executives-2015&by=role&measure=mean"),
    ("heatmap", "study=small&by=size"),
    ("scale", "study=executives-2015&by=sector&item=linkedin&view=stacked"),
    ("scale", "study=participation-2021&item=feedback"),
    ("item", "study=executives-2015&by=sector&item=website"),
    ("compare", "study=executives-2015&by=sector&groups=trade&against=industry"),
    ("compare", "study=executives-2015&by=size&groups=1-9&within=sector.other_groups"),
    ("use", "study=executives-2015&by=sector&groups=information&measure=highest"),
    ("findings", "study=executives-2015&by=sector"),
    ("findings", "study=participation-2021"),
    ("trend", "study=waves&item=social"),
    ("trend", "study=waves&measure=mean"),
    ("similar", "study=executives-2015&by=sector"),
)
PAGES = tuple(dict.fromkeys(page for page, _ in LINKS))

# What a person does next, of a hundred times.
HABITS = {"choose": 52, "row": 16, "below": 6, "fold": 6, "page": 16, "leave": 4}
ASKS = 15  # seconds, up to twice as many, after which an open page asks for news
FAILED = ("door.failed", "nothing.failed")
SORRY = tuple(Text(one)(words, number="").partition("(")[0] for one in LANGUAGES for words in FAILED)


class Taken(NamedTuple):
    """One interaction: when it began, in seconds of the whole, what it was and how long it took."""

    at: float
    what: str
    seconds: float


class FailedError(Exception):
    """The page has come, but says that something failed."""


@dataclass
class Diary:
    """What all of them did, and what went wrong."""

    begun: float = field(default_factory=time.perf_counter)
    taken: list[Taken] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def now(self) -> float:
        """Seconds since all began."""
        return time.perf_counter() - self.begun


@dataclass
class Person:
    """One of many readers of the app at this address; `links` are those they may have been sent."""

    address: str
    diary: Diary
    chance: Random
    think: float
    links: Sequence[tuple[str, str]] = LINKS
    _tab: Reader | None = None
    _asks: float = 0.0

    async def reads(self, end: float) -> None:
        """From now until the end, whatever happens."""
        while self.diary.now() < end:
            try:
                await self._visits(end)
            except Exception as error:  # noqa: BLE001 - whatever a reader has to bear
                page = self._tab.page if self._tab else ""
                self.diary.errors[f"{page or 'overview'}: {type(error).__name__} {error}".strip()] += 1
                await self._away(end, 1)

    async def _visits(self, end: float) -> None:
        """Comes, stays for a while and leaves; perhaps to come again to the same tab."""
        session = ""
        if self._tab and self.chance.random() < 0.5:
            page, query, session = self._tab.page, self._tab.query, self._tab.session
        else:
            page, query = self.chance.choice(self.links)
            query = urlencode({"lang": self.chance.choice(LANGUAGES), **dict(parse_qsl(query))}, safe=",")
        begun = self.diary.now()
        if not session:
            await fetched(f"{self.address}/{page}?{query}")
        self._tab = await Reader.open(self.address, page, query, session)
        try:
            await self._tab.load()
            self._noted(self._tab, "return" if session else "open", begun)
            await self._stays(self._tab, end)
        finally:
            await self._tab.close()
        await self._away(end, self.chance.uniform(0.5, 3))

    async def _stays(self, tab: Reader, end: float) -> None:
        self._asks = self._asked()
        while self.diary.now() < end:
            await self._thinks(end)
            what = self._next()
            if what == "leave" or self.diary.now() >= end:
                return
            await self._hears(tab)
            begun = self.diary.now()
            await self._does(tab, what)
            self._noted(tab, what, begun)

    async def _does(self, tab: Reader, what: str) -> None:
        click = None if what == "page" else self._click(tab, what)
        if click:
            await click.by(tab)
        else:
            await self._turns(tab)

    async def _turns(self, tab: Reader) -> None:
        """To another page, sometimes to another language: the bar keeps what is chosen."""
        page = self.chance.choice([one for one in PAGES if one != tab.page])
        also = {"lang": self.chance.choice(LANGUAGES)} if self.chance.random() < 0.2 else {}
        await tab.go(page, urlencode({**tab.link, **also}, safe=","))

    def _click(self, tab: Reader, what: str) -> Click | None:
        """One of those there are; seldom another study."""
        if what == "choose":
            row = in_row(tab)
            names = [name for name, some in row.items() if some and name != "study"]
            if row.get("study") and (not names or self.chance.random() < 0.05):
                names = ["study"]
            some = row[self.chance.choice(names)] if names else []
        else:
            some = on_charts(tab)[{"row": "rows", "below": "below", "fold": "folded"}[what]]
        return self.chance.choice(some) if some else None

    async def _hears(self, tab: Reader) -> None:
        """Now and then the page asks whether anything was published meanwhile, and is drawn anew if so."""
        if self.diary.now() < self._asks:
            return
        self._asks = self._asked()
        edition = (await fetched(f"{self.address}/news")).decode()
        if edition != tab.data("page")["edition"]:
            begun = self.diary.now()
            await tab.pick("page", "picked", {"again": True})
            self._noted(tab, "news", begun)

    def _asked(self) -> float:
        return self.diary.now() + ASKS * self.chance.uniform(1, 2)

    def _noted(self, tab: Reader, what: str, begun: float) -> None:
        self.diary.taken.append(Taken(begun, what, self.diary.now() - begun))
        if said := complaint(tab):
            raise FailedError(said)

    def _next(self) -> str:
        return self.chance.choices(list(HABITS), list(HABITS.values()))[0]

    async def _thinks(self, end: float) -> None:
        await self._away(end, self.chance.uniform(0.5, 1.5))

    async def _away(self, end: float, thoughts: float) -> None:
        """For so many times of thinking, but not longer than all lasts."""
        await asyncio.sleep(max(0.0, min(thoughts * self.think, end - self.diary.now())))


def known(links: Sequence[tuple[str, str]], studies: Sequence[str]) -> list[tuple[str, str]]:
    """Those of the links that lead to a study that is there."""
    return [one for one in links if _study(one[1]) in ("", *studies)]


def _study(query: str) -> str:
    return dict(parse_qsl(query)).get("study", "")


def complaint(tab: Reader) -> str:
    """What on the page says that something failed; nothing where all is well."""
    if tab.failed:
        return "a run has ended in an error"
    bodies = (one.html.body for one in tab.shown.values() if one.WhichOneof("type") == "html")
    return next((f"the page says “{sorry}”" for body in bodies for sorry in SORRY if sorry in body), "")


async def fetched(address: str) -> bytes:
    """What is there by plain HTTP. Raises OSError."""

    def fetch() -> bytes:
        with urllib.request.urlopen(address, timeout=60) as answer:
            content: bytes = answer.read()
        return content

    return await asyncio.to_thread(fetch)
