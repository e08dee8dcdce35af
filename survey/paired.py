"""Importance against use: two answers of the same people about the same item."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.codebook import Scale
from survey.counts import Counts
from survey.measure import beyond, counted, icc_of, levels_of
from survey.stats import Array, benjamini_hochberg, mcnemar_p, paired_newcombe, ratio


@dataclass(frozen=True, eq=False)
class Paired:
    """Arrays groups × items. NaN where answers are not published by use.

    | field | meaning |
    |---|---|
    | base | who rated the item and said whether it is in use |
    | both, important, used, neither | shares of them: important and in use, important only, in use only |
    | difference, low, high | important − in use, and its 95 % interval |
    | p, q | of no difference; q within all items |
    """

    base: Array
    both: Array
    important: Array
    used: Array
    neither: Array
    difference: Array
    low: Array
    high: Array
    p: Array
    q: Array

    def certain(self, q: float, gap: float) -> NDArray[np.bool_]:
        """Where the difference is both sure, q at most so, and large, at least `gap`."""
        return beyond(self.q, self.difference, q, gap)


def paired(everybody: Counts, users: Counts, others: Counts, measure: str, scale: Scale) -> Paired:
    """Importance, which is what the measure counts, against use, of the groups of all three counts.

    McNemar's mid-p and Newcombe's paired interval, each count taken for what it is worth.
    """
    levels = levels_of(measure, scale)
    (of_users, _, both), (of_others, _, important) = (
        counted(one, measure, levels) for one in (users, others)
    )
    weights = np.array([both, important, of_users.weight - both, of_others.weight - important])
    icc = icc_of(everybody, measure, test=True)
    worth = ratio(everybody.base.effective(icc), everybody.base.weight)
    shown = np.isfinite(weights).all(axis=0)
    both, important, used, neither = ratio(weights, weights.sum(axis=0))
    counts = weights * worth
    low, high = paired_newcombe(*counts)
    p = np.where(shown, mcnemar_p(*np.nan_to_num(counts[1:3])), np.nan)
    q = np.array([benjamini_hochberg(row) for row in p])
    base = of_users.n + of_others.n
    return Paired(base, both, important, used, neither, important - used, low, high, p, q)
