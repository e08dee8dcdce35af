"""What only the private answers tell about certainty: how alike an organisation's answers are, and whether
groups differ at all. One number per item leaves the house, never one per organisation."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

import numpy as np

from survey.codebook import ALL, CROSS, MEASURES, NOT_STATED
from survey.release.count import Cell, Counted, Crossing, Moments
from survey.stats import Array, RaoScott, anova, cell_covariance, rao_scott
from survey.study import Study

POOLED_BELOW = 100
DIGITS = 4


def tests(study: Study, counted: Counted, shown: Mapping[str, Set[Cell]]) -> Iterator[dict[str, Any]]:
    """The rows of the table `tests`. `shown` are the cells whose levels, and whose use, are published."""
    for dimension in dict.fromkeys(one.dimension for one in counted.groups if CROSS not in one.dimension):
        groups = [group.id for group in counted.groups if group.dimension == dimension]
        for measure in MEASURES if study.use else MEASURES[:-1]:
            icc, cautious = _icc(study, counted, dimension, measure)
            for place, item in enumerate(study.items):
                row = {"dimension": dimension, "item": item.id, "measure": measure}
                seen = shown["use" if measure == "use" else "level"]
                kept = [one for one in groups if one != NOT_STATED and (dimension, one, item.id) in seen]
                found = _test(study, counted, (dimension, item.id, measure), kept)
                alike = {"icc": icc[place], "icc_test": cautious[place]}
                yield row | {name: round(float(one), DIGITS) for name, one in alike.items()} | _figures(found)


def _figures(found: RaoScott | None) -> dict[str, float | None]:
    if found is None or np.isnan(found.p):
        return dict.fromkeys(("f", "df", "denominator", "p"))
    figures = {"f": found.f, "df": found.df, "denominator": found.denominator_df, "p": found.p}
    return {name: float(f"{figure:.{DIGITS}g}") for name, figure in figures.items()}


def _icc(study: Study, counted: Counted, dimension: str, measure: str) -> tuple[Array, Array]:
    """Per item the ICC for intervals and the one for tests: within the groups of the dimension, or over
    everybody where organisations straddle them.

    Of an item that few have answered it is that of all items together.
    """
    nested = dimension in counted.nested
    groups = [one.id for one in counted.groups if one.dimension == dimension] if nested else [ALL]
    of = dimension if nested else ALL
    sums = np.array(
        [
            [counted.moments.get((of, group, item.id), {}).get(measure, Moments())[:6] for group in groups]
            for item in study.items
        ],
        float,
    )
    found = anova(*np.moveaxis(sums, -1, 0))
    few = sums[..., 0].sum(axis=-1) < POOLED_BELOW
    return np.where(few, found.pooled(), found.icc()), found.cautious()


def _test(
    study: Study, counted: Counted, asked: tuple[str, str, str], groups: Sequence[str]
) -> RaoScott | None:
    """Groups × (measured or not), as one table; None for a mean, or with nothing to compare."""
    dimension, item, measure = asked
    if measure == "mean" or len(groups) < 2:
        return None
    cells = [(dimension, group, item) for group in groups]
    total = np.array([_cell_total(study, counted, cell, measure) for cell in cells])
    question = "use" if measure == "use" else "level"
    n = sum(counted.base(cell, question).n for cell in cells)
    clusters = min(
        sum(_clusters(counted, cell, question) for cell in cells),
        _clusters(counted, (ALL, ALL, item), question),
    )
    products = _products(study, counted, asked, groups)
    return rao_scott(total / total.sum(), cell_covariance(total.ravel(), products, clusters), n, clusters)


def _cell_total(study: Study, counted: Counted, cell: Cell, measure: str) -> tuple[float, float]:
    """The weights of those the measure counts, and of the others."""
    part, all_ = _parts(study, counted, cell, measure, 1)
    return part, all_ - part


def _parts(study: Study, counted: Counted, cell: Cell, measure: str, at: int) -> tuple[float, float]:
    """Weights (at 1) or squared weights (at 2) of those the measure counts, and of everybody asked."""
    if measure == "use":
        return counted.said(cell, "yes")[at], counted.said(cell)[at]
    levels = study.scale.top if measure == "top" else (len(study.scale.levels),)
    found = counted.levels.get(cell, {}).items()
    return sum(one[at] for (level, _), one in found if level in levels), counted.valid(cell)[at]


def _clusters(counted: Counted, cell: Cell, question: str) -> int:
    if not counted.organised:
        return counted.base(cell, question).n
    cluster = counted.clusters.get(cell, {}).get(question)
    return cluster.organisations if cluster else 0


def _products(study: Study, counted: Counted, asked: tuple[str, str, str], groups: Sequence[str]) -> Array:
    """Σ t·tᵀ over organisations, t being an organisation's weights per cell (group, measured or not)."""
    dimension, item, measure = asked
    blocks = np.zeros((len(groups), 2, len(groups), 2))
    crossings = counted.crossings.get(asked, {})
    for a, one in enumerate(groups):
        blocks[a, :, a, :] = _own(study, counted, (dimension, one, item), measure)
        for b, two in enumerate(groups):
            if found := crossings.get((one, two)):
                blocks[a, :, b, :] = _block(found)
                blocks[b, :, a, :] = _block(found).T
    return blocks.reshape(2 * len(groups), 2 * len(groups))


def _own(study: Study, counted: Counted, cell: Cell, measure: str) -> Array:
    """The block of a group with itself; without organisations everybody is one."""
    if counted.organised:
        sums = counted.moments[cell][measure]
        return _block(Crossing(sums.weight_sq, sums.part_sq, sums.mixed, sums.mixed))
    part, all_ = _parts(study, counted, cell, measure, 2)
    return np.diag([part, all_ - part])


def _block(sums: Crossing) -> Array:
    """Of two groups: measured or not in the first × measured or not in the second."""
    return np.array(
        [
            [sums.both, sums.first - sums.both],
            [sums.second - sums.both, sums.all - sums.first - sums.second + sums.both],
        ]
    )
