"""What is shown of what was counted: the rows of a release's tables, hidden cells without a number (R6)."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, fields
from functools import cached_property, reduce
from typing import Any

from survey.codebook import ALL, CROSS
from survey.database import Release
from survey.errors import ReleaseError
from survey.release.count import BASES, SAYS, Cell, Counted, Sum
from survey.release.evening import even_part, evened
from survey.release.inference import tests
from survey.release.rules import Rule, Size, crossed, shown, split_shown
from survey.release.waves import Rounds
from survey.study import Study
from survey.told import told

Row = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """The rows of a release, by table of schema.sql."""

    groups: list[Row]
    bases: list[Row]
    counts: list[Row]
    shared: list[Row]
    tests: list[Row]
    interviews: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, release: Release) -> "Tables":
        """The rows of a published release."""
        return cls(*(release.table(one.name) for one in fields(cls)))

    def counts_of(self, cell: Cell) -> list[Row]:
        """The counts of a cell."""
        return self._by_cell.get(cell, [])

    @cached_property
    def _by_cell(self) -> dict[Cell, list[Row]]:
        found: dict[Cell, list[Row]] = {}
        for row in self.counts:
            found.setdefault((row["dimension"], row["group"], row["item"]), []).append(row)
        return found

    def hidden(self) -> dict[str, int]:
        """Item → in how many groups of one dimension its levels are hidden."""
        found: Counter[str] = Counter()
        for row in self.bases:
            if CROSS not in row["dimension"] and row["question"] == "level" and row["hidden"]:
                found[row["item"]] += 1
        return dict(found)

    def crossed(self) -> dict[str, tuple[int, int]]:
        """Crossed table → its cells over all items, and how many of them show their levels."""
        found: dict[str, tuple[int, int]] = {}
        for row in self.bases:
            if CROSS in row["dimension"] and row["question"] == "level" and row["item"] != ALL:
                cells, shown = found.get(row["dimension"], (0, 0))
                found[row["dimension"]] = cells + 1, shown + (not row["hidden"])
        return found


@dataclass
class Shown:
    """Cells whose people, levels, levels by use, and use are shown."""

    people: set[Cell] = field(default_factory=set)
    levels: set[Cell] = field(default_factory=set)
    by_use: set[Cell] = field(default_factory=set)
    use: set[Cell] = field(default_factory=set)

    def of(self, question: str) -> set[Cell]:
        """The cells whose base of that question is shown."""
        return {"level": self.levels, "use": self.use}.get(question, self.by_use)


Barred = Set[tuple[Cell, str]]


def tables(study: Study, counted: Counted, barred: Barred = frozenset()) -> Tables:
    """Everything that may be published; `barred` cells and questions are hidden in any case.

    Raises ReleaseError when not even everybody together may be.
    """
    rule = Rule.of(study)
    if not rule.shows(counted.size((ALL, ALL, ALL), "level")):
        problem = told("has too few respondents or organisations to publish anything")
        raise ReleaseError(study.id, [problem])
    seen = _decide(study, counted, rule, barred)
    rounds = Rounds(study, counted, seen.people)
    every = [(one.dimension, one.id, item.id) for one in counted.groups for item in study.items]
    cells = [cell for cell in every if rounds.asked(cell) is not False]
    questions = BASES if study.use else BASES[:1]
    return Tables(
        groups=list(_groups(counted)),
        bases=[
            *_heads(counted, seen),
            *(_base(counted, cell, question, seen) for cell in cells for question in questions),
        ],
        counts=[
            row
            for cell in cells
            if cell in seen.levels
            for row in _levels(study, counted, cell, seen, rounds)
        ],
        shared=list(_shared(counted, seen)),
        tests=list(tests(study, counted, {"level": seen.levels, "use": seen.use})),
    )


def _decide(study: Study, counted: Counted, rule: Rule, barred: Barred) -> Shown:
    """Every dimension by itself, then the crossed tables, whose margins the dimensions are."""
    seen = Shown()
    dimensions: dict[str, list[str]] = {}
    for group in counted.groups:
        dimensions.setdefault(group.dimension, []).append(group.id)
    for name, groups in dimensions.items():
        decide = _Table(counted, rule, name, groups, seen, barred)
        if CROSS not in name:
            seen.people |= {(name, group, ALL) for group in groups}
        else:
            seen.people |= decide.crossed(ALL, "level", seen.people)
        for item in study.items:
            seen.levels |= decide.item(item.id, "level")
            if study.use:
                seen.use |= decide.item(item.id, "use")
                seen.by_use |= decide.by_use(item.id) & seen.levels
    return seen


class _Table:
    """The groups of one dimension, or the cells of a crossed table, and what of them is shown."""

    def __init__(
        self, counted: Counted, rule: Rule, name: str, groups: list[str], seen: Shown, barred: Barred
    ) -> None:
        self.counted, self.rule, self.name, self.groups = counted, rule, name, groups
        self.seen, self.barred, self.nested = seen, barred, name in counted.nested

    def item(self, item: str, question: str) -> set[Cell]:
        """The cells that show a question about an item."""
        if not self.rule.shows(self.counted.size((ALL, ALL, item), question)):
            return set()
        if CROSS in self.name and not self.rule.open:
            people = {(*cell[:2], item) for cell in self.seen.people if cell[0] == self.name}
            return self.crossed(item, question, self.seen.of(question)) & people
        barred = {group for group in self.groups if ((self.name, group, item), question) in self.barred}
        return self._cells(item, shown(self._sizes(item, question), self.rule, self.nested, barred))

    def crossed(self, item: str, question: str, margins: Set[Cell]) -> set[Cell]:
        """The cells of a two-way table that may be shown beside its margins."""
        sizes = self._sizes(item, question)
        if self.rule.open:
            return self._cells(item, {group for group, size in sizes.items() if size.n})
        sides = [{cell[1] for cell in margins if cell[0] == side and cell[2] == item} for side in self._sides]
        pairs = {_pair(group): size for group, size in sizes.items()}
        barred = {
            _pair(cell[1])
            for cell, of in self.barred
            if (cell[0], cell[2], of) == (self.name, item, question)
        }
        kept = crossed(pairs, (sides[0], sides[1]), self.rule, self.nested, barred)
        return self._cells(item, {CROSS.join(pair) for pair in kept})

    def by_use(self, item: str) -> set[Cell]:
        """The cells that show levels by use; of a crossed table none, levels and use are published apart."""
        if CROSS in self.name and not self.rule.open:
            return set()
        if self.name != ALL and (ALL, ALL, item) not in self.seen.by_use:
            return set()
        splits = {
            group: {use: self.counted.size((self.name, group, item), use) for use in SAYS}
            for group in self.groups
        }
        barred = {
            group
            for group in self.groups
            if any(((self.name, group, item), use) in self.barred for use in SAYS)
        }
        return self._cells(item, split_shown(splits, self.rule, self.nested, barred))

    @property
    def _sides(self) -> list[str]:
        return self.name.split(CROSS)

    def _sizes(self, item: str, question: str) -> dict[str, Size]:
        return {group: self.counted.size((self.name, group, item), question) for group in self.groups}

    def _cells(self, item: str, groups: Set[str]) -> set[Cell]:
        return {(self.name, group, item) for group in groups}


def _pair(group: str) -> tuple[str, str]:
    one, two = group.split(CROSS)
    return one, two


def _groups(counted: Counted) -> Iterator[Row]:
    for position, group in enumerate(counted.groups):
        yield {
            "dimension": group.dimension,
            "group": group.id,
            "position": position,
            "members": list(group.members),
        }


_NUMBERS = ("n", "weight", "weight_sq", "organisations", "size_sq", "used", "used_weight")


def _heads(counted: Counted, seen: Shown) -> Iterator[Row]:
    for group in counted.groups:
        cell = group.dimension, group.id, ALL
        if cell in seen.people:
            yield _shown_base(counted, cell, "level")
        else:
            yield _place(cell, "level", True) | dict.fromkeys(_NUMBERS)


def _base(counted: Counted, cell: Cell, question: str, seen: Shown) -> Row:
    if cell in seen.of(question):
        return _shown_base(counted, cell, question)
    return _place(cell, question, True) | dict.fromkeys(_NUMBERS)


def _shown_base(counted: Counted, cell: Cell, question: str) -> Row:
    total = counted.base(cell, question)
    cluster = counted.clusters.get(cell, {}).get(question)
    used = counted.said(cell, "yes") if question == "use" else None
    numbers = (
        *total,
        cluster.organisations if cluster else 0 if counted.organised else None,
        cluster.size_sq if cluster else total.weight_sq,
        used and used.n,
        used and even_part(used, total),
    )
    return _place(cell, question, False) | dict(zip(_NUMBERS, numbers, strict=True))


def _place(cell: Cell, question: str, hidden: bool) -> Row:
    dimension, group, item = cell
    return {
        "dimension": dimension,
        "group": group,
        "item": item,
        "question": question,
        "hidden": hidden,
    }


def _levels(study: Study, counted: Counted, cell: Cell, seen: Shown, rounds: Rounds) -> Iterator[Row]:
    """A row per level, by use where that is shown; whoever gave no answer is what is left of those asked."""
    sums: dict[tuple[int, str], Sum] = {}
    for (level, use), one in counted.levels.get(cell, {}).items():
        if level != 0:
            key = level, use if level > 0 and cell in seen.by_use else ALL
            sums[key] = sums.get(key, Sum()).plus(one)
    if people := rounds.people(cell):
        away = reduce(Sum.minus, sums.values(), people)
        if away.n:
            sums[0, ALL] = away
    if study.weighted:
        sums = evened(sums, study.scale.top)
    for (level, use), one in sorted(sums.items()):
        place = {"dimension": cell[0], "group": cell[1], "item": cell[2], "level": level, "use": use}
        yield place | one._asdict()


def _shared(counted: Counted, seen: Shown) -> Iterator[Row]:
    """Only between groups that both show the item."""
    for one in counted.shared:
        pair = [(one.dimension, group, one.item) for group in (one.a, one.b)]
        kept = seen.people if one.item == ALL else seen.of(one.question)
        if all(cell in kept for cell in pair):
            yield one._asdict()


def called(dimension: str) -> str:
    """What a dimension is called in words; a crossed table by each of its dimensions."""
    return reduce(lambda some, one: told("{some} by {one}", some=some, one=one), dimension.split(CROSS))
