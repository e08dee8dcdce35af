"""The map of groups: drawn only where groups differ, and the same however they are ordered."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.charts import CHARTS
from survey.charts.chart import Answer
from survey.codebook import ALL
from survey.database import Release, Releases
from survey.release.publish import publish_file
from tests.builders import WAVES, Row, waves_rows, write
from tests.test_charts import ask, voice

Place = tuple[float | None, float | None]
SECTORS = ("public", "trade", "services")


def stressed(rows: list[Row]) -> None:
    """Services stress the web; trade stresses e-mail a little; nothing else differs."""
    for place, row in enumerate(rows):
        if row["sector"] == "services":
            row["web"], row["meeting"] = "5", "1"
        elif row["sector"] == "trade" and place % 4 == 0:
            row["email"] = "5"


def published(folder: Path, change: Callable[[list[Row]], object], codebook: str = "") -> Release:
    rows = waves_rows()
    stressed(rows)
    change(rows)
    path = folder / "codebook.toml"
    path.write_text(codebook or WAVES.read_text(encoding="utf-8"), encoding="utf-8")
    publish_file(path, write(folder / "a.csv", rows, tuple(rows[0])), Releases(folder / "releases"))
    return Releases(folder / "releases").open("waves")


@pytest.fixture(scope="module")
def different(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return published(tmp_path_factory.mktemp("similar"), lambda rows: None)


def places(made: Answer) -> dict[str, Place]:
    return {one.group if one.item == ALL else one.item: (one.x, one.y) for one in made.rows}


def said(made: Answer, release: Release) -> str:
    return CHARTS["similar"].headline(made, voice(release))


def test_nothing_is_drawn_where_no_item_differs(releases: Releases) -> None:
    waves = releases.open("waves")
    made = ask("similar", waves, by="sector")
    assert made.rows == () and said(made, waves) == "The differences between groups do not suffice for a map"
    codes = {note.code: dict(note.values) for note in made.notes}
    assert codes["at_all"]["count"] == 0 and not {"inertia", "middle"} & {*codes}
    figure = CHARTS["similar"].figure(made, voice(waves))
    assert isinstance(figure, dict) and not any(trace["x"] for trace in figure["data"])


def test_the_finding_names_the_two_that_stress_the_same_and_the_one_apart(different: Release) -> None:
    title = said(ask("similar", different, by="sector"), different)
    assert title == "Most alike: Public sector and Trade; furthest from the others: Services"


def test_a_group_lies_towards_what_it_stresses_and_away_from_what_it_does_not(different: Release) -> None:
    found = places(ask("similar", different, by="sector"))
    [(x, _), (web, _), (meeting, _)] = (found[one] for one in ("services", "web", "meeting"))
    assert (x or 0) > 0 and (web or 0) > 0 > (meeting or 0)


def test_the_map_is_the_same_however_groups_are_ordered(different: Release, tmp_path: Path) -> None:
    text = WAVES.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if any(f'id = "{one}"' in line for one in SECTORS)]
    assert len(lines) == 3
    turned = text.replace("\n".join(lines), "\n".join(reversed(lines)))
    other = published(tmp_path, lambda rows: None, turned)
    assert list(other.groups["sector"]) == list(reversed(different.groups["sector"]))
    one, two = (places(ask("similar", release, by="sector")) for release in (different, other))
    assert one.keys() == two.keys()
    assert all(two[name] == pytest.approx(place, abs=1e-9) for name, place in one.items())


def test_an_item_that_is_hidden_for_one_group_is_left_out(different: Release, tmp_path: Path) -> None:
    def few(rows: list[Row]) -> None:
        for row in [row for row in rows if row["sector"] == "trade"][3:]:
            row["fax"] = row["chat"] = ""

    release = published(tmp_path, few)
    hidden = {one.item for one in ask("heatmap", release, by="sector").rows if one.hidden}
    assert "fax" in hidden
    found = places(ask("similar", release, by="sector"))
    assert {*found} == {*places(ask("similar", different, by="sector"))} - hidden
    assert all(x is not None and y is not None for x, y in found.values())


def test_a_family_of_two_items_is_too_little_for_a_map(executives: Release) -> None:
    sizes = {
        family.id: sum(item.family == family.id for item in executives.study.items)
        for family in executives.study.families
    }
    for family, many in sizes.items():
        made = ask("similar", executives, family=family)
        assert bool(made.rows) <= (many >= 3)
        assert {one.item for one in made.rows} <= {ALL, *(item.id for item in executives.study.items)}


def test_a_map_is_of_shares_of_everybody_in_a_dimension_with_groups_enough(small: Release) -> None:
    made = ask("similar", small, by="sector", groups="trade", measure="mean")
    assert (made.selection.by, made.selection.measure, made.selection.within) == ("size", "top", ())


def test_nobody_chose_letters_so_the_small_study_has_too_few_items_for_a_map(small: Release) -> None:
    made = ask("similar", small, by="size")
    assert made.rows == () and "do not suffice" in said(made, small)


def test_the_notes_tell_a_part_of_the_differences_that_is_at_most_all(executives: Release) -> None:
    for by, measure in (("sector", "top"), ("sector", "use"), ("size", "top"), ("role", "highest")):
        made = ask("similar", executives, by=by, measure=measure)
        found = {note.code: dict(note.values) for note in made.notes}
        if made.rows:
            points, first = (found["inertia"][name] for name in ("points", "first"))
            assert isinstance(points, int) and isinstance(first, int) and 0 < first <= points <= 100
