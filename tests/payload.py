"""What a browser receives: pages crawled through the app itself, every number traced to a published one.

`python -m tests.payload` visits every page, study, dimension, group, second group, measure and language,
then 2,000 links that somebody has tampered with, and ends with 1 when it finds a fault. Of every visit it
reads all messages to the browser, and the files that the selection can be exported as:

    numbers   each is one of the answer's, as the app writes it, and stands beside the row that it is of
    answers   their counts, shares and means are sums of rows of the release, added up here once more
    figures   no array is longer than what is drawn, and nothing rides along beside it
    words     no respondent, no organisation, no path, no SQL; what was dropped is said in the same words
    links     lead only to what is offered
"""

import csv
import json
import logging
import math
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from html import unescape
from itertools import combinations, product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from streamlit.runtime import Runtime
from streamlit.testing.v1 import AppTest, local_script_runner

from survey import findings
from survey.charts import CHARTS, scale
from survey.charts.chart import Answer, Chart, Row, answer
from survey.codebook import ALL, CROSS, LANGUAGES, MEASURES
from survey.database import Release, Releases
from survey.exports import csv as csv_export
from survey.exports import json as json_export
from survey.findings import Claim, divided_item
from survey.measure import levels_of
from survey.release.publish import publish_file
from survey.selection import Dropped, Selection, choices, parse, within_choices
from survey.settings import Settings
from survey.stats import effective_base
from survey.texts import Text, Voice, keys, words
from tests.builders import ROOT, SMALL, small_answers, small_rows

PAGES = ("overview", "ranking", "heatmap", "scale", "findings", "method")
TAMPERED = 2_000
Tokens = frozenset[str]
NOTHING: Tokens = frozenset()


# What is visited, and what comes back.


@dataclass(frozen=True)
class Visit:
    """A page and the parameters of its link."""

    page: str
    link: tuple[tuple[str, str], ...] = ()

    @classmethod
    def to(cls, page: str, **link: str) -> "Visit":
        """The visit of a page with these parameters."""
        return cls(page, tuple(link.items()))

    @property
    def given(self) -> dict[str, str]:
        """The parameters; of one that is given twice the last."""
        return dict(self.link)

    @property
    def url(self) -> str:
        """As in a browser's address bar, without its host."""
        url = f"/{self.page}?{urlencode(self.link)}"
        return url if len(url) <= 300 else f"{url[:300]}…"


@dataclass(frozen=True)
class Payload:
    """Everything that one visit sends.

    | field | meaning |
    |---|---|
    | strings | path of the field, and its text |
    | numbers | path of the field, and its number: the layout's |
    | binary | fields of bytes, by path |
    | files | what the page offers to download, its icon apart |
    | link | the address bar afterwards |
    """

    strings: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, float], ...]
    binary: tuple[str, ...]
    files: tuple[bytes, ...]
    link: Mapping[str, str]

    def texts(self) -> tuple[str, ...]:
        """What is not the machinery's, in order."""
        return tuple(text for path, text in self.strings if path.rsplit(".", 1)[-1] not in MACHINERY)


MACHINERY = ("hash", "id", "page_script_hash", "active_script_hash", "main_script_hash", "fragment_id")
LAYOUT = ("delta_path", "weight", "scale", "pixel_height")
FILES = "/mock/media/"
ICON = (ROOT / "pages" / "icon.png").read_bytes()


class Browser:
    """Opens pages as a browser would, and keeps what the script sent."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(ROOT / "pages" / "_frame.py"), default_timeout=60)
        self.app.run()

    def open(self, visit: Visit) -> Payload:
        """The payload of a visit."""
        self.app.switch_page(f"{visit.page}.py")
        self.app.query_params.clear()
        for name, value in visit.link:
            before = self.app.query_params.get(name)
            self.app.query_params[name] = value if before is None else [*_several(before), value]
        sent: list[Any] = []
        files: list[bytes] = []
        runner: Any = local_script_runner
        reading = runner.parse_tree_from_messages

        def overheard(messages: Any) -> Any:
            sent.extend(messages)
            media: Any = Runtime.instance().media_file_mgr
            files.extend(one.content for one in media._storage._files_by_id.values())
            return reading(messages)

        runner.parse_tree_from_messages = overheard
        try:
            self.app.run()
        finally:
            runner.parse_tree_from_messages = reading
        return _payload(sent, files, self.app.query_params)


def _several(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _payload(sent: Iterable[Any], files: Iterable[bytes], link: Mapping[str, Any]) -> Payload:
    values = [one for message in sent for one in _values(message, "")]
    return Payload(
        strings=tuple((path, value) for path, value in values if isinstance(value, str)),
        numbers=tuple((path, value) for path, value in values if isinstance(value, int | float)),
        binary=tuple(path for path, value in values if isinstance(value, bytes)),
        files=tuple(file for file in files if file != ICON),
        link={name: _several(value)[-1] for name, value in link.items()},
    )


def _values(message: Any, above: str) -> Iterator[tuple[str, str | int | float | bytes]]:
    """Every text, number and bytes that a message holds; not its switches."""
    for about, value in message.ListFields():
        path = f"{above}.{about.name}"
        if about.message_type is not None and about.message_type.GetOptions().map_entry:
            raise TypeError(f"{path} is a map; teach the crawler to read it")
        if about.enum_type is not None or about.cpp_type == about.CPPTYPE_BOOL:
            continue
        for one in value if about.is_repeated else [value]:
            if about.message_type is None:
                yield path, one
            else:
                yield from _values(one, path)


# Numbers in words.

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


def _forms(language: str, values: Iterable[float | None], *kinds: str) -> Tokens:
    return frozenset().union(
        *(written(language, kind, value) for value in values if value is not None for kind in kinds)
    )


_SHARE = ("share", "low", "high", "rest", "difference", "difference_low", "difference_high")
_MEAN = ("mean", "low", "high", "rest")


def of_row(row: Row, language: str) -> Tokens:
    """Every number that may stand beside a row."""
    if row.hidden:
        return NOTHING
    numbers = _forms(language, (row.base, row.organisations, row.n, row.n_eff), "whole")
    numbers |= _forms(language, (row.deff, row.delta, row.consensus), "decimal2")
    numbers |= _forms(language, (row.p, row.q), "decimal3") | (written(language, "decimal3", 0.001))
    if row.mean is not None:
        numbers |= _forms(language, (getattr(row, name) for name in _MEAN), "decimal1")
        gap = Text(language).decimal(abs(row.difference or 0))
        numbers |= tokens(f"+{gap} −{gap} {gap}")
    else:
        shares = [getattr(row, name) for name in _SHARE]
        numbers |= _forms(language, shares[:4], "percent", "points")
        numbers |= _forms(language, shares[4:], "signed")
    if row.absent is not None:
        away = sum(row.absent.values())
        numbers |= _forms(language, (away / max(1, away + (row.base or 0)),), "points", "percent")
    return numbers


# The release, added up once more.


@dataclass(frozen=True)
class Sum:
    """What some cells of a release hold together about one item.

    | field | meaning |
    |---|---|
    | n, weight, organisations | who answered |
    | levels | level → answers and their weight; 0 and below are answers off the scale |
    | used | how many have it in use, and their weight |
    """

    n: int
    weight: float
    organisations: int | None
    levels: Mapping[int, tuple[int, float]]
    used: tuple[int, float]


class Ledger:
    """The tables of a release, and what follows from them by addition alone."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.bases = {
            (row["dimension"], row["group"], row["item"], row["question"]): row
            for row in release.table("bases")
        }
        self.levels: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for row in release.table("counts"):
            self.levels.setdefault((row["dimension"], row["group"], row["item"]), []).append(row)
        self.shared = {
            (row["dimension"], row["item"], row["question"], frozenset((row["a"], row["b"]))): row
            for row in release.table("shared")
        }
        self.tests = release.table("tests")

    def cells(self, selection: Selection, group: str) -> list[tuple[str, str]]:
        """Where the release keeps a group, or groups joined by commas, within the selection's second."""
        fixed = dict(one.split(".", 1) for one in selection.within)
        names = set(fixed) if group == ALL else {*fixed, selection.by}
        if not names:
            return [(ALL, ALL)]
        table = next(
            (one for one in self.release.tables if set(one) == names), tuple(names) if len(names) == 1 else ()
        )
        parts = [{**fixed, selection.by: one} for one in group.split(",")]
        return [(CROSS.join(table), CROSS.join(part[name] for name in table)) for part in parts]

    def sum(self, cells: Sequence[tuple[str, str]], item: str, question: str = "level") -> Sum | None:
        """What these cells hold together; None where one of them is not shown."""
        rows = [self.bases.get((*cell, item, question)) for cell in cells]
        shown = [row for row in rows if row is not None and not row["hidden"]]
        if len(shown) < len(rows):
            return None
        levels: dict[int, tuple[int, float]] = {}
        for row in (row for cell in cells for row in self.levels.get((*cell, item), ())):
            n, weight = levels.get(row["level"], (0, 0.0))
            levels[row["level"]] = n + row["n"], weight + row["weight"]
        return Sum(
            n=sum(row["n"] for row in shown),
            weight=sum(row["weight"] for row in shown),
            organisations=self._organisations(shown, item, question),
            levels=levels,
            used=(sum(row["used"] or 0 for row in shown), sum(row["used_weight"] or 0 for row in shown)),
        )

    def _organisations(self, rows: Sequence[Mapping[str, Any]], item: str, question: str) -> int | None:
        counts: list[int] = [row["organisations"] for row in rows]
        if None in counts:
            return None
        pairs = [
            self.shared.get((one["dimension"], item, question, frozenset((one["group"], other["group"]))))
            for one, other in combinations(rows, 2)
        ]
        twice: int = sum(pair["organisations"] for pair in pairs if pair)
        return max(sum(counts) - twice, *counts, 0)


def wrong_answers(made: Answer, ledger: Ledger) -> Iterator[str]:
    """Where an answer is not what its release adds up to."""
    selection = made.selection
    whole = ledger.sum(ledger.cells(selection, ",".join(selection.groups) or ALL), ALL)
    said = made.respondents, made.organisations
    if said != ((whole.n, whole.organisations) if whole else (None, None)):
        yield f"{made.chart}: {said} in the selection, the release says {whole}"
    for row in made.rows:
        for name, value, sum_ in _apart(row, made, ledger):
            if not _same(value, sum_):
                yield f"{made.chart}: {row.item}/{row.group}: {name} is {value}, the release says {sum_}"


def wrong_claims(claims: Iterable[Claim], within: tuple[str, ...], ledger: Ledger) -> Iterator[str]:
    """Where those who answered, under a claim, are not as many as the release adds up to."""
    for one in (figure for claim in claims for figure in claim.figures if figure.base is not None):
        cells = ledger.cells(Selection(ledger.release.study.id, one.by, within=within), one.group)
        sums = {name: ledger.sum(cells, one.item, name) for name in ("level", "use", "users", "others")}
        bases = {sum_.n for sum_ in (sums["level"], sums["use"]) if sum_}
        if sums["users"] and sums["others"]:
            bases.add(sums["users"].n + sums["others"].n)
        if one.base not in bases:
            yield f"claim: {one.item}/{one.group}: base is {one.base}, the release says {sorted(bases)}"
        if one.organisations not in {sum_.organisations for sum_ in sums.values() if sum_}:
            yield f"claim: {one.item}/{one.group}: {one.organisations} organisations, not in the release"


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


_Compared = tuple[str, float | None, float | None]


def _apart(row: Row, made: Answer, ledger: Ledger) -> Iterator[_Compared]:
    """Name, the row's number, and the release's."""
    selection = made.selection
    question = "use" if selection.measure == "use" and made.chart in ("ranking", "heatmap") else "level"
    part = ledger.sum(ledger.cells(selection, row.group), row.item, question)
    yield "hidden", float(row.hidden), float(part is None)
    if part is None:
        given = [one.name for one in fields(Row) if one.name not in ("item", "group", "hidden")]
        yield "a hidden row's numbers", float(sum(getattr(row, name) is not None for name in given)), 0.0
        return
    yield "base", row.base, part.n
    yield "organisations", row.organisations, part.organisations
    if made.chart == "scale":
        yield from _level(row, part, ledger.release)
    elif made.chart != "respondents":
        everybody = ledger.sum(ledger.cells(selection, ALL), row.item, question)
        yield from _measure(row, part, everybody, selection.measure, ledger.release)


def _level(row: Row, part: Sum, release: Release) -> Iterator[_Compared]:
    n, weight = part.levels.get(row.level or 0, (0, 0.0))
    yield "n", row.n, n
    yield "share", row.share, weight / part.weight if part.weight else None
    kinds = [scale.NO_ANSWER, *(one.id for one in release.study.scale.absent)]
    for place, kind in enumerate(kinds):
        yield kind, (row.absent or {}).get(kind), part.levels.get(-place, (0, 0.0))[0]


def _measure(
    row: Row, part: Sum, everybody: Sum | None, measure: str, release: Release
) -> Iterator[_Compared]:
    value, rest = _value(part, None, measure, release), None
    if everybody is not None and everybody.weight - part.weight > 1e-9:
        rest = _value(everybody, part, measure, release)
    yield "value", row.value, value
    yield "rest", row.rest, rest
    yield "difference", row.difference, None if rest is None or value is None else value - rest
    if measure == "use":
        yield "top", row.top, part.used[0]
    elif measure != "mean":
        top = levels_of(measure, release.study.scale)
        yield "top", row.top, sum(part.levels.get(level, (0, 0.0))[0] for level in top)


def _value(all_: Sum, without: Sum | None, measure: str, release: Release) -> float | None:
    """The share or mean of some, less those of them who are in `without`."""
    scale_ = release.study.scale

    def weight(level: int) -> float:
        less = without.levels.get(level, (0, 0.0))[1] if without else 0.0
        return all_.levels.get(level, (0, 0.0))[1] - less

    base = all_.weight - (without.weight if without else 0.0)
    if base <= 0:
        return None
    if measure == "use":
        return (all_.used[1] - (without.used[1] if without else 0.0)) / base
    if measure == "mean":
        return sum(level * weight(level) for level in range(1, len(scale_.levels) + 1)) / base
    return sum(map(weight, levels_of(measure, scale_))) / base


# What a page may say.


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
        return _forms(self.language, (made.respondents, made.organisations), "whole")

    def known(self, text: str) -> str:
        """A text without the words of the codebook and of the app that have digits in them."""
        return _without(text, self.release, self.language, self.titles)

    @cached_property
    def settings(self) -> Tokens:
        """The thresholds, as they are written."""
        chosen = Settings.from_environment()
        return _forms(self.language, (chosen.q,), "decimal2") | _forms(self.language, (chosen.gap,), "points")


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


def _strings(thing: Any) -> Iterator[str]:
    """Every text in a nest of dicts and lists, names included."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Mapping):
        for name, value in thing.items():
            yield str(name)
            yield from _strings(value)
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from _strings(one)


@lru_cache(maxsize=4096)
def _rows(chart: Chart, selection: Selection, release: Release, language: str) -> tuple[Tokens, ...]:
    """Per row of an answer every number that may stand beside it."""
    return tuple(of_row(row, language) for row in answer(chart, selection, release).rows)


def _of_claim(claim: Claim, language: str) -> Tokens:
    """Every number that may stand under a claim."""
    found = NOTHING
    for one in claim.figures:
        found |= _forms(language, (one.base, one.organisations), "whole")
        shares = (one.value, one.low, one.high, one.other, one.confidence)
        found |= _forms(language, shares, "percent", "points")
        found |= _forms(language, (one.difference, one.difference_low, one.difference_high), "signed")
    return found


# The checks. Each yields what is wrong, in words.

STYLE = (ROOT / "survey" / "ui" / "style.css").read_text(encoding="utf-8")
HIDDEN_CARGO = ("customdata", "ids", "meta", "bdata", "hovertemplate", "texttemplate", "source", "dataframe")
DRAWING = ("opacity", "size", "width", "height", "l", "r", "t", "b", "pad", "textangle", "tickangle")


class Inspection:
    """One payload held against what its visit should show. `numbers` counts those that were looked at."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.numbers = seen, 0

    def faults(self, payload: Payload) -> Iterator[str]:
        """Everything that should not be there."""
        yield from (f"{path} is sent as bytes" for path in payload.binary)
        yield from (
            f"{path} sends the number {n}" for path, n in payload.numbers if _last(path) not in LAYOUT
        )
        for path, text in payload.strings:
            yield from self._string(path, text)
        if payload.files:
            made = [export for one in self.seen.answers() for export in exports(one, self.seen.voice)]
            yield from (
                f"a file of {len(file)} bytes is no export" for file in payload.files if file not in made
            )
        told = [text for text in payload.texts() if text.startswith('<p class="told"')]
        if len(told) != bool(self.seen.dropped):
            yield f"{len(self.seen.dropped)} choices were dropped, and {len(told)} times it was said"

    def _string(self, path: str, text: str) -> Iterator[str]:
        name = _last(path)
        if ".exception." in path:
            yield f"the page raised: {_short(text)}"
        elif path.endswith(".html.body"):
            yield from self._html(text)
        elif name == "spec":
            yield from self._figure(json.loads(text))
        elif name == "query_string":
            yield from self._link(text)
        elif name == "alt":
            yield from self._strange("alt", text, self.headline | self.foot)
        elif name not in MACHINERY and not text.startswith(FILES):
            allowed = self.seen.standing if self.seen.page == "overview" else NOTHING
            yield from self._strange(path, text, allowed)

    def _strange(self, where: str, text: str, allowed: Tokens) -> Iterator[str]:
        """The numbers of a text that are not allowed there."""
        found = tokens(self.seen.known(text))
        self.numbers += len(found)
        for one in sorted(found - allowed):
            yield f"{where}: {one} is no published number of this place, in “{_short(text)}”"

    def _link(self, query: str) -> Iterator[str]:
        """A link leads to what is offered."""
        given = dict(parse_qsl(query))
        study = given.get("study", "")
        if study != self.seen.release.study.id:
            yield f"a link leads to the study {study}"
        elif dropped := parse(self.seen.release, given)[1]:
            yield f"a link asks for {dropped}"

    # Words and tables, each with its own source of numbers.

    def _html(self, body: str) -> Iterator[str]:
        if body == f"<style>{STYLE}</style>":
            return
        match = re.match(r"<(\w+)(?: class=\"([\w-]+))?", body)
        kind = (match[2] or match[1]) if match else ""
        if kind in ("twin", "heat", "small"):
            yield from getattr(self, f"_{kind}")(body)
        elif kind == "told":
            yield from self._told(body)
        elif kind in ("verdict", "h2"):
            yield from self._claim(body)
        else:
            yield from self._strange(kind, visible(body), self._source(kind))

    def _source(self, kind: str) -> Tokens:
        """The numbers that a piece of a page may hold; of an unknown piece every one of the view."""
        if kind in ("style", "brand", "badge", "legend", "p"):
            return NOTHING
        known = {
            "head": lambda: self.headline,
            "foot": lambda: self.foot,
            "figures": lambda: self.seen.who,
            "section": lambda: self.seen.settings,
            "quiet": lambda: self.seen.settings,
            "prose": lambda: self.method,
        }
        return known[kind]() if kind in known else self.everything

    @cached_property
    def rows(self) -> tuple[Tokens, ...]:
        """Per row of the page's answer what may stand beside it."""
        made = self.seen.chart
        if made is None:
            return ()
        return _rows(CHARTS[made.chart], self.seen.selection, self.seen.release, self.seen.language)

    @cached_property
    def headline(self) -> Tokens:
        """Values of the rows, and how many items or groups there are of something."""
        made, language = self.seen.chart, self.seen.language
        if made is None:
            return self.seen.standing if self.seen.page == "findings" else self.seen.who
        values = [row.share for row in made.rows]
        if made.chart == "scale":
            bars = scale.bars(made.rows).values()
            values += [scale.top_share(bar, self.seen.release.study.scale) for bar in bars]
        most = max(len({row.item for row in made.rows}), len({row.group for row in made.rows}))
        counts = frozenset(str(count) for count in range(1, most + 1))
        means = _forms(language, (row.mean for row in made.rows), "decimal1")
        return _forms(language, values, "percent") | means | counts

    @cached_property
    def foot(self) -> Tokens:
        """Who is in the selection, and the values of the notes."""
        made, language = self.seen.chart, self.seen.language
        values = [value for note in made.notes for _, value in note.values] if made else []
        whole = [value for value in values if isinstance(value, int)]
        other = [value for value in values if isinstance(value, float)]
        return self.seen.who | _forms(language, whole, "whole") | _forms(language, other, "decimal2")

    @cached_property
    def method(self) -> Tokens:
        """The rules, the levels' numbers, and what organisations cost all answers to an item."""
        release, language = self.seen.release, self.seen.language
        privacy, levels = release.study.privacy, range(1, len(release.study.scale.levels) + 1)
        numbers = self.seen.settings | _forms(language, (privacy.k, privacy.m, *levels), "whole")
        ledger, alike, worth, cost = ledger_of(release), [], [], []
        for row in ledger.tests:
            base = ledger.bases.get((ALL, ALL, row["item"], "level"))
            if row["dimension"] == ALL and row["measure"] == "top" and base and base["n"]:
                alike.append(row["icc"])
                worth.append(
                    float(effective_base(base["weight"], base["weight_sq"], base["size_sq"], row["icc"]))
                )
                cost.append(base["n"] / worth[-1])
        ends = [(min(some), max(some)) for some in (alike, worth, cost) if some]
        for (low, high), kind in zip(ends, ("decimal2", "whole", "decimal2"), strict=False):
            numbers |= _forms(language, (low, high), kind)
        return numbers

    @cached_property
    def everything(self) -> Tokens:
        """Every published number of the view."""
        found = self.headline | self.foot | self.method | self.seen.standing
        for made in self.seen.answers():
            for row in _rows(CHARTS[made.chart], made.selection, self.seen.release, self.seen.language):
                found |= row
        return found.union(*(_of_claim(one, self.seen.language) for one in self.seen.claims))

    def _claim(self, body: str) -> Iterator[str]:
        """A claim's numbers are those of its own figures."""
        text = visible(body)
        allowed = [_of_claim(one, self.seen.language) for one in self.seen.claims if _plain(one.said) in text]
        if not allowed:
            yield f"a claim that is not made here: “{_short(text)}”"
        yield from self._strange("claim", text, NOTHING.union(*allowed))

    def _told(self, body: str) -> Iterator[str]:
        """What was dropped is said as the reader wrote it, in one neutral sentence, and is not mark-up."""
        dropped = self.seen.dropped
        key = "choose.dropped.one" if len(dropped) == 1 else "choose.dropped.several"
        said = self.seen.voice(key, values=", ".join(one.value[:60] for one in dropped))
        if visible(body) != _plain(said) or body.count("<") != 2:
            yield f"said of what was dropped: “{_short(body)}”"

    def _twin(self, body: str) -> Iterator[str]:
        """The table beside a picture: a line per row of the answer."""
        lines = re.findall(r"<tr>(.*?)</tr>", body)
        if len(lines) - 1 != len(self.rows):
            yield f"twin: {len(lines) - 1} lines for {len(self.rows)} rows"
            return
        yield from self._strange("twin", visible(lines[0]), NOTHING)
        for line, allowed in zip(lines[1:], self.rows, strict=True):
            for cell in re.findall(r"<td>(.*?)</td>", line):
                yield from self._strange("twin", visible(cell), allowed)

    def _small(self, body: str) -> Iterator[str]:
        """Who answered: a line per group."""
        selection = self.seen.selection.with_(groups=())
        allowed = _rows(CHARTS["respondents"], selection, self.seen.release, self.seen.language)
        lines = re.findall(r"<tr>(.*?)</tr>", body)
        if len(lines) != len(allowed):
            yield f"small: {len(lines)} lines for {len(allowed)} groups"
        for line, numbers in zip(lines, allowed, strict=False):
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line):
                yield from self._strange("small", visible(cell), numbers)

    def _heat(self, body: str) -> Iterator[str]:
        """The table of groups: a cell per row of the answer, shaded as the row is."""
        made, language = self.seen.chart, self.seen.language
        if made is None or made.chart != "heatmap":
            yield "a table of groups where none belongs"
            return
        items, groups = (
            list(dict.fromkeys(getattr(row, by) for row in made.rows)) for by in ("item", "group")
        )
        head, *lines = (
            re.findall(r"<t[dh]\b.*?</t[dh]>", line) for line in re.findall(r"<tr>(.*?)</tr>", body)
        )
        if len(lines) != len(items) or any(len(line) != len(groups) + 1 for line in (head, *lines)):
            yield f"heat: {len(lines)} lines of {len(head) - 1} cells for {len(items)} × {len(groups)}"
            return
        bases = {
            group: [(row.base, row.organisations) for row in made.rows if row.group == group]
            for group in groups
        }
        for cell, group in zip(head[1:], groups, strict=True):
            allowed = _forms(language, [number for pair in bases[group] for number in pair], "whole")
            yield from self._strange("heat", visible(cell), allowed)
        places = {(row.item, row.group): place for place, row in enumerate(made.rows)}
        for (line, item), (at, group) in product(zip(lines, items, strict=True), enumerate(groups, start=1)):
            place = places[item, group]
            yield from self._strange("heat", visible(line[at]), self.rows[place])
            yield from self._shade(line[at], made.rows[place])

    def _shade(self, cell: str, row: Row) -> Iterator[str]:
        """A shade is that of the number beside it, in whole per cent of the scale."""
        for shade in re.findall(r"--shade: ?([0-9.]+)%", cell):
            self.numbers += 1
            levels = len(self.seen.release.study.scale.levels)
            value = row.share if row.mean is None else (row.mean - 1) / (levels - 1)
            if value is None or abs(float(shade) - 100 * value) > 0.51:
                yield f"heat: a shade of {shade} % for {value}"

    # Figures.

    def _figure(self, spec: dict[str, Any]) -> Iterator[str]:
        """Arrays no longer than what is drawn, each number that of the row it stands in."""
        made = self.seen.chart
        if made is None:
            yield "a figure where none belongs"
            return
        layout = {name: value for name, value in spec["layout"].items() if name != "template"}
        names = layout["yaxis"]["categoryarray"]
        drawn = (
            list(scale.bars(made.rows))
            if made.chart == "scale"
            else [(row.item, row.group) for row in made.rows]
        )
        if len(names) != len(drawn):
            yield f"figure: {len(names)} names for {len(drawn)} rows"
            return
        yield from (
            f"figure: it carries {one}" for one in sorted(set(_keys(spec["data"], layout)) & {*HIDDEN_CARGO})
        )
        yield from self._template(spec["layout"].get("template", {}))
        beside = self._beside(names, drawn, made)
        for trace in spec["data"]:
            yield from self._trace(trace, names, beside, layout["xaxis"]["range"][1])
        yield from self._axes(layout, made)

    def _beside(
        self, names: Sequence[str], drawn: Sequence[tuple[str, str]], made: Answer
    ) -> dict[str, tuple[Tokens, set[float]]]:
        """Name on the axis → the numbers in words and as marks that its rows give."""
        found: dict[str, tuple[Tokens, set[float]]] = {name: (NOTHING, set()) for name in names}
        name_of = dict(zip(drawn, names, strict=True))
        for row, said in zip(made.rows, self.rows, strict=True):
            name = name_of[row.item, row.group]
            found[name] = found[name][0] | said, found[name][1] | _marks(row)
        return found

    def _trace(
        self,
        trace: dict[str, Any],
        names: Sequence[str],
        beside: Mapping[str, tuple[Tokens, set[float]]],
        edge: float,
    ) -> Iterator[str]:
        at = trace["y"]
        most = (3 if trace.get("mode") == "lines" else 1) * len(names)
        for path, array in _arrays(trace, ""):
            if len(array) > min(most, len(at)):
                yield f"figure: {len(array)} values in {path} for {len(at)} drawn of {len(names)} rows"
        for name, x, text, hover in zip(
            at, *(_as_long_as(at, trace.get(one)) for one in ("x", "text", "hovertext")), strict=True
        ):
            if name is None and x is None:
                continue
            if name not in beside:
                yield f"figure: a mark at “{name}”, which is no row"
                continue
            said, marks_ = beside[name]
            if x is not None:
                self.numbers += 1
                if round(float(x), 9) not in marks_ and not (trace.get("mode") == "text" and x == edge):
                    yield f"figure: {x} at “{name}” is no published number of it"
            for words_ in (text, hover):
                yield from self._strange(f"figure at “{name}”", visible(words_ or ""), said)
        rest = {name: value for name, value in trace.items() if name not in ("x", "y", "text", "hovertext")}
        yield from self._rest(rest, "")

    def _rest(self, thing: Any, name: str) -> Iterator[str]:
        """Everything else of a figure is how it is drawn."""
        if isinstance(thing, Mapping):
            for one, value in thing.items():
                yield from self._rest(value, one)
        elif isinstance(thing, list):
            for value in thing:
                yield from self._rest(value, name)
        elif isinstance(thing, str) and not thing.startswith("#"):
            yield from self._strange(f"figure.{name}", visible(thing), NOTHING)
        elif isinstance(thing, int | float) and not isinstance(thing, bool) and name not in DRAWING:
            yield f"figure: the number {thing} as {name}"

    def _axes(self, layout: dict[str, Any], made: Answer) -> Iterator[str]:
        across = layout["xaxis"]
        ends = self._ends(made)
        if not all(math.isclose(*pair, abs_tol=1e-9) for pair in zip(across["range"], ends, strict=True)):
            yield f"figure: an axis from {across['range']}, not {ends}"
        if any(tick * 4 % 1 for tick in across["tickvals"]):
            yield f"figure: ticks at {across['tickvals']}"
        quarters = _forms(self.seen.language, (0, 0.25, 0.5, 0.75, 1), "percent")
        levels = frozenset(str(level) for level in range(1, len(self.seen.release.study.scale.levels) + 1))
        for word in across["ticktext"]:
            yield from self._strange("figure.ticktext", word, quarters | levels)
        kept = {name: value for name, value in layout.items() if name not in ("xaxis", "yaxis", "separators")}
        yield from self._rest(kept, "layout")
        skipped = ("range", "tickvals", "ticktext", "zerolinewidth")
        yield from self._rest({name: value for name, value in across.items() if name not in skipped}, "xaxis")
        named = {name: value for name, value in layout["yaxis"].items() if name != "categoryarray"}
        yield from self._rest(named, "yaxis")

    def _ends(self, made: Answer) -> tuple[float, float]:
        """How far the axis reaches: the whole range, or as far as the bars."""
        study = self.seen.release.study
        left, right = 0.0, 1.0
        if made.chart == "scale" and made.selection.view == "aligned":
            bars = [bar for bar in scale.bars(made.rows).values() if bar[0].share is not None]
            tops = [sum(row.share or 0 for row in bar if row.level in study.scale.top) for bar in bars]
            below = [sum(row.share or 0 for row in bar if row.level not in study.scale.top) for bar in bars]
            left, right = -max(below, default=1.0), max(tops, default=1.0)
        elif made.chart != "scale" and made.selection.measure == "mean":
            left, right = 1.0, float(len(study.scale.levels))
        air = 0.02 * (right - left)
        return left - air, right + air

    def _template(self, template: Mapping[str, Any]) -> Iterator[str]:
        """The look that every figure has: it can hold no number of a view, for it never changes."""
        if not _TEMPLATE:
            _TEMPLATE.append(template)
        if template != _TEMPLATE[0]:
            yield "figure: a template of its own"


_TEMPLATE: list[Mapping[str, Any]] = []


@lru_cache(maxsize=16)
def ledger_of(release: Release) -> Ledger:
    """The ledger of a release, read once."""
    return Ledger(release)


def _last(path: str) -> str:
    return path.rsplit(".", 1)[-1]


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"


def _plain(text: str) -> str:
    return re.sub(r"[ \n\t]+", " ", text).strip()


def _marks(row: Row) -> set[float]:
    """Where a row may be drawn: as it is, or as it is written; a level also to the left."""
    values = [row.share, row.mean, row.low, row.high, row.rest]
    written_to = (9, 1) if row.mean is not None else (9, 2)
    found = {round(value, digits) for value in values if value is not None for digits in written_to}
    return found | {-value for value in found} if row.level else found


def _keys(*things: Any) -> Iterator[str]:
    for thing in things:
        if isinstance(thing, Mapping):
            yield from thing
            yield from _keys(*thing.values())
        elif isinstance(thing, list):
            yield from _keys(*thing)


def _arrays(thing: Any, name: str) -> Iterator[tuple[str, list[Any]]]:
    """Every array in a figure, by name."""
    if isinstance(thing, list):
        yield name, thing
        for one in thing:
            yield from _arrays(one, name)
    elif isinstance(thing, Mapping):
        for one, value in thing.items():
            yield from _arrays(value, f"{name}.{one}")


def _as_long_as(others: Sequence[Any], values: Any) -> list[Any]:
    """Values beside others, one for all or none; what is missing is None."""
    several = list(values) if isinstance(values, list) else [values] * len(others)
    return (several + [None] * len(others))[: len(others)]


# Files, secrets, and hidden cells that look like nothing.


def exports(made: Answer, voice: Voice) -> tuple[bytes, ...]:
    """An answer in every format."""
    return tuple(text.encode() for text in (csv_export.text(made), json_export.text(made, voice)))


def of_files(made: Answer, seen: Seen) -> Iterator[str]:
    """What is wrong with an answer's exports: each value must be its row's, and nothing else be there."""
    plain = list(csv.DictReader(csv_export.text(made).splitlines()))
    scripted = json.loads(json_export.text(made, seen.voice))
    flat = [_flat(row) for row in scripted["rows"]]
    for name, rows in (("csv", plain), ("json", flat)):
        if len(rows) != len(made.rows):
            yield f"{name}: {len(rows)} rows for {len(made.rows)}"
        for given, row in zip(rows, made.rows, strict=False):
            meant = {one.name: getattr(row, one.name) for one in fields(Row) if one.name != "absent"}
            meant |= {f"absent_{kind}": count for kind, count in (row.absent or {}).items()}
            for column, value in given.items():
                if str(value) not in ("", str(meant.get(column)), str(meant.get(column)).lower()):
                    yield f"{name}: {column} of {row.item}/{row.group} is {value}, not {meant.get(column)}"
    inspection = Inspection(seen)
    values = [value for note in made.notes for _, value in note.values]
    allowed = _forms(seen.language, (one for one in values if isinstance(one, int)), "whole")
    allowed |= _forms(seen.language, (one for one in values if isinstance(one, float)), "decimal2")
    for note in scripted["notes"]:
        yield from inspection._strange("json.notes", note["text"], allowed)
    if set(scripted) - {"study", "release", "chart", "selection", "rows", "notes"}:
        yield f"json: it holds {sorted(scripted)}"


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose answers off the scale are columns of their own."""
    absent = {f"absent_{kind}": count for kind, count in row.get("absent", {}).items()}
    return {name: value for name, value in row.items() if name != "absent"} | absent


PRIVATE = re.compile(
    r"/home\b|/tmp\b|/work\b|/root\b|/Users\b|\.duckdb|\.py\b|\.sql\b|\.csv\b|site-packages"
    r"|\bSELECT\s|\bFROM\s|\bGROUP BY\b|\bread_csv\b|Traceback|\bFile \"|\bError:"
)


class Secrets:
    """The ids of people and organisations in the sources, and what else has no business in a browser."""

    def __init__(self, shelf: Releases) -> None:
        self.words = frozenset(_names())
        self.places = (str(ROOT), str(shelf.folder))

    def in_(self, text: str) -> Iterator[str]:
        """What of it a text gives away."""
        for word in sorted(self.words & {one.casefold() for one in re.findall(r"\w+", text)}):
            yield f"the id {word}, in “{_short(text)}”"
        for one in sorted({*PRIVATE.findall(text), *(place for place in self.places if place in text)}):
            yield f"{one!r}, in “{_short(text)}”"

    def of(self, payload: Payload, given: Mapping[str, str]) -> Iterator[str]:
        """What a payload gives away, but for what the reader wrote."""
        for path, text in payload.strings:
            if path.endswith(".spec"):
                parts = list(_strings(json.loads(text)))
            elif path.endswith("query_string"):
                parts = [
                    value for name, value in parse_qsl(text) if name != "lang" or value != given.get("lang")
                ]
            else:
                parts = [] if text.startswith(('<p class="told"', "<style>")) else [text]
            for part in parts:
                yield from (f"{path}: {fault}" for fault in self.in_(part))


def _names() -> Iterator[str]:
    """Every id of a respondent, an organisation and an interview."""
    for file in sorted(ROOT.glob("data/*/*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield from (
                    row[name].casefold()
                    for name in ("respondent", "organisation", "interview")
                    if name in row
                )
    for row in small_rows():
        yield from (row["id"].casefold(), row["firm"].casefold())


@dataclass(frozen=True)
class Alike:
    """Two visits that must tell the same, once `masked` words are blotted out."""

    one: Visit
    other: Visit
    masked: tuple[str, ...]

    def differences(self, payloads: Sequence[Payload]) -> Iterator[str]:
        """Where one tells what the other does not."""
        told = [[self._blotted(text) for text in payload.texts()] for payload in payloads]
        if len(told[0]) != len(told[1]):
            yield f"{len(told[0])} texts, and {len(told[1])} for {self.other.url}"
        for mine, others in zip(*told, strict=False):
            if mine != others:
                yield f"“{_short(mine)}”, but “{_short(others)}” for {self.other.url}"

    def _blotted(self, text: str) -> str:
        text = unquote(unescape(text))
        for word in sorted(self.masked, key=len, reverse=True):
            text = text.replace(word, "□")
        return text


NONSENSE = "zz-nobody"


def alike(shelf: Releases) -> Iterator[Alike]:
    """Unpublished and unknown, hidden and hidden: nobody can tell which is which."""
    for release in map(shelf.open, shelf.studies()):
        for dimension in release.study.dimensions:
            published = release.groups.get(dimension.id, {})
            for code in (one.id for one in dimension.groups if one.id not in published):
                yield _unknown(release, "groups", code, NONSENSE, by=dimension.id)
                yield _unknown(release, "within", f"{dimension.id}.{code}", f"{dimension.id}.{NONSENSE}")
            if not published:
                yield _unknown(release, "by", dimension.id, NONSENSE)
        yield from _hidden_cells(release)


def _unknown(release: Release, name: str, code: str, nonsense: str, **also: str) -> Alike:
    one, other = ({"study": release.study.id, **also, name: value} for value in (code, nonsense))
    return Alike(Visit.to("ranking", **one), Visit.to("ranking", **other), (code, nonsense))


def _hidden_cells(release: Release) -> Iterator[Alike]:
    """Crossed cells without a number, those with a few people beside those with nobody."""
    ledger = ledger_of(release)
    for by in choices(release, ALL)["by"]:
        for within in (one for some in within_choices(release, by).values() for one in some):
            asked = Selection(release.study.id, by, within=(within,))
            cells = {group: ledger.cells(asked, group) for group in release.groups.get(by, {})}
            hidden = [group for group, cell in cells.items() if ledger.sum(cell, ALL) is None]
            for one, other in combinations(hidden, 2):
                links = [asked.with_(groups=(group,)).to_query() | {"lang": "en"} for group in (one, other)]
                voice = Voice("en", release.study, release.groups)
                names = [voice.group(by, group, short) for group in (one, other) for short in (True, False)]
                visits = [Visit.to("ranking", **link) for link in links]
                yield Alike(visits[0], visits[1], (*names, one, other))


# The crawl.


class Crawler:
    """Visits pages and keeps what is wrong with them."""

    def __init__(self, shelf: Releases) -> None:
        self.shelf, self.browser, self.secrets = shelf, Browser(), Secrets(shelf)
        self.faults: list[str] = []
        self.visits = self.numbers = self.answers = self.files = 0
        self._answered: set[tuple[str, Selection]] = set()
        self._exported: set[tuple[str, Selection, str]] = set()

    def visit(self, visit: Visit) -> Payload:
        """Open a page and check all that comes of it."""
        payload, seen = self.browser.open(visit), Seen.of(visit, self.shelf)
        inspection = Inspection(seen)
        found = [
            *inspection.faults(payload),
            *self.secrets.of(payload, visit.given),
            *self._address(payload, visit),
        ]
        self.visits += 1
        self.numbers += inspection.numbers
        for made in seen.answers():
            found += self._answer(made, seen)
        if seen.page in ("overview", "findings"):
            found += wrong_claims(seen.found, seen.selection.within, ledger_of(seen.release))
            found += wrong_claims(seen.published, (), ledger_of(seen.release))
        self.faults += [f"{visit.url}\n    {fault}" for fault in found]
        return payload

    def _address(self, payload: Payload, visit: Visit) -> Iterator[str]:
        """The address bar holds the selection as it was understood."""
        seen = Seen.of(Visit("method", visit.link), self.shelf)
        whole = parse(seen.release, visit.given)[0].to_query()
        lang = {"lang": visit.given["lang"]} if "lang" in visit.given else {}
        if dict(payload.link) != whole | lang:
            yield f"the address bar says {dict(payload.link)}, not {whole | lang}"

    def _answer(self, made: Answer, seen: Seen) -> Iterator[str]:
        """Each answer against its release once, and its files once per language."""
        if (made.chart, made.selection) not in self._answered:
            self._answered.add((made.chart, made.selection))
            self.answers += 1
            yield from wrong_answers(made, ledger_of(seen.release))
            yield from self.secrets.in_(csv_export.text(made))
        if (made.chart, made.selection, seen.language) not in self._exported:
            self._exported.add((made.chart, made.selection, seen.language))
            self.files += 2
            yield from of_files(made, seen)
            yield from self.secrets.in_(json_export.text(made, seen.voice))

    def compare(self, pair: Alike) -> None:
        """Both visits of a pair, and what tells them apart."""
        payloads = [self.visit(pair.one), self.visit(pair.other)]
        self.faults += [f"{pair.one.url}\n    {one}" for one in pair.differences(payloads)]

    def kinds(self) -> Iterator[str]:
        """The first fault of every kind, and how many there are of it."""
        several: dict[str, list[str]] = {}
        for fault in self.faults:
            kind = re.sub(r"[0-9]+|“[^”]*”", "…", fault.split("\n", 1)[1])
            several.setdefault(kind, []).append(fault)
        for some in several.values():
            yield f"{len(some)} × {some[0]}"

    def report(self) -> str:
        """What was looked at, and how much of it is wrong."""
        return (
            f"{self.visits} visits, {self.numbers} numbers, {self.answers} answers added up again, "
            f"{self.files} files, {len(self.faults)} faults"
        )


def visits(shelf: Releases) -> Iterator[Visit]:
    """Every page of every study, by every choice that a reader has, in every language."""
    for release in map(shelf.open, shelf.studies()):
        for selection in _selections(release):
            link = {"study": release.study.id} | selection.to_query()
            for language, page in product(LANGUAGES, PAGES):
                yield Visit.to(page, **link, lang=language)
        for more in _more(release):
            for language, page in product(LANGUAGES, ("scale", "ranking")):
                yield Visit.to(page, **more.to_query(), lang=language)


def _selections(release: Release) -> Iterator[Selection]:
    """By every dimension: nothing chosen, each group, two groups, each second group; by every measure."""
    offered = choices(release, ALL)
    for by, measure in product(offered["by"], offered["measure"]):
        groups = tuple(release.groups.get(by, {}))
        first = Selection(release.study.id, by, measure=measure)
        yield first
        yield from (first.with_(groups=(group,)) for group in groups)
        if len(groups) > 2:
            yield first.with_(groups=groups[:2])
        for second in (one for some in within_choices(release, by).values() for one in some):
            yield first.with_(within=(second,))
            yield first.with_(within=(second,), groups=groups[:1])
            yield first.with_(within=(second,), groups=groups[-1:])


def _more(release: Release) -> Iterator[Selection]:
    """Every item and family, and the scale filled to a hundred."""
    offered = choices(release, ALL)
    for by in offered["by"]:
        groups = tuple(release.groups.get(by, {}))[:1]
        for item in offered["item"]:
            yield Selection(release.study.id, by, groups, item=item)
            yield Selection(release.study.id, by, item=item, view="stacked")
        for family in offered["family"]:
            yield Selection(release.study.id, by, groups, family=family)


SQL = (
    "' OR 1=1 --", "'; DROP TABLE bases; --", "public' AND '1'='1", "1 UNION SELECT * FROM counts", "*",
    "SELECT n FROM bases GROUP BY 1", "sector*size", "public*1-9", "sector.public*", "%", "_",
)  # fmt: skip
SCRIPTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=alert(1)>', "&lt;b&gt;",
    "{0.__class__}", "{values}", "%s%n", "${HOME}", "$(id)", "`id`", "__import__('os')", "{{7*7}}", "{",
    "$x^2$", "[a](b)", "**bold**", ":material/home:", ":red[x]", "\\u0041", "\r\nSet-Cookie: a=b",
)  # fmt: skip
PLACES = (
    "../../etc/passwd", "/data/executives-2015/answers.csv", "file:///etc/passwd", "C:\\Windows",
    "answers.csv", "..", ".", "a.b.c", "%00", "\x00", "%27", "%2e%2e%2f", "r001", "o001", "p0", "public0",
)  # fmt: skip
ODD = (
    "all", "not_stated", "other_groups", "ALL", "Public", " public ", "public ", "publi", "public,public",
    "public;trade", "-1", "0", "-999999999999999999999", "1e309", "NaN", "None", "true", "3.14", "٣", "１２",
    "ä", "ﬁ", "Ω≈ç√", "😀", "\u202epublic", "\u200b", "é" * 500, "x" * 5_000, "9" * 400, ",", ",,,", "\t",
    "\n", "",
)  # fmt: skip
ATTACKS = (*SQL, *SCRIPTS, *PLACES, *ODD)
NAMES = ("study", "by", "groups", "within", "family", "item", "measure", "view", "lang")
STRANGE_NAMES = ("q", "gap", "k", "m", "release", "path", "sql", "customdata", "respondent", "Study")


def tampered(shelf: Releases, count: int, seed: int = 1) -> Iterator[Visit]:
    """Links that nobody was given: unknown, hidden, malformed and malicious values among valid ones."""
    chance = random.Random(seed)
    releases = [shelf.open(study) for study in shelf.studies()]
    for _ in range(count):
        release = chance.choice(releases)
        link = [("study", release.study.id)] if chance.random() < 0.8 else []
        chosen = chance.sample(NAMES, chance.randint(1, 6))
        link += [(name, _tampered(release, name, chance)) for name in chosen]
        if chance.random() < 0.2:
            link.append((chance.choice(STRANGE_NAMES), chance.choice(ATTACKS)))
        if chance.random() < 0.1:
            link.append(chance.choice(link))
            link.append((link[-1][0], _tampered(release, link[-1][0], chance)))
        yield Visit(chance.choice(PAGES), tuple(link))


def _tampered(release: Release, name: str, chance: random.Random) -> str:
    """A value: one that is offered somewhere, one of the codebook, or one that nobody offers; or several."""
    several = chance.randint(1, 4) if name in ("groups", "within") else 1
    return ",".join(_value_of(release, name, chance) for _ in range(several))


def _value_of(release: Release, name: str, chance: random.Random) -> str:
    study = release.study
    groups = [(one.id, group.id) for one in study.dimensions for group in (*one.groups, *one.merges)]
    groups += [(by, group) for by, some in release.groups.items() for group in some]
    codes = {
        "study": ["executives-2015", "participation-2021", "small"],
        "by": [*(one.id for one in study.dimensions), ALL],
        "groups": [group for _, group in groups],
        "within": [f"{by}.{group}" for by, group in groups],
        "lang": list(LANGUAGES),
    }
    known = codes.get(name) or list(choices(release, ALL).get(name, ()))
    return chance.choice(known) if known and chance.random() < 0.6 else chance.choice(ATTACKS)


def published(folder: Path) -> Releases:
    """A shelf in this folder with the bundled studies and the small one; the settings point to it."""
    shelf = Releases(folder / "releases")
    for codebook in sorted(ROOT.glob("data/*/codebook.toml")):
        publish_file(codebook, codebook.with_name("answers.csv"), shelf)
    publish_file(SMALL, small_answers(folder / "small.csv"), shelf)
    os.environ["SURVEY_RELEASES"] = str(shelf.folder)
    return shelf


def main() -> int:
    """Crawl everything. 0 when nothing is wrong."""
    logging.disable(logging.WARNING)  # Streamlit's, that no browser is there
    with tempfile.TemporaryDirectory() as folder:
        started, shelf = time.monotonic(), published(Path(folder))
        crawler = Crawler(shelf)
        stages: dict[str, Collection[Visit]] = {
            "every view": list(visits(shelf)),
            "tampered links": list(tampered(shelf, TAMPERED)),
        }
        for name, some in stages.items():
            for visit in some:
                crawler.visit(visit)
            print(
                f"{name}: {len(some)}; so far {crawler.report()}, {time.monotonic() - started:.0f} s",
                flush=True,
            )
        pairs = list(alike(shelf))
        for pair in pairs:
            crawler.compare(pair)
        print(
            f"hidden like unknown: {len(pairs)} pairs; {crawler.report()}, {time.monotonic() - started:.0f} s"
        )
        print("\n".join(crawler.kinds()))
        return 1 if crawler.faults else 0


if __name__ == "__main__":
    sys.exit(main())
