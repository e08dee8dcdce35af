"""What is measured of each group and item, how sure it is, and how it differs from everybody else."""

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey import stats
from survey.codebook import ALL, MEASURES, NOT_STATED, Scale
from survey.counts import Array, Base, Counts


@dataclass(frozen=True, eq=False)
class Measured:
    """Arrays groups × items. NaN where it is not shown, or where nobody is left to compare with.

    | field | meaning |
    |---|---|
    | base, organisations | who answered the question that is measured |
    | top | how many of them the share counts; NaN for a mean |
    | value, low, high | a share 0–1 or a mean of level numbers, and its 95 % interval |
    | effective | how many independent answers the base is worth |
    | rest | the same value of everybody who is not in the group |
    | difference, difference_low, difference_high | value − rest, and its interval; no interval for a mean |
    | p, q | of no difference; q within all groups and items of the study; NaN for a mean |
    | delta, delta_low, delta_high | Cliff's δ against the rest, for a mean |
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

    def certain(self, q: float, gap: float) -> NDArray[np.bool_]:
        """Where the difference is both sure, q at most so, and large, at least `gap`."""
        sure: NDArray[np.bool_] = (self.q <= q) & (np.abs(self.difference) >= gap - 1e-12)
        return sure


def measured(everything: Counts, part: Counts, measure: str, scale: Scale) -> Measured:
    """The measure (top, highest, mean or use) of every group of `part`, which is made of groups of
    `everything`, the counts of a whole dimension."""
    levels = levels_of(measure, scale)
    found = _measured(everything, part, measure, levels)
    return replace(found, q=_q(everything, part, measure, levels, found.p))


def levels_of(measure: str, scale: Scale) -> tuple[int, ...]:
    """The levels that the measure counts."""
    return tuple(scale.top) if measure == "top" else (len(scale.levels),)


def icc_of(counts: Counts, measure: str, test: bool = False) -> Array:
    """How alike an organisation's answers are, for intervals or for tests: groups × items."""
    icc: Array = (counts.icc_test if test else counts.icc)[..., MEASURES.index(measure)]
    return icc


def counted(counts: Counts, measure: str, levels: tuple[int, ...]) -> tuple[Base, Array, Array]:
    """Who was asked, and of them how many the measure counts, with their weights."""
    if measure == "use":
        return counts.use, counts.used, counts.used_weight
    where = np.asarray(levels) - 1
    return counts.base, counts.level[..., where].sum(axis=-1), counts.weight[..., where].sum(axis=-1)


def _measured(everything: Counts, part: Counts, measure: str, levels: tuple[int, ...]) -> Measured:
    rest = everything.rest_of(part)
    return _mean(part, rest) if measure == "mean" else _share(everything, part, rest, measure, levels)


def _share(everything: Counts, part: Counts, rest: Counts, measure: str, levels: tuple[int, ...]) -> Measured:
    base, top, weight = counted(part, measure, levels)
    others, _, others_weight = counted(rest, measure, levels)
    all_, _, all_weight = counted(everything.apart([ALL]), measure, levels)
    icc = icc_of(part, measure)
    value, rest_value = stats.ratio(weight, base.weight), stats.ratio(others_weight, others.weight)
    effective, rest_effective = base.effective(icc), others.effective(icc)
    low, high = stats.wilson(value, effective)
    crossing = everything.crossing(part, "use" if measure == "use" else "base")
    covariance = np.nan_to_num(stats.ratio(icc * crossing, base.weight * others.weight))
    correlation = covariance * np.sqrt(effective * rest_effective)
    difference_low, difference_high = stats.newcombe(
        value, effective, rest_value, rest_effective, np.nan_to_num(correlation)
    )
    pooled = stats.ratio(all_weight, all_.weight)
    cautious = icc_of(part, measure, test=True)
    p = stats.difference_p(
        value,
        base.effective(cautious),
        rest_value,
        others.effective(cautious),
        pooled,
        all_.n,
        covariance,
    )
    return Measured.of(
        base=base.n,
        organisations=base.organisations,
        top=top,
        value=value,
        low=low,
        high=high,
        effective=effective,
        rest=rest_value,
        difference=value - rest_value,
        difference_low=difference_low,
        difference_high=difference_high,
        p=p,
        reliable=stats.reliable(effective, low, high),
    )


def _mean(part: Counts, rest: Counts) -> Measured:
    icc = icc_of(part, "mean")
    effective, rest_effective = part.base.effective(icc), rest.base.effective(icc)
    mean, variance = stats.mean_of_levels(part.weight)
    rest_mean, _ = stats.mean_of_levels(rest.weight)
    low, high = stats.mean_interval(mean, variance, effective)
    delta = stats.cliffs_delta(part.weight, rest.weight, effective, rest_effective)
    return Measured.of(
        base=part.base.n,
        organisations=part.base.organisations,
        value=mean,
        low=np.maximum(low, 1),
        high=np.minimum(high, part.level.shape[-1]),
        effective=effective,
        rest=rest_mean,
        difference=mean - rest_mean,
        delta=delta.value,
        delta_low=delta.low,
        delta_high=delta.high,
        consensus=stats.consensus(part.weight),
        reliable=effective >= stats.RELIABLE_BASE,
    )


def _q(everything: Counts, part: Counts, measure: str, levels: tuple[int, ...], p: Array) -> Array:
    """The q-values of p, within the fixed family. Groups added up to one are one more group of it."""
    family, groups = _family(everything, measure, levels)
    alone = dict(zip(groups, stats.benjamini_hochberg(family), strict=False))
    nothing = np.full(p.shape[1], np.nan)
    return np.array(
        [
            stats.benjamini_hochberg(np.vstack([family, p[place]]))[-1]
            if "," in group
            else alone.get(group, nothing)
            for place, group in enumerate(part.groups)
        ]
    )


@lru_cache(maxsize=256)
def _family(everything: Counts, measure: str, levels: tuple[int, ...]) -> tuple[Array, tuple[str, ...]]:
    """Every p-value of the study for this measure and dimension, groups × items, and the groups of the
    first rows; of a crossed table its other parts follow.

    Fixed before the reader chooses anything, so that no choice makes a difference look surer.
    """
    groups = tuple(group for group in everything.groups if group not in (ALL, NOT_STATED))
    if not groups:
        return np.zeros((0, len(everything.items))), ()
    parts = (everything, *everything.siblings())
    return np.vstack([_measured(one, one.apart(groups), measure, levels).p for one in parts]), groups
