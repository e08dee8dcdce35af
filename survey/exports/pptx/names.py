"""On which side of its point each name of a scatter stands, so that as few as may be lie on others."""

from collections.abc import Iterator, Sequence

from survey.charts.native import Series

Rectangle = tuple[float, float, float, float]
LETTER, LINE, AWAY = 0.078, 0.17, 0.09  # inches


def beside(
    series: Sequence[Series],
    across: tuple[float, float],
    up: tuple[float, float],
    size: tuple[float, float],
) -> list[str]:
    """ "r", "l", "t" or "b" per series of one point, on a plane of this size in inches."""
    points = [
        (_share(one.x[0], across) * size[0], (1 - _share(one.values[0] or 0, up)) * size[1]) for one in series
    ]
    taken: list[Rectangle] = [(x - 0.06, y - 0.06, x + 0.06, y + 0.06) for x, y in points]
    found: dict[int, str] = {}
    for place in sorted(range(len(series)), key=lambda place: (not series[place].strong, points[place][0])):
        if not series[place].named:
            found[place] = "r"
            continue
        sides = dict(_sides(*points[place], LETTER * len(series[place].name)))
        best = min(sides, key=lambda side: _cost(sides[side], taken, size))
        found[place] = best
        taken.append(sides[best])
    return [found[place] for place in range(len(series))]


def _share(value: float, ends: tuple[float, float]) -> float:
    return (value - ends[0]) / ((ends[1] - ends[0]) or 1)


def _sides(x: float, y: float, wide: float) -> Iterator[tuple[str, Rectangle]]:
    yield "r", (x + AWAY, y - LINE / 2, x + AWAY + wide, y + LINE / 2)
    yield "l", (x - AWAY - wide, y - LINE / 2, x - AWAY, y + LINE / 2)
    yield "t", (x - wide / 2, y - AWAY - LINE, x + wide / 2, y - AWAY)
    yield "b", (x - wide / 2, y + AWAY, x + wide / 2, y + AWAY + LINE)


def _cost(one: Rectangle, taken: Sequence[Rectangle], size: tuple[float, float]) -> float:
    """How much of it lies on others, or outside."""
    inside = _common(one, (0, 0, *size))
    outside = (one[2] - one[0]) * (one[3] - one[1]) - inside
    return 3 * outside + sum(_common(one, other) for other in taken)


def _common(one: Rectangle, other: Rectangle) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)
