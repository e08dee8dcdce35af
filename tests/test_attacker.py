"""The attacker finds nobody in what is published, and somebody as soon as a rule is switched off."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations, product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.codebook import ALL
from survey.database import Releases
from survey.engine import DuckEngine
from survey.errors import ReleaseError
from survey.intake import read
from survey.release import attacker, cells, grouping
from survey.release.attacker import Report, attack
from survey.release.audit import audit
from survey.release.cells import tables
from survey.release.count import count
from survey.release.private import Private
from survey.release.publish import publish_file
from survey.release.rules import Rule
from survey.release.versions import changed
from survey.release.weighting import weigh
from survey.study import Study
from tests.builders import ROOT, SMALL, Row, small_rows, write
from tests.generated import CROSSED, SHAPES, files, rows_of


def attacked(folder: Path, rows: list[Row], codebook: str = CROSSED) -> Report:
    """What the attacker finds in what the rules alone would publish, without the gate."""
    with ready(folder, rows, codebook) as (study, made, private):
        return attack(study, made, private)


@contextmanager
def ready(
    folder: Path, rows: list[Row], codebook: str = CROSSED
) -> Iterator[tuple[Study, cells.Tables, Private]]:
    """What the rules alone would publish, and the private answers behind it."""
    path, answers = files(folder, rows, codebook)
    study = Study.read(path)
    with duckdb.connect() as connection:
        read(study, answers, DuckEngine(connection))
        engine = DuckEngine(connection)
        if study.weighting:
            weigh(study.weighting, study, engine, "answers")
        people, counted = count(study, engine, engine)
        yield study, tables(study, counted), Private.of(study, people, engine)


@pytest.mark.parametrize(("shape", "seed"), list(product(SHAPES, range(3))))
def test_nobody_is_found_in_what_is_published_of_any_shape(tmp_path: Path, shape: str, seed: int) -> None:
    codebook, answers = files(tmp_path, rows_of(shape, seed))
    shelf = Releases(tmp_path / "releases")
    publish_file(codebook, answers, shelf)
    found = audit(codebook, answers, shelf)
    assert found.report.victims == () and found.names == ()
    assert found.report.sets > 3


@pytest.mark.parametrize("study", ["executives-2015", "participation-2021"])
def test_nobody_is_found_in_a_bundled_study_and_most_of_it_stays_useful(
    releases: Releases, study: str
) -> None:
    folder = ROOT / "data" / study
    found = audit(folder / "codebook.toml", folder / "answers.csv", releases)
    assert found.report.victims == () and found.names == ()
    if study == "executives-2015":
        assert found.alone / found.large >= 0.8
        assert found.cells["sector*size"][1] / found.cells["sector*size"][0] >= 0.4


Off = Callable[[pytest.MonkeyPatch], None]


def _merge_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(grouping, "merged", lambda _dimension, present, *_: {one: one for one in present})
    patch.setattr(grouping, "_nobody_left_over", lambda decided, *_: decided)


def _any_size(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Rule, "shows", lambda _rule, size: size.n > 0)


def _every_cell(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cells, "crossed", lambda sizes, *_: {cell for cell, size in sizes.items() if size.n})


def _no_nesting(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(grouping, "_nobody_left_over", lambda decided, *_: decided)


def _failing_cells_alone(patch: pytest.MonkeyPatch) -> None:
    def hidden(sizes: Any, _margins: Any, rule: Rule, *_: Any) -> set[Any]:
        return {cell for cell, size in sizes.items() if rule.shows(size)}

    patch.setattr(cells, "crossed", hidden)


def _failing_groups_alone(patch: pytest.MonkeyPatch) -> None:
    def hidden(sizes: Any, rule: Rule, *_: Any) -> set[Any]:
        return {group for group, size in sizes.items() if rule.shows(size)}

    patch.setattr(cells, "shown", hidden)


def _every_split(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cells, "split_shown", lambda splits, *_: set(splits))


def nested_rows() -> list[Row]:
    """Everybody of size 50 is public, and so are three others."""
    rows = []
    for number in range(80):
        sector, size = (
            ("public", "50") if number < 20 else ("public", "1-9") if number < 23 else ("trade", "1-9")
        )
        size = "10-49" if number >= 50 else size
        answer = {"meeting": "3", "web": "2", "letter": "none", "meeting_in_use": "yes"}
        rows.append(
            {"id": f"person{number}", "firm": f"firm{number}", "sector": sector, "size": size} | answer
        )
    return rows


def few_answers() -> list[Row]:
    """Nine of the public rate the web; everybody else does."""
    rows = rows_of("even", 7)
    public = [row for row in rows if row["sector"] == "public"]
    for row in public[9:]:
        row["web"] = ""
    return rows


RULES: dict[str, tuple[Off, Callable[[], list[Row]]]] = {
    "R1 size": (_any_size, lambda: rows_of("tiny", 1)),
    "R2 merging": (_merge_nobody, lambda: rows_of("tiny", 1)),
    "R3 one dimension": (_every_cell, lambda: rows_of("even", 1, 60)),
    "R4 nesting": (_no_nesting, nested_rows),
    "R5 crossed tables": (_failing_cells_alone, lambda: rows_of("skewed", 0)),
    "R6 per item": (_failing_groups_alone, few_answers),
    "R6 by use": (_every_split, lambda: rows_of("tiny", 2)),
}


@pytest.mark.parametrize("rule", RULES)
def test_without_a_rule_somebody_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    switch_off, rows = RULES[rule]
    switch_off(monkeypatch)
    assert attacked(tmp_path, rows()).victims


def test_with_every_rule_the_rules_alone_protect_most_and_the_gate_hides_the_rest(tmp_path: Path) -> None:
    """R8: of these files the rules leave somebody in some, and the gate in none."""
    left = {}
    for shape, seed in product(("nested", "dominant", "missing", "skewed"), range(3)):
        folder = tmp_path / f"{shape}{seed}"
        folder.mkdir()
        left[shape, seed] = len(attacked(folder, rows_of(shape, seed)).victims)
    assert any(left.values())


def test_without_the_version_rule_a_second_release_tells_of_one_more_person(tmp_path: Path) -> None:
    """R7."""
    shelf = Releases(tmp_path / "releases")
    publish_file(SMALL, write(tmp_path / "a.csv", small_rows()), shelf)
    more = [*small_rows(), small_rows()[20] | {"id": "new", "firm": "new"}]
    publish_file(SMALL, write(tmp_path / "b.csv", more), shelf, unshown=True)
    first, second = (cells.Tables.of(release) for release in _both(shelf))
    assert {change.dimension for change in changed(second, first, "small-1", 10)} >= {"sector", "size", ALL}


def _both(shelf: Releases) -> Iterator[Any]:
    from survey.database import open_release

    return (open_release(entry) for entry in shelf.entries("small"))


def test_a_group_of_exactly_as_many_as_are_needed_could_be_published_by_itself(tmp_path: Path) -> None:
    """Public 20, trade 20; of 1–9 employees exactly 10, 10–49 20, more 14."""
    for left_out, large in ((0, 5), (1, 4)):
        folder = tmp_path / str(left_out)
        folder.mkdir()
        codebook, answers = files(folder, small_rows()[left_out:])
        publish_file(codebook, answers, Releases(folder / "releases"))
        assert audit(codebook, answers, Releases(folder / "releases")).large == large


def test_without_r10_the_names_of_people_are_found_in_the_release(tmp_path: Path) -> None:
    rows = small_rows()
    rows[0]["id"], rows[25]["firm"] = "meeting", "web"
    codebook, answers = files(tmp_path, rows)
    publish_file(codebook, answers, Releases(tmp_path / "releases"))
    found = audit(codebook, answers, Releases(tmp_path / "releases"))
    assert found.names == ("meeting", "web"), "ids that are also the names of items look like a leak"


def test_a_gate_that_cannot_hide_refuses_and_names_the_dimension_never_the_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _no_nesting(monkeypatch)
    codebook, answers = files(tmp_path, nested_rows())
    with pytest.raises(ReleaseError) as refused:
        publish_file(codebook, answers, Releases(tmp_path / "releases"))
    assert "people could be told apart by" in str(refused.value)
    assert "public" not in str(refused.value) and "trade" not in str(refused.value)
    assert str(refused.value).endswith("Nothing was published.")


def test_the_nesting_rule_merges_until_nobody_is_left_over(tmp_path: Path) -> None:
    codebook, answers = files(tmp_path, nested_rows())
    publish_file(codebook, answers, Releases(tmp_path / "releases"))
    sizes = Releases(tmp_path / "releases").open("small").groups.get("size", {})
    assert "50" not in sizes


def one_of_a_kind() -> list[Row]:
    """The only one of size 50 in the public sector is the only one who says 3."""
    rows = []
    for number in range(24):
        sector = "public" if number < 12 else "trade"
        size = "1-9" if (number < 12) == (number not in (11, 23)) else "50"
        level = "3" if number == 11 else "2" if number < 12 else "none"
        row = {"id": f"person{number}", "firm": f"firm{number}", "sector": sector, "size": size}
        rows.append(row | {"meeting": level, "web": "2", "letter": "none"})
    return rows


def test_an_answer_that_only_one_person_can_have_given_is_found_and_then_hidden(tmp_path: Path) -> None:
    """A 3 is counted in the public sector and in size 50, and only one person is in both."""
    found = attacked(tmp_path, one_of_a_kind(), SMALL.read_text(encoding="utf-8"))
    assert {(one.attack, one.item, one.n) for one in found.victims} == {("programme", "meeting", 1)}
    codebook, answers = files(tmp_path, one_of_a_kind(), SMALL.read_text(encoding="utf-8"))
    publish_file(codebook, answers, Releases(tmp_path / "releases"))
    assert audit(codebook, answers, Releases(tmp_path / "releases")).report.victims == ()


def test_what_is_hidden_of_somebody_is_a_cell_that_they_are_in(tmp_path: Path) -> None:
    """Eleven of the arts are fewer than the twelve of the public sector, but the only 3 is public."""
    arts = [
        {"id": f"artist{n}", "firm": f"studio{n}", "sector": "arts", "size": "10-49"}
        | {"meeting": "2", "web": "2", "letter": "none"}
        for n in range(11)
    ]
    found = attacked(tmp_path, [*one_of_a_kind(), *arts], SMALL.read_text(encoding="utf-8"))
    assert {(one.attack, one.cell, one.question, one.n) for one in found.victims} == {
        ("programme", ("sector", "public", "meeting"), "level", 1)
    }


@pytest.mark.parametrize("shape", ["even", "dominant", "missing"])
def test_what_the_attacker_knows_of_a_cell_is_as_large_as_what_is_published_of_it(
    tmp_path: Path, shape: str
) -> None:
    with ready(tmp_path, rows_of(shape, 5)) as (_, made, private):
        agree(made, private)


def agree(made: cells.Tables, private: Private) -> None:
    shown = {
        ((row["dimension"], row["group"], row["item"]), row["question"]): row
        for row in made.bases
        if not row["hidden"]
    }
    known = [
        attacker._known(item, questions, made, private, attacker._Groups(made, private))
        for item in (ALL, *(one.id for one in private.study.items))
        for questions in (attacker.SYSTEMS.values() if item != ALL else (("level",),))
    ]
    cells_ = [cell for one in known for cell in one.cells]
    assert sorted(cells_) == sorted(shown)
    for one in known:
        for cell, members in zip(one.cells, one.sets, strict=True):
            size = private.size(one.item, (one.columns[at] for at in np.flatnonzero(members)))
            assert one.size(members) == shown[cell]["n"]
            if shown[cell]["n"] < private.beyond:
                assert (size.n, size.organisations) == (shown[cell]["n"], shown[cell]["organisations"])


def test_what_is_left_of_a_row_without_all_its_cells_is_found() -> None:
    """Five cells of a row are shown, and two of two and three people are hidden: neither one cell nor two
    taken away leave so few."""
    columns = tuple((number, "person") for number in range(7))
    n = np.array([20, 20, 20, 20, 20, 2, 3])
    row = (("sector", "public", ALL), "level")
    cells_ = [(("sector*size", f"public*{number}", ALL), "level") for number in range(5)]
    sets = np.vstack([np.ones(7, bool), np.eye(7, dtype=bool)[:5]])
    known = attacker._Known(ALL, columns, n, (row, *cells_), sets)
    assert min(known.size(left) for left, _ in attacker._remainder(known) if left.any()) == 5
    assert min(known.size(left) for left, _ in attacker._subtraction(known, 1000) if left.any()) > 10


def test_hiding_starts_at_the_smallest_cell(tmp_path: Path) -> None:
    found = attacked(tmp_path, few_answers())
    for cell, _question in attacker.cells_to_hide(found.victims):
        assert cell[0] != ALL


def _one_by_one(known: attacker._Known, beyond: int) -> list[tuple[bytes, bytes]]:
    """What is left of a set, or of two groups together, less one or two sets inside it: each tried."""
    sets = known.sets[known.sets.any(axis=1)]
    found = []
    for outer in (*sets, *attacker._unions(known)):
        inside = [one for one in sets if not (one & ~outer).any() and (one != outer).any()]
        found += [
            ((outer & ~one).tobytes(), one.tobytes()) for one in inside if known.size(outer & ~one) < beyond
        ]
        for one, two in combinations(inside, 2):
            left = outer & ~(one | two)
            if not (one & two).any() and 0 < known.size(left) < beyond:
                found.append((left.tobytes(), two.tobytes()))
    return found


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_subtraction_finds_what_trying_every_set_finds(data: st.DataObject) -> None:
    columns = data.draw(st.integers(1, 7))
    rows = data.draw(
        st.lists(st.lists(st.booleans(), min_size=columns, max_size=columns), min_size=1, max_size=9)
    )
    n = data.draw(st.lists(st.integers(0, 30), min_size=columns, max_size=columns))
    cells = tuple((("by", f"g{at}", "web"), "level") for at in range(len(rows)))
    known = attacker._Known(
        "web", tuple((at, "users") for at in range(columns)), np.array(n), cells, np.array(rows, bool)
    )
    beyond = data.draw(st.integers(1, 40))
    quick = [(left.tobytes(), around.tobytes()) for left, around in attacker._subtraction(known, beyond)]
    assert quick == _one_by_one(known, beyond)
