"""Correspondence analysis: the rows and columns of a table of counts as places on a map; pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from survey.stats import ROUNDING, Array, ratio


@dataclass(frozen=True, eq=False)
class Correspondence:
    """A table's rows and columns as places on axes, the axis that tells most first.

    | field | meaning |
    |---|---|
    | rows, columns | principal coordinates on the first two axes: rows × 2 and columns × 2 |
    | inertia | of every axis; they add up to χ² / n |
    | share | of all inertia, 0–1; NaN where rows do not differ at all |

    Distances between rows, and between columns, are those of χ²; between a row and a column none is meant.
    """

    rows: Array
    columns: Array
    inertia: Array
    share: Array


def correspondence(table: ArrayLike) -> Correspondence:
    """Simple correspondence analysis of counts, which may be weighted: rows × columns.

    NaN for rows and columns without anybody, for rows with an unknown count, and for an axis that so few
    rows or columns do not have. On each axis the row farthest out, the first of equals, is positive.
    Greenacre (1984), Theory and Applications of Correspondence Analysis.
    """
    table = np.asarray(table, float)
    rows = table.sum(axis=1) > 0
    columns = table[rows].sum(axis=0) > 0
    of_rows, of_columns, singular = _principal(table[rows][:, columns])
    inertia = np.square(singular)
    return Correspondence(
        _placed(of_rows, rows), _placed(of_columns, columns), inertia, ratio(inertia, inertia.sum())
    )


def _principal(table: Array) -> tuple[Array, Array, Array]:
    """Coordinates of rows and of columns on every axis, and the singular values; rounding errors are 0."""
    share = ratio(table, table.sum())
    row, column = share.sum(axis=1), share.sum(axis=0)
    expected = np.outer(row, column)
    left, singular, right = np.linalg.svd((share - expected) / np.sqrt(expected), full_matrices=False)
    axes = slice(max(min(share.shape) - 1, 0))
    singular = np.where(singular > ROUNDING, singular, 0.0)[axes]
    rows = left[:, axes] * singular / np.sqrt(row)[:, np.newaxis]
    columns = right.T[:, axes] * singular / np.sqrt(column)[:, np.newaxis]
    sign = _sign(rows)
    return sign * rows, sign * columns, singular


def _sign(rows: Array) -> Array:
    """Of each axis, −1 or 1: that of the row farthest out."""
    if not rows.size:
        return np.ones(rows.shape[1])
    size = np.abs(rows)
    farthest = (size >= size.max(axis=0) - ROUNDING).argmax(axis=0)
    return np.where(rows[farthest, range(rows.shape[1])] < 0, -1.0, 1.0)


def _placed(coordinates: Array, where: NDArray[np.bool_]) -> Array:
    """The first two axes, of those `where` has; NaN elsewhere."""
    placed = np.full((len(where), 2), np.nan)
    placed[where, : coordinates.shape[1]] = coordinates[:, :2]
    return placed
