"""What is told of a file or a codebook: English for a terminal, and in each language for a page."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol


class Told(str):
    """Words made of a template and values; as a text they are English.

    `values` may be told themselves, so that a part of a sentence is translated with it.
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> "Told":
        words = super().__new__(cls, template.format_map(values))
        words.template, words.values = template, dict(values)
        return words

    def __getnewargs__(self) -> tuple[str, dict[str, Any]]:  # type: ignore[override]
        return self.template, self.values

    def each(self, change: Callable[[Any], Any]) -> dict[str, Any]:
        """The values, each changed."""
        return {name: change(value) for name, value in self.values.items()}


@dataclass(frozen=True)
class Line:
    """What is told, and the word that it stands under: read, note, merged, answers, look, unlike …"""

    word: str
    said: str


_MARKS = str.maketrans({",": "\u00a0", ".": ","})


class _Whole(int):
    """A number of thousands apart by blanks: 12 345."""

    def __format__(self, form: str) -> str:
        return super().__format__(form).translate(_MARKS)


class _Decimal(float):
    """A number with a comma before its decimals: 2,35."""

    def __format__(self, form: str) -> str:
        return super().__format__(form).translate(_MARKS)


def told(template: str, **values: object) -> Told:
    """Words with values: `told("has {n:,} columns", n=3)`. Every template stands in told.toml."""
    return Told(template, values)


def remaining(seconds: float) -> Told:
    """How long something will still take, as roughly as that can be known."""
    if seconds >= 90:
        return told("about {minutes} min left", minutes=round(seconds / 60))
    return told("about {seconds} s left", seconds=max(1, round(seconds)))


class Say(Protocol):
    """Whoever is told how far it has come."""

    def __call__(self, stage: str, left: float | None = None) -> None:
        """What is being done now; `left` is the seconds that it will still take, where that is known."""


def unheard(stage: str, left: float | None = None) -> None:
    """Says it to nobody."""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """English template → language → template."""
    with Path(__file__).with_name("told.toml").open("rb") as file:
        return tomllib.load(file)


def said(words: Any, language: str) -> Any:
    """The same words in a language; those without a translation, such as a label of a file, as they are."""
    if isinstance(words, int | float) and language != "en":
        return _Whole(words) if isinstance(words, int) else _Decimal(words)
    if not isinstance(words, Told):
        return words
    template = catalogue().get(words.template, {}).get(language, words.template)
    return template.format_map(words.each(lambda one: said(one, language)))


def as_json(words: Any) -> Any:
    """Words as JSON can keep them."""
    return {"told": words.template, "values": words.each(as_json)} if isinstance(words, Told) else words


def from_json(kept: Any) -> Any:
    """The words that `as_json` kept."""
    if not isinstance(kept, dict):
        return kept
    return Told(kept["told"], {name: from_json(one) for name, one in kept["values"].items()})
