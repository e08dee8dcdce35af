"""How often the dashboard's statistics err where the truth is known, beside the usual ones.

Many surveys are drawn, mostly such that no group differs: 360 respondents in 269 organisations, each of
which belongs to one of 8 groups; everybody answers 14 items. Every survey is one page of 8 × 14 cells, worked
out as the app does it and as it is usually done. `python -m benchmarks.simulation`
"""

import argparse
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

from benchmarks.sides import machine
from survey import stats
from survey.stats import Array

Flags = NDArray[np.bool_]
Scenario = tuple[str, float]

REPORT = Path(__file__).with_suffix(".md")
RUNS, SEED = 4000, 2015

# How many organisations have how many respondents.
SHAPES = {"even": {2: 91, 1: 178}, "skewed": {21: 1, 11: 3, 4: 8, 2: 17, 1: 240}}
ICCS = (0.0, 0.3, 0.5)

# Organisations per group, so that respondents are about 62, 58, 44, 40, 36, 26, 24 and 70.
GROUPS = (46, 43, 33, 30, 27, 20, 18, 52)
SMALLEST = GROUPS.index(min(GROUPS))
SHARES = (0.95, 0.85, 0.6, 0.6, 0.55, 0.55, 0.5, 0.48, 0.4, 0.4, 0.3, 0.25, 0.2, 0.2)

# Where groups do differ: these are that far above all others, on these items.
RAISED_GROUPS, RAISED_ITEMS, RAISED_BY = (2, 4, 6), (8, 10), 0.30

LEVEL, LEAST_DIFFERENCE = 0.05, 0.10

# The ways to mark a cell and to draw an interval, by the words of the report.
OURS = "ours"
NO_GAP = "ours without the 10 points"
OWN = "own ICC only"
CORRECTED = "N−1 χ², BH"
TESTED = "N−1 χ²"
WITH_TOTAL = "group against total"
SHARE_OURS, SHARE_WILSON, SHARE_WALD = "share: ours", "share: Wilson", "share: Wald"
DIFFERENCE_OURS, DIFFERENCE_NEWCOMBE = "difference: ours", "difference: Newcombe"

LEGEND = f"""\
Cells are marked by
* **{OURS}**: q ≤ 0.05 over the page and at least 10 points between the group and the rest; several answers
  from one organisation are allowed for by the item's intraclass correlation (ICC), estimated per survey, in
  the test by that of all items together where it is larger;
* **{NO_GAP}**: q ≤ 0.05 alone;
* **{OWN}**: the same as ours with the item's own ICC in the test, however small it came out;
* **{CORRECTED}**: q ≤ 0.05, every answer taken to be independent;
* **{TESTED}**: p ≤ 0.05, the same without Benjamini–Hochberg;
* **{WITH_TOTAL}**: p ≤ 0.05 by the z-test of a group against a total that contains it.

Intervals are 95 %: ours on effective bases, Wilson's, Wald's and Newcombe's as if answers were independent.
"""


class Surveys(NamedTuple):
    """Many surveys as sums: runs × items × groups; the first three are the same for every item.

    n              respondents
    organisations  how many they come from
    size_sq        Σm², m being the respondents of one organisation
    yes            how many say yes
    between        Σ(yes of the organisation)² / m
    """

    n: Array
    organisations: Array
    size_sq: Array
    yes: Array
    between: Array


class Side(NamedTuple):
    """The groups, or the rest of each.

    n, share, truth  respondents, observed and true share
    base, test_base  effective, for intervals and for tests
    """

    n: Array
    base: Array
    test_base: Array
    share: Array
    truth: Array


class Figures(NamedTuple):
    """What comes out of one scenario, by the ways of the report, 0–1.

    pages     pages with at least one mark
    power     marked cells among those that are raised; NaN where none is
    false     marked cells on items that no group differs on, of all marked; mean over pages
    coverage  intervals that contain the truth
    smallest  the same for the smallest group
    """

    pages: dict[str, float]
    power: dict[str, float]
    false: dict[str, float]
    coverage: dict[str, float]
    smallest: dict[str, float]


def simulate(shape: str, icc: float, runs: int, seed: int = SEED, raised: bool = False) -> Figures:
    """Draw surveys and count how often each way is right."""
    truth = true_shares(raised)
    groups, rest = sides(draw(shape, icc, truth, runs, np.random.default_rng(seed)), truth)
    marked, covered = marks(groups, rest), covers(groups, rest)
    return Figures(
        pages={way: float(cells.any(axis=(1, 2)).mean()) for way, cells in marked.items()},
        power={way: power(cells) if raised else np.nan for way, cells in marked.items()},
        false={way: false_discoveries(cells, truth) for way, cells in marked.items()},
        coverage={way: float(cells.mean()) for way, cells in covered.items()},
        smallest={way: float(cells[..., SMALLEST].mean()) for way, cells in covered.items()},
    )


def true_shares(raised: bool) -> Array:
    """The true share of every item (rows) in every group."""
    shares = np.repeat(np.array(SHARES)[:, np.newaxis], len(GROUPS), axis=1)
    if raised:
        shares[np.ix_(RAISED_ITEMS, RAISED_GROUPS)] += RAISED_BY
    return shares


def draw(shape: str, icc: float, truth: Array, runs: int, random: np.random.Generator) -> Surveys:
    """Organisations dealt to groups anew in every run, answers beta-binomial within an organisation."""
    starts = np.cumsum((0, *GROUPS[:-1]))
    sizes = np.repeat(list(SHAPES[shape]), list(SHAPES[shape].values()))
    m = random.permuted(np.tile(sizes, (runs, 1, 1)), axis=-1)
    chance = np.broadcast_to(np.repeat(truth, GROUPS, axis=1), (runs, len(SHARES), sum(GROUPS)))
    if icc > 0:
        spread = (1 - icc) / icc
        chance = random.beta(chance * spread, (1 - chance) * spread)
    yes = random.binomial(m, chance)

    def grouped(values: NDArray[np.generic]) -> Array:
        return np.add.reduceat(values.astype(float), starts, axis=-1)

    return Surveys(grouped(m), grouped(np.ones_like(m)), grouped(m**2), grouped(yes), grouped(yes**2 / m))


def sides(surveys: Surveys, truth: Array) -> tuple[Side, Side]:
    """All groups, and the rest of each, on bases worked out as the app does it."""
    n, organisations, size_sq, yes, between = surveys
    found = stats.anova(n, organisations, size_sq, yes, yes, between)
    icc, cautious = (one[..., np.newaxis] for one in (found.icc(), found.cautious()))

    def side(n: Array, size_sq: Array, yes: Array, expected: Array) -> Side:
        base, test_base = (stats.effective_base(n, n, size_sq, one) for one in (icc, cautious))
        return Side(n, base, test_base, yes / n, expected / n)

    expected = n * truth
    return side(n, size_sq, yes, expected), side(*map(_rest, (n, size_sq, yes, expected)))


def _rest(groups: Array) -> Array:
    """Everybody but the group, for each one."""
    everybody: Array = groups.sum(axis=-1, keepdims=True) - groups
    return everybody


def marks(groups: Side, rest: Side) -> dict[str, Flags]:
    """Which cells each way marks."""
    n = groups.n + rest.n
    pooled = (groups.share * groups.n + rest.share * rest.n) / n
    q, own = (
        _page_by_page(stats.difference_p(groups.share, base, rest.share, other, pooled, n))
        for base, other in ((groups.test_base, rest.test_base), (groups.base, rest.base))
    )
    p = stats.difference_p(groups.share, groups.n, rest.share, rest.n, pooled, n)
    return {
        OURS: (q <= LEVEL) & (np.abs(groups.share - rest.share) >= LEAST_DIFFERENCE),
        NO_GAP: q <= LEVEL,
        OWN: (own <= LEVEL) & (np.abs(groups.share - rest.share) >= LEAST_DIFFERENCE),
        CORRECTED: _page_by_page(p) <= LEVEL,
        TESTED: p <= LEVEL,
        WITH_TOTAL: total_p(groups.share, groups.n, pooled, n) <= LEVEL,
    }


def _page_by_page(p: Array) -> Array:
    """q-values, each page being one family."""
    return np.stack([stats.benjamini_hochberg(page) for page in p])


def total_p(share: Array, base: Array, total: Array, n: Array) -> Array:
    """The p-value of a group against a total that contains it, as if they were two samples."""
    error = np.sqrt(total * (1 - total) * (1 / base + 1 / n))
    found: Array = 2 * norm.sf(np.abs(stats.ratio(share - total, error)))
    return found


def covers(groups: Side, rest: Side) -> dict[str, Flags]:
    """Whether the true share, or the true difference from the rest, is inside each interval."""

    def inside(truth: Array, interval: tuple[Array, Array]) -> Flags:
        low, high = interval
        return (low <= truth) & (truth <= high)

    difference = groups.truth - rest.truth
    n, other_n = (np.broadcast_to(side.n, side.share.shape) for side in (groups, rest))
    return {
        SHARE_OURS: inside(groups.truth, stats.wilson(groups.share, groups.base)),
        SHARE_WILSON: inside(groups.truth, stats.wilson(groups.share, n)),
        SHARE_WALD: inside(groups.truth, proportion_confint(groups.share * n, n, method="normal")),
        DIFFERENCE_OURS: inside(difference, stats.newcombe(groups.share, groups.base, rest.share, rest.base)),
        DIFFERENCE_NEWCOMBE: inside(difference, stats.newcombe(groups.share, n, rest.share, other_n)),
    }


def power(marked: Flags) -> float:
    """How many of the raised cells are marked."""
    return float(marked[:, RAISED_ITEMS][..., RAISED_GROUPS].mean())


def false_discoveries(marked: Flags, truth: Array) -> float:
    """How many of a page's marks are on items that no group differs on, averaged over pages."""
    same = np.ptp(truth, axis=1) == 0
    return float(np.nan_to_num(stats.ratio(marked[:, same].sum(axis=(1, 2)), marked.sum(axis=(1, 2)))).mean())


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    lines = [list(headings), *([str(cell) for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def by_scenario(figures: Mapping[Scenario, Mapping[str, float]]) -> str:
    """A table with a line per scenario and a column per way, in percent."""
    ways = next(iter(figures.values()))
    return table(
        ("organisations", "ICC", *ways),
        (
            (*scenario, *(f"{100 * one:.1f} %" for one in found.values()))
            for scenario, found in figures.items()
        ),
    )


def report(runs: int, alike: Mapping[Scenario, Figures], apart: Mapping[Scenario, Figures]) -> str:
    """All of it in Markdown: surveys in which no group differs, and those in which some do."""
    error = 100 * 1.96 * np.sqrt(LEVEL * (1 - LEVEL) / runs)
    parts = (
        "# How often the statistics err, by simulation\n",
        f"`python -m benchmarks.simulation --runs {runs}` on {machine()}. A line is {runs} surveys, so that\n"
        f"5 % of pages is sure to ± {error:.1f} points.\n",
        LEGEND,
        "## No group differs: pages of 8 groups × 14 items with at least one mark\n",
        by_scenario({scenario: found.pages for scenario, found in alike.items()}),
        "## No group differs: intervals that contain the truth\n",
        by_scenario({scenario: found.coverage for scenario, found in alike.items()}),
        "The same for the smallest group:\n",
        by_scenario({scenario: found.smallest for scenario, found in alike.items()}),
        "## 3 groups are 30 points above the others on 2 items: raised cells that are marked\n",
        by_scenario({scenario: found.power for scenario, found in apart.items()}),
        "Marks on the 12 items that no group differs on, of all marks of a page, averaged over pages:\n",
        by_scenario({scenario: found.false for scenario, found in apart.items()}),
        "Intervals that contain the truth:\n",
        by_scenario({scenario: found.coverage for scenario, found in apart.items()}),
    )
    return "\n".join(parts)


def main() -> None:
    """Simulate every scenario, print the tables and keep them in simulation.md."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=RUNS)
    runs = arguments.parse_args().runs
    alike = {
        (shape, icc): simulate(shape, icc, runs, SEED + number)
        for number, (shape, icc) in enumerate(product(SHAPES, ICCS))
    }
    apart = {(shape, 0.3): simulate(shape, 0.3, runs, raised=True) for shape in SHAPES}
    found = report(runs, alike, apart)
    REPORT.write_text(found, encoding="utf-8")
    print(found)


if __name__ == "__main__":
    main()
