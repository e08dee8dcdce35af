"""The attacker: takes the private answers for the truth and everything a reader can reach, and tries to find
somebody. An import publishes only if nobody is found (R8).

direct       a published number of too few
weight       a sum of weights of so few that it tells which groups they are in
remainder    what is left of a published set without all groups of a dimension, or cells of a table, inside it
span         a combination of groups whose number follows from published ones by adding and subtracting
subtraction  one published set, or two, taken away from a larger one
nesting      groups of one dimension without the groups of another that lie inside them
programme    an answer of a person that is the only one agreeing with all published counts
versions     the difference of two releases of a study (versions.py)
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from survey.codebook import ALL, CROSS, MINIMUM_ANSWERS
from survey.release.cells import Tables
from survey.release.count import Cell
from survey.release.nesting import leftovers
from survey.release.private import OF_QUESTION, PERSON, Column, Private
from survey.release.rules import Rule
from survey.study import Study

SYSTEMS = {"level": ("level", "users", "others"), "use": ("use",)}
SAMPLED = 12  # combinations of groups that the linear programme is asked about, per item
SURE = 1e-6

BATCH = 4096  # sets that are looked at together

Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Victim:
    """Somebody who was found: by which attack, about which item, and by which published cell.

    `n` is how many they are: never to be published or printed beside the groups.
    """

    attack: str
    item: str
    cell: Cell
    question: str
    n: int


@dataclass(frozen=True)
class Report:
    """What was tried and who was found."""

    sets: int
    combinations: int
    programmes: int
    victims: tuple[Victim, ...]


@dataclass(frozen=True)
class _Known:
    """What a reader knows of one item: sets of people, each a published cell.

    columns  everybody by combination of groups and what they said, the private truth
    n        how many are in each column
    cells    the published cells and their question
    sets     cells × columns: who is in each
    """

    item: str
    columns: tuple[Column, ...]
    n: NDArray[np.int64]
    cells: tuple[tuple[Cell, str], ...]
    sets: Flags

    def size(self, members: Flags) -> int:
        return int(self.n[members].sum())


def attack(
    study: Study, tables: Tables, private: Private, items: Iterable[str] = (), sampled: int = SAMPLED
) -> Report:
    """Every attack on these items, or on every one and on who the groups are."""
    rule, groups = Rule.of(study), _Groups(tables, private)
    victims: list[Victim] = []
    sets = combinations = programmes = 0
    for item in items or (ALL, *(one.id for one in study.items)):
        for system, questions in SYSTEMS.items() if item != ALL else (("level", ("level",)),):
            known = _known(item, questions, tables, private, groups)
            if not known.cells:
                continue
            sets, combinations = sets + len(known.cells), combinations + len(known.columns)
            if not rule.open:
                victims += _found(known, rule, private, groups)
                if system == "level" and item != ALL:
                    victims += _weighed(known, tables) if study.weighted else ()
                    pinned, tried = _pinned(known, tables, private, rule, sampled)
                    victims, programmes = victims + pinned, programmes + tried
    return Report(sets, combinations, programmes, tuple(victims))


class _Groups:
    """Which published cell a combination of the codebook's groups is in."""

    def __init__(self, tables: Tables, private: Private) -> None:
        into: dict[tuple[str, str], str] = {}
        for row in tables.groups:
            for member in row["members"]:
                into[row["dimension"], member] = row["group"]
        self.offered = {row["dimension"] for row in tables.groups if CROSS not in row["dimension"]} - {ALL}
        self.of = {
            profile: {name: into[name, raw[name]] for name in self.offered}
            for profile, raw in private.profiles.items()
        }
        self.place = {profile: at for at, profile in enumerate(self.of)}
        self._kept: dict[tuple[str, str], Flags] = {}

    def inside(self, dimension: str, group: str) -> Flags:
        """Whether the people of each profile are in a published cell; profiles in the order of `place`."""
        if (dimension, group) not in self._kept:
            parts = zip(dimension.split(CROSS), group.split(CROSS), strict=True)
            wanted = dict(parts) if dimension != ALL else {}
            self._kept[dimension, group] = np.array(
                [all(of[name] == one for name, one in wanted.items()) for of in self.of.values()], bool
            )
        return self._kept[dimension, group]


def _known(
    item: str, questions: tuple[str, ...], tables: Tables, private: Private, groups: _Groups
) -> _Known:
    if item == ALL:
        counted: Mapping[Column, int] = {(profile, PERSON): n for profile, n in private.people.items()}
    else:
        states = {state for question in questions for state in OF_QUESTION[question]}
        counted = {one: n for one, n in private.counted[item].items() if one[1] in states}
    columns = tuple(one for one, n in sorted(counted.items()) if n)
    rows = [
        row
        for row in tables.bases
        if row["item"] == item and row["question"] in questions and not row["hidden"]
    ]
    places = np.array([groups.place[profile] for profile, _ in columns], int)
    asked = {
        question: np.array([item == ALL or state in OF_QUESTION[question] for _, state in columns], bool)
        for question in questions
    }
    sets = np.array(
        [groups.inside(row["dimension"], row["group"])[places] & asked[row["question"]] for row in rows], bool
    )
    cells = tuple(((row["dimension"], row["group"], item), row["question"]) for row in rows)
    n = np.array([counted[one] for one in columns], np.int64)
    return _Known(item, columns, n, cells, sets.reshape(len(rows), len(columns)))


def _found(known: _Known, rule: Rule, private: Private, groups: _Groups) -> Iterator[Victim]:
    seen: set[bytes] = set()
    beyond = private.beyond
    attacks = (
        ("direct", ((members, members) for members in known.sets)),
        ("remainder", _remainder(known)),
        ("span", _span(known)),
        ("subtraction", _subtraction(known, beyond)),
        ("nesting", _nesting(known, groups)),
    )
    for name, sets in attacks:
        for members, around in sets:
            if members.tobytes() in seen or _large(members, known, rule, private, beyond):
                continue
            seen.add(members.tobytes())
            yield Victim(name, known.item, *_to_hide(around, known), known.size(members))


def _large(members: Flags, known: _Known, rule: Rule, private: Private, beyond: int) -> bool:
    """Whether nobody is isolated: the set is empty, or large and mixed enough to be shown."""
    n = known.size(members)
    if not n or n >= beyond:
        return True
    if n < rule.k:
        return False
    return rule.shows(private.size(known.item, (known.columns[at] for at in np.flatnonzero(members))))


def _to_hide(members: Flags, known: _Known) -> tuple[Cell, str]:
    """The smallest published cell whose hiding costs least: of a crossed table before one of a dimension,
    one that holds the people before another."""

    def cost(at: int) -> tuple[bool, bool, bool, int, tuple[Cell, str]]:
        (dimension, _, _), _ = known.cells[at]
        apart = not (known.sets[at] & members).any()
        return dimension == ALL, CROSS not in dimension, apart, known.size(known.sets[at]), known.cells[at]

    return known.cells[min(range(len(known.cells)), key=cost)]


def _span(known: _Known) -> Iterator[tuple[Flags, Flags]]:
    """Columns, and all columns of a profile together, that published sets add up to."""
    matrix = known.sets.astype(float)
    _, values, basis = np.linalg.svd(matrix, full_matrices=False)
    basis = basis[values > SURE * max(1.0, values[0])]
    profiles = np.array([profile for profile, _ in known.columns])
    alone = np.flatnonzero((basis**2).sum(axis=0) > 1 - SURE)
    wanted = [np.arange(len(known.columns)) == at for at in alone]
    for profile in dict.fromkeys(profiles.tolist()):
        members = profiles == profile
        vector = members / np.sqrt(members.sum())
        if ((basis @ vector) ** 2).sum() > 1 - SURE:
            wanted.append(members)
    for members in wanted:
        yield members, members


def _remainder(known: _Known) -> Iterator[tuple[Flags, Flags]]:
    """What is left of every set without all that lie inside it of one dimension or table."""
    of: dict[tuple[str, str], list[int]] = {}
    for at, ((dimension, _, _), question) in enumerate(known.cells):
        of.setdefault((dimension, question), []).append(at)
    inside = _inside(known.sets, known.sets)
    for outer, contains in zip(known.sets, inside.T, strict=True):
        for some in of.values():
            left = outer & ~known.sets[[at for at in some if contains[at]]].any(axis=0)
            yield left, left


def _inside(sets: Flags, outers: Flags) -> Flags:
    """Whether each set lies inside each outer one: sets × outers."""
    common = sets.astype(np.float32) @ outers.astype(np.float32).T
    found: Flags = common == sets.sum(axis=1)[:, np.newaxis]
    return found


def _weighed(known: _Known, tables: Tables) -> Iterator[Victim]:
    """Answers of a cell that are told by a mean weight of their own, fewer than may be."""
    for cell, question in known.cells:
        if question != "level":
            continue
        alike: Counter[tuple[str, str]] = Counter()
        for row in tables.counts_of(cell):
            if row["level"] > 0:
                alike[row["use"], f"{row['weight'] / row['n']:.9g}"] += row["n"]
        for n in alike.values():
            if n < MINIMUM_ANSWERS:
                yield Victim("weight", known.item, cell, question, n)


def _subtraction(known: _Known, beyond: int) -> Iterator[tuple[Flags, Flags]]:
    """What is left of a set, or of two groups of a dimension together, without one or two sets inside it,
    where that is fewer than `beyond`."""
    sets = known.sets[known.sets.any(axis=1)]
    apart = ~(sets.astype(np.float32) @ sets.astype(np.float32).T).astype(bool)
    n = sets @ known.n
    for outers in _batches(chain(sets, _unions(known))):
        inside = _inside(sets, outers) & (sets.sum(axis=1)[:, np.newaxis] != outers.sum(axis=1))
        left = outers @ known.n
        taken = _most_taken(np.where(inside, n[:, np.newaxis], 0), left)
        for at in np.flatnonzero(left - taken < beyond):
            few = np.flatnonzero(inside[:, at])
            yield from _taken_away(outers[at], left[at] - n[few], sets, few, n, apart, beyond)


def _most_taken(n: Whole, of: Whole) -> Whole:
    """How many one or two of the sets can take away at the most, of as many as there are; but not all.

    `n` is sets × outers, `of` is how many there are in each outer one.
    """
    third, second, first = np.sort(np.pad(n, ((3, 0), (0, 0))), axis=0)[-3:]
    found: Whole = np.where(first + second == of, first + third, first + second)
    return found


def _taken_away(
    outer: Flags, left: Whole, sets: Flags, inside: Whole, n: Whole, apart: Flags, beyond: int
) -> Iterator[tuple[Flags, Flags]]:
    """What is left of one set without one or two of those `inside` it; `left` without each of them."""
    for a in inside[left < beyond]:
        yield outer & ~sets[a], sets[a]
    both = left[:, np.newaxis] - n[inside][np.newaxis, :]
    few = np.triu((both < beyond) & (both > 0) & apart[np.ix_(inside, inside)], 1)
    for a, b in np.argwhere(few):
        yield outer & ~(sets[inside[a]] | sets[inside[b]]), sets[inside[b]]


def _batches(outers: Iterable[Flags]) -> Iterator[Flags]:
    """Sets in matrices of a size that fits any memory."""
    every = iter(outers)
    while some := list(islice(every, BATCH)):
        yield np.array(some)


def _unions(known: _Known) -> Iterator[Flags]:
    """Two groups of a dimension, or two cells of a table, together."""
    by_dimension: dict[tuple[str, str], list[int]] = {}
    for at, ((dimension, _, _), question) in enumerate(known.cells):
        if dimension != ALL:
            by_dimension.setdefault((dimension, question), []).append(at)
    for some in by_dimension.values():
        for a, b in combinations(some, 2):
            yield known.sets[a] | known.sets[b]


def _nesting(known: _Known, groups: _Groups) -> Iterator[tuple[Flags, Flags]]:
    """R4 on those who answered this item, by the groups that show it."""
    shown = {(cell[0], cell[1]) for cell, question in known.cells if question in ("level", "use")}
    answered = {profile for profile, _ in known.columns}
    mapped = {
        profile: {name: group for name, group in of.items() if (name, group) in shown}
        for profile, of in groups.of.items()
        if profile in answered
    }
    for one in leftovers(mapped):
        members = np.array([profile in one.profiles for profile, _ in known.columns])
        yield members, members


def _pinned(
    known: _Known, tables: Tables, private: Private, rule: Rule, sampled: int
) -> tuple[list[Victim], int]:
    """People whose answer follows: of all tables that agree with the counts none gives them another.

    The attacker is taken to know who answered. Where everybody in a published cell said the same, the
    counts say so of all of them, and nobody is told apart by it.
    """
    profiles = sorted({profile for profile, _ in known.columns})
    people = Counter[int]()
    for (profile, _), n in zip(known.columns, known.n, strict=True):
        people[profile] += int(n)
    levels = range(1, len(private.study.scale.levels) + 1)
    matrix, values = _equations(known, tables, profiles, [people[one] for one in profiles], levels)
    few = sorted(
        (profile for profile in profiles if people[profile] < rule.k), key=lambda one: (people[one], one)
    )
    victims = []
    for profile in few[:sampled]:
        for level in levels:
            if private.levels[known.item].get((profile, level), 0) != people[profile]:
                continue
            cost = np.zeros(matrix.shape[1])
            cost[profiles.index(profile) * len(levels) + level - 1] = 1.0
            solved = linprog(cost, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs")
            if (
                solved.status == 0
                and solved.fun > people[profile] - SURE
                and not _unanimous(profile, level, known, tables)
            ):
                around = np.array([of == profile for of, _ in known.columns])
                victims.append(Victim("programme", known.item, *_to_hide(around, known), people[profile]))
    return victims, min(sampled, len(few))


def _equations(
    known: _Known, tables: Tables, profiles: Sequence[int], people: Sequence[int], levels: range
) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """What is known of how many of each profile chose each level: published counts, and how many they are."""
    place = {profile: at for at, profile in enumerate(profiles)}
    at = np.array([place[profile] for profile, _ in known.columns])
    cells = [number for number, (_, question) in enumerate(known.cells) if question == "level"]
    members = np.zeros((len(cells), len(profiles)))
    for row, number in enumerate(cells):
        members[row, at[known.sets[number]]] = 1.0
    counts = [_counts(tables, known.cells[number][0]) for number in cells]
    published = sparse.kron(members, np.eye(len(levels)))
    everybody = sparse.kron(np.eye(len(profiles)), np.ones((1, len(levels))))
    right = [float(one.get(level, 0)) for one in counts for level in levels]
    return sparse.vstack([published, everybody], format="csr"), np.array([*right, *map(float, people)])


def _counts(tables: Tables, cell: Cell) -> dict[int, int]:
    """Published answers per level of a cell."""
    found: dict[int, int] = {}
    for row in tables.counts_of(cell):
        if row["level"] > 0:
            found[row["level"]] = found.get(row["level"], 0) + row["n"]
    return found


def _unanimous(profile: int, level: int, known: _Known, tables: Tables) -> bool:
    """Whether a published cell around them says that everybody in it chose the level."""
    around = np.array([of == profile for of, _ in known.columns])
    return any(
        set(_counts(tables, cell)) <= {level}
        for (cell, question), members in zip(known.cells, known.sets, strict=True)
        if question == "level" and (members & around).any()
    )


def cells_to_hide(victims: Iterable[Victim]) -> set[tuple[Cell, str]]:
    """What to hide so that these are no longer found; of people only the cells of a crossed table."""
    hideable = (one for one in victims if one.cell[0] != ALL and (one.item != ALL or CROSS in one.cell[0]))
    return {(one.cell, one.question) for one in hideable}
