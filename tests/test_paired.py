"""Importance against use, counted by hand in the file."""

import csv

import pytest

from survey.codebook import ALL
from survey.database import Release
from survey.paired import Paired, paired
from survey.published import read_counts
from survey.stats import mcnemar_p, paired_newcombe
from tests.builders import ROOT


def by_hand(item: str) -> tuple[int, int, int, int]:
    """Important and in use, important only, in use only, neither."""
    with (ROOT / "data" / "executives-2015" / "answers.csv").open(encoding="utf-8") as file:
        cells = [
            (row[item] in "45", row[f"{item}_in_use"] == "yes")
            for row in csv.DictReader(file)
            if row[item] in tuple("12345") and row[f"{item}_in_use"]
        ]
    return tuple(cells.count(one) for one in ((True, True), (True, False), (False, True), (False, False)))  # type: ignore[return-value]


def everybody(release: Release, clustered: bool) -> tuple[Paired, tuple[str, ...]]:
    counts = [read_counts(release, ALL, one) for one in ("level", "users", "others")]
    parts = [one if clustered else one.unclustered() for one in counts]
    return paired(*parts, "top", release.study.scale), counts[0].items  # type: ignore[call-arg, arg-type]


@pytest.mark.parametrize("item", ["print", "linkedin", "face_to_face"])
def test_the_four_cells_and_the_difference_are_those_of_the_file(executives: Release, item: str) -> None:
    cells = by_hand(item)
    found, items = everybody(executives, clustered=False)
    at = 0, items.index(item)
    assert found.base[at] == sum(cells)
    shares = [found.both[at], found.important[at], found.used[at], found.neither[at]]
    assert shares == pytest.approx([one / sum(cells) for one in cells])
    low, high = paired_newcombe(*cells)
    assert (found.low[at], found.high[at]) == pytest.approx((float(low), float(high)))
    assert found.p[at] == pytest.approx(float(mcnemar_p(cells[1], cells[2])))
    assert found.difference[at] == pytest.approx((cells[1] - cells[2]) / sum(cells))


def test_organisations_make_the_difference_less_sure(executives: Release) -> None:
    (with_, items), (without, _) = everybody(executives, True), everybody(executives, False)
    at = 0, items.index("linkedin")
    assert with_.high[at] - with_.low[at] > without.high[at] - without.low[at]
    assert (with_.q >= with_.p).all()


def test_what_is_not_published_by_use_is_not_known(executives: Release) -> None:
    counts = [
        read_counts(executives, "sector", one).apart(["finance"]) for one in ("level", "users", "others")
    ]
    found = paired(*counts, "top", executives.study.scale)  # type: ignore[call-arg, arg-type]
    hidden = found.base != found.base
    assert hidden.any() and not hidden.all()
    assert (found.p[hidden] != found.p[hidden]).all()
