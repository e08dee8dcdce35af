"""A second group: sectors within one size, counted by hand; and what is not published looks like nothing."""

import csv
from itertools import product
from pathlib import Path

import pytest

from survey.charts import CHARTS
from survey.charts.chart import Answer, Row, answer
from survey.codebook import ALL
from survey.database import Release, Releases
from survey.published import read_counts
from survey.release.publish import publish_file
from survey.selection import Selection, parse, within_choices
from survey.stats import benjamini_hochberg
from survey.texts import Voice
from tests.builders import ROOT, SMALL, small_rows, write
from tests.test_pages import opened, said


def ask(release: Release, chart: str = "heatmap", **given: str) -> Answer:
    selection, dropped = parse(release, given)
    assert not dropped
    return answer(CHARTS[chart], selection, release)


def row(made: Answer, item: str, group: str) -> Row:
    return next(one for one in made.rows if (one.item, one.group) == (item, group))


def levels(item: str, **where: str) -> list[str]:
    """The levels that executives of these groups gave."""
    with (ROOT / "data" / "executives-2015" / "answers.csv").open(encoding="utf-8") as file:
        return [
            one[item]
            for one in csv.DictReader(file)
            if one[item] in tuple("12345") and all(one[name] == group for name, group in where.items())
        ]


@pytest.mark.parametrize(
    ("group", "item"), list(product(("public", "industry"), ("twitter", "face_to_face")))
)
def test_a_sector_within_a_size_is_counted_by_hand(executives: Release, group: str, item: str) -> None:
    found = row(ask(executives, within="size.250-plus"), item, group)
    inside = levels(item, sector=group, size="250-plus")
    everybody = levels(item, size="250-plus")
    assert (found.base, found.top) == (len(inside), sum(level in "45" for level in inside))
    rest = [sum(level in "45" for level in some) for some in (everybody, inside)]
    assert found.rest == pytest.approx((rest[0] - rest[1]) / (len(everybody) - len(inside)))
    whole = row(ask(executives, within="size.250-plus"), item, ALL)
    assert (whole.base, whole.top) == (len(everybody), rest[0])


def test_it_is_the_same_table_from_either_side(executives: Release) -> None:
    one = row(ask(executives, by="sector", within="size.250-plus"), "twitter", "public")
    two = row(ask(executives, by="size", within="sector.public"), "twitter", "250-plus")
    assert (one.base, one.top, one.organisations) == (two.base, two.top, two.organisations)


def test_a_narrower_view_keeps_the_family_of_the_whole_table(executives: Release) -> None:
    """Whatever size is chosen, q counts every cell of the table."""
    sizes = executives.groups["size"]
    parts = [ask(executives, within=f"size.{size}").rows for size in sizes]
    p = [[one.p for one in rows if one.group != ALL] for rows in parts]
    expected = benjamini_hochberg([[float("nan") if x is None else x for x in some] for some in p])
    for rows, qs in zip(parts, expected, strict=True):
        shown = [one for one in rows if one.group != ALL]
        assert [one.q for one in shown if one.q is not None] == pytest.approx([q for q in qs if q == q])


def test_a_cell_that_is_hidden_is_there_without_a_number(executives: Release) -> None:
    made = ask(executives, "ranking", groups="finance", within="size.250-plus")
    assert made.respondents is None and all(one.hidden for one in made.rows)
    voice = Voice("en", executives.study, executives.groups)
    assert CHARTS["ranking"].headline(made, voice) == voice("nothing.shown")
    respondents = ask(executives, "respondents", within="size.250-plus")
    assert row(respondents, ALL, "finance").hidden and row(respondents, ALL, "public").base == 15


def test_only_what_is_published_crossed_is_offered(executives: Release) -> None:
    assert set(within_choices(executives, "sector")) == {"size"}
    assert set(within_choices(executives, "size")) == {"sector", "role"}
    for wrong in ("role.specialists", "size.1000", "sector.public", "size", "size.1-9,size.10-49", "'--"):
        selection, dropped = parse(executives, {"by": "sector", "within": wrong})
        assert dropped and len(selection.within) <= 1


def test_another_dimension_starts_without_it() -> None:
    chosen = Selection("s", "sector", ("public",), within=("size.1-9",))
    assert chosen.with_(by="role") == Selection("s", "role")


def test_levels_and_use_are_published_apart_in_a_crossed_table(executives: Release) -> None:
    users = read_counts(executives, "sector", "users", ("size.250-plus",))
    assert (users.base.n[1:] != users.base.n[1:]).all()


@pytest.mark.parametrize("page", ["overview", "ranking", "heatmap", "scale", "findings"])
def test_a_page_says_within_which_group_it_is(releases: Releases, page: str) -> None:
    app = opened(page, study="executives-2015", by="sector", within="size.250-plus", lang="en")
    assert not app.exception
    if page != "findings":
        assert "250 employees or more" in said(app)


def test_an_open_study_filters_on_every_dimension_that_it_lists(tmp_path: Path) -> None:
    codebook = tmp_path / "codebook.toml"
    text = SMALL.read_text(encoding="utf-8").replace(
        'id = "small"', 'id = "small"\nopen = true\ntables = [["sector", "size", "floor"]]', 1
    )
    groups = '[{ id = "low", label = "Low" }, { id = "high", label = "High" }]'
    floor = f'\n[[dimensions]]\nid = "floor"\nlabel = "Floor"\ngroups = {groups}\n'
    codebook.write_text(text.replace("\n[[findings]]", floor + "\n[[findings]]", 1), encoding="utf-8")
    rows = [one | {"floor": "low" if number % 3 else "high"} for number, one in enumerate(small_rows())]
    answers = write(tmp_path / "a.csv", rows, list(rows[0]))
    publish_file(codebook, answers, Releases(tmp_path / "releases"))
    release = Releases(tmp_path / "releases").open("small")
    wanted = [
        one
        for one in rows
        if (one["sector"], one["size"], one["floor"]) == ("public", "50", "high") and one["web"] in "123"
    ]
    made = ask(release, "ranking", by="sector", groups="public", within="size.50,floor.high")
    assert row(made, "web", "public").base == len(wanted) > 0
    assert set(within_choices(release, "sector", ("size.50",))) == {"size", "floor"}
