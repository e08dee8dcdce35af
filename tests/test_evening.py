"""No weight of few is told, sums stay what they are, and without weights nothing changes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.database import Releases
from survey.release import cells
from survey.release.count import Sum
from survey.release.evening import even_part, evened
from survey.release.publish import publish_file
from tests.generated import CROSSED, files, rows_of
from tests.test_attacker import attacked

MARGINS = """
[weighting]
margins = [
    { dimension = "sector", shares = { public = 0.5, trade = 0.3, arts = 0.2 } },
    { dimension = "size", shares = { "1-9" = 0.2, "10-49" = 0.3, "50" = 0.5 } },
]
"""
TOP = (3, 4)


def test_a_level_that_one_chose_has_the_mean_weight_of_its_side() -> None:
    sums = {(1, "all"): Sum(9, 9.0, 9.0), (2, "all"): Sum(1, 3.0, 9.0), (3, "all"): Sum(6, 12.0, 24.0)}
    found = evened(sums, TOP)
    assert (found[1, "all"].weight, found[2, "all"].weight) == pytest.approx((10.8, 1.2))
    assert found[3, "all"] == sums[3, "all"], "six are many enough to be told"


def test_a_side_of_few_is_evened_with_the_other() -> None:
    sums = {(1, "all"): Sum(18, 18.0, 18.0), (4, "all"): Sum(2, 6.0, 18.0)}
    found = evened(sums, TOP)
    assert (found[1, "all"].weight, found[4, "all"].weight) == pytest.approx((21.6, 2.4))


def test_a_part_of_few_has_its_number_for_weight() -> None:
    assert even_part(Sum(2, 5.0), Sum(20, 40.0)) == 4.0
    assert even_part(Sum(18, 35.0), Sum(20, 40.0)) == 36.0
    assert even_part(Sum(8, 12.0), Sum(20, 40.0)) == 12.0
    assert even_part(Sum(20, 40.0), Sum(20, 40.0)) == 40.0


KEYS = st.tuples(st.integers(-1, 4), st.sampled_from(["yes", "no"]))
SUMS = st.dictionaries(KEYS, st.lists(st.floats(0.3, 3), min_size=1, max_size=12), min_size=1)


@given(SUMS)
def test_the_sums_of_a_use_and_the_numbers_stay(weights: dict[tuple[int, str], list[float]]) -> None:
    sums = {key: Sum(len(some), sum(some), sum(w * w for w in some)) for key, some in weights.items()}
    found = evened(sums, TOP)
    assert {key: one.n for key, one in found.items()} == {key: one.n for key, one in sums.items()}
    for use in ("yes", "no"):
        for scale in (True, False):
            before, after = (
                sum(one.weight for (level, of), one in some.items() if of == use and (level > 0) is scale)
                for some in (sums, found)
            )
            assert after == pytest.approx(before)


@pytest.mark.parametrize("seed", range(2))
def test_without_it_the_attacker_finds_people_by_their_weight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rows = rows_of("even", seed, 90)
    monkeypatch.setattr(cells, "evened", lambda sums, _top: sums)
    assert "weight" in {one.attack for one in attacked(tmp_path, rows, CROSSED + MARGINS).victims}
    monkeypatch.undo()
    codebook, answers = files(tmp_path, rows, CROSSED + MARGINS)
    publish_file(codebook, answers, Releases(tmp_path / "releases"))
    release = Releases(tmp_path / "releases").open("small")
    assert release.study.weighted
    assert any(row["n"] == 1 and row["level"] > 0 for row in release.table("counts"))
