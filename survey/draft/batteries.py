"""Which columns are rated on one scale: the batteries of a file, the largest first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from survey.draft.lexicon import (
    ABSENT_CODES,
    absent,
    alike,
    bare,
    number,
    ordered,
    reversed_numbers,
    strength,
)
from survey.draft.profile import Profile

SMALLEST, LARGEST_SCALE = 2, 11
ALIKE = 0.6  # of the levels of two columns that are the same, for them to share a scale


@dataclass(frozen=True)
class Point:
    """A point of a proposed scale: what to call it, how the file writes it, how often, which are a guess."""

    label: str
    values: tuple[str, ...]
    n: int
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Battery:
    """Items that share a scale.

    points    the scale, the lowest first as far as its words say
    sure      whether the words say the order of every point
    turned    whether the numbers in the labels run against it: 1 is the highest
    apart     what was answered off the scale: kind → how the file writes it
    """

    columns: tuple[Profile, ...]
    points: tuple[Point, ...]
    sure: bool
    turned: bool
    apart: dict[str, tuple[str, ...]]

    @property
    def answers(self) -> int:
        """How many answers on the scale it has."""
        return sum(point.n for point in self.points)

    def count(self, raw: str) -> int:
        """How often an answer is written so."""
        return sum(n for one in self.columns for value, n in one.values if value == raw)

    def said(self, raw: str) -> str:
        """What a writing means: its label in the file, else itself."""
        return next((one.said(raw) for one in self.columns if raw in one.column.labels), raw)

    @property
    def stem(self) -> str:
        """What was asked of every item, where the file says so."""
        stems = {one.column.stem for one in self.columns if one.column.item}
        return stems.pop() if len(stems) == 1 else ""


def batteries(profiles: Sequence[Profile]) -> tuple[Battery, ...]:
    """Every battery of a file, that with the most answers first."""
    families: list[list[Profile]] = []
    for one in profiles:
        if not _may_be_rated(one):
            continue
        home = next((family for family in families if _share_a_scale(family, one)), None)
        if home is None:
            families.append([one])
        else:
            home.append(one)
    found = [one for one in map(battery, families) if len(one.points) > 2]
    several = [one for one in found if len(one.columns) >= SMALLEST] or found or list(_alone(profiles))
    return tuple(sorted(several, key=lambda one: (not one.sure, -one.answers)))


def _alone(profiles: Sequence[Profile]) -> Iterator[Battery]:
    """Single questions with a few answers, where nothing better is there."""
    for one in profiles:
        if not one.cut and 3 <= len(_levels(one)) <= LARGEST_SCALE and 2 * one.given >= one.rows:
            alone = battery([one])
            yield from (alone,) if len(alone.points) > 2 else ()


def _may_be_rated(one: Profile) -> bool:
    levels = _levels(one)
    if not 2 <= len(levels) <= LARGEST_SCALE or one.cut:
        return False
    numbers = [number(level) for level in levels]
    if all(value is not None for value in numbers):
        return all(0 <= (value or 0) <= LARGEST_SCALE and value == int(value or 0) for value in numbers)
    return ordered(_without_variants(levels)) is not None or bool(one.column.item)


def _without_variants(levels: Iterable[str]) -> list[str]:
    """Levels without those that are nearly written as another one."""
    kept: list[str] = []
    for level in levels:
        if not any(alike(bare(one), bare(level)) and _as_strong(one, level) for one in kept):
            kept.append(level)
    return kept


def _levels(one: Profile) -> list[str]:
    """What was answered on the scale, each writing once."""
    said = {one.said(raw): None for raw, _ in one.values if not _apart(one, raw)}
    return list({bare(word): word for word in said}.values())


def _apart(one: Profile, raw: str) -> str:
    """The kind of no answer that a value is, "" for a point of the scale."""
    if raw in one.column.missing or (raw in ABSENT_CODES and not one.column.labels):
        return absent(one.said(raw)) or "no_answer"
    return absent(one.said(raw))


def _share_a_scale(family: Sequence[Profile], one: Profile) -> bool:
    """Whether a column is rated on the scale of a family: mostly the same levels, together not too many."""
    first = {bare(level) for member in family for level in _levels(member)}
    other = {bare(level) for level in _levels(one)}
    if all(re.fullmatch(r"\d+", level) for level in first | other) and not one.column.item:
        return one.place - family[-1].place == 1 and (first == other or one.letters == family[-1].letters)
    return len(first & other) >= ALIKE * min(len(first), len(other)) and len(first | other) <= LARGEST_SCALE


def battery(family: Sequence[Profile]) -> Battery:
    """The scale of columns that share one."""
    said: dict[str, dict[str, int]] = {}
    apart: dict[str, dict[str, None]] = {}
    for one in family:
        for raw, n in one.values:
            if kind := _apart(one, raw):
                apart.setdefault(kind, {})[raw] = None
            else:
                ways = said.setdefault(bare(one.said(raw)), {})
                ways[raw] = ways.get(raw, 0) + n
    guessed = _joined(said)
    labels = {key: _label(family, key, ways) for key, ways in said.items()}
    order = ordered(tuple(labels.values()))
    back = {label: key for key, label in labels.items()}
    keys = [back[label] for label in order] if order else _as_they_come(family, labels)
    points = tuple(
        Point(
            labels[key],
            tuple(sorted(said[key], key=lambda raw: -said[key][raw])),
            sum(said[key].values()),
            guessed.get(key, ()),
        )
        for key in keys
    )
    turned = reversed_numbers(tuple(labels.values()))
    return Battery(
        tuple(family), points, order is not None, turned, {kind: tuple(raws) for kind, raws in apart.items()}
    )


def _label(family: Iterable[Profile], key: str, ways: dict[str, int]) -> str:
    """What to call a point: as the file says it most often."""
    raw = max(ways, key=lambda one: ways[one])
    return next((one.said(raw) for one in family if bare(one.said(raw)) == key), raw).strip(" \ufeff")


def _joined(said: dict[str, dict[str, int]]) -> dict[str, tuple[str, ...]]:
    """Puts a writing that is nearly another one's into that; gives per point which are such guesses."""
    guessed: dict[str, tuple[str, ...]] = {}
    for key in sorted(said, key=lambda one: sum(said[one].values())):
        near = next((one for one in said if one != key and alike(one, key) and _as_strong(one, key)), None)
        if near:
            guessed[near] = (*guessed.get(near, ()), *guessed.pop(key, ()), *said[key])
            said[near] |= said.pop(key)
    return guessed


def _as_strong(one: str, other: str) -> bool:
    """Whether two labels say as much: "strongly agree" and "strongly disagree" differ in few letters."""
    return strength(one) == strength(other) and ordered((one, other)) is None


def _as_they_come(family: Sequence[Profile], labels: dict[str, str]) -> list[str]:
    """In the order of the file's own labels where it has some, else as first met; a person has to say."""
    declared = [bare(label) for label in family[0].column.labels.values()]
    return sorted(labels, key=lambda key: declared.index(key) if key in declared else len(declared))
