"""What a release publishes of one dimension, or of one within groups of others, as Counts."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import product
from typing import Any

import numpy as np

from survey.codebook import ALL, CROSS, MEASURES
from survey.counts import SUMS, Array, Base, Counts
from survey.database import Release, query
from survey.remembered import remembered

Row = Mapping[str, Any]


@remembered(64)
def read_counts(
    release: Release, dimension: str, question: str = "level", within: tuple[str, ...] = ()
) -> Counts:
    """Everything that is published of one dimension, "all" for a study without any.

    `question` is "level" for every answer on the scale; "users" or "others" for those of the respondents
    who have the item in use, or have not. `within` narrows it to one group of each of other dimensions
    ("size.1-9"), which then are "all".
    """
    groups = (ALL, *release.groups.get(dimension, ()))
    items = tuple(item.id for item in release.study.items)
    where = _Where(release, dimension, within)
    levels, bases, shared = _rows(release, where.table, where.whole)
    levels, bases = where.renamed(levels), where.renamed(bases)
    shared = where.renamed_pairs(shared)
    tests = release.rows(query("tests"), dimension=dimension, whole=ALL)
    use, scale, axes = _USE[question], release.study.scale, _Axes(groups, items)
    counted = [row for row in levels if use in (ALL, row["use"])]
    chosen = [row for row in counted if row["level"] > 0]
    absent = [{**row, "level": 1 - row["level"]} for row in counted if row["level"] <= 0]
    of = [ALL if group == ALL else dimension for group in groups]
    base, said = (axes.base(bases, shared, one) for one in (question, "use"))
    return Counts(
        groups=groups,
        items=items,
        level=axes.fill_levels(chosen, "n", len(scale.levels), base),
        weight=axes.fill_levels(chosen, "weight", len(scale.levels), base),
        absent=axes.fill_levels(absent, "n", 1 + len(scale.absent), base),
        base=base,
        use=said,
        used=axes.fill(bases, "used", "use"),
        used_weight=axes.fill(bases, "used_weight", "use"),
        respondents=_Axes(groups, (ALL,)).base(bases, shared, "level"),
        icc=_alike(tests, "icc", of, items),
        icc_test=_alike(tests, "icc_test", of, items),
        omnibus=_tested(tests, dimension, items)
        if not within
        else np.full((len(items), len(MEASURES)), np.nan),
        siblings=_siblings(release, dimension, question, within),
    )


@remembered(16)
def _rows(release: Release, table: str, whole: str) -> tuple[Sequence[Row], Sequence[Row], Sequence[Row]]:
    """Levels, bases and what is shared of a table and of its whole: every part of it is read at once."""
    levels, bases = (release.rows(query(name), dimension=table, whole=whole) for name in ("levels", "bases"))
    return levels, bases, release.rows(query("shared"), dimension=table)


_USE = {"level": ALL, "users": "yes", "others": "no"}


def _siblings(
    release: Release, dimension: str, question: str, within: tuple[str, ...]
) -> Callable[[], tuple["Counts", ...]]:
    """The same crossed table narrowed to every other choice of groups."""
    names = [one.split(".")[0] for one in within]
    every = product(*([f"{name}.{group}" for group in release.groups[name]] for name in names))
    others = [some for some in every if some != within]
    return lambda: tuple(read_counts(release, dimension, question, some) for some in others)


class _Where:
    """Which published table holds a dimension within groups of others, and how its cells are called there."""

    def __init__(self, release: Release, dimension: str, within: Sequence[str]) -> None:
        self.fixed = dict(one.split(".", 1) for one in within)
        self.names = self._table(release, {dimension, *self.fixed} - {ALL} if within else {dimension})
        self.whole_names = self._table(release, set(self.fixed)) if within else (ALL,)
        self.table, self.whole = CROSS.join(self.names), CROSS.join(self.whole_names)

    def _table(self, release: Release, names: Set[str]) -> tuple[str, ...]:
        if len(names) == 1:
            return tuple(names)
        return next(table for table in release.tables if set(table) == names)

    def renamed(self, rows: Iterable[Row]) -> list[Row]:
        """The rows of the cells asked for, by their group of the dimension; the whole is "all"."""
        names = {self.table: self.names, self.whole: self.whole_names}
        called = ((row, self._group(row["group"], names[row["dimension"]])) for row in rows)
        return [{**row, "group": group} for row, group in called if group]

    def renamed_pairs(self, rows: Iterable[Row]) -> list[Row]:
        """What two cells asked for share."""
        pairs = ((row, self._group(row["a"], self.names), self._group(row["b"], self.names)) for row in rows)
        return [{**row, "a": a, "b": b} for row, a, b in pairs if a and b]

    def _group(self, cell: str, names: Sequence[str]) -> str:
        """The part of a cell's name that is not fixed: "all" where every part is; empty for another cell."""
        if names in ((ALL,), ()) or not self.fixed:
            return cell
        parts = dict(zip(names, cell.split(CROSS), strict=True))
        if any(parts.get(name) != group for name, group in self.fixed.items()):
            return ""
        return next((group for name, group in parts.items() if name not in self.fixed), ALL)


def _alike(rows: Iterable[Row], column: str, of: Sequence[str], items: Sequence[str]) -> Array:
    """Groups × items × measures: everybody's own, and that of the dimension for its groups."""
    found = {(row["dimension"], row["item"], row["measure"]): row[column] for row in rows}
    return np.array(
        [[[found.get((one, item, what), 0.0) for what in MEASURES] for item in items] for one in of]
    )


def _tested(rows: Iterable[Row], dimension: str, items: Sequence[str]) -> Array:
    """Items × measures."""
    found = {(row["item"], row["measure"]): row["p"] for row in rows if row["dimension"] == dimension}
    return np.array([[found.get((item, what)) for what in MEASURES] for item in items], float)


class _Axes:
    """Where a row's numbers belong: groups × items."""

    def __init__(self, groups: Sequence[str], items: Sequence[str]) -> None:
        self.shape = (len(groups), len(items))
        self._group = {group: index for index, group in enumerate(groups)}
        self._item = {item: index for index, item in enumerate(items)}

    def _placed(self, rows: Iterable[Row]) -> Iterable[tuple[int, int, Row]]:
        for row in rows:
            if row["group"] in self._group and row["item"] in self._item:
                yield self._group[row["group"]], self._item[row["item"]], row

    def fill(self, rows: Iterable[Row], column: str, question: str) -> Array:
        """One column of the bases of a question."""
        filled = np.full(self.shape, np.nan)
        for group, item, row in self._placed(row for row in rows if row["question"] == question):
            filled[group, item] = np.nan if row[column] is None else row[column]
        return filled

    def fill_levels(self, rows: Iterable[Row], column: str, levels: int, base: Base) -> Array:
        """Levels that nobody chose are 0 where the base is shown; counts by use are added up."""
        shown = np.isfinite(base.n)[..., np.newaxis]
        filled = np.where(shown, 0.0, np.nan) * np.ones(levels)
        for group, item, row in self._placed(rows):
            filled[group, item, row["level"] - 1] += row[column]
        return filled

    def base(self, rows: Sequence[Row], shared: Sequence[Row], question: str) -> Base:
        """The bases of a question, and what their groups share."""
        n, weight, weight_sq, organisations, size_sq = (self.fill(rows, name, question) for name in SUMS)
        pairs = [row for row in shared if row["question"] == question and row["item"] in self._item]
        common, product = (self._pairs(pairs, name) for name in ("organisations", "size_product"))
        return Base(n, weight, weight_sq, organisations, size_sq, common, product)

    def _pairs(self, rows: Iterable[Row], column: str) -> Array:
        """Groups × groups × items, the same both ways round, 0 for a group with itself."""
        groups, items = self.shape
        filled = np.zeros((groups, groups, items))
        for row in rows:
            a, b, item = self._group[row["a"]], self._group[row["b"]], self._item[row["item"]]
            filled[a, b, item] = filled[b, a, item] = row[column]
        return filled
