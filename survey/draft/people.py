"""Which columns say who answered: the respondent, the organisation, the weight, and what to compare by."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from survey.draft.lexicon import absent, alike, bare
from survey.draft.profile import Profile

RESPONDENT = r"\b(?:respondent|response|vastaaja|svarande|case)?\s*_?(?:id|token|tunnus|nr|number|numero)\b"
ORGANISATION = (
    r"\b(?:organi[sz]ation|company|employer|firm|yritys|yrityksen nimi|organisaatio|työnantaja|företag"
    r"|arbetsgivare)"
)
# What readers like to compare by; the others follow in the order of the file.
SEGMENT = (
    r"\b(?:gender|sex|age|education|income|region|country|location|sector|industry|size|role|position|department"
    r"|sukupuoli|ikä|koulutus\w*|maa|toimiala|koko|asema|rooli|yrityksessä|kön|ålder|utbildning|land|bransch|storlek"
    r"|ställning)\b"
)
MOST_DIMENSIONS, MOST_OFFERED = 8, 30
WEIGHT = r"^(?:weight|wgt|painokerroin|paino|vikt|viktkoefficient)"
MOST_GROUPS, LEAST_OF_A_GROUP, LONGEST_LABEL = 30, 3, 80


@dataclass(frozen=True)
class Category:
    """A group that is proposed: what to call it, how the file writes it, and which writings are a guess."""

    label: str
    values: tuple[str, ...]
    n: int
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """Something that respondents can be compared by; `kept` is proposed, the others are there to choose."""

    column: Profile
    categories: tuple[Category, ...]
    missing: tuple[str, ...]
    kept: bool = True


@dataclass(frozen=True)
class People:
    """The columns that say who answered; None where none seems to."""

    respondent: Profile | None
    organisation: Profile | None
    weight: Profile | None
    dimensions: tuple[Dimension, ...]


def people(profiles: Sequence[Profile], rated: Iterable[Profile]) -> People:
    """Who answered, by the columns that no battery has."""
    taken = {one.place for one in rated}
    left = [one for one in profiles if one.place not in taken]
    respondent = next((one for one in left if _named(one, RESPONDENT) and one.distinct == one.rows), None)
    organisation = next(
        (one for one in left if _named(one, ORGANISATION) and one.distinct > MOST_GROUPS), None
    )
    weight = next((one for one in left if _named(one, WEIGHT) and positive(one)), None)
    special = [one for one in (respondent, organisation, weight) if one]
    compared = [_dimension(one) for one in left if one not in special and _compares(one)]
    several = [one for one in compared if len(one.categories) > 1]
    best = sorted(several, key=lambda one: not _named(one.column, SEGMENT))
    kept = [replace(one, kept=place < MOST_DIMENSIONS) for place, one in enumerate(best[:MOST_OFFERED])]
    return People(respondent, organisation, weight, tuple(sorted(kept, key=lambda one: one.column.place)))


def _named(one: Profile, pattern: str) -> bool:
    return any(re.search(pattern, bare(name)) for name in (one.column.name, one.column.stem, one.title))


def positive(one: Profile) -> bool:
    """Whether a column holds numbers that may be weights."""
    return all(re.fullmatch(r"\d+(?:[.,]\d+)?", raw.strip()) for raw, _ in one.values)


def _compares(one: Profile) -> bool:
    """Whether a column holds a few categories that each have several people, not numbers, times or prose."""
    if one.cut or one.column.item or not 2 <= one.distinct <= MOST_GROUPS:
        return False
    said = [one.said(raw) for raw, _ in one.values]
    if not one.column.labels and all(re.fullmatch(r"-?\d+(?:[.,]\d+)?", word.strip()) for word in said):
        return False
    if any(len(word) > LONGEST_LABEL or re.search(r"\d{1,2}[:.]\d\d[:.]\d\d", word) for word in said):
        return False
    return one.given >= LEAST_OF_A_GROUP * one.distinct


def _dimension(one: Profile) -> Dimension:
    missing = tuple(raw for raw, _ in one.values if raw in one.column.missing or absent(one.said(raw)))
    kept = [(raw, n) for raw, n in one.values if raw not in missing]
    return Dimension(one, tuple(categories(one, kept)), missing)


def categories(one: Profile, kept: Sequence[tuple[str, int]]) -> Iterator[Category]:
    """The categories of a column; what differs in case alone is one, what nearly is the same is a guess."""
    ways: dict[str, list[tuple[str, int]]] = {}
    for raw, n in kept:
        ways.setdefault(bare(one.said(raw)), []).append((raw, n))
    keys = sorted(ways, key=lambda key: -sum(n for _, n in ways[key]))
    taken: dict[str, str] = {}
    for at, key in enumerate(keys):
        near = next((other for other in keys[:at] if other not in taken and alike(other, key)), None)
        if near:
            taken[key] = near
    for key in sorted((key for key in keys if key not in taken), key=_first(one)):
        guesses = [raw for other, near in taken.items() if near == key for raw, _ in ways[other]]
        own = [raw for raw, _ in ways[key]]
        n = sum(
            n for other in (key, *(k for k, near in taken.items() if near == key)) for _, n in ways[other]
        )
        yield Category(one.said(own[0]).strip(), (*own, *guesses), n, tuple(guesses))


def _first(one: Profile) -> Callable[[str], tuple[float, float, str]]:
    """Categories in the order of the file's labels; numbers by size; else by letter."""
    declared = [bare(label) for label in one.column.labels.values()]

    def place(key: str) -> tuple[float, float, str]:
        digits = re.search(r"\d+", key.replace("\u00a0", ""))
        return (
            declared.index(key) if key in declared else len(declared),
            float(digits[0]) if digits else 1e9,
            key,
        )

    return place
