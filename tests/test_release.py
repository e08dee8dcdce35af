"""What is published: small groups together, small bases hidden, nothing to subtract, nobody in the file."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.codebook import ALL, OTHER_GROUPS
from survey.database import Query, Release, Releases
from survey.errors import PlaceError, ReleaseError, SurveyError
from survey.release.cells import Tables, called
from survey.release.merge import merged
from survey.release.publish import BusyError, Published, publish_file
from survey.release.rules import Rule, Size, shown, split_shown, together
from survey.study import Study
from tests.builders import (
    LEVELS,
    ROOT,
    SMALL,
    Row,
    letters,
    long_rows,
    small_answers,
    small_rows,
    write,
)

RULE = Rule(k=10, m=5, open=False)
LONG = ("id", "firm", "sector", "size", "item", "level", "in_use")


def published(tmp_path: Path, rows: list[Row], codebook: Path = SMALL) -> Published:
    """Published as if nobody had seen an earlier release."""
    shelf = Releases(tmp_path / "releases")
    return publish_file(codebook, write(tmp_path / "answers.csv", rows), shelf, unshown=True)


def opened(tmp_path: Path, study: str = "small") -> Release:
    return Releases(tmp_path / "releases").open(study)


@pytest.mark.parametrize(
    ("size", "is_shown"),
    [
        (Size(10, 10, 1), True),
        (Size(9, 9, 1), False),
        (Size(20, 4, 5), False),
        (Size(20, 11, 10), True),
        (Size(20, 10, 11), False),
        (Size(10, 5, 5), True),
        (Size(10, 5, 6), False),
        (Size(10), True),
        (Size(9), False),
        (Size(0, 0, 0), False),
    ],
)
def test_a_base_needs_answers_and_organisations_and_none_that_dominates(size: Size, is_shown: bool) -> None:
    assert RULE.shows(size) is is_shown


def test_an_open_study_shows_everybody() -> None:
    assert Rule(10, 5, open=True).shows(Size(1, 1, 1))


def test_groups_that_share_organisations_are_taken_for_the_worse() -> None:
    parts = [Size(6, 4, 3), Size(6, 4, 3)]
    assert together(parts, nested=True) == Size(12, 8, 3)
    assert together(parts, nested=False) == Size(12, 4, 6)


def test_one_hidden_group_takes_the_next_smallest_along() -> None:
    sizes = {"a": Size(4), "b": Size(12), "c": Size(30)}
    assert shown(sizes, RULE, nested=True) == {"c"}


def test_hidden_groups_that_are_many_enough_together_take_nobody_along() -> None:
    sizes = {"a": Size(6), "b": Size(6), "c": Size(30)}
    assert shown(sizes, RULE, nested=True) == {"c"}
    assert shown({"a": Size(0), "c": Size(30)}, RULE, nested=True) == {"c"}


def test_a_split_by_use_that_is_withheld_takes_another_along() -> None:
    full = {"yes": Size(20), "no": Size(20)}
    splits = {"a": full, "b": {"yes": Size(3), "no": Size(20)}, "c": {"yes": Size(12), "no": Size(12)}}
    assert split_shown(splits, RULE, nested=True) == {"a"}
    assert split_shown({"a": full, "c": full}, RULE, nested=True) == {"a", "c"}


SIZES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40).map(Size), min_size=2)


@given(SIZES)
def test_what_is_hidden_cannot_be_had_by_subtraction(sizes: dict[str, Size]) -> None:
    kept = shown(sizes, RULE, nested=True)
    hidden = sum(size.n for group, size in sizes.items() if group not in kept)
    assert all(sizes[group].n >= 10 for group in kept)
    assert hidden == 0 or hidden >= 10 or not kept


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_every_published_group_is_large_enough_and_none_is_lost(sizes: list[int]) -> None:
    study = Study.read(SMALL)
    present = {f"g{place}": n for place, n in enumerate(sizes)}

    def measure(into: dict[str, str]) -> dict[str, Size]:
        return {one: Size(sum(n for g, n in present.items() if into[g] == one)) for one in into.values()}

    into = merged(study.dimension("sector"), present, RULE, measure)
    assert not into or (set(into) == set(present) and all(RULE.shows(one) for one in measure(into).values()))


def test_a_group_that_is_too_small_takes_the_smallest_large_one_with_it(small: Release) -> None:
    # Arts has 4 people: alone it fails, so it takes one of the two groups of 20 with it.
    assert small.groups["sector"] == {"trade": ("trade",), OTHER_GROUPS: ("public", "arts")}


def test_a_merge_of_the_codebook_comes_first(tmp_path: Path) -> None:
    rows = small_rows()
    for place, row in enumerate(rows[:20]):
        row["size"] = "1-9" if place < 4 else "50"
    published(tmp_path, rows)
    assert opened(tmp_path).groups["size"] == {"1-49": ("1-9", "10-49"), "50": ("50",)}


def test_merged_groups_add_up_to_everybody(executives: Release) -> None:
    counts = executives.table("counts")
    for dimension in executives.groups:
        for item in executives.study.items:
            of = [row for row in counts if row["item"] == item.id and row["level"] > 0]
            everybody = sum(row["n"] for row in of if row["dimension"] == ALL)
            assert sum(row["n"] for row in of if row["dimension"] == dimension) == everybody


def test_small_sectors_are_shown_as_one(executives: Release) -> None:
    sectors = executives.groups["sector"]
    assert len(sectors[OTHER_GROUPS]) > 5
    assert [len(members) for group, members in sectors.items() if group != OTHER_GROUPS] == [1] * 7


def test_an_item_that_few_answered_is_hidden_and_so_is_what_would_give_it_away(tmp_path: Path) -> None:
    rows = small_rows()
    for row in rows[20:36]:
        row["web"] = ""
    published(tmp_path, rows)
    bases = [
        row for row in opened(tmp_path).table("bases") if row["item"] == "web" and row["question"] == "level"
    ]
    assert {row["group"]: row["hidden"] for row in bases if row["dimension"] == "sector"} == {
        "trade": True,
        OTHER_GROUPS: True,
    }
    assert all(row["n"] is None for row in bases if row["hidden"])


def test_levels_are_published_by_use_only_where_users_and_others_are_many(small: Release) -> None:
    bases = [row for row in small.table("bases") if not row["hidden"]]
    by_use = {(row["group"], row["item"]) for row in bases if row["question"] in ("users", "others")}
    assert (ALL, "meeting") in by_use, "everybody uses it, so nobody is told apart"
    assert (ALL, "letter") in by_use, "10 users in 10 firms, 34 others"
    assert (OTHER_GROUPS, "letter") in by_use
    uses = {row["use"] for row in small.table("counts") if row["item"] == "letter" and row["level"] > 0}
    assert uses == {"yes", "no"}


def test_counts_are_those_of_the_file(small: Release) -> None:
    counted = {
        (row["group"], row["level"]): row["n"]
        for row in small.table("counts")
        if row["item"] == "web" and row["dimension"] in ("sector", ALL)
    }
    assert counted[ALL, 3] == 5 + 15 + 4 and counted[ALL, 2] == 15 + 3
    assert counted["trade", -1] == 2 and counted["trade", 3] == 15


def test_long_wide_and_shuffled_files_give_the_same_release(tmp_path: Path) -> None:
    rows = small_rows()
    assert published(tmp_path, rows).new
    assert not published(tmp_path, rows[::-1]).new
    long = write(tmp_path / "long.csv", long_rows(rows), LONG)
    assert not publish_file(SMALL, long, Releases(tmp_path / "releases"), unshown=True).new


def test_nobody_can_be_found_in_the_file(releases: Releases) -> None:
    private = {*(f"p{n}" for n in range(20)), "public0", "trade7", "r001", "o001"}
    for study in ("small", "executives-2015"):
        release = releases.open(study)
        for table in ("release", "groups", "bases", "counts", "shared", "tests"):
            assert not {str(value) for row in release.table(table) for value in row.values()} & private


def test_organisations_of_groups_that_share_them_are_told(small: Release) -> None:
    # Each public firm has one person of size 1–9 and one of 50 or more.
    shared = [row for row in small.table("shared") if row["item"] == ALL and row["dimension"] == "size"]
    assert {row["question"] for row in shared} == {"level"}
    assert [(row["organisations"], row["size_product"]) for row in shared] == [(10, 10.0)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["public", "trade", "arts", ""]), min_size=44, max_size=44))
def test_no_release_shows_a_base_that_the_rule_forbids(tmp_path: Path, sectors: list[str]) -> None:
    rows = [
        row | {"sector": sector, "firm": row["id"]} for row, sector in zip(small_rows(), sectors, strict=True)
    ]
    published(tmp_path, rows)
    for row in opened(tmp_path).table("bases"):
        empty = row["question"] in ("users", "others") and row["n"] == 0
        assert row["hidden"] or empty or (row["n"] >= 10 and row["organisations"] >= 5)


def test_too_few_people_are_never_published(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"too few respondents[^\n]*\nNothing was published\."):
        published(tmp_path, small_rows()[:6])
    assert not list(tmp_path.glob("releases/small/*.duckdb"))


def test_a_failed_import_leaves_the_old_release_and_no_file(tmp_path: Path) -> None:
    first = published(tmp_path, small_rows()).entry
    rows = small_rows()
    rows[0]["web"] = "7"
    with pytest.raises(SurveyError, match="release small-1 is still being shown"):
        published(tmp_path, rows)
    folder = tmp_path / "releases" / "small"
    assert Releases(folder.parent).current("small") == first
    assert {path.name for path in folder.iterdir()} == {first.path.name, "CURRENT", "import.lock"}


# What the system says → what is told; DuckDB repeats the words of the system.
WITHHELD: dict[str, tuple[Exception, str]] = {
    "full": (
        OSError(28, "No space left on device"),
        r"the disk is full: a release of this study takes 3\.\d MB",
    ),
    "full for DuckDB": (
        duckdb.IOException('Could not write file "x": No space left on device'),
        r"the disk is full: a release of this study takes",
    ),
    "a limit": (
        OSError(27, "File too large"),
        r"no file here may grow as large as a release; raise the limit",
    ),
}


def refusing(error: Exception) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise error

    return refuse


@pytest.mark.parametrize("why", WITHHELD)
def test_a_failure_while_writing_is_told_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    error, said = WITHHELD[why]
    first = published(tmp_path, small_rows()).entry
    monkeypatch.setattr("survey.release.write._insert", refusing(error))
    with pytest.raises(PlaceError, match=rf"{said}[^\n]*\nNothing was published; release small-1 is still"):
        published(tmp_path, small_rows()[:40])
    assert {path.name for path in first.path.parent.iterdir()} == {first.path.name, "CURRENT", "import.lock"}


def test_of_a_first_release_it_is_not_known_how_much_room_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.release.write._insert", refusing(WITHHELD["full"][0]))
    with pytest.raises(
        PlaceError, match=r"the disk is full: [\d.]+ MB are free[^\n]*\nNothing was published\."
    ):
        published(tmp_path, small_rows())


def test_another_failure_of_the_system_is_not_taken_for_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.release.write._insert", refusing(OSError(5, "Input/output error")))
    with pytest.raises(OSError, match="Input/output error"):
        published(tmp_path, small_rows())


def test_a_release_that_cannot_be_pointed_to_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = published(tmp_path, small_rows()).entry
    monkeypatch.setattr("survey.database.json.dump", refusing(WITHHELD["full"][0]))
    with pytest.raises(PlaceError, match="release small-1 is still being shown"):
        published(tmp_path, small_rows()[:40])
    assert {path.name for path in first.path.parent.iterdir()} == {first.path.name, "CURRENT", "import.lock"}


def test_a_release_that_is_pointed_to_stays_though_the_folder_cannot_be_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path, small_rows())
    monkeypatch.setattr("survey.database.sync_folder", refusing(OSError(5, "Input/output error")))
    with pytest.raises(OSError, match="Input/output error"):
        published(tmp_path, small_rows()[:40])
    assert Releases(tmp_path / "releases").open("small").name == "small-2"


def test_a_shelf_that_cannot_be_written_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = published(tmp_path, small_rows()).entry.path.with_name("import.lock")
    error = OSError(30, "Read-only file system", str(lock))
    monkeypatch.setattr("survey.release.publish._locked", refusing(error))
    with pytest.raises(
        PlaceError, match=r"cannot be written to: Read-only file system\nNothing was published; "
    ):
        published(tmp_path, small_rows()[:40])


def test_a_full_disk_is_told_though_the_study_has_no_folder_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "mkdir", refusing(OSError(28, "No space left on device")))
    shelf, answers = Releases(tmp_path / "releases"), small_answers(tmp_path / "a.csv")
    with pytest.raises(PlaceError, match=r"the disk is full: [\d.]+ MB are free; .*\nNothing was published"):
        publish_file(SMALL, answers, shelf)


def test_a_release_that_does_not_read_back_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.release.write._insert", _losing_a_row)
    with pytest.raises(ReleaseError, match="does not read back"):
        published(tmp_path, small_rows())
    assert not list(tmp_path.glob("releases/small/*.duckdb"))


def _losing_a_row(connection: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, object]]) -> None:
    import pyarrow as pa

    kept = rows[:-1] if name == "counts" else rows
    if kept:
        columns = connection.table(name).columns
        table = pa.table({column: [row[column] for row in kept] for column in columns})
        connection.from_arrow(table).insert_into(name)


def test_two_imports_at_once_are_one_too_many(tmp_path: Path) -> None:
    from survey.release.publish import _alone

    folder = tmp_path / "releases" / "small"
    folder.mkdir(parents=True)
    with _alone(folder), pytest.raises(BusyError, match="another import is under way"):
        published(tmp_path, small_rows())


def test_the_last_five_releases_are_kept_and_one_can_step_back(tmp_path: Path) -> None:
    for number in range(7):
        published(tmp_path, letters(LEVELS[number % 4]))
    shelf = Releases(tmp_path / "releases")
    assert [entry.number for entry in shelf.entries("small")] == [3, 4, 5, 6, 7]
    assert shelf.step_back("small").number == 6
    assert shelf.open("small").entry.number == 6


def test_one_never_steps_back_to_what_was_withdrawn_and_it_goes_in_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.release.write.KEPT", 2)
    shelf = Releases(tmp_path / "releases")
    for level in LEVELS[:3]:
        published(tmp_path, letters(level))
    assert shelf.step_back("small").number == 2
    published(tmp_path, letters(LEVELS[3]))
    assert shelf.step_back("small").number == 2, "4 and 3 were withdrawn"
    published(tmp_path, letters(LEVELS[0]))
    assert [(one.number, one.withdrawn) for one in shelf.entries("small")] == [
        (2, False),
        (4, True),
        (5, False),
    ]
    published(tmp_path, letters(LEVELS[1]))
    assert sorted(one.name[:10] for one in (tmp_path / "releases" / "small").glob("small-*")) == [
        "small-0005",
        "small-0006",
    ]


def test_there_is_nothing_to_step_back_to_after_the_first(tmp_path: Path) -> None:
    published(tmp_path, small_rows())
    with pytest.raises(ReleaseError, match="no earlier release"):
        Releases(tmp_path / "releases").step_back("small")


@pytest.mark.parametrize(
    "content", ["", "{", '{"file": "small-0009-aaaaaaaaaaaa.duckdb"}', '{"file": "../x"}', "[]"]
)
def test_a_broken_pointer_is_an_error_in_words(tmp_path: Path, content: str) -> None:
    entry = published(tmp_path, small_rows()).entry
    entry.path.with_name("CURRENT").write_text(content, encoding="utf-8")
    with pytest.raises(ReleaseError, match="does not name a release"):
        Releases(tmp_path / "releases").open("small")


def test_a_damaged_or_unfinished_release_is_an_error_in_words(tmp_path: Path) -> None:
    entry = published(tmp_path, small_rows()).entry
    broken = entry.path.with_name("small-0002-aaaaaaaaaaaa.duckdb")
    broken.write_bytes(entry.path.read_bytes()[:4096])
    entry.path.with_name("CURRENT").write_text(json.dumps({"file": broken.name}), encoding="utf-8")
    with pytest.raises(ReleaseError, match="cannot be opened"):
        Releases(tmp_path / "releases").open("small")


def test_a_running_reader_sees_a_new_release_at_once(tmp_path: Path) -> None:
    published(tmp_path, small_rows())
    shelf = Releases(tmp_path / "releases")
    assert shelf.open("small").name == "small-1"
    published(tmp_path, small_rows()[1:])
    assert shelf.open("small").name == "small-2"


def test_the_published_flying_etiquette_is_found_in_the_counts(tmp_path: Path, flying: Path) -> None:
    codebook = ROOT / "tests" / "studies" / "flying-etiquette.toml"
    publish_file(codebook, flying, Releases(tmp_path / "releases"))
    release = opened(tmp_path, "flying-etiquette")
    rude = {item: [0, 0] for item in ("reclining", "unruly_children")}
    for row in release.table("counts"):
        if row["dimension"] == ALL and row["item"] in rude and row["level"] > 0:
            rude[row["item"]][0] += row["n"] * (row["level"] > 1)
            rude[row["item"]][1] += row["n"]
    assert rude == {"reclining": [352, 854], "unruly_children": [702, 849]}


def test_small_answers_are_what_the_builder_says(tmp_path: Path) -> None:
    assert small_answers(tmp_path / "a.csv").read_text(encoding="utf-8").count("\n") == 45


def test_an_open_study_merges_and_hides_nothing(tmp_path: Path) -> None:
    codebook = tmp_path / "codebook.toml"
    text = SMALL.read_text(encoding="utf-8").replace('id = "small"', 'id = "small"\nopen = true', 1)
    codebook.write_text(text, encoding="utf-8")
    published(tmp_path, small_rows(), codebook)
    release = opened(tmp_path)
    assert list(release.groups["sector"]) == ["public", "trade", "arts"]
    assert not [row for row in release.table("bases") if row["hidden"]]


def test_who_states_no_group_is_a_group_like_others(tmp_path: Path) -> None:
    rows = small_rows()
    for row in rows[:12]:
        row["sector"] = "n/a" if row["id"] == "p0" else ""
        row["firm"] = row["id"]
    published(tmp_path, rows)
    assert opened(tmp_path).groups["sector"] == {
        "trade": ("trade",),
        OTHER_GROUPS: ("public", "arts"),
        "not_stated": ("not_stated",),
    }


def test_a_release_that_contradicts_itself_is_not_published_and_the_cell_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault: dict[str, object] = {
        "dimension": "sector",
        "group": "trade",
        "item": "web",
        "fault": "adds up to more than there are",
    }
    rows = Release.rows

    def contradicting(release: Release, statement: Query, **given: object) -> list[dict[str, object]]:
        return [fault] if statement.name == "check" else rows(release, statement, **given)

    monkeypatch.setattr(Release, "rows", contradicting)
    with pytest.raises(
        ReleaseError, match=r"  sector/trade/web: adds up to more than there are; this is a defect"
    ):
        published(tmp_path, small_rows())
    assert not Releases(tmp_path / "releases").studies()


def test_what_is_hidden_is_counted_by_item_and_what_is_shown_by_crossed_table() -> None:
    def base(dimension: str, item: str, hidden: bool, question: str = "level") -> dict[str, object]:
        return {"dimension": dimension, "group": "g", "item": item, "question": question, "hidden": hidden}

    bases = [
        base("sector", "web", True),
        base("size", "web", True),
        base("size", "web", True, "use"),
        base("size", "letter", False),
        base("size", "fax", True),
        base("sector*size", ALL, False),
        *(base("sector*size", item, hidden) for item in ("web", "letter") for hidden in (True, False, False)),
        base("sector*size", "web", False, "use"),
        base("size*role", "web", True),
    ]
    made = Tables([], bases, [], [], [])
    assert made.hidden() == {"web": 2, "fax": 1}
    assert made.crossed() == {"sector*size": (6, 4), "size*role": (1, 0)}


def test_a_crossed_table_is_called_by_each_of_its_dimensions() -> None:
    assert [called(one) for one in ("sector", "sector*size", "sector*size*role")] == [
        "sector",
        "sector by size",
        "sector by size by role",
    ]
