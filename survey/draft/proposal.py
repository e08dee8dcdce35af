"""What a draft proposes of a file, as a person may change it; a codebook is written of it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from pathlib import PurePath
from typing import Any

from pydantic import TypeAdapter

from survey.codebook import Source
from survey.draft import Draft
from survey.draft.batteries import Battery
from survey.draft.lexicon import bare, language
from survey.draft.people import Category, Dimension, positive
from survey.told import as_json, from_json

LONGEST_ID, LEAST_IN_COMMON = 40, 3  # letters, words
TOOLS = {
    "qualtrics": "Qualtrics",
    "limesurvey": "LimeSurvey",
    "surveymonkey": "SurveyMonkey",
    "google-forms": "Google Forms",
    "questback": "Questback",
    "spss": "SPSS",
    "plain": "a plain table",
}
WORDS = {
    "fi": ("kohde", "kohteet", "vastaajaa"),
    "sv": ("objekt", "objekt", "svarande"),
    "en": ("item", "items", "people"),
}
OF_SOURCE = ("encoding", "delimiter", "sheet", "decimal", "tool")


@dataclass(frozen=True)
class ProposedLevel:
    """What the file answers, on the scale or off it.

    values   how the file writes it
    n        how often it does
    level    1 is the lowest; 0 is off the scale
    kind     off the scale: dont_know, not_relevant, no_answer
    guessed  taken for another answer of the level, as it is nearly written so
    """

    label: str
    values: tuple[str, ...]
    n: int
    level: int
    kind: str = ""
    guessed: bool = False


@dataclass(frozen=True)
class ProposedItem:
    """An item, and whether the survey is to have it."""

    id: str
    label: str
    column: str
    kept: bool = True


@dataclass(frozen=True)
class ProposedGroup:
    """A group; `guessed` are writings that are nearly the group's, and may be another group."""

    id: str
    label: str
    values: tuple[str, ...]
    n: int
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedDimension:
    """What respondents can be compared by, and whether they are to be; `given` of the rows say it."""

    id: str
    label: str
    column: str
    missing: tuple[str, ...]
    groups: tuple[ProposedGroup, ...]
    given: int
    kept: bool = True


@dataclass(frozen=True)
class ProposedBattery:
    """A group of items on one scale, of which a file may have several; the first is what it is known by."""

    items: int
    levels: int
    first: str


@dataclass(frozen=True)
class Proposal:
    """A codebook to be.

    | field | meaning |
    |---|---|
    | file, tool, rows, columns, notes | what was read: `columns` are the names of all of them |
    | batteries, battery | what the survey may be about, and which of them it is, from 1 |
    | language | of the labels |
    | item, items, respondents | what readers call one item, several, and who answered |
    | order | how the order of the scale is known: words, turned, numbers, or unsaid |
    | top | the lowest level that counts as important |
    | source | how the file is read: encoding, sheet and the like |
    | respondent, organisation, weight | columns; "" for none |
    | free | columns that are neither rated nor compared by; `weighing` those of them that may be a weight |
    | settled | a person went through it, and no doubt is left |
    """

    file: str
    tool: str
    rows: int
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    batteries: tuple[ProposedBattery, ...]
    battery: int
    id: str
    language: str
    title: str
    question: str
    item: str
    items: str
    respondents: str
    origin: str
    about: str
    order: str
    top: int
    top_label: str
    said: tuple[ProposedLevel, ...]
    source: dict[str, str]
    respondent: str
    organisation: str
    weight: str
    rated: tuple[ProposedItem, ...]
    compared: tuple[ProposedDimension, ...]
    free: tuple[str, ...]
    weighing: tuple[str, ...]
    open: bool = False
    settled: bool = False

    @property
    def levels(self) -> tuple[tuple[ProposedLevel, ...], ...]:
        """The answers of every level, the lowest first; what the level is called by comes first in each."""
        on = sorted((one for one in self.said if one.level), key=lambda one: (one.level, one.guessed))
        return tuple(tuple(some) for _, some in groupby(on, key=lambda one: one.level))

    @property
    def absent(self) -> dict[str, tuple[str, ...]]:
        """Kind → how the file writes it, of what is no point of the scale."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.said:
            if not one.level:
                found[one.kind] = (*found.get(one.kind, ()), *one.values)
        return found


def proposed(draft: Draft) -> Proposal:
    """What a draft proposes."""
    battery, who = draft.battery, draft.people
    asked = [one.stem or one.name for one in draft.sheet.columns]
    speaks = language([*asked, *(point.label for point in battery.points)])
    item, items, respondents = WORDS[speaks]
    highest, name = len(battery.points), PurePath(draft.file).stem
    stem, rated = _rated(battery)
    taken: set[str] = set()
    return Proposal(
        file=draft.file,
        tool=draft.sheet.tool,
        rows=draft.rows,
        columns=tuple(one.name for one in draft.sheet.columns),
        notes=draft.sheet.notes,
        batteries=tuple(
            ProposedBattery(len(one.columns), len(one.points), one.columns[0].title)
            for one in draft.batteries
        ),
        battery=draft.chosen + 1,
        id=study_id(name),
        language=speaks,
        title=name,
        question=stem,
        item=item,
        items=items,
        respondents=respondents,
        origin=draft.file,
        about="",
        order=_order(battery),
        top=highest if highest < 4 else highest - 1,
        top_label="",
        said=tuple(_said(battery)),
        source=_source(draft.asked),
        respondent=who.respondent.column.name if who.respondent else "",
        organisation=who.organisation.column.name if who.organisation else "",
        weight=who.weight.column.name if who.weight else "",
        rated=rated,
        compared=tuple(_compared(one, taken) for one in who.dimensions),
        free=tuple(one.column.name for one in draft.others),
        weighing=tuple(one.column.name for one in draft.others if one.given and positive(one)),
    )


_KEPT = TypeAdapter(Proposal)


def as_kept(one: Proposal) -> dict[str, Any]:
    """A proposal as JSON can keep it."""
    kept: dict[str, Any] = _KEPT.dump_python(one, mode="json")
    return kept | {"notes": [as_json(note) for note in one.notes]}


def from_kept(kept: dict[str, Any]) -> Proposal:
    """The proposal that `as_kept` kept."""
    notes = tuple(map(from_json, kept["notes"]))
    return replace(_KEPT.validate_python(kept | {"notes": ()}), notes=notes)


def _order(battery: Battery) -> str:
    if not battery.sure:
        return "unsaid"
    if battery.turned:
        return "turned"
    return "numbers" if all(re.fullmatch(r"\d+", point.label) for point in battery.points) else "words"


def _said(battery: Battery) -> Iterator[ProposedLevel]:
    """Every answer: a level's own, what is nearly written so, and what is off the scale."""
    for level, point in enumerate(battery.points, start=1):
        guesses = {raw: battery.count(raw) for raw in point.guessed}
        own = tuple(raw for raw in point.values if raw not in guesses)
        yield ProposedLevel(point.label, own, point.n - sum(guesses.values()), level)
        yield from (
            ProposedLevel(battery.said(raw), (raw,), n, level, guessed=True) for raw, n in guesses.items()
        )
    for kind, raws in battery.apart.items():
        for label, some in groupby(sorted(raws, key=battery.said), key=battery.said):
            values = tuple(some)
            yield ProposedLevel(label, values, sum(map(battery.count, values)), 0, kind)


def _rated(battery: Battery) -> tuple[str, tuple[ProposedItem, ...]]:
    """What was asked of every item, and what each is called."""
    titles = [one.title for one in battery.columns]
    if len(titles) == 1:
        stem = titles[0]
    else:
        stem, titles = (battery.stem, titles) if battery.stem else parted(titles)
    taken: set[str] = set()
    named = zip(titles, battery.columns, strict=True)
    return stem, tuple(ProposedItem(slug(title, taken), title, one.column.name) for title, one in named)


def parted(titles: Sequence[str]) -> tuple[str, list[str]]:
    """What titles have in common, and what each has of its own: "How useful is …?", ["the web", "a call"].

    Nothing in common where that is less than three words, or one has nothing of its own.
    """
    split = [title.split() for title in titles]
    first = _alike(split)
    last = _alike([words[first:][::-1] for words in split])
    ending = _ending(titles)
    own = [" ".join(words[first : len(words) - last]).removesuffix(ending) for words in split]
    if first + last < LEAST_IN_COMMON or not all(own) or len(set(own)) < len(own):
        return "", list(titles)
    begun, ended = " ".join(split[0][:first]), " ".join(split[0][len(split[0]) - last :])
    stem = f"{begun} … {ended}".strip() if last else f"{begun} …{ending}"
    return stem, [one[:1].upper() + one[1:] for one in own]


def _alike(split: Sequence[Sequence[str]]) -> int:
    """How many first words are the same in all."""
    return sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False)))


def _ending(titles: Sequence[str]) -> str:
    """A question mark, or the like, at the end of all."""
    ends = {title[-1:] for title in titles}
    return ends.pop() if len(ends) == 1 and ends <= set("?.:!") else ""


def _source(asked: Source) -> dict[str, str]:
    given = {name: getattr(asked, name) for name in OF_SOURCE}
    usual = {name: type(asked).model_fields[name].default for name in OF_SOURCE}
    return {name: value for name, value in given.items() if value and value != usual[name]}


def _compared(one: Dimension, others: set[str]) -> ProposedDimension:
    taken: set[str] = set()
    groups = tuple(_group(category, taken) for category in one.categories)
    title = one.column.title
    return ProposedDimension(
        slug(title, others), title, one.column.column.name, one.missing, groups, one.column.given, one.kept
    )


def _group(one: Category, taken: set[str]) -> ProposedGroup:
    return ProposedGroup(slug(one.label, taken), one.label, one.values, one.n, one.guessed)


def study_id(title: str, studies: Iterable[str] = ()) -> str:
    """The id of a study of that title, one that none of these studies has."""
    return slug(title, {one.replace("-", "_") for one in studies}).replace("_", "-")


def slug(text: str, taken: set[str]) -> str:
    """A code made of a text, one that is not taken yet; it is taken then."""
    letters = unicodedata.normalize("NFKD", bare(text).replace("ß", "ss").replace("ø", "o"))
    words = re.findall(r"[a-z0-9]+", letters.encode("ascii", "ignore").decode())
    short = ""
    for word in words:
        if short and len(short) + len(word) >= LONGEST_ID:
            break
        short = f"{short}_{word}" if short else word[:LONGEST_ID]
    short = short or "x"
    if short in ("all", "not_stated", "other_groups"):
        short = f"{short}_of_them"
    code, n = short, 2
    while code in taken:
        code, n = f"{short}_{n}", n + 1
    taken.add(code)
    return code
