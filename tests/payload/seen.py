"""What a page may say: its charts, their answers and the words of the study."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from survey import findings
from survey.charts import CHARTS, EMBEDDED, scale
from survey.charts.caption import Caption, caption
from survey.charts.chart import Answer, Chart, Row, answer
from survey.codebook import ALL, LANGUAGES, MEASURES
from survey.database import Release, Releases
from survey.deck import Deck, Step, read, whole
from survey.exports import csv as csv_export
from survey.exports import json as json_export
from survey.findings import Claim
from survey.own import Own
from survey.selection import Dropped, Selection, parse
from survey.settings import Settings
from survey.texts import Voice, keys, words
from tests.payload.numbers import forms, of_row, tokens
from tests.payload.received import NOTHING, Tokens, Visit, shortened

# What a page draws, in order; the charts after the first are of the item where the page is of one.
DRAWN = {
    "overview": ("ranking",),
    "ranking": ("ranking",),
    "heatmap": ("heatmap",),
    "compare": ("compare",),
    "scale": ("scale",),
    "item": ("item", "scale", "users"),
    "use": ("use", "adoption"),
    "benchmark": ("benchmark", "unused"),
    "trend": ("trend",),
    "similar": ("similar",),
    "themes": ("themes",),
    "findings": (),
    "method": (),
    "deck": (),
    "open": (),
    "door": (),
}
OF_LINK = ("present", "embed")  # what they draw is in the link


@dataclass(frozen=True)
class Shown:
    """A chart of a page, and what may stand beside it.

    chart, asked  its name, and what it was asked
    made, rows    its answer, and per row every number that may stand beside it
    """

    chart: str
    asked: Selection
    voice: Voice
    made: Answer
    rows: tuple[Tokens, ...]

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        return self.made.shows

    @cached_property
    def said(self) -> Caption:
        """The words around it."""
        return caption(CHARTS[self.chart], self.made, self.voice)

    @cached_property
    def headline(self) -> Tokens:
        """The rows' numbers that a heading says, and how many items, groups or interviews there are."""
        rows, language = self.made.rows, self.voice.language
        most = max((len({getattr(row, of) for row in rows}) for of in ("item", "group")), default=0)
        found = frozenset(str(count) for count in range(1, most + 1))
        for name in _SAID.get(self.chart, ("share", "mean")):
            values = [getattr(row, name) for row in rows]
            if name == "difference":
                means = any(row.mean is not None for row in rows)
                found |= _gaps(values, self.voice) if means else forms(language, values, "signed")
            else:
                kind = {"mean": "decimal1", "n": "whole"}.get(name, "percent")
                found |= forms(language, values, kind)
        if self.chart == "respondents":
            found |= self.who
        if self.chart == "benchmark":
            found |= forms(language, (1, len(self.voice.study.scale.levels)), "whole")
        if self.chart == "scale":
            bars = scale.bars(rows).values()
            found |= forms(
                language, (scale.top_share(bar, self.voice.study.scale) for bar in bars), "percent"
            )
        return found

    @cached_property
    def foot(self) -> Tokens:
        """Who is in the selection, and the values of the notes."""
        return self.who | of_notes(self.made, self.voice)

    @property
    def who(self) -> Tokens:
        """How many people and organisations are in the selection."""
        return forms(self.voice.language, (self.made.respondents, self.made.organisations), "whole")

    @cached_property
    def alt(self) -> Tokens:
        """What is said of the picture: its heading, the highest and the lowest, who is in it."""
        language, rows = self.voice.language, self.made.rows
        ends = forms(language, (row.share for row in rows), "percent")
        return self.headline | self.foot | ends | forms(language, (row.mean for row in rows), "decimal1")


_SAID: dict[str, tuple[str, ...]] = {
    "compare": ("difference",),
    "trend": ("difference",),
    "adoption": ("important",),
    "benchmark": ("share", "higher"),
    "unused": (),
    "use": (),
    "similar": (),
    "themes": ("n",),
    "respondents": (),
}


def _gaps(values: list[float | None], voice: Voice) -> Tokens:
    """Differences of means, with their signs."""
    return NOTHING.union(
        *(tokens(f"{'+' if one > 0 else '−'}{voice.decimal(abs(one))}") for one in values if one is not None)
    )


@dataclass(frozen=True)
class Seen:
    """What a visit should show: made from the link as the release understands it.

    A reader who is not let in sees the page "door", which says why: `refused`. The link of an embed names
    its chart; `filters` is whether the choices are asked for, `keys` whether a link needs a signature, and
    `signed` whether it has one, that is good.
    """

    page: str
    release: Release
    selection: Selection
    language: str
    dropped: tuple[Dropped, ...]
    studies: tuple[str, ...]
    titles: tuple[str, ...]
    own: Own | None = None
    deck: Deck = ()
    slide: int = 1
    chart: str = ""
    filters: bool = True
    keys: bool = False
    signed: bool = False
    refused: str = ""

    @classmethod
    def of(cls, visit: Visit, shelf: Releases) -> "Seen":
        """What this visit should show."""
        refused, signed = _refused(visit), "signed" in visit.given
        given, studies = dict(visit.sealed) if signed else visit.given, shelf.studies()
        asked = given.get("study", "")
        study = asked if asked in studies else "executives-2015"
        release = shelf.open(study)
        selection, dropped = parse(release, given)
        if asked not in ("", study):
            dropped = (Dropped("study", asked, ""), *dropped)
        if given.get("lang", "") not in ("", *LANGUAGES):
            dropped = (Dropped("lang", given["lang"], ""), *dropped)
        chosen, unknown = read(given.get("deck", ""), release)
        dropped = (*dropped, *unknown)
        own = visit.own if visit.own and visit.own.study == study else None
        steps = chosen or whole(release, own)
        slide = given.get("slide", "")
        place = int(slide) if re.fullmatch(r"[0-9]{1,6}", slide) else 1
        language = given.get("lang", "")
        return cls(
            "door" if refused else visit.page,
            release,
            selection,
            language if language in LANGUAGES else "en",
            () if refused else dropped,
            studies,
            tuple(one for study in studies for one in _titles(shelf.open(study))),
            own=own,
            deck=steps,
            slide=min(max(place, 1), len(steps)),
            chart=given.get("chart", "") if given.get("chart", "") in EMBEDDED else "",
            filters=not signed and _filtered(visit.given.get("filters", ""), visit.page),
            keys=bool(visit.keys),
            signed=signed,
            refused=refused,
        )

    @property
    def choosing(self) -> bool:
        """Whether the choices of a page stand on this one."""
        page = self.page
        if page == "embed":
            page = (CHARTS[self.chart].page or self.chart) if self.chart else "present"
        return self.filters and page not in ("present", "door", "open") and self.has(page)

    def has(self, page: str) -> bool:
        """Whether the study has something for a page."""
        return page not in CHARTS or CHARTS[page].offered(self.release)

    @property
    def step(self) -> Step:
        """The screen that the presentation shows."""
        return self.deck[self.slide - 1]

    def chosen(self, here: "Shown | None") -> tuple[str, ...]:
        """The groups that are chosen: those of the chart, else of the link."""
        return here.made.selection.groups if here else self.selection.groups

    @property
    def place(self) -> Tokens:
        """How many screens there are, and each one's number."""
        return forms(self.language, range(1, len(self.deck) + 1), "whole")

    @property
    def drawn(self) -> tuple[str, ...]:
        """The charts of the page."""
        if self.page == "present":
            return (self.step.name,) if self.step.name in CHARTS else ()
        if self.page == "embed":
            return (self.chart,) if self.chart else ()
        return DRAWN[self.page]

    @cached_property
    def voice(self) -> Voice:
        """The app's own voice."""
        return Voice(self.language, self.release.study, self.release.groups)

    @cached_property
    def charts(self) -> tuple[Shown | None, ...]:
        """What the page draws, in order; of what the study has nothing for None, which is said once."""
        asked = self.selection
        found: list[Shown | None] = []
        for place, name in enumerate(self.drawn):
            chart = CHARTS[name]
            if self.page == "present":
                asked = self.step.selection(self.selection, self.release)
            if self.page == "item" and place:
                asked = CHARTS["item"].complete(self.selection, self.release)
            if chart.offered(self.release):
                made = answer(chart, asked, self.release, self.own)
                rows = rows_in_words(chart, asked, self.release, self.language, self.own)
                found.append(Shown(name, asked, self.voice, made, rows))
            elif not place and self.page != "embed":
                found.append(None)
        return tuple(found)

    @cached_property
    def people(self) -> Shown | None:
        """Who answered, by group, on the page that says it."""
        if self.page != "overview" or self.selection.by == ALL:
            return None
        chart, asked = CHARTS["respondents"], self.selection.with_(groups=())
        rows = rows_in_words(chart, asked, self.release, self.language)
        return Shown(chart.name, asked, self.voice, answer(chart, asked, self.release), rows)

    @property
    def shown(self) -> Iterator[Shown]:
        """The charts that there are."""
        return (one for one in self.charts if one)

    def answers(self) -> Iterator[Answer]:
        """Every answer to the selection, those of other pages too; none at the door."""
        if self.refused:
            return
        for chart in CHARTS.values():
            yield answer(chart, self.selection, self.release, self.own)
        yield from (one.made for one in self.shown)
        yield answer(CHARTS["respondents"], self.selection.with_(groups=()), self.release)
        if self.page == "item":
            yield from self.facts.values()

    @cached_property
    def facts(self) -> dict[str, Answer]:
        """Measure → the ranking by it; "" → that by the chosen one, of every family."""
        asked = CHARTS["item"].complete(self.selection, self.release)
        measures = {one: asked.with_(measure=one) for one in MEASURES if one != "use" or self.voice.study.use}
        measures |= {"": asked.with_(family=None)}
        return {name: answer(CHARTS["ranking"], one, self.release) for name, one in measures.items()}

    def fact(self, measure: str) -> Row | None:
        """The row of the page's item."""
        item = CHARTS["item"].complete(self.selection, self.release).item
        return next((row for row in self.facts[measure].rows if row.item == item), None)

    @property
    def rank(self) -> Tokens:
        """The item's place among those that are shown, any of its equals' too, and how many they are."""
        values = [row.value or 0 for row in self.facts[""].rows if row.base]
        mine = self.fact("")
        if mine is None or not mine.base:
            return NOTHING
        before, equal = (
            sum(one > mine.value for one in values if mine.value is not None),
            values.count(mine.value or 0),
        )
        return forms(self.language, (*range(before + 1, before + equal + 1), len(values)), "whole")

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


class Reader:
    """Reads words for numbers. `numbers` counts those that it has read."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.numbers = seen, 0

    def strange(self, where: str, text: str, allowed: Tokens) -> Iterator[str]:
        """The numbers of a text that are not allowed there."""
        found = tokens(self.seen.known(text))
        self.numbers += len(found)
        for one in sorted(found - allowed):
            yield f"{where}: {one} is no published number of this place, in “{shortened(text)}”"


def _refused(visit: Visit) -> str:
    """Why a visit is not let in; "" where it is."""
    signed = "signed" in visit.given
    if visit.keys and not Path(visit.keys).exists():
        return "fault"
    if signed:
        return "" if visit.page == "embed" and visit.sealed else "ended"
    return "unsigned" if visit.keys and visit.page == "embed" else ""


def _filtered(asked: str, page: str) -> bool:
    """Whether a link asks for the choices, or a page has them unless it does."""
    return asked == "on" or (asked != "off" and page not in OF_LINK)


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
def rows_in_words(
    chart: Chart, selection: Selection, release: Release, language: str, own: Own | None = None
) -> tuple[Tokens, ...]:
    """Per row of an answer every number that may stand beside it."""
    return tuple(of_row(row, language) for row in answer(chart, selection, release, own).rows)


def of_claim(claim: Claim, language: str) -> Tokens:
    """Every number that may stand under a claim."""
    found = NOTHING
    for one in claim.figures:
        found |= forms(language, (one.base, one.organisations), "whole")
        shares = (one.value, one.low, one.high, one.other, one.confidence)
        found |= forms(language, shares, "percent", "points")
        found |= forms(language, (one.difference, one.difference_low, one.difference_high), "signed")
    return found


def of_notes(made: Answer, voice: Voice) -> Tokens:
    """Every number of an answer's notes, a map's in per cent."""
    values = [(note.code, value) for note in made.notes for _, value in note.values]
    whole = [value for code, value in values if isinstance(value, int) and code != "inertia"]
    other = [value for _, value in values if isinstance(value, float)]
    percents = [voice.with_percent(str(value)) for code, value in values if code == "inertia"]
    numbers = forms(voice.language, whole, "whole") | forms(voice.language, other, "decimal2")
    return numbers | tokens(" ".join(percents))


def exports(made: Answer, voice: Voice) -> tuple[bytes, ...]:
    """An answer in every format."""
    return tuple(text.encode() for text in (csv_export.text(made), json_export.text(made, voice)))
