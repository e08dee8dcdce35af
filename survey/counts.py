"""The published counts of one dimension as arrays, and how groups are added up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from survey.codebook import ALL
from survey.database import Release, query

Array = NDArray[np.float64]


class Overlap(NamedTuple):
    """What two groups share of one item's organisations."""

    item: str
    a: str
    b: str
    organisations: int
    size_product: float


@dataclass(frozen=True)
class Base:
    """Who answered, as arrays groups × items. NaN where it is not shown.

    organisations  NaN too where the study has none; at least this many where `exact` is false
    size_sq        sum over organisations of (answers)²
    """

    n: Array
    organisations: Array
    size_sq: Array
    exact: bool = True

    def changed(self, change: Callable[[Array], Array]) -> "Base":
        """The same base with every array changed alike."""
        return replace(
            self, n=change(self.n), organisations=change(self.organisations), size_sq=change(self.size_sq)
        )


@dataclass(frozen=True)
class Counts:
    """Published counts: groups × items × levels. NaN where a count is not shown.

    groups       the groups of the first axis; everybody ("all") comes first when read
    items        the items of the second axis, in the codebook's order
    level        answers per level: groups × items × levels
    weight(_sq)  sum of weights (squared) of the same
    absent       answers off the scale: groups × items × (no answer, then the codebook's)
    base         who gave an answer on the scale
    use          who said whether it is in use, with `used` and weights; NaN where not asked
    respondents  everybody in the group, as a Base of one column
    """

    groups: tuple[str, ...]
    items: tuple[str, ...]
    level: Array
    weight: Array
    weight_sq: Array
    absent: Array
    base: Base
    use: Base
    used: Array
    use_weight: Array
    use_weight_sq: Array
    used_weight: Array
    respondents: Base
    overlaps: tuple[Overlap, ...]

    def apart(self, groups: Sequence[str]) -> "Counts":
        """The same counts for these groups alone, in this order."""
        where = [self.groups.index(group) for group in groups]
        return self._changed(lambda array: array[where], respondents=True, groups=tuple(groups))

    def pooled(self, groups: Sequence[str]) -> "Counts":
        """These groups added up to one; no group, or every group, is everybody."""
        if not groups or set(groups) == set(self.groups) - {ALL}:
            return self.apart([ALL])
        parts = self.apart(groups)
        if len(groups) == 1:
            return parts
        pool = parts._changed(lambda array: array.sum(axis=0, keepdims=True), groups=(",".join(groups),))
        return replace(
            pool,
            base=_joined(parts.base, parts, self.items),
            use=_joined(parts.use, parts, [f"use:{item}" for item in self.items]),
            respondents=_joined(parts.respondents, parts, [ALL]),
        )

    def of_items(self, items: Sequence[str]) -> "Counts":
        """The same counts for these items alone, in this order."""
        where = [self.items.index(item) for item in items]
        return self._changed(lambda array: array[:, where], items=tuple(items))

    def _changed(
        self, change: Callable[[Array], Array], respondents: bool = False, **fields: Any
    ) -> "Counts":
        arrays: dict[str, Any] = {name: change(getattr(self, name)) for name in _ARRAYS}
        bases: dict[str, Any] = {name: getattr(self, name).changed(change) for name in ("base", "use")}
        if respondents:
            bases["respondents"] = self.respondents.changed(change)
        return replace(self, **arrays, **bases, **fields)


_ARRAYS = ("level", "weight", "weight_sq", "absent", "used", "use_weight", "use_weight_sq", "used_weight")


def _joined(base: Base, parts: Counts, items: Sequence[str]) -> Base:
    """The base of several groups together, whose organisations may have people in more than one.

    Their number is exact for two groups; for more that overlap it is the least it can be
    (Bonferroni's inequality), for published counts do not say who is in three groups at once.
    """
    shared, products = np.zeros(len(items)), np.zeros(len(items))
    where = {item: index for index, item in enumerate(items)}
    for overlap in parts.overlaps:
        if overlap.item in where and {overlap.a, overlap.b} <= set(parts.groups):
            shared[where[overlap.item]] += overlap.organisations
            products[where[overlap.item]] += overlap.size_product
    least = np.maximum(base.organisations.sum(axis=0) - shared, base.organisations.max(axis=0))
    return Base(
        base.n.sum(axis=0, keepdims=True),
        least[np.newaxis],
        (base.size_sq.sum(axis=0) + 2 * products)[np.newaxis],
        exact=len(parts.groups) == 2 or not shared.any(),
    )


@lru_cache(maxsize=256)
def read_counts(release: Release, dimension: str) -> Counts:
    """Everything that is published of one dimension, "all" for a study without any."""
    groups = (ALL, *release.groups.get(dimension, ()))
    items = tuple(item.id for item in release.study.items)
    scale = release.study.scale
    rows = {
        name: release.rows(query(name), dimension=dimension) for name in ("levels", "bases", "uses", "shared")
    }
    axes = _Axes(groups, items)
    shown = ~axes.fill(rows["bases"], "hidden", missing=True).astype(bool)
    levels = [row for row in rows["levels"] if row["level"] > 0]
    absent = [row | {"level": 1 - row["level"]} for row in rows["levels"] if row["level"] <= 0]
    return Counts(
        groups=groups,
        items=items,
        level=axes.fill_levels(levels, "n", len(scale.levels), shown),
        weight=axes.fill_levels(levels, "weight", len(scale.levels), shown),
        weight_sq=axes.fill_levels(levels, "weight_sq", len(scale.levels), shown),
        absent=axes.fill_levels(absent, "n", 1 + len(scale.absent), shown),
        base=axes.base(rows["bases"]),
        use=axes.base(rows["uses"]),
        used=axes.fill(rows["uses"], "used"),
        use_weight=axes.fill(rows["uses"], "weight"),
        use_weight_sq=axes.fill(rows["uses"], "weight_sq"),
        used_weight=axes.fill(rows["uses"], "used_weight"),
        respondents=_Axes(groups, (ALL,)).base(rows["bases"]),
        overlaps=tuple(Overlap(**row) for row in rows["shared"]),
    )


class _Axes:
    """Where a row's numbers belong: groups × items."""

    def __init__(self, groups: Sequence[str], items: Sequence[str]) -> None:
        self.shape = (len(groups), len(items))
        self._group = {group: index for index, group in enumerate(groups)}
        self._item = {item: index for index, item in enumerate(items)}

    def _placed(self, rows: Iterable[Mapping[str, Any]]) -> Iterable[tuple[int, int, Mapping[str, Any]]]:
        for row in rows:
            if row["group"] in self._group and row["item"] in self._item:
                yield self._group[row["group"]], self._item[row["item"]], row

    def fill(self, rows: Iterable[Mapping[str, Any]], column: str, missing: float = np.nan) -> Array:
        filled = np.full(self.shape, missing, dtype=float)
        for group, item, row in self._placed(rows):
            filled[group, item] = np.nan if row[column] is None else row[column]
        return filled

    def fill_levels(
        self, rows: Iterable[Mapping[str, Any]], column: str, levels: int, shown: NDArray[np.bool_]
    ) -> Array:
        filled = np.where(shown[..., np.newaxis], 0.0, np.nan) * np.ones(levels)
        for group, item, row in self._placed(rows):
            filled[group, item, row["level"] - 1] = row[column]
        return filled

    def base(self, rows: Iterable[Mapping[str, Any]]) -> Base:
        return Base(self.fill(rows, "n"), self.fill(rows, "organisations"), self.fill(rows, "size_sq"))
