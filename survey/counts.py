"""Counts of one dimension as arrays: how groups are added up, and what is left without them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey.codebook import ALL
from survey.stats import effective_base, ratio

Array = NDArray[np.float64]


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
        kept = {name: getattr(self, name)[where] for name in SUMS}
        return replace(self, **kept, shared=self.shared[among], product=self.product[among])

    def of_items(self, where: Sequence[int]) -> "Base":
        """Of these items alone, in this order."""
        names = (*SUMS, "shared", "product")
        return replace(self, **{name: getattr(self, name)[..., where] for name in names})

    def joined(self) -> "Base":
        """All groups as one, whose organisations may have people in several.

        Their number is exact for two groups; for more that overlap it is the least it can be
        (Bonferroni's inequality), for published counts do not say who is in three groups at once.
        """
        added = {name: getattr(self, name).sum(axis=0, keepdims=True) for name in SUMS}
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
        left = {name: getattr(self, name) - getattr(part, name) for name in SUMS}
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


SUMS = ("n", "weight", "weight_sq", "organisations", "size_sq")


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
    | worked_out | what is `remembered` of these counts |
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
    worked_out: dict[Any, Any] = field(init=False, repr=False, default_factory=dict)

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
        """Everybody who is not in it, for every group of `part`, which is made of groups of this.

        Each is called by the groups that it is made of, "b,c"; the rest of everybody is "", nobody.
        """
        everybody, groups = self.apart([ALL]), tuple(map(self._all_but, part.groups))
        arrays = {name: getattr(everybody, name) - getattr(part, name) for name in _ADDED}
        bases = {
            name: getattr(everybody, name).without(
                getattr(part, name), self.crossing(part.groups, groups, name)
            )
            for name in ("base", "use")
        }
        return replace(part, groups=groups, **arrays, **bases)

    def _all_but(self, group: str) -> str:
        """Every group but this one, or but those added up in it."""
        inside = (ALL, *(self.groups if group == ALL else group.split(",")))
        return ",".join(one for one in self.groups if one not in inside)

    def crossing(self, groups: Sequence[str], others: Sequence[str], base: str) -> Array:
        """What each of `groups` has in common with the one of `others` at its place: sums over
        organisations of (weights in the one) × (weights in the other), groups × items, of "base" or of
        "use". Groups added up are "a,b".

        Overlaps with a hidden group are not published; leaving them out errs to the wider side.
        """
        product = getattr(self, base).product
        one, two = (
            np.array([[own in group.split(",") for own in self.groups] for group in some])
            for some in (groups, others)
        )
        found: Array = np.einsum("pa,abi,pb->pi", one, product, two)
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
