"""Where no group differs hardly a page is marked, and intervals are right; the README says what was found."""

import pytest

from benchmarks.simulation import (
    DIFFERENCE_OURS,
    OURS,
    REPORT,
    SHAPES,
    SHARE_OURS,
    SHARE_WALD,
    TESTED,
    simulate,
)
from tests.builders import ROOT

FEW = 300


@pytest.mark.parametrize(("shape", "icc"), [("even", 0.0), ("skewed", 0.3), ("skewed", 0.5)])
def test_pages_without_a_difference_are_rarely_marked_and_intervals_hold(shape: str, icc: float) -> None:
    """The aims are 6 % and 93–97 %; with so few surveys a page more or less is 0.3 points."""
    found = simulate(shape, icc, FEW)
    assert found.pages[OURS] <= 0.09
    assert 0.93 <= found.coverage[SHARE_OURS] <= 0.97
    assert 0.93 <= found.coverage[DIFFERENCE_OURS] <= 0.97


def test_the_usual_ways_are_much_worse() -> None:
    found = simulate("skewed", 0.3, FEW)
    assert found.pages[TESTED] > 0.9 and found.coverage[SHARE_WALD] < 0.9


def table(text: str, heading: str) -> dict[tuple[str, str], list[str]]:
    """(shape, ICC) → figures, from a table of simulation.md."""
    lines = text.split(heading, 1)[1].strip().splitlines()
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines if line.startswith("|")]
    found: dict[tuple[str, str], list[str]] = {}
    for shape, icc, *figures in rows:
        if shape in SHAPES:
            found.setdefault((shape, icc), figures)
    return found


def test_the_report_keeps_what_was_aimed_at_and_the_readme_quotes_it() -> None:
    report = REPORT.read_text(encoding="utf-8")
    pages = table(report.split("## ")[1], "mark\n")
    coverage = table(report.split("## ")[2], "truth\n")
    assert all(float(figures[0].rstrip(" %")) <= 6 for figures in pages.values())
    for figures in coverage.values():
        assert all(93 <= float(figures[at].rstrip(" %")) <= 97 for at in (0, 3))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for (shape, icc), figures in pages.items():
        told = [line for line in readme.splitlines() if line.startswith(f"| {shape}, {icc} |")]
        right = coverage[shape, icc]
        for line in told:
            expected = [figures[0], figures[3], figures[4], right[0], right[2]]
            assert [cell.strip() for cell in line.strip("| ").split("|")][1:] == expected
    assert readme.count("| skewed, 0.") == 2
