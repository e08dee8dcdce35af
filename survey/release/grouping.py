"""Which groups are published: small ones merged until nobody stands out, and the cells of crossed tables."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product

from survey.codebook import ALL, CROSS
from survey.release.merge import EVERYBODY, Group, Merged, further, groups, merged
from survey.release.nesting import Leftover, leftovers
from survey.release.people import People
from survey.release.rules import Rule
from survey.study import Study


@dataclass(frozen=True)
class Grouping:
    """The published groups, and who is in which.

    groups  everybody, the groups of every dimension that has at least two, the cells of every crossed table
    of      profile → dimension, or crossed table → the published group
    """

    groups: tuple[Group, ...]
    of: Mapping[int, Mapping[str, str]]

    @property
    def dimensions(self) -> list[str]:
        """Dimensions and crossed tables, everybody ("all") first."""
        return list(dict.fromkeys(group.dimension for group in self.groups))


def grouped(study: Study, people: People) -> Grouping:
    """Decide the groups of a study."""
    rule = Rule.of(study)
    decided: dict[str, Merged] = {ALL: {ALL: ALL}}
    for dimension in study.dimensions:
        name = dimension.id
        into = merged(dimension, people.present(name), rule, partial(people.sizes, name))
        if into:
            decided[name] = into
    if not rule.open:
        decided = _nobody_left_over(decided, rule, people)
    chosen = [EVERYBODY]
    for dimension in study.dimensions:
        chosen += groups(dimension, decided.get(dimension.id, {}))
    tables = list(_tables(study, chosen))
    of = {
        profile: _placed({name: into[raw[name]] for name, into in decided.items()}, tables)
        for profile, raw in people.groups.items()
    }
    return Grouping((*chosen, *_cells(tables, chosen)), of)


def _placed(groups: dict[str, str], tables: Sequence[Sequence[str]]) -> dict[str, str]:
    return groups | {CROSS.join(part): CROSS.join(groups[name] for name in part) for part in tables}


def _nobody_left_over(decided: dict[str, Merged], rule: Rule, people: People) -> dict[str, Merged]:
    """R4: groups go together until nobody can be told apart by groups of two dimensions."""
    while failing := _first_leftover(decided, rule, people):
        name, among = failing.inner, failing.inside
        if len(set(decided[name].values())) <= 2:
            name, among = failing.outer, failing.outer_groups
        sizes = people.sizes(name, decided[name])
        smallest = min(among, key=lambda one: (sizes[one].n, one))
        into = further(decided[name], smallest, rule, partial(people.sizes, name))
        decided = {one: to for one, to in (decided | {name: into}).items() if to}
    return decided


def _first_leftover(decided: Mapping[str, Merged], rule: Rule, people: People) -> Leftover | None:
    mapped = {
        profile: {name: into[raw[name]] for name, into in decided.items() if name != ALL}
        for profile, raw in people.groups.items()
    }
    found = leftovers(mapped)
    return next((one for one in found if not rule.shows_or_empty(people.size(one.profiles))), None)


def _tables(study: Study, chosen: Sequence[Group]) -> Iterator[tuple[str, ...]]:
    """The crossed tables that the codebook lists, as far as their dimensions are published.

    Of an open study also every part of a table.
    """
    offered = {group.dimension for group in chosen}
    parts = dict.fromkeys(
        part
        for table in study.tables
        for size in range(2, len(table) + 1)
        for part in combinations(table, size)
        if set(part) <= offered and (study.open or size == len(table))
    )
    yield from parts


def _cells(tables: Sequence[Sequence[str]], chosen: Sequence[Group]) -> Iterator[Group]:
    """Every cell of the tables, also those that nobody is in (R5)."""
    offered: dict[str, list[str]] = defaultdict(list)
    for group in chosen:
        offered[group.dimension].append(group.id)
    for part in tables:
        for one in product(*(offered[name] for name in part)):
            yield Group(CROSS.join(part), CROSS.join(one), ())
