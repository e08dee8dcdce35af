"""Numbers in words: every way in which a number of an answer is written."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

from survey.charts.chart import Row
from survey.texts import Text
from tests.payload.received import NOTHING, Tokens

_NUMBER = re.compile(r"[+−]?[0-9]+(?:[\u00a0\u202f][0-9]{3}(?![0-9]))*(?:[.,][0-9]+)*(?:[ \u00a0]?%)?")


def tokens(text: str) -> Tokens:
    """The numbers in a text as written, each with its sign and per cent sign: "+25", "39%", "3,1"."""
    return frozenset(re.sub(r"[\s\u00a0]%", "%", one) for one in _NUMBER.findall(text))


def visible(html: str) -> str:
    """What is read of HTML: its text, and the attributes that are spoken or pop up."""
    spoken = re.findall(r'(?:title|aria-label|alt|placeholder)="([^"]*)"', html)
    text = re.sub(r"<[^>]*>", " ", html)
    return re.sub(r"[ \n\t]+", " ", unescape(" ".join((text, *spoken)))).strip()


@lru_cache(maxsize=500_000)
def written(language: str, kind: str, value: float) -> Tokens:
    """A number as the app writes it: percent, points, signed, whole, or decimal with some digits."""
    text = Text(language)
    if kind.startswith("decimal"):
        return tokens(text.decimal(value, int(kind[-1])))
    return tokens(getattr(text, kind)(value))


def forms(language: str, values: Iterable[float | None], *kinds: str) -> Tokens:
    return frozenset().union(
        *(written(language, kind, value) for value in values if value is not None for kind in kinds)
    )


_SHARE = ("share", "low", "high", "rest", "difference", "difference_low", "difference_high")
_MEAN = ("mean", "low", "high", "rest")
_OWN = ("same", "higher", "higher_low", "higher_high", "peers")
_USE = ("use", "use_low", "use_high", "both", "important", "used", "neither")


def of_row(row: Row, language: str) -> Tokens:
    """Every number that may stand beside a row."""
    if row.hidden:
        return NOTHING
    numbers = forms(language, (row.base, row.organisations, row.n, row.n_eff, row.own_level), "whole")
    numbers |= forms(language, (getattr(row, name) for name in (*_USE, *_OWN)), "percent", "points")
    numbers |= forms(language, (row.deff, row.delta, row.consensus, row.x, row.y), "decimal2")
    numbers |= forms(language, (row.p, row.q), "decimal3") | (written(language, "decimal3", 0.001))
    numbers |= tokens(row.group) if row.raised is not None else NOTHING
    if row.mean is not None:
        numbers |= forms(language, (getattr(row, name) for name in _MEAN), "decimal1")
        gap = Text(language).decimal(abs(row.difference or 0))
        numbers |= tokens(f"+{gap} −{gap} {gap}")
    else:
        shares = [getattr(row, name) for name in _SHARE]
        numbers |= forms(language, shares[:4], "percent", "points")
        numbers |= forms(language, shares[4:], "signed")
    if row.absent is not None:
        away = sum(row.absent.values())
        numbers |= forms(language, (away / max(1, away + (row.base or 0)),), "points", "percent")
    return numbers
