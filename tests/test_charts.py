"""Every chart's numbers are those of the answers, and its picture shows nothing else."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from survey.charts import CHARTS, twin
from survey.charts.chart import Answer, Row, answer
from survey.charts.marks import level_colours
from survey.codebook import ALL, LANGUAGES, OTHER_GROUPS
from survey.database import Release, Releases
from survey.exports import csv as csv_export
from survey.exports import json as json_export
from survey.published import read_counts
from survey.release.publish import publish_file
from survey.selection import parse
from survey.stats import wilson
from survey.texts import Voice
from tests.builders import COLUMNS, ROOT, SMALL, small_rows, write


def ask(chart: str, release: Release, **given: str) -> Answer:
    return answer(CHARTS[chart], parse(release, given)[0], release)


def voice(release: Release, language: str = "en") -> Voice:
    return Voice(language, release.study, release.groups)


def row(made: Answer, item: str, group: str = ALL) -> Row:
    return next(one for one in made.rows if (one.item, one.group) == (item, group))


def test_ranking_puts_the_most_important_first(small: Release) -> None:
    made = ask("ranking", small)
    assert [one.item for one in made.rows] == ["meeting", "web", "letter"]
    web = row(made, "web")
    assert (web.top, web.base, web.organisations) == (24, 42, 32)
    assert web.share == pytest.approx(24 / 42)


def test_the_order_stays_when_the_group_changes(small: Release) -> None:
    assert [one.item for one in ask("ranking", small, groups="trade").rows] == ["meeting", "web", "letter"]


def test_a_group_is_counted_by_itself_and_groups_together(small: Release) -> None:
    assert row(ask("ranking", small, groups="trade"), "web", "trade").top == 15
    assert row(ask("ranking", small, groups=OTHER_GROUPS), "web", OTHER_GROUPS).base == 24


def test_groups_that_share_organisations_count_them_once(executives: Release) -> None:
    roles = ("top_management", "middle_management")
    both = ask("ranking", executives, by="role", groups=",".join(roles))
    alone = [ask("ranking", executives, by="role", groups=one) for one in roles]
    private = by_hand(lambda one: one["role"] in roles)
    assert both.respondents == len(private) == sum(one.respondents or 0 for one in alone)
    assert both.organisations == len({one["organisation"] for one in private})


def by_hand(kept: Any) -> list[dict[str, str]]:
    with (ROOT / "data" / "executives-2015" / "answers.csv").open(encoding="utf-8") as file:
        return [one for one in csv.DictReader(file) if kept(one)]


@pytest.mark.parametrize("group", ["finance", "public", "trade"])
@pytest.mark.parametrize("item", ["linkedin", "phone_campaign", "web_shop"])
def test_shares_are_those_counted_by_hand_in_the_file(executives: Release, group: str, item: str) -> None:
    levels = [
        one[item] for one in by_hand(lambda one: one["sector"] == group) if one[item] in "12345" and one[item]
    ]
    found = row(ask("heatmap", executives), item, group)
    assert (found.base, found.top) == (len(levels), sum(level in "45" for level in levels))
    highest = row(ask("heatmap", executives, measure="highest"), item, group)
    assert highest.top == levels.count("5")
    mean = row(ask("heatmap", executives, measure="mean"), item, group)
    assert mean.mean == pytest.approx(sum(map(int, levels)) / len(levels))
    uses = [one[f"{item}_in_use"] for one in by_hand(lambda one: one["sector"] == group)]
    used = row(ask("heatmap", executives, measure="use"), item, group)
    assert (used.base, used.top) == (sum(one != "" for one in uses), uses.count("yes"))


def test_the_levels_of_the_scale_add_up_to_the_base(executives: Release) -> None:
    made = ask("scale", executives, item="service_point")
    for group in {one.group for one in made.rows}:
        rows = [one for one in made.rows if one.group == group]
        assert [one.level for one in rows] == [1, 2, 3, 4, 5]
        assert sum(one.n or 0 for one in rows) == rows[0].base
        assert sum(one.share or 0 for one in rows) == pytest.approx(1)
        assert rows[0].absent and set(rows[0].absent) == {"no_answer", "dont_know"}


def test_everybody_is_either_on_the_scale_or_off_it(executives: Release) -> None:
    found = row(ask("scale", executives, item="print"), "print")
    assert found.base and found.absent and found.base + sum(found.absent.values()) == 360


def test_a_hidden_row_is_there_without_a_number() -> None:
    assert Row("web", "arts", hidden=True).to_dict() == {"item": "web", "group": "arts", "hidden": True}


def test_the_zero_line_of_the_scale_lies_at_the_lower_edge_of_important(executives: Release) -> None:
    made = ask("scale", executives, item="web_shop")
    figure = CHARTS["scale"].figure(made, voice(executives))
    assert isinstance(figure, dict)
    sides = {trace["name"]: trace["x"][0] for trace in figure["data"] if "name" in trace}
    assert {name: x > 0 for name, x in sides.items()} == {
        "no significance at all": False,
        executives.study.say(executives.study.scale.levels[1].label, "en"): False,
        executives.study.say(executives.study.scale.levels[2].label, "en"): False,
        "important": True,
        "essential": True,
    }
    stacked = CHARTS["scale"].figure(
        ask("scale", executives, item="web_shop", view="stacked"), voice(executives)
    )
    assert isinstance(stacked, dict)
    assert all(x >= 0 for trace in stacked["data"] if "name" in trace for x in trace["x"])


def test_one_chosen_group_is_read_beside_all_others_and_several_alone(executives: Release) -> None:
    every = [*executives.groups["sector"], ALL]
    for groups, shown in (("", every), ("trade", every), ("trade,finance", ["trade", "finance", ALL])):
        made = ask("heatmap", executives, groups=groups)
        assert list(dict.fromkeys(one.group for one in made.rows)) == shown


HOSTILE = '<script>alert(1)</script> $x$ <a href="https://example.com">y</a> ![z](https://example.com/z.png)'


def test_a_hostile_label_is_only_text(small: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Voice, "item", lambda *_, **__: HOSTILE)
    made, said = ask("heatmap", small), voice(small)
    pictures = [CHARTS["heatmap"].figure(made, said), twin.table(made, said)]
    assert all("<script" not in str(one) and "<a " not in str(one) for one in pictures)
    figure = json.dumps(CHARTS["ranking"].figure(ask("ranking", small), said))
    assert "<script" not in figure and "<a " not in figure


def test_colours_run_to_the_ends_of_any_scale() -> None:
    for levels, top in ((2, [2]), (3, [2, 3]), (5, [4, 5]), (7, [6, 7]), (11, [9, 10, 11])):
        assert len(level_colours(levels, top)) == levels


def test_json_and_csv_say_the_same(executives: Release) -> None:
    for chart in CHARTS:
        made = ask(chart, executives, groups="finance,trade")
        told = json.loads(json_export.text(made, voice(executives)))
        lines = list(csv.DictReader(csv_export.text(made).splitlines()))
        assert len(told["rows"]) == len(lines) == len(made.rows)
        for one, line in zip(told["rows"], lines, strict=True):
            assert numbers(one, ("base", "top", "share", "low", "n")) == numbers(
                line, ("base", "top", "share", "low", "n")
            )


def numbers(one: dict[str, Any], names: Iterable[str]) -> list[float]:
    return [float(one[name]) for name in names if one.get(name) not in (None, "")]


def test_notes_say_what_kind_of_numbers_these_are(executives: Release) -> None:
    codes = [note.code for note in ask("ranking", executives).notes]
    assert codes == ["synthetic", "merged", "clusters"]
    heatmap = ask("heatmap", executives)
    codes = [note.code for note in heatmap.notes]
    assert codes == ["synthetic", "certain", "low", "merged", "clusters", "at_all"]
    for language in LANGUAGES:
        assert all(note.say(voice(executives, language)) for note in heatmap.notes)


def test_weights_change_the_share_and_widen_the_interval_but_not_the_counts(tmp_path: Path) -> None:
    codebook = tmp_path / "codebook.toml"
    weighted = SMALL.read_text(encoding="utf-8").replace(
        'organisation = "firm"', 'organisation = "firm"\nweight = "w"'
    )
    codebook.write_text(weighted, encoding="utf-8")
    rows = [one | {"w": "2" if one["sector"] == "public" else "1"} for one in small_rows()]
    answers = write(tmp_path / "a.csv", rows, (*COLUMNS, "w"))
    publish_file(codebook, answers, Releases(tmp_path / "releases"))
    web = row(ask("ranking", Releases(tmp_path / "releases").open("small")), "web")
    # Of the public 5 of 20 at weight 2; of trade 15 of 18 and of the arts 4 of 4 at weight 1.
    assert (web.top, web.base) == (24, 42)
    assert web.share == pytest.approx((2 * 5 + 15 + 4) / (2 * 20 + 18 + 4))
    # 10 public firms of two people, so of weight 4; ρ is the share of variance that lies between firms.
    rho = read_counts(Releases(tmp_path / "releases").open("small"), ALL).icc[0, 1, 0]
    effective = (2 * 20 + 22) ** 2 / ((1 - rho) * (4 * 20 + 22) + rho * (10 * 16 + 22))
    low, high = wilson(web.share or 0, effective)
    assert [web.low, web.high] == pytest.approx([float(low), float(high)])
    assert web.n_eff == pytest.approx(effective) and web.deff == pytest.approx(42 / effective)
