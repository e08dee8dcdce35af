"""R4: who is left of groups of one dimension when the groups of another inside them are taken away."""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ENUMERATED = 12  # so many groups at most are tried in every combination, of more only up to three at once

Profiles = Mapping[int, Mapping[str, str]]


class Leftover(NamedTuple):
    """People who can be told apart although no group of them is published.

    outer, inside  the groups of one dimension, and those of the other that are taken away from them
    profiles       who is left
    """

    outer: str
    outer_groups: tuple[str, ...]
    inner: str
    inside: tuple[str, ...]
    profiles: frozenset[int]


def leftovers(groups: Profiles) -> Iterator[Leftover]:
    """Everybody who is left, for every pair of dimensions. `groups`: profile → dimension → group.

    Of all unions only the smallest around given groups can leave few people behind: a larger one adds
    whole groups, which are large enough by themselves.
    """
    dimensions = sorted({name for one in groups.values() for name in one})
    seen: set[frozenset[int]] = set()
    for outer, inner in permutations(dimensions, 2):
        for one in _of_pair(groups, outer, inner):
            if one.profiles and one.profiles not in seen:
                seen.add(one.profiles)
                yield one


def _of_pair(groups: Profiles, outer: str, inner: str) -> Iterator[Leftover]:
    cells = [
        (profile, one[outer], one[inner]) for profile, one in groups.items() if {outer, inner} <= set(one)
    ]
    outers, inners = sorted({a for _, a, _ in cells}), sorted({b for _, _, b in cells})
    meets = np.zeros((len(inners), len(outers)), bool)
    for _, a, b in cells:
        meets[inners.index(b), outers.index(a)] = True
    for around in _unions(meets):
        inside = {inners[at] for at in np.flatnonzero(~(meets & ~around).any(axis=1))}
        within = {outers[at] for at in np.flatnonzero(around)}
        left = frozenset(profile for profile, a, b in cells if a in within and b not in inside)
        yield Leftover(outer, tuple(sorted(within)), inner, tuple(sorted(inside)), left)


def _unions(meets: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
    """The smallest unions of outer groups around any combination of inner ones, each once."""
    most = len(meets) if len(meets) <= ENUMERATED else 3
    chosen = chain.from_iterable(combinations(range(len(meets)), size) for size in range(1, most + 1))
    seen: set[bytes] = set()
    for some in chosen:
        around = np.asarray(meets[list(some)].any(axis=0))
        if not around.all() and around.tobytes() not in seen:
            seen.add(around.tobytes())
            yield around
