"""What is shown of what was counted: the rows of a release's tables, hidden cells without a number (R6)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from survey.codebook import ALL
from survey.errors import ReleaseError
from survey.release.count import BASES, SAYS, Cell, Counted, Sum
from survey.release.inference import tests
from survey.release.rules import Rule, shown, split_shown
from survey.study import Study

Row = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """The rows of a release, by table of schema.sql."""

    groups: list[Row]
    bases: list[Row]
    counts: list[Row]
    shared: list[Row]
    tests: list[Row]

    def hidden(self) -> dict[str, int]:
        """Item → in how many groups its levels are hidden."""
        found: dict[str, int] = {}
        for row in self.bases:
            if row["hidden"] and row["question"] == "level":
                found[row["item"]] = found.get(row["item"], 0) + 1
        return found


@dataclass
class _Shown:
    """Cells whose levels, levels by use, and use are shown."""

    levels: set[Cell] = field(default_factory=set)
    by_use: set[Cell] = field(default_factory=set)
    use: set[Cell] = field(default_factory=set)

    def of(self, question: str) -> set[Cell]:
        """The cells whose base of that question is shown."""
        return {"level": self.levels, "use": self.use}.get(question, self.by_use)


def tables(study: Study, counted: Counted) -> Tables:
    """Everything that may be published. Raises ReleaseError when not even everybody together may be."""
    rule = Rule.of(study)
    if not rule.shows(counted.size((ALL, ALL, ALL), "level")):
        raise ReleaseError(study.id, ["has too few respondents or organisations to publish anything"])
    seen = _decide(study, counted, rule)
    cells = [(one.dimension, one.id, item.id) for one in counted.groups for item in study.items]
    questions = BASES if study.use else BASES[:1]
    return Tables(
        groups=list(_groups(counted)),
        bases=[
            *_heads(counted),
            *(_base(counted, cell, question, seen) for cell in cells for question in questions),
        ],
        counts=[row for cell in cells if cell in seen.levels for row in _levels(counted, cell, seen)],
        shared=list(_shared(counted, seen)),
        tests=list(tests(study, counted, {"level": seen.levels, "use": seen.use})),
    )


def _decide(study: Study, counted: Counted, rule: Rule) -> _Shown:
    seen = _Shown()
    dimensions: dict[str, list[str]] = {}
    for group in counted.groups:
        dimensions.setdefault(group.dimension, []).append(group.id)
    for item in study.items:
        total = (ALL, ALL, item.id)
        for name, groups in dimensions.items():
            cells = {group: (name, group, item.id) for group in groups}
            nested = name in counted.nested
            for question, kept in (("level", seen.levels), ("use", seen.use)):
                if rule.shows(counted.size(total, question)):
                    sizes = {group: counted.size(cell, question) for group, cell in cells.items()}
                    kept |= {cells[group] for group in shown(sizes, rule, nested)}
            if study.use:
                splits = {
                    group: {use: counted.size(cell, use) for use in SAYS} for group, cell in cells.items()
                }
                if name == ALL or total in seen.by_use:
                    seen.by_use |= {cells[group] for group in split_shown(splits, rule, nested)}
    return seen


def _groups(counted: Counted) -> Iterator[Row]:
    for position, group in enumerate(counted.groups):
        yield {
            "dimension": group.dimension,
            "group": group.id,
            "position": position,
            "members": list(group.members),
        }


_NUMBERS = ("n", "weight", "weight_sq", "organisations", "size_sq", "used", "used_weight")


def _heads(counted: Counted) -> Iterator[Row]:
    for group in counted.groups:
        yield _shown_base(counted, (group.dimension, group.id, ALL), "level")


def _base(counted: Counted, cell: Cell, question: str, seen: _Shown) -> Row:
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
        used and used.weight,
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


def _levels(counted: Counted, cell: Cell, seen: _Shown) -> Iterator[Row]:
    """A row per level, by use where that is shown; whoever gave no answer is what is left of the group."""
    sums: dict[tuple[int, str], Sum] = {}
    for (level, use), one in counted.levels.get(cell, {}).items():
        if level != 0:
            key = level, use if level > 0 and cell in seen.by_use else ALL
            sums[key] = sums.get(key, Sum()).plus(one)
    away = counted.heads[cell[:2]]
    for one in sums.values():
        away = away.minus(one)
    if away.n:
        sums[0, ALL] = away
    for (level, use), one in sorted(sums.items()):
        place = {"dimension": cell[0], "group": cell[1], "item": cell[2], "level": level, "use": use}
        yield place | one._asdict()


def _shared(counted: Counted, seen: _Shown) -> Iterator[Row]:
    """Only between groups that both show the item."""
    for one in counted.shared:
        pair = [(one.dimension, group, one.item) for group in (one.a, one.b)]
        if one.item == ALL or all(cell in seen.of(one.question) for cell in pair):
            yield one._asdict()
