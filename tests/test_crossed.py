"""Two-way tables: what is hidden cannot be had from what is shown, by hand and by law."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.release import rules
from survey.release.nesting import leftovers
from survey.release.rules import Pair, Rule, Size, crossed

RULE = Rule(k=10, m=5, open=False)


def table(*rows: tuple[int, ...]) -> dict[Pair, Size]:
    return {(f"r{a}", f"c{b}"): Size(n) for a, row in enumerate(rows) for b, n in enumerate(row)}


def margins(sizes: dict[Pair, Size]) -> tuple[set[str], set[str]]:
    """The rows and columns that are shown."""
    lines: tuple[dict[str, int], dict[str, int]] = {}, {}
    for cell, size in sizes.items():
        for at in (0, 1):
            lines[at][cell[at]] = lines[at].get(cell[at], 0) + size.n
    rows, columns = (rules.shown({name: Size(n) for name, n in line.items()}, RULE, True) for line in lines)
    return rows, columns


def shown(sizes: dict[Pair, Size]) -> set[Pair]:
    return crossed(sizes, margins(sizes), RULE, nested=True)


def test_a_table_of_large_cells_is_shown_whole() -> None:
    assert shown(table((12, 30), (20, 15))) == set(table((12, 30), (20, 15)))


def test_one_small_cell_takes_a_rectangle_along() -> None:
    """The textbook pattern: with one small cell its row, its column and their meeting are hidden too."""
    sizes = table((3, 20, 30), (25, 40, 50), (35, 60, 70))
    assert set(sizes) - shown(sizes) == {("r0", "c0"), ("r0", "c1"), ("r1", "c0"), ("r1", "c1")}


def test_an_empty_cell_looks_hidden_and_takes_nothing_along() -> None:
    assert shown(table((0, 30), (20, 15))) == {("r0", "c1"), ("r1", "c0"), ("r1", "c1")}


def test_a_cell_whose_margin_is_hidden_is_hidden() -> None:
    sizes = table((12, 30), (20, 15))
    assert crossed(sizes, ({"r0"}, {"c0", "c1"}), RULE, nested=True) <= {("r0", "c0"), ("r0", "c1")}


def test_an_open_table_shows_every_cell_with_anybody_in_it() -> None:
    sizes = table((1, 0), (20, 15))
    kept = crossed(sizes, ({"r0", "r1"}, {"c0", "c1"}), Rule(10, 5, open=True), nested=True)
    assert kept == {("r0", "c0"), ("r1", "c0"), ("r1", "c1")}


CELLS = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=4)


def fixed(unknown: list[Pair], sizes: dict[Pair, Size]) -> list[Pair]:
    """The small ones of these cells whose number follows from the rows and columns that are shown."""
    rows = [[float(one[at] == group) for one in unknown] for at in (0, 1) for group in margins(sizes)[at]]
    if not unknown or not rows:
        return []
    _, values, basis = np.linalg.svd(np.array(rows), full_matrices=False)
    known = (basis[values > 1e-9] ** 2).sum(axis=0) > 1 - 1e-9
    return [one for one, follows in zip(unknown, known, strict=True) if follows and sizes[one].n < 10]


@settings(max_examples=300, deadline=None)
@given(CELLS)
def test_no_small_cell_follows_from_margins_and_shown_cells(cells: list[list[int]]) -> None:
    """By linear algebra. Where the margins alone give a cell away the nesting rule merges groups first."""
    sizes = table(*map(tuple, cells))
    kept, people = shown(sizes), [one for one, size in sizes.items() if size.n]
    assert all(sizes[one].n >= 10 for one in kept)
    if not fixed(people, sizes):
        assert not fixed([one for one in people if one not in kept], sizes)


@settings(max_examples=200, deadline=None)
@given(CELLS)
def test_what_is_hidden_of_a_line_is_nobody_or_many(cells: list[list[int]]) -> None:
    sizes = table(*map(tuple, cells))
    kept = shown(sizes)
    for at, groups in ((0, {a for a, _ in sizes}), (1, {b for _, b in sizes})):
        for group in groups:
            line = [one for one in sizes if one[at] == group]
            rest = sum(sizes[one].n for one in line if one not in kept)
            assert rest == 0 or rest >= 10 or not any(one in kept for one in line)


@pytest.mark.parametrize(
    ("groups", "left"),
    [
        # Everybody of size 50 is public, and person 3 besides.
        ({1: ("public", "50"), 2: ("public", "50"), 3: ("public", "1-9"), 4: ("trade", "1-9")}, {3}),
        # Nothing lies inside anything.
        ({1: ("public", "50"), 2: ("public", "1-9"), 3: ("trade", "50"), 4: ("trade", "1-9")}, set()),
        # Sizes lie wholly inside sectors: nobody is left over.
        ({1: ("public", "50"), 2: ("public", "10"), 3: ("trade", "1-9")}, set()),
    ],
)
def test_people_left_over_by_groups_inside_groups(groups: dict[int, tuple[str, str]], left: set[int]) -> None:
    profiles = {number: {"sector": sector, "size": size} for number, (sector, size) in groups.items()}
    found = [one for one in leftovers(profiles) if one.outer == "sector" and one.inside]
    assert set().union(*(one.profiles for one in found)) == left
