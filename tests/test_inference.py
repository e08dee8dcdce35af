"""What a release says of certainty is what the private answers say, by hand and by another library."""

import csv
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
import svy

from survey.codebook import OTHER_GROUPS
from survey.database import Release, Releases
from survey.release.publish import publish_file
from tests.builders import COLUMNS, ROOT, SMALL, small_rows, write
from tests.generated import files, rows_of

ANSWERS = ROOT / "data" / "executives-2015" / "answers.csv"


def answered(release: Release, item: str, by: str, measure: str = "top") -> list[tuple[str, str, int]]:
    """(organisation, published group, 1 where the measure counts the answer) of everybody who gave one."""
    published = {member: group for group, members in release.groups[by].items() for member in members}
    column = f"{item}_in_use" if measure == "use" else item
    counts, of = {"top": ("45", "12345"), "highest": ("5", "12345"), "use": ("yes", "no yes")}[measure]
    with ANSWERS.open(encoding="utf-8") as file:
        return [
            (row["organisation"], published[row[by]], int(row[column] in counts))
            for row in csv.DictReader(file)
            if row[column] and row[column] in of
        ]


def from_release(release: Release, dimension: str, item: str, measure: str = "top") -> dict[str, float]:
    wanted = dimension, item, measure
    return next(
        row for row in release.table("tests") if (row["dimension"], row["item"], row["measure"]) == wanted
    )


@pytest.mark.parametrize("item", ["linkedin", "print", "web_shop"])
def test_the_icc_is_the_textbook_one_within_sectors(executives: Release, item: str) -> None:
    organisations: dict[tuple[str, str], list[int]] = defaultdict(list)
    for organisation, sector, important in answered(executives, item, "sector"):
        organisations[sector, organisation].append(important)
    sectors: dict[str, list[list[int]]] = defaultdict(list)
    for (sector, _), answers in organisations.items():
        sectors[sector].append(answers)
    between = within = weighted = 0.0
    for members in sectors.values():
        flat = [one for answers in members for one in answers]
        mean = sum(flat) / len(flat)
        between += sum(len(one) * (sum(one) / len(one) - mean) ** 2 for one in members)
        within += sum((y - sum(one) / len(one)) ** 2 for one in members for y in one)
        weighted += sum(len(one) ** 2 for one in members) / len(flat)
    n, clusters = sum(map(len, organisations.values())), len(organisations)
    msb, msw = between / (clusters - len(sectors)), within / (n - clusters)
    size = (n - weighted) / (clusters - len(sectors))
    assert from_release(executives, "sector", item)["icc"] == pytest.approx(
        (msb - msw) / (msb + (size - 1) * msw), abs=5e-5
    )


@pytest.mark.parametrize("by", ["sector", "size", "role"])
@pytest.mark.parametrize(
    ("item", "measure"),
    [
        ("linkedin", "top"),
        ("phone_campaign", "top"),
        ("print", "top"),
        ("website", "highest"),
        ("print", "use"),
    ],
)
def test_whether_groups_differ_at_all_is_what_svy_finds(
    executives: Release, by: str, item: str, measure: str
) -> None:
    """Sectors and sizes are nested in organisations; roles straddle them."""
    rows = answered(executives, item, by, measure)
    table = pl.DataFrame(rows, schema=["organisation", "group", "important"], orient="row")
    sample = svy.Sample(data=table, design=svy.Design(psu="organisation"))
    found = sample.categorical.tabulate("group", "important").stats
    assert found is not None and found.f is not None
    ours = from_release(executives, by, item, measure)
    assert [ours["f"], ours["df"], ours["denominator"], ours["p"]] == pytest.approx(
        [found.f.value, found.f.df_num, found.f.df_den, found.f.p_value], rel=1e-3
    )


@pytest.mark.parametrize("seed", range(3))
def test_use_is_tested_among_those_who_told_it_and_not_among_those_who_rated(
    tmp_path: Path, seed: int
) -> None:
    """Half of the ratings are blank, a quarter of the uses; firms are in several sectors."""
    rows = rows_of("missing", seed)
    codebook, answers = files(tmp_path, rows)
    publish_file(codebook, answers, Releases(tmp_path / "releases"))
    release = Releases(tmp_path / "releases").open("small")
    shown = {
        (one["group"], one["item"])
        for one in release.table("bases")
        if (one["dimension"], one["question"], one["hidden"]) == ("sector", "use", False)
    }
    published = {member: group for group, members in release.groups["sector"].items() for member in members}
    for item in ("meeting", "web", "letter"):
        said = [
            (row["firm"], published[row["sector"]], int(row[f"{item}_in_use"] == "yes"))
            for row in rows
            if row[f"{item}_in_use"] and (published[row["sector"]], item) in shown
        ]
        table = pl.DataFrame(said, schema=["firm", "sector", "used"], orient="row")
        found = (
            svy.Sample(data=table, design=svy.Design(psu="firm")).categorical.tabulate("sector", "used").stats
        )
        assert found is not None and found.f is not None
        ours = from_release(release, "sector", item, "use")
        assert [ours["f"], ours["df"], ours["p"]] == pytest.approx(
            [found.f.value, found.f.df_num, found.f.p_value], rel=1e-3
        )


def test_a_dimension_whose_groups_organisations_straddle_takes_the_icc_of_everybody(
    executives: Release,
) -> None:
    for item in executives.study.items:
        assert (
            from_release(executives, "role", item.id)["icc"]
            == from_release(executives, "all", item.id)["icc"]
        )


def test_a_test_never_takes_less_than_the_icc_of_all_items_together(executives: Release) -> None:
    for row in executives.table("tests"):
        assert row["icc_test"] >= row["icc"]
    floors = {
        (row["dimension"], row["measure"]): min(
            one["icc_test"]
            for one in executives.table("tests")
            if (one["dimension"], one["measure"]) == (row["dimension"], row["measure"])
        )
        for row in executives.table("tests")
    }
    assert 0.1 < floors["sector", "top"] < 0.3


def test_an_item_that_few_answered_takes_the_icc_of_all_together(small: Release) -> None:
    iccs = {
        row["icc"] for row in small.table("tests") if row["dimension"] == "sector" and row["measure"] == "top"
    }
    assert len(iccs) == 1, "44 people are fewer than 100"


def test_without_organisations_nobody_is_alike_and_f_is_that_of_independent_people(tmp_path: Path) -> None:
    codebook = tmp_path / "codebook.toml"
    text = SMALL.read_text(encoding="utf-8").replace('organisation = "firm"', "")
    codebook.write_text(text, encoding="utf-8")
    publish_file(codebook, write(tmp_path / "a.csv", small_rows(), COLUMNS), Releases(tmp_path / "r"))
    release = Releases(tmp_path / "r").open("small")
    assert {row["icc"] for row in release.table("tests")} == {0.0}
    rows = [
        (row["id"], "public" if row["sector"] == "public" else "others", int(row["web"] == "3"))
        for row in small_rows()
        if row["web"] in "23"
    ]
    table = pl.DataFrame(rows, schema=["person", "group", "important"], orient="row")
    found = svy.Sample(data=table, design=svy.Design(psu="person")).categorical.tabulate("group", "important")
    assert found.stats is not None and found.stats.f is not None
    two = {"public", "trade", OTHER_GROUPS} & set(release.groups["sector"])
    assert len(two) == len(release.groups["sector"])
