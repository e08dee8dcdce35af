"""Which groups are published: the small ones go together until every group is large enough (R2)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from survey.codebook import ALL, NOT_STATED, OTHER_GROUPS, Dimension
from survey.release.rules import Rule, Size

Merged = dict[str, str]
Measure = Callable[[Merged], Mapping[str, Size]]


@dataclass(frozen=True)
class Group:
    """A group that is published, and the codebook's groups in it."""

    dimension: str
    id: str
    members: tuple[str, ...]


EVERYBODY = Group(ALL, ALL, (ALL,))


def merged(dimension: Dimension, present: Iterable[str], rule: Rule, measure: Measure) -> Merged:
    """Group of the codebook → published group; empty when fewer than two would be left.

    `measure` counts the respondents of the published groups. First the codebook's own merges, then what is
    still too small goes together as other_groups, with the smallest group that would do where it must.
    """
    into = {group: group for group in present}
    if not rule.open:
        into = _as_the_codebook_says(dimension, into, rule, measure)
        into = _rest_together(into, rule, measure)
    return into if len(set(into.values())) > 1 else {}


def _as_the_codebook_says(dimension: Dimension, into: Merged, rule: Rule, measure: Measure) -> Merged:
    sizes = measure(into)
    small = {group for group in sizes if not rule.shows(sizes[group])}
    chosen = {
        group: merge.id for merge in dimension.merges if small & set(merge.groups) for group in merge.groups
    }
    return {group: chosen.get(group, group) for group in into}


def _rest_together(into: Merged, rule: Rule, measure: Measure) -> Merged:
    sizes = measure(into)
    small = {group for group in sizes if not rule.shows(sizes[group])}
    while small:
        into = {group: OTHER_GROUPS if now in small else now for group, now in into.items()}
        sizes = measure(into)
        if rule.shows(sizes[OTHER_GROUPS]) or set(sizes) == {OTHER_GROUPS}:
            return into
        others = (group for group in sizes if group != OTHER_GROUPS)
        small = {OTHER_GROUPS, min(others, key=lambda one: (sizes[one].n, one))}
    return into


def further(into: Merged, group: str, rule: Rule, measure: Measure) -> Merged:
    """One more published group goes together with others (R4); empty when fewer than two would be left."""
    sizes = measure(into)
    others = [one for one in sizes if one not in (group, OTHER_GROUPS)]
    small = {group, OTHER_GROUPS} if OTHER_GROUPS in sizes and group != OTHER_GROUPS else {group}
    if len(small) == 1 and others:
        small |= {min(others, key=lambda one: (sizes[one].n, one))}
    into = {one: OTHER_GROUPS if now in small else now for one, now in into.items()}
    into = _rest_together(into, rule, measure)
    return into if len(set(into.values())) > 1 else {}


def groups(dimension: Dimension, into: Merged) -> list[Group]:
    """The published groups in the codebook's order; other_groups and not stated come last."""
    order = [*(group.id for group in dimension.groups), NOT_STATED]
    members: dict[str, list[str]] = {}
    for group in order:
        if group in into:
            members.setdefault(into[group], []).append(group)
    last = (OTHER_GROUPS, NOT_STATED)
    ids = sorted(members, key=lambda one: last.index(one) + 1 if one in last else 0)
    return [Group(dimension.id, one, tuple(members[one])) for one in ids]
