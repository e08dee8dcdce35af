"""Shares, means, differences and how sure they are. Pure: arrays in, arrays out.

Everything is vectorised: a number stands for any array that broadcasts with the others. An effective base
is how many independent answers the given ones are worth; it need not be whole.

`scipy.stats` takes as long to import as all the rest, so only who asks for it does.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Array = NDArray[np.float64]
CONFIDENCE = 0.95

# Below these a share is marked as of low reliability. After Parker et al. (2017), NCHS Vital and Health
# Statistics 2(175), who suppress there; here it is shown, pale.
RELIABLE_BASE, RELIABLE_WIDTH = 30, 0.30

# Irwin's rule: the χ² test needs an expected count of at least this in every cell. Campbell (2007),
# Statistics in Medicine 26:3661–3675.
SMALLEST_EXPECTED = 1
ROUNDING = 1e-9


def ratio(part: ArrayLike, whole: ArrayLike) -> Array:
    """part / whole, NaN where the whole is 0 or unknown."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    unknown: Array = np.full(np.broadcast(part, whole).shape, np.nan)
    np.divide(part, whole, out=unknown, where=whole > 0)
    return unknown


def effective_base(
    weight: ArrayLike, weight_sq: ArrayLike, size_sq: ArrayLike = 0.0, icc: ArrayLike = 0.0
) -> Array:
    """How many independent, unweighted answers these are worth: (Σw)² / ((1 − ρ)·Σw² + ρ·ΣW²).

    `size_sq` is ΣW², over organisations the square of their sum of weights; `icc` is ρ. Without clusters
    it is Kish's (Σw)²/Σw², without weights n / (1 + (Σm²/n − 1)·ρ). Kish (1965), Survey Sampling, §8.2;
    both at once: Gabler, Häder & Lahiri (1999), Survey Methodology 25:105–106.
    """
    icc = np.asarray(icc, float)
    clustered = np.where(icc > 0, icc * np.asarray(size_sq, float), 0.0)
    return ratio(np.square(weight), (1 - icc) * np.asarray(weight_sq, float) + clustered)


class Anova(NamedTuple):
    """An analysis of variance of organisations within groups, per item: what ICC is the ratio of.

    Kept apart so that items can be pooled: Σ between / Σ total.
    """

    between: Array
    total: Array

    def icc(self) -> Array:
        """How alike the answers of one organisation are: 0 not at all … 1 always the same."""
        return np.clip(np.nan_to_num(ratio(self.between, self.total)), 0.0, 1.0)

    def pooled(self) -> Array:
        """The same of all items together, which lie along the last axis; of the same shape as `icc`."""
        together = Anova(self.between.sum(axis=-1, keepdims=True), self.total.sum(axis=-1, keepdims=True))
        return np.broadcast_to(together.icc(), self.between.shape)

    def cautious(self) -> Array:
        """The larger of both, for tests: where sizes are uneven one item's own is often too small by
        chance, and just there a difference then looks certain. `benchmarks/simulation.md` shows it."""
        return np.maximum(self.icc(), self.pooled())


def anova(
    n: ArrayLike,
    organisations: ArrayLike,
    count_sq: ArrayLike,
    total: ArrayLike,
    total_sq: ArrayLike,
    between: ArrayLike,
) -> Anova:
    """One-way analysis of variance from sums per group, groups along the last axis.

    n, organisations  answers, and how many organisations gave them
    count_sq          Σm², m being the answers of one organisation
    total, total_sq   Σy and Σy² over answers (the same for yes and no, 1 and 0)
    between           Σ(y's sum in the organisation)² / m

    Both parts are 0 where no organisation gave two answers. Donner (1986), International Statistical
    Review 54:67–82, with organisations nested in groups.
    """
    n, organisations, total = (np.asarray(one, float) for one in (n, organisations, total))
    groups = (n > 0).sum(axis=-1)
    people, clusters = n.sum(axis=-1), organisations.sum(axis=-1)
    among, within = clusters - groups, people - clusters
    known = (among > 0) & (within > 0)
    spread = np.nansum(np.asarray(between) - ratio(np.square(total), n), axis=-1)
    inside = np.nansum(np.asarray(total_sq, float) - np.asarray(between, float), axis=-1)
    size = np.where(known, (people - np.nansum(ratio(count_sq, n), axis=-1)) / np.maximum(among, 1), 1.0)
    msb, msw = spread / np.maximum(among, 1), inside / np.maximum(within, 1)
    return Anova(np.where(known, msb - msw, 0.0), np.where(known, msb + (size - 1) * msw, 0.0))


def wilson(share: ArrayLike, base: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """The Wilson score interval of a share, as two arrays (low, high), each 0–1.

    `base` may be an effective one. NaN where it is 0 or unknown. Wilson (1927), JASA 22:209–212.
    """
    share, base = np.asarray(share, float), np.asarray(base, float)
    z = _normal(confidence)
    middle = ratio(share * base + z**2 / 2, np.where(base > 0, base + z**2, np.nan))
    half = z * np.sqrt(ratio(share * (1 - share) * base + z**2 / 4, np.square(base + z**2)))
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def _normal(confidence: float) -> float:
    """Within how many standard deviations so much of the normal distribution lies."""
    return float(special.ndtri((1 + confidence) / 2))


def reliable(base: ArrayLike, low: ArrayLike, high: ArrayLike) -> NDArray[np.bool_]:
    """Whether a share rests on an effective base of 30 and its interval spans at most 0.30."""
    narrow = np.asarray(high, float) - np.asarray(low, float) <= RELIABLE_WIDTH + ROUNDING
    enough: NDArray[np.bool_] = (np.asarray(base, float) >= RELIABLE_BASE) & narrow
    return enough


def newcombe(
    share: ArrayLike,
    base: ArrayLike,
    other: ArrayLike,
    other_base: ArrayLike,
    correlation: ArrayLike = 0.0,
    confidence: float = CONFIDENCE,
) -> tuple[Array, Array]:
    """The hybrid score interval of share − other, as two arrays (low, high), each −1 … 1.

    `correlation` is that of the two estimates: 0 for independent ones. Newcombe (1998), Statistics in
    Medicine 17:873–890 (method 10), and with a correlation 17:2635–2650.
    """
    one, two = np.asarray(share, float), np.asarray(other, float)
    (low, high), (other_low, other_high) = wilson(one, base, confidence), wilson(two, other_base, confidence)
    difference = one - two
    return (
        difference - _joint(one - low, other_high - two, correlation),
        difference + _joint(high - one, two - other_low, correlation),
    )


def _joint(one: Array, two: Array, correlation: ArrayLike) -> Array:
    """The length of both arms together; a rounding error below 0 is 0."""
    return np.sqrt(np.maximum(0.0, one**2 - 2 * np.asarray(correlation) * one * two + two**2))


def difference_p(
    share: ArrayLike,
    base: ArrayLike,
    other: ArrayLike,
    other_base: ArrayLike,
    pooled: ArrayLike,
    n: ArrayLike,
    covariance: ArrayLike = 0.0,
) -> Array:
    """The p-value of no difference between two shares: N−1 χ² on effective bases, two-sided.

    `pooled` is the share of both together, `n` how many answers that is; `covariance` that of the two
    estimates, in units of pooled·(1 − pooled). Where an expected effective count is below 1, the
    Fisher–Irwin test of the effective table, its counts rounded. Campbell (2007), Statistics in Medicine
    26:3661–3675; with a design effect: Donner & Klar (2000), Design and Analysis of Cluster
    Randomization Trials, §6.
    """
    share, base, other, other_base, pooled, n, covariance = np.broadcast_arrays(
        *(np.asarray(one, float) for one in (share, base, other, other_base, pooled, n, covariance))
    )
    spread = np.maximum(ratio(1, base) + ratio(1, other_base) - 2 * covariance, 0.0)
    statistic = ratio(np.square(share - other), pooled * (1 - pooled) * spread) * ratio(n - 1, n)
    found = special.chdtrc(1, statistic)
    known = np.isfinite(share) & np.isfinite(other) & (base > 0) & (other_base > 0)
    found = np.asarray(np.where(known, found, np.nan), np.float64)
    expected = np.minimum(base, other_base) * np.minimum(pooled, 1 - pooled)
    for at in map(tuple, np.argwhere(known & (expected < SMALLEST_EXPECTED - ROUNDING))):
        found[at] = fisher_p(share[at] * base[at], base[at], other[at] * other_base[at], other_base[at])
    return found


def fisher_p(count: float, base: float, other: float, other_base: float) -> float:
    """The Fisher–Irwin p-value, two-sided, of two counts out of their bases, rounded to whole ones."""
    return _fisher(*(int(np.floor(one + 0.5)) for one in (count, base, other, other_base)))


@lru_cache(maxsize=4096)
def _fisher(count: int, base: int, other: int, other_base: int) -> float:
    from scipy.stats import fisher_exact

    return float(fisher_exact([[count, base - count], [other, other_base - other]]).pvalue)


def benjamini_hochberg(p: ArrayLike) -> Array:
    """Every p-value of a family as a q-value, at least as large. NaN stays NaN and does not count.

    Benjamini & Hochberg (1995), JRSS B 57:289–300.
    """
    from scipy.stats import false_discovery_control

    p = np.asarray(p, float)
    q, known = np.full(p.shape, np.nan), np.isfinite(p)
    if known.any():
        q[known] = false_discovery_control(p[known], method="bh")
    return q


def mcnemar_p(first: ArrayLike, second: ArrayLike) -> Array:
    """McNemar's mid-p: those who say yes to the first question alone against those to the second alone.

    Counts that are not whole, worth less than they are, are rounded. Fagerland, Lydersen & Laake
    (2013), BMC Medical Research Methodology 13:91.
    """
    from scipy.stats import binom

    first, second = (np.floor(np.asarray(one, float) + 0.5) for one in (first, second))
    fewer, both = np.minimum(first, second), first + second
    found: Array = np.minimum(1.0, 2 * binom.cdf(fewer, both, 0.5) - binom.pmf(fewer, both, 0.5))
    return found


def paired_newcombe(
    both: ArrayLike, first: ArrayLike, second: ArrayLike, neither: ArrayLike, deff: ArrayLike = 1.0
) -> tuple[Array, Array]:
    """The interval of the share of yes to the first question minus that to the second, asked of the same.

    Counts of people; `deff` is how much less than that they are worth. Newcombe (1998), Statistics in
    Medicine 17:2635–2650 (method 10).
    """
    both, first, second, neither = (np.asarray(one, float) for one in (both, first, second, neither))
    n = both + first + second + neither
    product = both * neither - first * second
    corrected = np.where(product > 0, np.maximum(product - n / 2, 0.0), product)
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    correlation = np.nan_to_num(ratio(corrected, np.sqrt(margins)))
    base = n / np.asarray(deff, float)
    return newcombe(ratio(both + first, n), base, ratio(both + second, n), base, correlation)


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
    """The normal interval of a mean, as two arrays (low, high) in the mean's unit. NaN where base ≤ 1."""
    base = np.asarray(base, float)
    half = _normal(confidence) * np.sqrt(ratio(variance, base - 1))
    return np.asarray(mean) - half, np.asarray(mean) + half


def consensus(weight: ArrayLike) -> Array:
    """How much the answers agree, 0 (half at either end) … 1 (all at one level). Levels on the last axis.

    An even spread over five levels gives 0.434. Tastle & Wierman (2007), International Journal of
    Approximate Reasoning 45:531–545.
    """
    weight = np.asarray(weight, float)
    share = ratio(weight, weight.sum(axis=-1, keepdims=True))
    mean, _ = mean_of_levels(weight)
    level = np.arange(1, weight.shape[-1] + 1)
    away = np.abs(level - mean[..., np.newaxis]) / (weight.shape[-1] - 1)
    terms = np.where(share > 0, share * np.log2(np.where(share > 0, 1 - away, 1.0)), 0.0)
    return np.where(np.isfinite(mean), 1 + terms.sum(axis=-1), np.nan)


class Delta(NamedTuple):
    """Cliff's δ, −1 … 1, and its interval."""

    value: Array
    low: Array
    high: Array


def cliffs_delta(
    weight: ArrayLike,
    other: ArrayLike,
    base: ArrayLike,
    other_base: ArrayLike,
    confidence: float = CONFIDENCE,
) -> Delta:
    """How much more often one of the first is at a higher level than one of the others, than lower.

    Levels lie along the last axis; the interval is not symmetric. NaN where a base is at most 1, and the
    interval also where no two of them ever meet, δ being −1 or 1.
    Cliff (1993), Psychological Bulletin 114:494–509.
    """
    one, two = (np.asarray(given, float) for given in (weight, other))
    p, r = (ratio(given, given.sum(axis=-1, keepdims=True)) for given in (one, two))
    n, m = (np.where(np.asarray(given, float) > 1, given, np.nan) for given in (base, other_base))
    sign = np.sign(np.subtract.outer(np.arange(p.shape[-1]), np.arange(p.shape[-1])))
    rows, columns = r @ sign.T, p @ sign
    value = (p * rows).sum(axis=-1)
    away = value[..., np.newaxis]
    of_rows = (p * (rows - away) ** 2).sum(axis=-1)
    of_columns = (r * (columns - away) ** 2).sum(axis=-1)
    of_both = (p * (r @ (sign.T**2))).sum(axis=-1) - value**2
    unbiased = (m * n * (m * of_rows + n * of_columns) - m * n * of_both) / (m * n * (m - 1) * (n - 1))
    variance = np.maximum(unbiased, (1 - value**2) / (m * n - 1))
    z = _normal(confidence)
    half = z * np.sqrt(variance) * np.sqrt((1 - value**2) ** 2 + z**2 * variance)
    below = 1 - value**2 + z**2 * variance
    return Delta(value, *(ratio(value - value**3 + side * half, below) for side in (-1, 1)))


class RaoScott(NamedTuple):
    """A test of independence: Pearson's χ², its design-based F with degrees of freedom, and p."""

    chi_sq: float
    f: float
    df: float
    denominator_df: float
    p: float


def cell_covariance(total: ArrayLike, products: ArrayLike, clusters: int) -> Array:
    """The covariance of a table's cell shares, linearised by cluster: cells × cells.

    total     sum of weights per cell
    products  Σ t·tᵀ over clusters, t being one cluster's sums of weights per cell
    """
    total, products = np.asarray(total, float), np.asarray(products, float)
    share = total / total.sum()
    mixed = np.outer(products.sum(axis=1), share)
    spread = products - mixed - mixed.T + products.sum() * np.outer(share, share)
    covariance: Array = ratio(clusters, clusters - 1) * spread / total.sum() ** 2
    return covariance


def rao_scott(share: ArrayLike, covariance: ArrayLike, n: float, clusters: int) -> RaoScott:
    """Whether rows and columns of a table of shares are independent, in a sample of clusters.

    share       rows × columns, adding up to 1
    covariance  of the shares in row order: cells × cells
    n           answers

    NaN where there is nothing to compare, or groups and answers coincide so that nothing varies.
    The second-order F of Rao & Scott (1984), Annals of Statistics 12:46–60, as R's svychisq gives it.
    """
    share, covariance = _filled(np.asarray(share, float), np.asarray(covariance, float))
    rows, columns = share.shape
    if rows < 2 or columns < 2 or clusters < 2:
        return RaoScott(*np.full(5, np.nan))
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    chi_sq = n * float(((share - expected) ** 2 / expected).sum())
    contrasts = _interaction(rows, columns)
    inverse = np.diag(np.nan_to_num(ratio(1, share.ravel())))
    simple = contrasts.T @ inverse @ contrasts / n
    delta = np.linalg.solve(simple, contrasts.T @ inverse @ covariance @ inverse @ contrasts)
    trace, square = float(np.trace(delta)), float(np.trace(delta @ delta))
    if trace < ROUNDING:
        return RaoScott(chi_sq, *np.full(4, np.nan))
    df = trace**2 / square
    statistic, denominator = chi_sq / trace, df * (clusters - 1)
    return RaoScott(chi_sq, statistic, df, denominator, float(special.fdtrc(df, denominator, statistic)))


def _filled(share: Array, covariance: Array) -> tuple[Array, Array]:
    """The table and its covariance without empty rows and columns, which are no groups."""
    rows, columns = share.any(axis=1), share.any(axis=0)
    kept = np.outer(rows, columns).ravel()
    return share[rows][:, columns], covariance[np.ix_(kept, kept)]


def _interaction(rows: int, columns: int) -> Array:
    """Contrasts of a table's cells that are free of its margins: cells × (rows − 1)(columns − 1)."""

    def centred(size: int) -> Array:
        return np.eye(size)[:, 1:] - 1 / size

    return np.asarray(np.kron(centred(rows), centred(columns)), np.float64)
