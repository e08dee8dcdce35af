"""What a page may say: its selection, its answers and the words of the study."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from survey import findings
from survey.charts import CHARTS
from survey.charts.chart import Answer, Chart, answer
from survey.codebook import ALL, LANGUAGES, MEASURES
from survey.database import Release, Releases
from survey.exports import csv as csv_export
from survey.exports import json as json_export
from survey.findings import Claim, divided_item
from survey.selection import Dropped, Selection, parse
from survey.settings import Settings
from survey.texts import Voice, keys, words
from tests.payload.numbers import forms, of_row
from tests.payload.received import NOTHING, Tokens, Visit


@dataclass(frozen=True)
class Seen:
    """What a visit should show: made from the link as the release understands it."""

    page: str
    release: Release
    selection: Selection
    language: str
    dropped: tuple[Dropped, ...]
    titles: tuple[str, ...]

    @classmethod
    def of(cls, visit: Visit, shelf: Releases) -> "Seen":
        """What this visit should show."""
        given, studies = visit.given, shelf.studies()
        asked = given.get("study", "")
        study = asked if asked in studies else "executives-2015"
        release = shelf.open(study)
        selection, dropped = parse(release, given)
        if asked not in ("", study):
            dropped = (Dropped("study", asked, ""), *dropped)
        item = _item(selection, release) if visit.page == "scale" else None
        language = given.get("lang", "")
        return cls(
            visit.page,
            release,
            selection.with_(item=item),
            language if language in LANGUAGES else "en",
            dropped,
            tuple(one for study in studies for one in _titles(shelf.open(study))),
        )

    @cached_property
    def voice(self) -> Voice:
        """The app's own voice."""
        return Voice(self.language, self.release.study, self.release.groups)

    @cached_property
    def chart(self) -> Answer | None:
        """The answer that the page draws."""
        name = {"overview": "ranking", "ranking": "ranking", "heatmap": "heatmap", "scale": "scale"}
        chart = name.get(self.page)
        return answer(CHARTS[chart], self.selection, self.release) if chart else None

    def answers(self) -> Iterator[Answer]:
        """Every answer to the selection, those of other pages too."""
        for chart in CHARTS.values():
            yield answer(chart, self.selection, self.release)
        yield answer(CHARTS["respondents"], self.selection.with_(groups=()), self.release)

    @cached_property
    def published(self) -> tuple[Claim, ...]:
        """The claims of the codebook."""
        return findings.published(findings.evidence(self.release), self.voice)

    @cached_property
    def found(self) -> tuple[Claim, ...]:
        """The claims that are certain of the selection."""
        return findings.found(self.selection, self.release, self.voice)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim that the page may make."""
        return (*self.found, *self.published)

    @cached_property
    def standing(self) -> Tokens:
        """How many of the published findings hold, of how many."""
        return frozenset(map(str, findings.standing(self.published)))

    @cached_property
    def who(self) -> Tokens:
        """Respondents and organisations of the selection; of everybody on the page that takes none."""
        about = parse(self.release, {})[0] if self.page == "method" else self.selection
        made = answer(CHARTS["respondents"], about, self.release)
        return forms(self.language, (made.respondents, made.organisations), "whole")

    def known(self, text: str) -> str:
        """A text without the words of the codebook and of the app that have digits in them."""
        return _without(text, self.release, self.language, self.titles)

    @cached_property
    def settings(self) -> Tokens:
        """The thresholds, as they are written."""
        chosen = Settings.from_environment()
        return forms(self.language, (chosen.q,), "decimal2") | forms(self.language, (chosen.gap,), "points")


def _item(selection: Selection, release: Release) -> str:
    """The item that the scale shows."""
    every = bool(selection.groups) or selection.by == ALL
    if selection.item not in (None, ALL) or (selection.item == ALL and every):
        return selection.item or ALL
    return ALL if selection.by == ALL else divided_item(selection, release)


def _titles(release: Release) -> Iterator[str]:
    """What the menu of studies calls it."""
    study = release.study
    yield study.id
    yield from (study.short or study.title).values()


@lru_cache(maxsize=64)
def _phrases(
    release: Release, language: str, titles: tuple[str, ...]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Words with digits: those that may stand in a sentence, the longest first; those that may not."""
    voice = Voice(language, release.study, release.groups)
    labels = set(_labels(release.study.model_dump())) | {*titles, release.name, voice.date(release.created)}
    labels |= {
        voice.group(by, group, short)
        for by, groups in release.groups.items()
        for group in groups
        for short in (True, False)
    }
    labels |= {str(voice.measure(one, short)) for one in MEASURES for short in (True, False) if one != "use"}
    said = {part for key in keys() for part in re.split(r"\{[^}]*\}", words(key)[language])}
    plain = {re.sub(r"[ \n\t]+", " ", one).strip() for one in labels}
    told = {re.sub(r"[ \n\t]+", " ", one).strip() for one in said}
    alone = {one for one in told if not re.search(r"[^\W\d_]{2}", one)}
    digits = [one for one in plain | (told - alone) if re.search(r"[0-9]", one)]
    return tuple(sorted(digits, key=len, reverse=True)), frozenset(alone)


@lru_cache(maxsize=100_000)
def _without(text: str, release: Release, language: str, titles: tuple[str, ...]) -> str:
    if not re.search(r"[0-9]", text):
        return ""
    phrases, alone = _phrases(release, language, titles)
    if text in alone:
        return ""
    for phrase in phrases:
        if phrase in text:
            text = re.sub(rf"(?<![0-9+−.,–]){re.escape(phrase)}(?![0-9])(?!\s?%)", " ", text)
    return text


def _labels(thing: Any) -> Iterator[str]:
    """What a codebook says to readers, not how a file spells it."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Mapping):
        for name, value in thing.items():
            if name not in ("id", "values", "yes", "no", "column", "use_column", "code"):
                yield from _labels(value)
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from _labels(one)


def every_string(thing: Any) -> Iterator[str]:
    """Every text in a nest of dicts and lists, names included."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Mapping):
        for name, value in thing.items():
            yield str(name)
            yield from every_string(value)
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from every_string(one)


@lru_cache(maxsize=4096)
def rows_in_words(chart: Chart, selection: Selection, release: Release, language: str) -> tuple[Tokens, ...]:
    """Per row of an answer every number that may stand beside it."""
    return tuple(of_row(row, language) for row in answer(chart, selection, release).rows)


def of_claim(claim: Claim, language: str) -> Tokens:
    """Every number that may stand under a claim."""
    found = NOTHING
    for one in claim.figures:
        found |= forms(language, (one.base, one.organisations), "whole")
        shares = (one.value, one.low, one.high, one.other, one.confidence)
        found |= forms(language, shares, "percent", "points")
        found |= forms(language, (one.difference, one.difference_low, one.difference_high), "signed")
    return found


def exports(made: Answer, voice: Voice) -> tuple[bytes, ...]:
    """An answer in every format."""
    return tuple(text.encode() for text in (csv_export.text(made), json_export.text(made, voice)))
