"""What is shown of what was counted: the rows of a release's tables, hidden cells without a number (R6)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from survey.codebook import ALL
from survey.errors import ReleaseError
from survey.release.count import USES, Cell, Counted, Sum
from survey.release.rules import Rule, shown, split_shown
from survey.study import Study

Row = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """The rows of a release, by table of schema.sql."""

    groups: list[Row]
    bases: list[Row]
    counts: list[Row]
    uses: list[Row]
    shared: list[Row]

    def hidden(self) -> dict[str, int]:
        """Item → in how many groups its levels are hidden."""
        found: dict[str, int] = {}
        for row in self.bases:
            if row["hidden"]:
                found[row["item"]] = found.get(row["item"], 0) + 1
        return found


@dataclass
class _Shown:
    """Cells whose levels, levels by use, and use are shown."""

    levels: set[Cell] = field(default_factory=set)
    by_use: set[Cell] = field(default_factory=set)
    use: set[Cell] = field(default_factory=set)


def tables(study: Study, counted: Counted) -> Tables:
    """Everything that may be published. Raises ReleaseError when not even everybody together may be."""
    rule = Rule.of(study)
    if not rule.shows(counted.size((ALL, ALL, ALL), "level")):
        raise ReleaseError(study.id, ["has too few respondents or organisations to publish anything"])
    seen = _decide(study, counted, rule)
    cells = [(one.dimension, one.id, item.id) for one in counted.groups for item in study.items]
    return Tables(
        groups=list(_groups(counted)),
        bases=[*_heads(counted), *(_base(counted, cell, seen) for cell in cells)],
        counts=[row for cell in cells if cell in seen.levels for row in _levels(counted, cell, seen)],
        uses=[_use(counted, cell, seen) for cell in cells] if study.use else [],
        shared=list(_shared(counted, seen)),
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
            for question, kept in (("level", seen.levels), ("said", seen.use)):
                if rule.shows(counted.size(total, question)):
                    sizes = {group: counted.size(cell, question) for group, cell in cells.items()}
                    kept |= {cells[group] for group in shown(sizes, rule, nested)}
            if study.use:
                splits = {
                    group: {use: counted.size(cell, use) for use in USES} for group, cell in cells.items()
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


def _cell(cell: Cell, hidden: bool) -> Row:
    return {"dimension": cell[0], "group": cell[1], "item": cell[2], "hidden": hidden}


def _heads(counted: Counted) -> Iterator[Row]:
    for group in counted.groups:
        cell = group.dimension, group.id, ALL
        total = counted.heads[group.dimension, group.id]
        yield _cell(cell, False) | {"by_use": False} | _numbers(counted, cell, "level", total)


def _numbers(counted: Counted, cell: Cell, question: str, total: Sum) -> Row:
    cluster = counted.clusters.get(cell, {}).get(question)
    return {
        "n": total.n,
        "weight": total.weight,
        "weight_sq": total.weight_sq,
        "organisations": cluster.organisations if cluster else None,
        "size_sq": cluster.size_sq if cluster else float(total.n),
    }


_NO_NUMBERS = dict.fromkeys(("n", "weight", "weight_sq", "organisations", "size_sq"))


def _base(counted: Counted, cell: Cell, seen: _Shown) -> Row:
    if cell not in seen.levels:
        return _cell(cell, True) | {"by_use": False} | _NO_NUMBERS
    numbers = _numbers(counted, cell, "level", counted.valid(cell))
    return _cell(cell, False) | {"by_use": cell in seen.by_use} | numbers


def _use(counted: Counted, cell: Cell, seen: _Shown) -> Row:
    if cell not in seen.use:
        return _cell(cell, True) | _NO_NUMBERS | {"used": None, "used_weight": None}
    yes = counted.said(cell, "yes")
    numbers = _numbers(counted, cell, "said", counted.said(cell))
    return _cell(cell, False) | numbers | {"used": yes.n, "used_weight": yes.weight}


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
        use = one.item.startswith("use:")
        item, kept = one.item.removeprefix("use:"), seen.use if use else seen.levels
        pair = [(one.dimension, group, item) for group in (one.a, one.b)]
        if item == ALL or all(cell in kept for cell in pair):
            yield one._asdict()
