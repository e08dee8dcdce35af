"""Signed links: what they show is what they were signed for; one that is no good shows nothing."""

import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from survey import signing
from survey.charts import EMBEDDED
from survey.codebook import ALL, LANGUAGES
from survey.database import Releases
from survey.selection import Selection, choices, within_choices
from tests.builders import own_of
from tests.payload.received import Payload, Visit
from tests.payload.secrets import Alike

DAY = 86_400
# What somebody writes beside a token.
BESIDE: tuple[dict[str, str], ...] = (
    {},
    {"groups": "trade", "chart": "use", "study": "small"},
    {"filters": "on", "lang": "fi"},
)


@dataclass(frozen=True)
class Locks:
    """Files of keys: one that signs, the same behind a newer key, and one that is named but is not there."""

    file: Path
    renewed: Path
    missing: Path

    @classmethod
    def made(cls, folder: Path) -> "Locks":
        """New ones in this folder."""
        file, renewed = folder / "link.keys", folder / "renewed.keys"
        key = signing.new_key()
        file.write_text(f"# signs links\n{key}\n", encoding="utf-8")
        renewed.write_text(f"{signing.new_key()}\n{key}\n", encoding="utf-8")
        return cls(file, renewed, folder / "missing.keys")

    def token(self, view: Mapping[str, str], seconds: float = DAY) -> str:
        """What these locks sign, good for so long."""
        return signing.signed(view, int(time.time() + seconds), signing.read(self.file))

    def visit(self, view: Mapping[str, str], file: Path | None = None, **also: str) -> Visit:
        """The embed of a view by a signed link, with what somebody has written beside the token."""
        link = {"signed": self.token(view), **also}
        return Visit("embed", tuple(link.items()), keys=str(file or self.file), sealed=tuple(view.items()))

    def refused(self, token: str, page: str = "embed", file: Path | None = None) -> Visit:
        """A visit by a token that is no good there, with choices beside it that are not looked at."""
        link = {"signed": token, "study": "small", "chart": "ranking", "lang": "fi"}
        return Visit(page, tuple(link.items()), keys=str(file or self.file))


WAY = re.compile(r'<a class=\\"away\\".*?</a>')


@dataclass(frozen=True)
class Twins(Alike):
    """Two visits that show the same, but for the address bar, which a signed link leaves, and the way
    to the app, which it has not."""

    def told(self, payload: Payload) -> Sequence[str]:
        """All but the address and the way."""
        addresses = {text for path, text in payload.strings if path.endswith("query_string")}
        return [WAY.sub("", text) for text in payload.texts() if text not in addresses]


def views(shelf: Releases) -> Iterator[dict[str, str]]:
    """Every chart of every study as a token holds it: of everybody, a group, a second group, an item."""
    turn = cycle(LANGUAGES)
    for release in map(shelf.open, shelf.studies()):
        offered = choices(release, ALL)
        by = offered["by"][0]
        first = Selection(release.study.id, by, tuple(release.groups.get(by, {}))[:1])
        crossed = [one for some in within_choices(release, by).values() for one in some][:1]
        several = (
            Selection(release.study.id),
            first,
            first.with_(within=tuple(crossed), measure="highest"),
            first.with_(item=offered["item"][-1], measure="mean"),
        )
        for chart in EMBEDDED:
            for selection in several:
                yield selection.to_query() | {"chart": chart, "lang": next(turn)}


def sealed(shelf: Releases, locks: Locks) -> Iterator[Visit | Alike]:
    """Each embed without keys beside its signed form; nothing written beside a token counts.

    Then what keys change elsewhere: an embed that is not signed is shown no more, a menu signs.
    """
    files = cycle((locks.file, locks.renewed))
    besides = cycle(BESIDE)
    for view in views(shelf):
        yield Twins(Visit.to("embed", **view), locks.visit(view, next(files), **next(besides)), ())
    for study in shelf.studies():
        own = own_of(shelf.open(study).study)
        link = tuple({"study": study, "lang": "sv", "chart": "ranking"}.items())
        for page in ("ranking", "use", "item", "benchmark", "embed", "present"):
            yield Visit(page, link, own, keys=str(locks.file))
            yield Visit(page, link, own, keys=str(locks.missing))


def broken(shelf: Releases, locks: Locks, count: int, seed: int = 1) -> Iterator[Alike]:
    """Tokens that are no good beside one that is nonsense: nobody can tell what they were signed for."""
    chance, several = random.Random(seed), list(views(shelf))
    for place in range(count):
        view, other = chance.sample(several, 2)
        tokens = tuple(_no_good(view, other, locks, chance))
        yield Alike(locks.refused(tokens[place % len(tokens)]), locks.refused("nonsense"), ())
    good = locks.token(several[0] | {"lang": "en"})
    for page in ("ranking", "present", "method"):
        yield Alike(locks.refused(good, page), locks.refused("nonsense", page), ())
    closed = [locks.refused(one, file=locks.missing) for one in (good, "nonsense")]
    yield Alike(closed[0], closed[1], ())


def _no_good(
    view: Mapping[str, str], other: Mapping[str, str], locks: Locks, chance: random.Random
) -> Iterator[str]:
    """Tokens of a view: changed, cut at either end, longer, with another's content, of another key, ended."""
    good, content = locks.token(view), locks.token(other).rpartition(".")[0]
    yield _changed(good, chance)
    yield good[: chance.randrange(1, len(good))]
    yield good[chance.randrange(1, len(good)) :]
    yield good + chance.choice("Aa0-_.")
    yield f"{content}.{good.rpartition('.')[2]}"
    yield signing.signed(view, int(time.time()) + DAY, (signing.new_key(),))
    yield locks.token(view, -1)


def _changed(token: str, chance: random.Random) -> str:
    """One character is another; not the last, of which a few bits say nothing."""
    place = chance.randrange(len(token) - 1)
    others = [one for one in "ABCXYZabcxyz0189-_." if one != token[place]]
    return token[:place] + chance.choice(others) + token[place + 1 :]
