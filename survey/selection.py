"""Who and what is shown: the reader's choices as one small, checked, hashable value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from survey.codebook import ALL, MEASURES
from survey.database import Release
from survey.errors import SelectionError, did_you_mean

VIEWS = ("aligned", "stacked")


class Dropped(NamedTuple):
    """A choice that was not understood, and the nearest one that is offered."""

    name: str
    value: str
    hint: str


@dataclass(frozen=True)
class Selection:
    """What a reader chose, as codes. A link is a selection.

    | field | meaning |
    |---|---|
    | study | whose answers |
    | by | the dimension that is compared by; "all" for a study without any |
    | groups | the chosen groups of it; none means everybody |
    | against | the group that the chosen ones are compared with; None means the rest |
    | within | "dimension.group": only of these, where the study publishes both dimensions crossed |
    | family | a family of items; None means every item |
    | item | the item that a chart shows or marks; "all" for every item, None leaves it to the chart |
    | measure | top, highest, mean or use |
    | view | of the scale: aligned at the lower edge of the top, or stacked to 100 % |
    """

    study: str
    by: str = ALL
    groups: tuple[str, ...] = ()
    against: str | None = None
    within: tuple[str, ...] = ()
    family: str | None = None
    item: str | None = None
    measure: str = "top"
    view: str = "aligned"

    def with_(self, **changes: object) -> "Selection":
        """The same selection but for these choices. Another dimension starts with no groups; nothing is
        compared with itself."""
        if changes.get("by", self.by) != self.by:
            changes.setdefault("groups", ())
            changes.setdefault("against", None)
            changes.setdefault("within", ())
        changed = replace(self, **changes)  # type: ignore[arg-type]
        return replace(changed, against=None) if changed.against in changed.groups else changed

    def to_query(self) -> dict[str, str]:
        """The selection as the parameters of a link: codes, without what is left at its default."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        values |= {"groups": ",".join(self.groups), "within": ",".join(self.within)}
        kept = {name: value for name, value in values.items() if value and value != _DEFAULTS.get(name)}
        return {name: value for name, value in kept.items() if (name, value) != ("by", ALL)}


_DEFAULTS = {"measure": "top", "view": "aligned"}


def choices(release: Release, by: str) -> dict[str, tuple[str, ...]]:
    """For every field of a selection the values that this release offers."""
    study = release.study
    return {
        "by": tuple(release.groups) or (ALL,),
        "groups": tuple(release.groups.get(by, ())),
        "against": tuple(release.groups.get(by, ())),
        "family": tuple(family.id for family in study.families),
        "item": (ALL, *(item.id for item in study.items)),
        "measure": MEASURES if study.use else MEASURES[:3],
        "view": VIEWS,
    }


def within_choices(release: Release, by: str, within: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """For every dimension that can be narrowed to one group: these groups, as "dimension.group"."""
    tables = {frozenset(table) for table in release.tables}
    chosen = {one.split(".")[0] for one in within}
    return {
        name: tuple(f"{name}.{group}" for group in groups)
        for name, groups in release.groups.items()
        if name != by and frozenset({by, name} | (chosen - {name})) in tables
    }


def parse(release: Release, given: Mapping[str, str]) -> tuple[Selection, tuple[Dropped, ...]]:
    """The selection that these parameters name, and what was dropped because it is not offered."""
    dropped: list[Dropped] = []
    by = _one("by", given, choices(release, ALL)["by"], dropped) or choices(release, ALL)["by"][0]
    offered = choices(release, by)
    wanted = [group for group in given.get("groups", "").split(",") if group]
    known = tuple(group for group in offered["groups"] if group in wanted)
    dropped += _unknown("groups", wanted, offered["groups"])
    within = _within(release, by, given.get("within", ""), dropped)
    chosen = {
        name: _one(name, given, offered[name], dropped)
        for name in ("against", "family", "item", "measure", "view")
    }
    kept = {name: value for name, value in chosen.items() if value}
    everyone = set(known) == set(offered["groups"])
    groups = () if everyone else known
    if kept.get("against") in groups:
        dropped.append(Dropped("against", kept.pop("against"), ""))
    return Selection(release.study.id, by, groups, within=within, **kept), tuple(dropped)


def demand(release: Release, given: Mapping[str, str]) -> Selection:
    """The selection that these parameters name. Raises SelectionError where `parse` would drop."""
    selection, dropped = parse(release, given)
    if dropped:
        raise SelectionError(
            f"study {release.study.id}",
            [f'{one.name} "{one.value}" is not shown{one.hint}' for one in dropped],
        )
    return selection


def _within(release: Release, by: str, given: str, dropped: list[Dropped]) -> tuple[str, ...]:
    """One group of each dimension that may be crossed with the others."""
    kept: tuple[str, ...] = ()
    for one in (part for part in given.split(",") if part):
        offered = within_choices(release, by, kept)
        name = one.split(".")[0]
        if one in offered.get(name, ()) and name not in {other.split(".")[0] for other in kept}:
            kept += (one,)
        else:
            every = [group for groups in offered.values() for group in groups]
            dropped += _unknown("within", [one], every) or [Dropped("within", one, "")]
    return kept


def _one(name: str, given: Mapping[str, str], offered: Sequence[str], dropped: list[Dropped]) -> str | None:
    value = given.get(name)
    if not value or value in offered:
        return value or None
    dropped += _unknown(name, [value], offered)
    return None


def _unknown(name: str, values: Sequence[str], offered: Sequence[str]) -> list[Dropped]:
    return [Dropped(name, value, did_you_mean(value, offered)) for value in values if value not in offered]
