"""When a number may be shown: the smallest base, and what a reader could subtract."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce

from survey.codebook import MINIMUM_ANSWERS, MINIMUM_ORGANISATIONS
from survey.study import Study


@dataclass(frozen=True)
class Size:
    """How many answers there are, from how many organisations, and how many the largest one gives.

    organisations and largest are None in a study without organisations.
    """

    n: int = 0
    organisations: int | None = None
    largest: int | None = None

    def together(self, other: "Size") -> "Size":
        """Both at once, taken for the worse: the largest organisations could be one and the same.

        The number of organisations is the least it can be, for groups may share them.
        """
        if self.organisations is None or other.organisations is None:
            return Size(self.n + other.n)
        return Size(
            self.n + other.n,
            max(self.organisations, other.organisations),
            (self.largest or 0) + (other.largest or 0),
        )

    def apart(self, other: "Size") -> "Size":
        """Both at once, when no organisation is in both."""
        if self.organisations is None or other.organisations is None:
            return Size(self.n + other.n)
        largest = max(self.largest or 0, other.largest or 0)
        return Size(self.n + other.n, self.organisations + other.organisations, largest)


@dataclass(frozen=True)
class Rule:
    """R1: at least `k` answers from `m` organisations, none of which gives more than half.

    Without its largest organisation at least 5 answers from 3 organisations remain. A study without
    organisations is held to `k` alone; an open one shows everything.
    """

    k: int
    m: int
    open: bool

    @classmethod
    def of(cls, study: Study) -> "Rule":
        """The rule of a study."""
        return cls(study.privacy.k, study.privacy.m, study.open)

    def shows(self, size: Size) -> bool:
        """Whether a base of that size may be shown."""
        if self.open:
            return size.n > 0
        if size.n < self.k:
            return False
        if size.organisations is None or size.largest is None:
            return True
        rest, others = size.n - size.largest, size.organisations - 1
        return (
            size.organisations >= self.m
            and 2 * size.largest <= size.n
            and rest >= MINIMUM_ANSWERS
            and others >= MINIMUM_ORGANISATIONS
        )

    def shows_or_empty(self, size: Size) -> bool:
        """The same, where nobody at all gives nobody away."""
        return size.n == 0 or self.shows(size)


def together(sizes: Iterable[Size], nested: bool) -> Size:
    """Several bases at once; `nested` when no organisation is in two of them."""
    sizes = list(sizes)
    if not sizes:
        return Size()
    return reduce(Size.apart if nested else Size.together, sizes)


def shown(sizes: Mapping[str, Size], rule: Rule, nested: bool, barred: Set[str] = frozenset()) -> set[str]:
    """Which groups of one dimension may show an item, everybody's number being shown as well (R6).

    A reader can subtract what is shown from everybody's number; so what is hidden must, together, be empty
    or large enough, else the smallest shown group is hidden too. `barred` ones are hidden in any case.
    """
    kept = {group for group, size in sizes.items() if rule.shows_or_empty(size) and group not in barred}
    while not rule.shows_or_empty(together((sizes[one] for one in sizes if one not in kept), nested)):
        candidates = [group for group in kept if sizes[group].n]
        if not candidates:
            return set()
        kept.discard(min(candidates, key=lambda one: (sizes[one].n, one)))
    return {group for group in kept if sizes[group].n}


Pair = tuple[str, str]


def crossed(
    sizes: Mapping[Pair, Size],
    margins: tuple[Set[str], Set[str]],
    rule: Rule,
    nested: bool,
    barred: Set[Pair] = frozenset(),
) -> set[Pair]:
    """Which cells of a two-way table may be shown, its margins being shown as well (R5).

    What is hidden of a row or a column must, together, be empty or large enough; and no hidden cell may
    follow from the others by going round the table. `margins` are the groups of either dimension whose
    own number is shown; of the others no cell is.
    """
    kept = {
        cell
        for cell, size in sizes.items()
        if rule.shows_or_empty(size) and cell not in barred and all(map(_in, cell, margins))
    }
    while failing := _failing_line(sizes, kept, margins, rule, nested) or _failing_cell(sizes, kept, rule):
        candidates = [cell for cell in failing if cell in kept and sizes[cell].n]
        if not candidates:
            return set()
        kept.discard(min(candidates, key=lambda one: (sizes[one].n, one)))
    return {cell for cell in kept if sizes[cell].n}


def _in(group: str, margin: Set[str]) -> bool:
    return group in margin


def _failing_line(
    sizes: Mapping[Pair, Size], kept: Set[Pair], margins: tuple[Set[str], Set[str]], rule: Rule, nested: bool
) -> list[Pair]:
    """The cells of a row or column whose hidden ones together are neither empty nor large enough."""
    for at in (0, 1):
        for group in sorted(margins[at]):
            line = [cell for cell in sizes if cell[at] == group]
            hidden = (sizes[cell] for cell in line if cell not in kept)
            if not rule.shows_or_empty(together(hidden, nested)) and any(one in kept for one in line):
                return line
    return []


def _failing_cell(sizes: Mapping[Pair, Size], kept: Set[Pair], rule: Rule) -> list[Pair]:
    """The shown cells that would close a way round to a hidden one that is too small and follows from the
    others; all that are shown where none would do it alone.

    Hidden cells are the lines of a graph whose points are rows and columns: a cell follows when its line
    is a bridge, which no other way round replaces.
    """
    hidden = [cell for cell, size in sizes.items() if cell not in kept and size.n]
    shown = [cell for cell in sizes if cell in kept and sizes[cell].n]
    for cell in hidden:
        others = [one for one in hidden if one != cell]
        if shown and not rule.shows(sizes[cell]) and not _joined(cell, others):
            return [one for one in shown if _joined(cell, [*others, one])] or shown
    return []


def _joined(cell: Pair, others: Sequence[Pair]) -> bool:
    """Whether the row and the column of a cell hang together by other cells."""
    rows, columns = {cell[0]}, set[str]()
    while True:
        more_columns = {b for a, b in others if a in rows}
        more_rows = rows | {a for a, b in others if b in more_columns}
        if cell[1] in more_columns:
            return True
        if more_rows == rows and more_columns == columns:
            return False
        rows, columns = more_rows, more_columns


Split = Mapping[str, Size]


def split_shown(
    splits: Mapping[str, Split], rule: Rule, nested: bool, barred: Set[str] = frozenset()
) -> set[str]:
    """Which groups may show an item by use, everybody's being shown by use as well.

    In each of them users, non-users and unknown are each empty or large enough; and so is each of the
    three in all the others together. `barred` ones are not split in any case.
    """
    kept = {
        group
        for group, split in splits.items()
        if group not in barred and all(map(rule.shows_or_empty, split.values()))
    }
    while True:
        hidden = [split for group, split in splits.items() if group not in kept]
        uses = {use for split in hidden for use in split}
        rest = [together((split[use] for split in hidden if use in split), nested) for use in uses]
        if all(map(rule.shows_or_empty, rest)):
            return kept
        if not kept:
            return set()
        kept.discard(min(kept, key=lambda one: (sum(size.n for size in splits[one].values()), one)))
