"""Weights meet every margin within their bounds, cost what is said, and fail in words where they cannot."""

from pathlib import Path

import numpy as np
import pytest

from survey.database import Release, Releases
from survey.errors import IntakeError, StudyError
from survey.method import sections
from survey.published import read_counts
from survey.release.publish import Published, publish_file
from survey.texts import Voice
from tests.builders import COLUMNS, SMALL, Row, small_rows, write

SECTORS = (
    '{ dimension = "sector", shares = { public = 0.3, trade = 0.6, arts = 0.1 }, source = "A register." }'
)
SIZES = '{ dimension = "size", shares = { "1-9" = 0.1, "10-49" = 0.6, "50" = 0.3 } }'


def weighted(tmp_path: Path, *margins: str, rows: list[Row] | None = None, bounds: str = "") -> Published:
    codebook = tmp_path / "codebook.toml"
    text = f"\n[weighting]\nmargins = [{', '.join(margins)}]\n{bounds}\n"
    codebook.write_text(SMALL.read_text(encoding="utf-8") + text, encoding="utf-8")
    answers = write(tmp_path / "answers.csv", rows or small_rows(), COLUMNS)
    return publish_file(codebook, answers, Releases(tmp_path / "releases"))


def opened(tmp_path: Path) -> Release:
    return Releases(tmp_path / "releases").open("small")


def test_one_margin_is_the_share_wanted_over_the_share_there_is(tmp_path: Path) -> None:
    """20 public at 0.3 · 44 / 20 = 0.66, 20 in trade at 1.32, 4 in the arts at 1.1."""
    found = weighted(tmp_path, SECTORS).weighted
    assert found and (found.lowest, found.highest) == pytest.approx((0.66, 1.32), abs=1e-5)
    worth = 44**2 / (20 * 0.66**2 + 20 * 1.32**2 + 4 * 1.1**2)
    assert found.worth == pytest.approx(worth, rel=1e-5)
    assert found.efficiency == pytest.approx(worth / 44, rel=1e-5)


def test_several_margins_are_met_at_once(tmp_path: Path) -> None:
    weighted(tmp_path, SECTORS, SIZES, bounds="lowest = 0\nhighest = 20")
    release = opened(tmp_path)
    trade = read_counts(release, "sector").respondents
    assert trade.weight[1, 0] / trade.weight[0, 0] == pytest.approx(0.6, abs=1e-5)
    sizes = read_counts(release, "size")
    of = dict(zip(sizes.groups, sizes.respondents.weight[:, 0] / sizes.respondents.weight[0, 0], strict=True))
    assert of["50"] == pytest.approx(0.3, abs=1e-5)


def test_a_table_of_deming_and_stephans_kind_is_fitted_as_published() -> None:
    """The 4 × 4 table that `ipfn` and statistics courses use, by one person per unit of its seed."""
    from survey.codebook import Margin, Weighting
    from survey.release.weighting import _raked, _Sample

    seed = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]])
    row, column = np.indices(seed.shape)
    groups = {
        name: np.repeat(at.ravel(), seed.ravel()).astype(str) for name, at in (("r", row), ("c", column))
    }
    wanted = Weighting(
        margins=(
            Margin(dimension="r", shares={"0": 0.15, "1": 0.3, "2": 0.4, "3": 0.15}),
            Margin(dimension="c", shares={"0": 0.2, "1": 0.3, "2": 0.4, "3": 0.1}),
        ),
        lowest=0,
        highest=50,
    )
    people = int(seed.sum())
    sample = _Sample(np.arange(people), np.ones(people), groups)
    weight = _raked(wanted, sample, "seed") * 1000 / people
    cells = [
        [weight[(groups["r"] == str(r)) & (groups["c"] == str(c))].sum() for c in range(4)] for r in range(4)
    ]
    assert np.array(cells) == pytest.approx(
        np.array(
            [
                [64.5585, 46.2325, 35.3843, 3.8247],
                [49.9679, 68.1594, 156.4985, 25.3742],
                [56.7219, 144.4282, 145.0825, 53.7673],
                [28.7516, 41.1800, 63.0347, 17.0337],
            ]
        ),
        abs=2e-3,
    )


def test_whoever_states_no_group_keeps_their_part(tmp_path: Path) -> None:
    rows = small_rows()
    for row in rows[:12]:
        row["sector"], row["firm"] = "", row["id"]
    weighted(tmp_path, SECTORS, rows=rows)
    found = read_counts(opened(tmp_path), "sector")
    unstated = found.groups.index("not_stated")
    total = found.respondents.weight[0, 0]
    assert found.respondents.weight[unstated, 0] / total == pytest.approx(12 / 44, abs=1e-5)
    trade = found.groups.index("trade")
    assert found.respondents.weight[trade, 0] / total == pytest.approx(0.6 * 32 / 44, abs=1e-5)


def test_a_share_that_nobody_could_fill_and_people_without_one_are_told_together(tmp_path: Path) -> None:
    rows = [row | {"sector": "public" if row["sector"] == "arts" else row["sector"]} for row in small_rows()]
    without = '{ dimension = "size", shares = { "1-9" = 0.5, "10-49" = 0.5 } }'
    with pytest.raises(IntakeError) as problem:
        weighted(tmp_path, SECTORS, without, rows=rows)
    assert 'margin "sector" wants 10 % of "arts", but no respondent is in it' in str(problem.value)
    assert 'margin "size" gives no share for "50", where there are respondents' in str(problem.value)
    assert str(problem.value).endswith("Nothing was published.")


def test_margins_that_no_weights_within_the_bounds_can_meet_are_told(tmp_path: Path) -> None:
    extreme = '{ dimension = "sector", shares = { public = 0.05, trade = 0.05, arts = 0.9 } }'
    with pytest.raises(IntakeError, match=r"no weights from 0\.3 to 3 times their mean meet every margin"):
        weighted(tmp_path, extreme)


@pytest.mark.parametrize(
    ("margin", "problem"),
    [
        (
            '{ dimension = "sectr", shares = { a = 0.5, b = 0.5 } }',
            'margin "sectr" is not a dimension; did you',
        ),
        (
            '{ dimension = "sector", shares = { publik = 0.5, trade = 0.5 } }',
            '"publik" is not a group of it; did',
        ),
        ('{ dimension = "sector", shares = { public = 0.5, trade = 0.4 } }', "the shares add up to 0.9"),
        ('{ dimension = "sector", shares = { public = 1.5, trade = 0.4 } }', "less than or equal to 1"),
        (f"{SECTORS}, {SECTORS}", 'id "sector" is given 2 times'),
    ],
)
def test_a_margin_that_contradicts_the_codebook_is_told(tmp_path: Path, margin: str, problem: str) -> None:
    with pytest.raises(StudyError) as told:
        weighted(tmp_path, margin)
    assert problem in str(told.value)


def test_the_page_on_method_says_what_the_weights_cost_and_where_the_margins_come_from(
    tmp_path: Path,
) -> None:
    made = weighted(tmp_path, SECTORS).weighted
    release = opened(tmp_path)
    text = " ".join(
        words
        for section in sections(release, Voice("en", release.study, release.groups))
        for words in section.paragraphs
    )
    assert made and f"efficiency {100 * made.efficiency:.0f}%" in text
    assert "A register." in text


def test_weights_can_be_left_out_of_the_sum(tmp_path: Path) -> None:
    weighted(tmp_path, SECTORS)
    counts = read_counts(opened(tmp_path), "sector").unweighted()
    assert counts.weight == pytest.approx(counts.level)
    assert counts.base.weight == pytest.approx(counts.base.n)
