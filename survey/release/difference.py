"""What a new release would show otherwise than the one that is shown: for whoever publishes it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from survey.codebook import ALL, CROSS
from survey.errors import listed
from survey.release.cells import Tables
from survey.told import Told, told

FALL, SHIFT = 0.2, 1.0  # of respondents, and of a mean on the scale: more is a large change
SEEN = 0.05  # a mean that moves by less is not told
MOST = 12
EVERYBODY, RESPONDENTS = told("everybody"), told("who answered at all")
NUMBERS = {
    "bases": ("n", "weight", "weight_sq", "organisations", "size_sq", "used", "used_weight", "hidden"),
    "counts": ("n", "weight", "weight_sq"),
    "shared": ("organisations", "size_product"),
}


@dataclass(frozen=True)
class Difference:
    """From one release to the next.

    before, after    how many answers on the scale everybody gave, by item
    means            item → its mean before and after, unweighted
    came, went       groups, as "dimension: group"
    otherwise        groups of the same name that are made of others now
    numbers          how many published rows of numbers either release has
    changed          those that are not the same: item and "dimension: group" → how many
    """

    release: str
    before: Mapping[str, int]
    after: Mapping[str, int]
    means: Mapping[str, tuple[float, float]]
    came: tuple[str, ...]
    went: tuple[str, ...]
    otherwise: tuple[str, ...] = ()
    numbers: int = 0
    changed: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def large(self) -> bool:
        """Whether so much is otherwise that it may be the wrong file."""
        fallen = any(self.after.get(item, 0) < (1 - FALL) * n for item, n in self.before.items())
        return fallen or any(abs(new - old) > SHIFT for old, new in self.means.values())

    def lines(self) -> Iterator[Told]:
        """It in words."""
        both = sorted(set(self.before) & set(self.after))
        answers = sum(self.before[one] for one in both), sum(self.after[one] for one in both)
        if answers[0] != answers[1]:
            yield told(
                "answers to what both ask: {before} before, {after} now", before=answers[0], after=answers[1]
            )
        if items := set(self.after) - set(self.before):
            yield told("new items: {names}", names=listed(sorted(items)))
        if items := set(self.before) - set(self.after):
            yield told("gone items: {names}", names=listed(sorted(items)))
        if self.came:
            yield told("new groups: {names}", names=listed(self.came))
        if self.went:
            yield told("gone groups: {names}", names=listed(self.went))
        if self.otherwise:
            yield told("groups put together otherwise: {groups}", groups=listed(self.otherwise))
        moved = [(abs(new - old), item, old, new) for item, (old, new) in self.means.items()]
        seen = sorted((one for one in moved if one[0] >= SEEN), reverse=True)
        for _, item, old, new in seen[:MOST]:
            yield told("{item}: mean {old:.2f} before, {new:.2f} now", item=item, old=old, new=new)
        if len(seen) > MOST:
            yield told("and {n} more means that moved", n=len(seen) - MOST)
        yield from self._counted()

    def _counted(self) -> Iterator[Told]:
        """How many numbers are otherwise, of which items and in which groups, those with most first."""
        if not self.changed:
            return
        of, within = Counter[str](), Counter[str]()
        for (item, group), n in sorted(self.changed.items()):
            of[item] += n
            within[group] += n
        items, groups = (listed(one for one, _ in some.most_common()) for some in (of, within))
        yield told(
            "{n:,} of {numbers:,} published counts differ: of {items}; in {groups}",
            n=sum(of.values()),
            numbers=self.numbers,
            items=items,
            groups=groups,
        )


def difference(old: Tables, new: Tables, release: str) -> Difference:
    """What the tables of a release and those that would replace them show otherwise."""
    before, after = _levels(old), _levels(new)
    means = {
        item: (_mean(before[item]), _mean(after[item]))
        for item in before
        if item in after and before[item] and after[item]
    }
    groups = _groups(old), _groups(new)
    numbers = _numbers(old), _numbers(new)
    changed = Counter(
        place[:2] for place in {*numbers[0], *numbers[1]} if numbers[0].get(place) != numbers[1].get(place)
    )
    return Difference(
        release,
        {item: sum(levels.values()) for item, levels in before.items()},
        {item: sum(levels.values()) for item, levels in after.items()},
        means,
        tuple(sorted(groups[1].keys() - groups[0].keys())),
        tuple(sorted(groups[0].keys() - groups[1].keys())),
        tuple(one for one in sorted(groups[0]) if one in groups[1] and groups[0][one] != groups[1][one]),
        len({*numbers[0], *numbers[1]}),
        changed,
    )


Place = tuple[str, str, str, tuple[Any, ...]]


def _numbers(tables: Tables) -> dict[Place, tuple[str, ...]]:
    """Every published row of numbers: item, group, table and the rest of its place → the numbers."""
    found: dict[Place, tuple[str, ...]] = {}
    for name, numbers in NUMBERS.items():
        for row in getattr(tables, name):
            group = f"{row['dimension']}: {row['group'] if 'group' in row else row['a']}"
            rest = tuple(row[one] for one in ("level", "use", "question", "a", "b") if one in row)
            values = tuple(_comparable(row[one]) for one in numbers)
            item = RESPONDENTS if row["item"] == ALL else row["item"]
            found[item, EVERYBODY if row["dimension"] == ALL else group, name, rest] = values
    return found


def _comparable(value: object) -> str:
    """A number without the last digits of a sum of weights, which are noise."""
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def _levels(tables: Tables) -> dict[str, dict[int, int]]:
    """Item → level → how many of everybody gave it, where that is shown."""
    found: dict[str, dict[int, int]] = {}
    for row in tables.counts:
        if row["dimension"] == ALL and row["group"] == ALL and row["level"] > 0:
            levels = found.setdefault(row["item"], {})
            levels[row["level"]] = levels.get(row["level"], 0) + row["n"]
    return found


def _mean(levels: Mapping[int, int]) -> float:
    return sum(level * n for level, n in levels.items()) / sum(levels.values())


def _groups(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Every group as "dimension: group", and what it is made of."""
    return {
        f"{row['dimension']}: {row['group']}": tuple(sorted(row["members"]))
        for row in tables.groups
        if CROSS not in row["dimension"] and row["dimension"] != ALL
    }
