"""What is measured of each group and item, how sure it is, and how it differs from others."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from survey import stats
from survey.codebook import ALL, MEASURES, NOT_STATED, Scale
from survey.counts import Array, Base, Counts
from survey.remembered import remembered


@dataclass(frozen=True, eq=False)
class Measured:
    """Arrays groups × items. NaN where it is not shown, or where nobody is left to compare with.

    | field | meaning |
    |---|---|
    | base, organisations | who answered the question that is measured |
    | top | how many of them the share counts; NaN for a mean |
    | value, low, high | a share 0–1 or a mean of level numbers, and its 95 % interval |
    | effective | how many independent answers the base is worth |
    | rest | the same value of everybody who is not in the group, or of the other group it is compared with |
    | difference, difference_low, difference_high | value − rest, and its interval; no interval for a mean |
    | p, q | of no difference; q within all groups, or pairs of them, and items of the study; NaN for a mean |
    | delta, delta_low, delta_high | Cliff's δ against the rest or the other group, for a mean |
    | consensus | how much the answers agree, 0–1, for a mean |
    | reliable | whether the base is worth 30 answers and the interval spans at most 0.30 |
    """

    base: Array
    organisations: Array
    top: Array
    value: Array
    low: Array
    high: Array
    effective: Array
    rest: Array
    difference: Array
    difference_low: Array
    difference_high: Array
    p: Array
    q: Array
    delta: Array
    delta_low: Array
    delta_high: Array
    consensus: Array
    reliable: NDArray[np.bool_]

    @classmethod
    def of(cls, **known: Any) -> "Measured":
        """These arrays, and NaN for what the measure does not have."""
        nothing = dict.fromkeys((one.name for one in fields(cls)), np.full(known["value"].shape, np.nan))
        return cls(**nothing | known)

    def compared_where(self, known: Sequence[bool]) -> "Measured":
        """The same, but for the other groups without anything that compares."""
        where = np.array(known, bool)[:, np.newaxis]
        return replace(self, **{name: np.where(where, getattr(self, name), np.nan) for name in COMPARED})

    def certain(self, q: float, gap: float) -> NDArray[np.bool_]:
        """Where the difference is both sure, q at most so, and large, at least `gap`."""
        return beyond(self.q, self.difference, q, gap)


def beyond(q: Array, difference: Array, most: float, least: float) -> NDArray[np.bool_]:
    """Where q is at most `most` and the difference, either way, at least `least`."""
    sure: NDArray[np.bool_] = (q <= most) & (np.abs(difference) >= least - 1e-12)
    return sure


COMPARED = (
    "rest",
    "difference",
    "difference_low",
    "difference_high",
    "p",
    "delta",
    "delta_low",
    "delta_high",
)


def measured(
    everything: Counts, part: Counts, measure: str, scale: Scale, against: str | None = None
) -> Measured:
    """The measure (top, highest, mean or use) of every group of `part`, which is made of groups of
    `everything`, the counts of a whole dimension.

    Each is compared with everybody who is not in it; or with `against`, another of the groups or several
    added up ("a,b"). Nothing is compared with itself, nor with a part of itself: that is NaN.
    ValueError where `against` is "all", or not a group.
    """
    levels = levels_of(measure, scale)
    others = everything.rest_of(part) if against is None else _others(everything, part, against)
    if measure == "mean":
        found = _mean(part, others)
    else:
        found = _share(part, others, _crossing(everything, part, others, measure), measure, levels)
    found = found.compared_where([_disjoint(group, against) for group in part.groups])
    return replace(found, q=_q(everything, part, measure, levels, found.p, against))


def _others(everything: Counts, part: Counts, against: str) -> Counts:
    """The same other groups, added up, once for every group of `part`."""
    groups = against.split(",")
    if not set(groups) <= set(everything.groups) - {ALL}:
        raise ValueError(f"{against!r} is not a group to compare with")
    others = everything.pooled(groups)
    return others.apart(others.groups * len(part.groups))


def _disjoint(group: str, against: str | None) -> bool:
    """Whether nobody is in both of two groups of one dimension, which may be added up."""
    return against is None or (group != ALL and not {*group.split(",")} & {*against.split(",")})


def _crossing(everything: Counts, part: Counts, others: Counts, measure: str) -> Array:
    """What each group has in common with the others at its place."""
    return everything.crossing(part.groups, others.groups, "use" if measure == "use" else "base")


def levels_of(measure: str, scale: Scale) -> tuple[int, ...]:
    """The levels that the measure counts."""
    return tuple(scale.top) if measure == "top" else (len(scale.levels),)


def icc_of(counts: Counts, measure: str, test: bool = False) -> Array:
    """How alike an organisation's answers are, for intervals or for tests: groups × items."""
    icc: Array = (counts.icc_test if test else counts.icc)[..., MEASURES.index(measure)]
    return icc


class Counted(NamedTuple):
    """Who was asked, and of them how many the measure counts, with their weights: groups × items."""

    base: Base
    top: Array
    weight: Array

    @property
    def share(self) -> Array:
        """0–1; NaN where nobody was asked."""
        return stats.ratio(self.weight, self.base.weight)


def counted(counts: Counts, measure: str, levels: tuple[int, ...]) -> Counted:
    """What a share is made of: those who have it in use, or who chose one of the levels."""
    if measure == "use":
        return Counted(counts.use, counts.used, counts.used_weight)
    where = np.asarray(levels) - 1
    top, weight = (of[..., where].sum(axis=-1) for of in (counts.level, counts.weight))
    return Counted(counts.base, top, weight)


def _share(part: Counts, others: Counts, crossing: Array, measure: str, levels: tuple[int, ...]) -> Measured:
    """Shares, and how they differ from those of the others, who are at the same place.

    `crossing` is what they have in common: sums over organisations of products of weights.
    """
    one, two = counted(part, measure, levels), counted(others, measure, levels)
    icc = icc_of(part, measure)
    low, high = _difference(one, two, icc, crossing)
    return Measured.of(
        **_alone(one, icc),
        rest=two.share,
        difference=one.share - two.share,
        difference_low=low,
        difference_high=high,
        p=_p(part, others, crossing, measure, levels),
    )


def _alone(one: Counted, icc: Array) -> dict[str, NDArray[Any]]:
    """What is known of the shares without anybody to compare with."""
    effective = one.base.effective(icc)
    low, high = stats.wilson(one.share, effective)
    return {
        "base": one.base.n,
        "organisations": one.base.organisations,
        "top": one.top,
        "value": one.share,
        "low": low,
        "high": high,
        "effective": effective,
        "reliable": stats.reliable(effective, low, high),
    }


def _difference(one: Counted, two: Counted, icc: Array, crossing: Array) -> tuple[Array, Array]:
    """The interval of the difference. Colleagues on both sides make the two shares move together."""
    worth = one.base.effective(icc), two.base.effective(icc)
    correlation = np.nan_to_num(_covariance(one, two, icc, crossing) * np.sqrt(worth[0] * worth[1]))
    return stats.newcombe(one.share, worth[0], two.share, worth[1], correlation)


def _covariance(one: Counted, two: Counted, icc: Array, crossing: Array) -> Array:
    """Of the two shares, in units of the variance of one answer."""
    return np.nan_to_num(stats.ratio(icc * crossing, one.base.weight * two.base.weight))


def _p(part: Counts, others: Counts, crossing: Array, measure: str, levels: tuple[int, ...]) -> Array:
    """Of no difference between each group and the others at its place; NaN for a mean."""
    if measure == "mean":
        return np.full(part.base.n.shape, np.nan)
    one, two = counted(part, measure, levels), counted(others, measure, levels)
    cautious = icc_of(part, measure, test=True)
    return stats.difference_p(
        one.share,
        one.base.effective(cautious),
        two.share,
        two.base.effective(cautious),
        pooled=stats.ratio(one.weight + two.weight, one.base.weight + two.base.weight),
        n=one.base.n + two.base.n,
        covariance=_covariance(one, two, icc_of(part, measure), crossing),
    )


def _mean(part: Counts, others: Counts) -> Measured:
    icc = icc_of(part, "mean")
    effective, others_effective = part.base.effective(icc), others.base.effective(icc)
    mean, variance = stats.mean_of_levels(part.weight)
    others_mean, _ = stats.mean_of_levels(others.weight)
    low, high = stats.mean_interval(mean, variance, effective)
    delta = stats.cliffs_delta(part.weight, others.weight, effective, others_effective)
    return Measured.of(
        base=part.base.n,
        organisations=part.base.organisations,
        value=mean,
        low=np.maximum(low, 1),
        high=np.minimum(high, part.level.shape[-1]),
        effective=effective,
        rest=others_mean,
        difference=mean - others_mean,
        delta=delta.value,
        delta_low=delta.low,
        delta_high=delta.high,
        consensus=stats.consensus(part.weight),
        reliable=effective >= stats.RELIABLE_BASE,
    )


def _q(
    everything: Counts, part: Counts, measure: str, levels: tuple[int, ...], p: Array, against: str | None
) -> Array:
    """The q-values of p, within the fixed family. Groups added up to one are one more comparison of it."""
    family, compared = _family(everything, measure, levels, against is not None)
    alone = dict(zip(compared, stats.benjamini_hochberg(family), strict=False))
    nothing = np.full(p.shape[1], np.nan)
    sides = [(group,) if against is None else (group, against) for group in part.groups]
    return np.array(
        [
            stats.benjamini_hochberg(np.vstack([family, p[place]]))[-1]
            if any("," in side for side in both)
            else alone.get(frozenset(both), nothing)
            for place, both in enumerate(sides)
        ]
    )


@remembered(16)
def _family(
    everything: Counts, measure: str, levels: tuple[int, ...], pairs: bool
) -> tuple[Array, tuple[frozenset[str], ...]]:
    """Every p-value of the study for this measure and dimension, comparisons × items, and whom the first
    rows compare: each group with the rest, or every pair of groups. Of a crossed table its other parts
    follow.

    Fixed before the reader chooses anything, so that no choice makes a difference look surer.
    """
    groups = [group for group in everything.groups if group not in (ALL, NOT_STATED)]
    compared = list(combinations(groups, 2 if pairs else 1))
    if not compared:
        return np.zeros((0, len(everything.items))), ()
    parts = (everything, *everything.siblings())
    p = np.vstack([_p_of_all(one, compared, measure, levels) for one in parts])
    return p, tuple(map(frozenset, compared))


def _p_of_all(
    everything: Counts, compared: Sequence[tuple[str, ...]], measure: str, levels: tuple[int, ...]
) -> Array:
    """The p-values of groups against the rest, or of groups two by two."""
    first, *second = zip(*compared, strict=True)
    part = everything.apart(first)
    others = everything.apart(second[0]) if second else everything.rest_of(part)
    return _p(part, others, _crossing(everything, part, others, measure), measure, levels)
