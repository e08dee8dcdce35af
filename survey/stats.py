"""Shares, means and how sure they are. Pure: arrays in, arrays out."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

Array = NDArray[np.float64]
CONFIDENCE = 0.95


def ratio(part: ArrayLike, whole: ArrayLike) -> Array:
    """part / whole, NaN where the whole is 0 or unknown."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    unknown: Array = np.full(np.broadcast(part, whole).shape, np.nan)
    np.divide(part, whole, out=unknown, where=whole > 0)
    return unknown


def effective_base(weight: ArrayLike, weight_sq: ArrayLike) -> Array:
    """How many unweighted answers the weighted ones are worth, (Σw)²/Σw²; n where all weigh the same.

    Kish (1965), Survey Sampling, §8.2.
    """
    return ratio(np.square(weight), weight_sq)


def wilson(share: ArrayLike, base: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """The Wilson score interval of a share, as two arrays (low, high), each 0–1.

    `base` may be an effective one, so not a whole number. NaN where it is 0 or unknown.
    Wilson (1927), JASA 22:209–212.
    """
    share, base = np.broadcast_arrays(np.asarray(share, float), np.asarray(base, float))
    known = (base > 0) & np.isfinite(share)
    low, high = np.full(share.shape, np.nan), np.full(share.shape, np.nan)
    if known.any():
        low[known], high[known] = proportion_confint(
            share[known] * base[known], base[known], alpha=1 - confidence, method="wilson"
        )
    return low, high


def mean_of_levels(weight: ArrayLike) -> tuple[Array, Array]:
    """Mean and variance of level numbers 1…L whose weights lie along the last axis."""
    weight = np.asarray(weight, float)
    level = np.arange(1, weight.shape[-1] + 1)
    total = weight.sum(axis=-1)
    mean = ratio((weight * level).sum(axis=-1), total)
    return mean, ratio((weight * (level - mean[..., np.newaxis]) ** 2).sum(axis=-1), total)


def mean_interval(
    mean: ArrayLike, variance: ArrayLike, base: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Array, Array]:
    """The normal interval of a mean, as two arrays (low, high) in the mean's unit. NaN where base < 2."""
    base = np.asarray(base, float)
    half = norm.ppf((1 + confidence) / 2) * np.sqrt(ratio(variance, np.where(base > 1, base - 1, np.nan)))
    return np.asarray(mean) - half, np.asarray(mean) + half
