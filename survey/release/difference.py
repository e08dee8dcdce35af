"""What a new release would show otherwise than the one that is shown: for whoever publishes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.codebook import ALL, CROSS
from survey.errors import listed
from survey.release.cells import Tables
from survey.told import Told, told

FALL, SHIFT = 0.2, 1.0  # of respondents, and of a mean on the scale: more is a large change
SEEN = 0.05  # a mean that moves by less is not told
MOST = 12


@dataclass(frozen=True)
class Difference:
    """From one release to the next.

    before, after    how many answers on the scale everybody gave, by item
    means            item → its mean before and after, unweighted
    groups           what came and what went, as "dimension: group"
    """

    release: str
    before: Mapping[str, int]
    after: Mapping[str, int]
    means: Mapping[str, tuple[float, float]]
    came: tuple[str, ...]
    went: tuple[str, ...]

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
        moved = [(abs(new - old), item, old, new) for item, (old, new) in self.means.items()]
        seen = sorted((one for one in moved if one[0] >= SEEN), reverse=True)
        for _, item, old, new in seen[:MOST]:
            yield told("{item}: mean {old:.2f} before, {new:.2f} now", item=item, old=old, new=new)
        if len(seen) > MOST:
            yield told("and {n} more means that moved", n=len(seen) - MOST)


def difference(old: Tables, new: Tables, release: str) -> Difference:
    """What the tables of a release and those that would replace them show otherwise."""
    before, after = _levels(old), _levels(new)
    means = {
        item: (_mean(before[item]), _mean(after[item]))
        for item in before
        if item in after and before[item] and after[item]
    }
    groups = _groups(old), _groups(new)
    return Difference(
        release,
        {item: sum(levels.values()) for item, levels in before.items()},
        {item: sum(levels.values()) for item, levels in after.items()},
        means,
        tuple(sorted(groups[1] - groups[0])),
        tuple(sorted(groups[0] - groups[1])),
    )


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


def _groups(tables: Tables) -> set[str]:
    return {
        f"{row['dimension']}: {row['group']}"
        for row in tables.groups
        if CROSS not in row["dimension"] and row["dimension"] != ALL
    }
