"""What is measured of each group and item: a share or a mean, its base and its interval."""

from dataclasses import dataclass

import numpy as np

from survey import stats
from survey.codebook import Scale
from survey.counts import Array, Counts


@dataclass(frozen=True)
class Measured:
    """Arrays groups × items. NaN where it is not shown.

    base, organisations  who answered the question that is measured
    top                  how many of them the share counts; NaN for a mean
    value                a share 0–1, or a mean of level numbers
    low, high            its 95 % interval
    """

    base: Array
    organisations: Array
    top: Array
    value: Array
    low: Array
    high: Array


def measured(counts: Counts, measure: str, scale: Scale) -> Measured:
    """The measure of a selection: top, highest, mean or use."""
    if measure == "use":
        return _used(counts)
    if measure == "mean":
        return _mean(counts)
    return _share(counts, list(scale.top) if measure == "top" else [len(scale.levels)])


def _share(counts: Counts, levels: list[int]) -> Measured:
    where = np.asarray(levels) - 1
    weight = counts.weight.sum(axis=-1)
    share = stats.ratio(counts.weight[..., where].sum(axis=-1), weight)
    effective = stats.effective_base(weight, counts.weight_sq.sum(axis=-1))
    low, high = stats.wilson(share, effective)
    top = counts.level[..., where].sum(axis=-1)
    return Measured(counts.base.n, counts.base.organisations, top, share, low, high)


def _mean(counts: Counts) -> Measured:
    mean, variance = stats.mean_of_levels(counts.weight)
    effective = stats.effective_base(counts.weight.sum(axis=-1), counts.weight_sq.sum(axis=-1))
    low, high = stats.mean_interval(mean, variance, effective)
    low, high = np.maximum(low, 1), np.minimum(high, counts.level.shape[-1])
    return Measured(counts.base.n, counts.base.organisations, np.full(mean.shape, np.nan), mean, low, high)


def _used(counts: Counts) -> Measured:
    share = stats.ratio(counts.used_weight, counts.use_weight)
    low, high = stats.wilson(share, stats.effective_base(counts.use_weight, counts.use_weight_sq))
    return Measured(counts.use.n, counts.use.organisations, counts.used, share, low, high)
