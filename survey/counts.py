"""The published counts of one dimension as arrays, how groups are added up, and what is left without them."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey.codebook import ALL, CROSS
from survey.database import Release, query
from survey.stats import effective_base, ratio

Array = NDArray[np.float64]
Row = Mapping[str, Any]
ICC_OF = ("top", "highest", "mean", "use")


@dataclass(frozen=True, eq=False)
class Base:
    """Who answered, as arrays groups × items. NaN where it is not shown.

    | field | meaning |
    |---|---|
    | n | answers |
    | weight, weight_sq | sum of their weights, and of the squares |
    | organisations | NaN too where the study has none; at least this many where `exact` is false |
    | size_sq | sum over organisations of (sum of weights)² |
    | shared | groups × groups × items: how many organisations two groups have in common |
    | product | the same: sum over organisations of (weights in one) × (weights in the other) |
    """

    n: Array
    weight: Array
    weight_sq: Array
    organisations: Array
    size_sq: Array
    shared: Array
    product: Array
    exact: bool = True

    def apart(self, where: Sequence[int]) -> "Base":
        """Of these groups alone, in this order."""
        among = np.ix_(where, where)
        kept = {name: getattr(self, name)[where] for name in _SUMS}
        return replace(self, **kept, shared=self.shared[among], product=self.product[among])

    def of_items(self, where: Sequence[int]) -> "Base":
        """Of these items alone, in this order."""
        names = (*_SUMS, "shared", "product")
        return replace(self, **{name: getattr(self, name)[..., where] for name in names})

    def joined(self) -> "Base":
        """All groups as one, whose organisations may have people in several.

        Their number is exact for two groups; for more that overlap it is the least it can be
        (Bonferroni's inequality), for published counts do not say who is in three groups at once.
        """
        added = {name: getattr(self, name).sum(axis=0, keepdims=True) for name in _SUMS}
        least = added["organisations"] - self.shared.sum(axis=(0, 1)) / 2
        added["organisations"] = np.maximum(least, self.organisations.max(axis=0))
        added["size_sq"] += self.product.sum(axis=(0, 1))
        alone = np.zeros((1, 1, self.n.shape[1]))
        exact = len(self.n) == 2 or not self.shared.any()
        return Base(**added, shared=alone, product=alone, exact=exact)

    def without(self, part: "Base", product: Array) -> "Base":
        """What is left of everybody when each group of `part` is taken away.

        `product` is what the group and the others share; of organisations only those without anybody
        in the group are counted.
        """
        left = {name: getattr(self, name) - getattr(part, name) for name in _SUMS}
        left["size_sq"] = np.maximum(left["size_sq"] - 2 * product, left["weight_sq"])
        return replace(part, **left, exact=False)

    def unweighted(self) -> "Base":
        """The same with every answer weighing 1. Organisations keep their share of the weight."""
        scale = np.square(ratio(self.n, self.weight))
        size_sq = np.maximum(self.size_sq * scale, self.n)
        return replace(self, weight=self.n, weight_sq=self.n, size_sq=size_sq, product=self.product * scale)

    def effective(self, icc: Array) -> Array:
        """How many independent answers it is worth, with organisations as alike as `icc` says."""
        return effective_base(self.weight, self.weight_sq, self.size_sq, icc)


_SUMS = ("n", "weight", "weight_sq", "organisations", "size_sq")


@dataclass(frozen=True, eq=False)
class Counts:
    """Published counts: groups × items × levels. NaN where a count is not shown.

    | field | meaning |
    |---|---|
    | groups | of the first axis; everybody ("all") comes first when read; "a,b" for groups added up |
    | items | of the second axis, in the codebook's order |
    | level, weight | answers per level, and the sum of their weights: groups × items × levels |
    | absent | answers off the scale: groups × items × (no answer, then the codebook's) |
    | base | who gave an answer on the scale |
    | use | who said whether it is in use, with `used` and its weight; NaN where not asked |
    | respondents | everybody in the group, as a Base of one column |
    | icc | how alike the answers of one organisation are: groups × items × (top, highest, mean, use) |
    | icc_test | the same for tests, where it errs to the wider side |
    | siblings | gives the other parts of a crossed table, which belong to the same family of tests |
    | omnibus | p of no difference between any groups (Rao–Scott): items × (top, highest, mean, use) |
    """

    groups: tuple[str, ...]
    items: tuple[str, ...]
    level: Array
    weight: Array
    absent: Array
    base: Base
    use: Base
    used: Array
    used_weight: Array
    respondents: Base
    icc: Array
    icc_test: Array
    omnibus: Array
    siblings: Callable[[], tuple["Counts", ...]] = tuple

    def apart(self, groups: Sequence[str]) -> "Counts":
        """The same counts for these groups alone, in this order."""
        where = [self.groups.index(group) for group in groups]
        arrays = {name: getattr(self, name)[where] for name in (*_ADDED, *_ALIKE)}
        bases = {name: getattr(self, name).apart(where) for name in _BASES}
        return replace(self, groups=tuple(groups), **arrays, **bases)

    def pooled(self, groups: Sequence[str]) -> "Counts":
        """These groups added up to one; no group, or every group, is everybody."""
        if not groups or set(groups) == set(self.groups) - {ALL}:
            return self.apart([ALL])
        parts = self.apart(groups)
        if len(groups) == 1:
            return parts
        arrays = {name: getattr(parts, name).sum(axis=0, keepdims=True) for name in _ADDED}
        bases = {name: getattr(parts, name).joined() for name in _BASES}
        alike = {name: getattr(parts, name)[:1] for name in _ALIKE}
        return replace(parts, groups=(",".join(groups),), **arrays, **bases, **alike)

    def of_items(self, items: Sequence[str]) -> "Counts":
        """The same counts for these items alone, in this order."""
        where = [self.items.index(item) for item in items]
        arrays = {name: getattr(self, name)[:, where] for name in (*_ADDED, *_ALIKE)}
        bases = {name: getattr(self, name).of_items(where) for name in ("base", "use")}
        siblings = self._of_siblings(lambda one: one.of_items(items))
        omnibus = self.omnibus[where]
        return replace(self, items=tuple(items), omnibus=omnibus, siblings=siblings, **arrays, **bases)

    def rest_of(self, part: "Counts") -> "Counts":
        """Everybody who is not in it, for every group of `part`, which is made of groups of this."""
        everybody = self.apart([ALL])
        arrays = {name: getattr(everybody, name) - getattr(part, name) for name in _ADDED}
        bases = {
            name: getattr(everybody, name).without(getattr(part, name), self.crossing(part, name))
            for name in ("base", "use")
        }
        return replace(part, **arrays, **bases)

    def crossing(self, part: "Counts", base: str) -> Array:
        """What the groups of `part` and everybody else have in common: sums over organisations of
        (weights in the group) × (weights outside it), part's groups × items, of "base" or of "use".

        Overlaps with a hidden group are not published; leaving them out errs to the wider side.
        """
        product = getattr(self, base).product
        inside = np.array([[one in group.split(",") for one in self.groups] for group in part.groups])
        found: Array = np.einsum("pa,abi,pb->pi", inside, product, ~inside)
        return found

    def unclustered(self) -> "Counts":
        """The same as if every answer came from an organisation of its own."""
        nothing = np.zeros_like(self.icc)
        return replace(self, icc=nothing, icc_test=nothing, siblings=self._of_siblings(Counts.unclustered))

    def unweighted(self) -> "Counts":
        """The same with every answer weighing 1."""
        bases = {name: getattr(self, name).unweighted() for name in _BASES}
        siblings = self._of_siblings(Counts.unweighted)
        return replace(self, weight=self.level, used_weight=self.used, siblings=siblings, **bases)

    def _of_siblings(self, change: Callable[["Counts"], "Counts"]) -> Callable[[], tuple["Counts", ...]]:
        """The siblings, changed alike."""
        siblings = self.siblings
        return lambda: tuple(map(change, siblings()))


_ADDED = ("level", "weight", "absent", "used", "used_weight")
_BASES = ("base", "use", "respondents")
_ALIKE = ("icc", "icc_test")


@lru_cache(maxsize=256)
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
    levels, bases = (
        where.renamed(release.rows(query(name), dimension=where.table, whole=where.whole))
        for name in ("levels", "bases")
    )
    shared = where.renamed_pairs(release.rows(query("shared"), dimension=where.table))
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
        else np.full((len(items), len(ICC_OF)), np.nan),
        siblings=_siblings(release, dimension, question, within),
    )


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
        [[[found.get((one, item, what), 0.0) for what in ICC_OF] for item in items] for one in of]
    )


def _tested(rows: Iterable[Row], dimension: str, items: Sequence[str]) -> Array:
    """Items × measures."""
    found = {(row["item"], row["measure"]): row["p"] for row in rows if row["dimension"] == dimension}
    return np.array([[found.get((item, what)) for what in ICC_OF] for item in items], float)


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
        n, weight, weight_sq, organisations, size_sq = (self.fill(rows, name, question) for name in _SUMS)
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
