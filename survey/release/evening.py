"""No weight of few is told: a weight that a margin made says which groups somebody is in.

Where only one of a group chose a level, the level's sum of weights is that person's weight, and with it
their sector, size and role, if these have margins. So levels that few chose are given the mean weight of
their side of the scale, the top or what lies below it, or of all levels where a side is itself of few.
"""

from collections.abc import Iterable, Mapping, Sequence

from survey.codebook import MINIMUM_ANSWERS
from survey.release.count import Sum

Level = tuple[int, str]


def evened(sums: Mapping[Level, Sum], top: Sequence[int]) -> dict[Level, Sum]:
    """The sums of a cell by level and use; answers off the scale are a side of their own."""
    found = dict(sums)
    for use in {use for _, use in sums}:
        levels = [key for key in sums if key[1] == use and key[0] > 0]
        sides = [[key for key in levels if (key[0] in top) is is_top] for is_top in (True, False)]
        if any(0 < _together(sums, side).n < MINIMUM_ANSWERS for side in sides):
            sides = [levels]
        for side in (*sides, [key for key in sums if key[1] == use and key[0] <= 0]):
            found |= _shared_out(sums, side)
    return found


def even_part(part: Sum, whole: Sum) -> float:
    """The weight of a part of a base; that of its number where the part, or what is left, is of few."""
    if min(part.n, whole.n - part.n) >= MINIMUM_ANSWERS or not part.n or part.n == whole.n:
        return part.weight
    return part.n * whole.weight / whole.n


def _shared_out(sums: Mapping[Level, Sum], side: Sequence[Level]) -> dict[Level, Sum]:
    """Everybody of a side at its mean weight, where one of its levels is of few."""
    if all(sums[key].n >= MINIMUM_ANSWERS for key in side):
        return {}
    n, weight, weight_sq = _together(sums, side)
    return {key: Sum(sums[key].n, sums[key].n * weight / n, sums[key].n * weight_sq / n) for key in side}


def _together(sums: Mapping[Level, Sum], keys: Iterable[Level]) -> Sum:
    total = Sum()
    for key in keys:
        total = total.plus(sums[key])
    return total
