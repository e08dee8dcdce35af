"""What a reader picks: from a choice to the link, and what no choice offers changes nothing."""

import importlib
from collections.abc import Mapping
from typing import Any

import pytest

from survey.database import Releases
from survey.ui.choosing import Choice, Picked, hearing
from tests.test_pages import opened


def test_the_choice_of_that_name_is_told_and_no_other() -> None:
    told: list[tuple[str, Picked]] = []

    def of(name: str) -> Choice:
        return Choice(name, "some", "", {"a": "A", "b": "B"}, [], lambda one: told.append((name, one)))

    hear = hearing([of("one"), of("two")])
    hear({"name": "two", "id": "b", "chosen": ["a", "b"]})
    assert told == [("two", Picked("b", ("a", "b")))]


@pytest.mark.parametrize(
    "said",
    [
        None,
        "b",
        [],
        {},
        {"name": "one"},
        {"name": "one", "id": "c", "chosen": ["c"]},
        {"name": ["one"], "id": "b", "chosen": ["b"]},
        {"name": "one", "id": {}, "chosen": []},
        {"name": "one", "id": "b", "chosen": "b"},
        {"name": "three", "id": "b", "chosen": ["b"]},
    ],
)
def test_what_is_not_offered_is_not_picked(said: object) -> None:
    def never(_one: Picked) -> None:
        raise AssertionError

    hearing([Choice("one", "some", "", {"b": "B"}, [], never)])(said)


def test_of_what_is_chosen_only_what_is_offered_is_told() -> None:
    told: list[Picked] = []
    hearing([Choice("one", "some", "", {"b": "B"}, [], told.append)])(
        {"name": "one", "id": "b", "chosen": ["x", "b", 3, None]}
    )
    assert told == [Picked("b", ("b",))]


Link = Mapping[str, str]


def picking(patch: pytest.MonkeyPatch, name: str, id: str, *chosen: str) -> None:
    """Whoever opens a page from now on picks this there, once."""
    module: Any = importlib.import_module("survey.ui.choosing")
    waiting = [{"name": name, "id": id, "chosen": list(chosen)}]

    def component(_name: str, _key: str, _data: object, heard: Mapping[str, Any]) -> None:
        while waiting:
            heard["picked"](waiting.pop())

    patch.setattr(module, "component", component)


def link(page: str, **given: str) -> dict[str, str]:
    """The address bar after a page was opened."""
    app = opened(page, study="executives-2015", lang="en", **given)
    assert not app.exception
    values = {name: one[-1] if isinstance(one, list) else one for name, one in app.query_params.items()}
    return {name: one for name, one in values.items() if name not in ("study", "lang")}


def test_groups_are_added_and_taken_back(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    picking(monkeypatch, "groups", "trade", "trade")
    assert link("ranking") == {"by": "sector", "groups": "trade"}
    picking(monkeypatch, "groups", "finance", "trade", "finance")
    assert link("ranking", groups="trade") == {"by": "sector", "groups": "trade,finance"}
    picking(monkeypatch, "groups", "trade", "finance")
    assert link("ranking", groups="trade,finance") == {"by": "sector", "groups": "finance"}


def test_all_leaves_no_group_chosen(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    picking(monkeypatch, "groups", "all", "all")
    assert link("ranking", groups="trade,finance") == {"by": "sector"}


def test_what_a_chart_chose_by_itself_gives_way(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    picking(monkeypatch, "groups", "trade", "finance", "trade")  # finance is the chart's own choice
    assert link("compare") == {"by": "sector", "groups": "trade"}


def test_another_dimension_starts_with_everybody(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    picking(monkeypatch, "by", "size", "size")
    assert link("ranking", groups="trade") == {"by": "size"}


def test_a_menu_changes_its_own_choice_and_leaves_the_others(
    releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, id, changed in (
        ("measure", "mean", {"measure": "mean"}),
        ("within-size", "size.1-9", {"within": "size.1-9"}),
        ("item", "website", {"item": "website"}),
    ):
        picking(monkeypatch, name, id, id)
        page = "scale" if name == "item" else "ranking"
        assert link(page, groups="trade") == {"by": "sector", "groups": "trade"} | changed
    picking(monkeypatch, "within-size", "", "")
    assert link("ranking", groups="trade", within="size.1-9") == {"by": "sector", "groups": "trade"}


def test_another_study_is_opened_with_nothing_chosen(
    releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    picking(monkeypatch, "study", "participation-2021", "participation-2021")
    app = opened("ranking", study="executives-2015", groups="trade", lang="en")
    assert app.query_params["study"] in ("participation-2021", ["participation-2021"])
    assert "groups" not in app.query_params
