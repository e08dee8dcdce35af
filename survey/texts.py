"""Every visible word: the keys of texts.toml, a study's labels and numbers, in one language."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from survey.codebook import ALL, NOT_STATED, OTHER_GROUPS, Label
from survey.study import Study

LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    """Dotted key → language → words."""
    with Path(__file__).with_name("texts.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _flat(table: Mapping[str, Any], above: str) -> Iterable[tuple[str, Mapping[str, str]]]:
    for name, value in table.items():
        if all(isinstance(words, str) for words in value.values()):
            yield above + name, value
        else:
            yield from _flat(value, f"{above}{name}.")


def words(key: str) -> Mapping[str, str]:
    """What a key says, by language."""
    return _texts()[key]


def keys() -> tuple[str, ...]:
    """Every key of texts.toml."""
    return tuple(_texts())


@dataclass(frozen=True)
class Text:
    """Words and numbers in one language: `text("ranking.question", items="channels")`."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        return _texts()[key][self.language].format(**values)

    def instead(self, said: Mapping[str, str]) -> dict[str, str]:
        """For words of another hand (`said`: words → key), and for the key's in any language: this one's."""
        forms = [(form, key) for words, key in said.items() for form in (words, *_texts()[key].values())]
        return {form: self(key) for form, key in forms}

    @property
    def _locale(self) -> str:
        return LOCALES[self.language]

    def percent(self, share: float) -> str:
        """0.412 as "41 %"."""
        return self.with_percent(self.points(share))

    def with_percent(self, points: str) -> str:
        """ "25–26" as "25–26 %"."""
        return f"{points}%" if self.language == "en" else f"{points}\u00a0%"

    def points(self, share: float) -> str:
        """0.412 as "41": per cent without its sign."""
        return self._written(100 * Decimal(repr(float(share))), 0)

    def signed(self, share: float) -> str:
        """0.25 as "+25", −0.12 as "−12": a difference in points."""
        points, sign = self.points(abs(share)), "+" if share > 0 else "−"
        return points if points == "0" else sign + points

    def whole(self, number: float) -> str:
        """12345.0 as "12 345"."""
        return self._written(Decimal(repr(float(number))), 0)

    def decimal(self, number: float, digits: int = 1) -> str:
        """3.14159 as "3,1"."""
        return self._written(Decimal(repr(float(number))), digits)

    def _written(self, number: Decimal, digits: int) -> str:
        """Rounded as people do, a half upwards, from the shortest decimal that is this number."""
        rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        return format_decimal(rounded, format="#,##0." + "0" * digits, locale=self._locale)

    def date(self, iso: str) -> str:
        """An ISO date or time as "23 Nov 2026"."""
        return format_date(date.fromisoformat(iso[:10]), locale=self._locale)

    def listed(self, words: Iterable[str]) -> str:
        """Words as "a, b and c"."""
        return format_list(list(words), locale=self._locale)


@dataclass(frozen=True)
class Voice(Text):
    """A text that also knows a study's labels and its published groups."""

    study: Study
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]

    def say(self, label: Label) -> str:
        """A label of the codebook."""
        return self.study.say(label, self.language)

    def title(self) -> str:
        """The study's name for narrow places."""
        return self.say(self.study.short or self.study.title)

    def item(self, id: str, short: bool = False) -> str:
        """What an item is called; "all" for every item."""
        if id == ALL:
            return self("item.all", items=self.say(self.study.words.items))
        item = next(one for one in self.study.items if one.id == id)
        return self.say((short and item.short) or item.label)

    def theme(self, id: str, short: bool = False) -> str:
        """What a theme of the interviews is called."""
        theme = next(one for one in self.study.themes if one.id == id)
        return self.say((short and theme.short) or theme.label)

    def chart(self, name: str) -> str:
        """What a chart is called in a list: as its page is, where it is alone on one."""
        return self(f"chart.{name}" if f"chart.{name}" in _texts() else f"page.{name}")

    def family(self, id: str) -> str:
        """What a family of items is called."""
        return self.say(next(one.label for one in self.study.families if one.id == id))

    def level(self, number: int) -> str:
        """What a level is called: 1 is the lowest."""
        return self.say(self.study.scale.levels[number - 1].label)

    def measure(self, measure: str, short: bool = False) -> str:
        """What a measure is called: top, highest, mean or use."""
        levels = len(self.study.scale.levels)
        label = self(
            f"measure.{'short.' if short else ''}{measure}", top=self.counted(measure), levels=levels
        )
        return label[0].upper() + label[1:]

    def counted(self, measure: str) -> str:
        """The answers that a share counts: the top levels together, or the highest."""
        scale = self.study.scale
        return self.level(len(scale.levels)) if measure == "highest" else self.say(scale.top_label)

    def dimension(self, id: str, short: bool = False) -> str:
        """What a dimension is called."""
        dimension = self.study.dimension(id)
        return self.say((short and dimension.short) or dimension.label)

    def group(self, by: str, id: str, short: bool = False) -> str:
        """What a group of a dimension is called; "a,b" for groups added up."""
        if "," in id:
            return self.listed(self.group(by, one, short) for one in id.split(","))
        if id == ALL:
            return self("group.all")
        if id == NOT_STATED:
            return self("group.not_stated")
        dimension = self.study.dimension(by)
        if id == OTHER_GROUPS:
            name = self.say(dimension.other) if dimension.other else self("group.other")
            return name if short else self("group.merged", name=name, count=len(self.groups[by][id]))
        group = next(one for one in (*dimension.merges, *dimension.groups) if one.id == id)
        return self.say((short and group.short) or group.label)

    def within(self, within: Iterable[str]) -> tuple[str, ...]:
        """What groups like "size.1-9" are called."""
        parts = (one.split(".", 1) for one in within)
        return tuple(self.group(by, group) for by, group in parts)

    def who(self, respondents: float | None, organisations: float | None, exact: bool = True) -> str:
        """As in "360 executives in 269 organisations"."""
        if respondents is None:
            return self("who.hidden")
        people = self(
            "who.people", count=self.whole(respondents), respondents=self.say(self.study.words.respondents)
        )
        if organisations is None:
            return people
        key = "who.in_organisations" if exact else "who.in_at_least"
        return self(key, people=people, count=self.whole(organisations))

    def brief(self, respondents: float, organisations: float | None) -> str:
        """The same in a narrow place, as in "26 in 21"."""
        people = self.whole(respondents)
        return (
            people
            if organisations is None
            else self("who.brief", people=people, count=self.whole(organisations))
        )
