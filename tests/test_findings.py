"""Findings are said when certain, published ones are judged, and both tell what would change them."""

import csv
import random
from pathlib import Path

import pytest

from survey.codebook import LANGUAGES, Check
from survey.database import Release, Releases
from survey.findings import brief, evidence, found, numbers, published, standing
from survey.findings.claims import Claim, claim
from survey.findings.judge import Figure, judge, verdict
from survey.release.publish import publish_file
from survey.selection import Selection, parse
from survey.texts import Voice
from tests.builders import COLUMNS, ROOT, SMALL, small_rows, write

EXECUTIVES = ROOT / "data" / "executives-2015"
GROUP_FINDINGS = ("other_sectors_differ", "linkedin_and_twitter", "finance_phones")


def voice(release: Release, language: str = "en") -> Voice:
    return Voice(language, release.study, release.groups)


def said(release: Release, language: str = "en", **given: str) -> tuple[Claim, ...]:
    return found(parse(release, given)[0], release, voice(release, language))


def verdicts(release: Release) -> dict[str, str]:
    claims = published(evidence(release), voice(release))
    return {one.id: claim.verdict for one, claim in zip(release.study.findings, claims, strict=True)}


@pytest.mark.parametrize("study", ["executives-2015", "participation-2021"])
def test_every_published_finding_of_a_bundled_study_holds(releases: Releases, study: str) -> None:
    release = releases.open(study)
    expressible = {one.id for one in release.study.findings if one.checks}
    assert {id for id, found in verdicts(release).items() if found == "holds"} == expressible
    assert {found for id, found in verdicts(release).items() if id not in expressible} <= {"unknown"}


@pytest.mark.parametrize("seed", range(4))
def test_on_shuffled_answers_no_finding_about_groups_holds(tmp_path: Path, seed: int) -> None:
    with (EXECUTIVES / "answers.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    who = ("respondent", "organisation", "sector", "size", "role")
    answers = [{name: row[name] for name in row if name not in who} for row in rows]
    random.Random(seed).shuffle(answers)
    shuffled = [{name: row[name] for name in who} | answer for row, answer in zip(rows, answers, strict=True)]
    path = write(tmp_path / "answers.csv", shuffled, list(rows[0]))
    publish_file(EXECUTIVES / "codebook.toml", path, Releases(tmp_path / "releases"))
    release = Releases(tmp_path / "releases").open("executives-2015")
    found = verdicts(release)
    assert not [id for id in GROUP_FINDINGS if found[id] == "holds"]
    assert found["nothing_beats_meeting"] == "holds", "what everybody says is not changed by shuffling"


def test_a_sentence_gives_both_shares_the_interval_and_who_answered(executives: Release) -> None:
    first = said(executives, groups="finance", measure="top")[1]
    assert first.said == "Finance and insurance rated Phone campaigns higher than the rest"
    assert numbers(first, voice(executives)) == (
        "60%, the rest 18%; +42 points (95% interval +21 to +59); 25 executives in 21 organisations",
    )
    assert (first.page, first.selection.groups) == ("compare", ("finance",))


def test_groups_that_differ_on_one_item_share_a_sentence(executives: Release) -> None:
    linkedin = next(one for one in said(executives) if "LinkedIn" in one.said)
    assert linkedin.said == "Other services, Finance and Information rated LinkedIn higher than the rest"
    assert len(linkedin.figures) == len(numbers(linkedin, voice(executives))) == 3
    assert brief(linkedin, voice(executives)) == ("73%, 72% and 67%, the rest 25–26%",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "given",
    [{}, {"groups": "finance"}, {"by": "size", "measure": "use"}, {"by": "role"}, {"measure": "mean"}],
    ids=str,
)
def test_at_most_five_sentences_each_certain_and_linked(
    executives: Release, given: dict[str, str], language: str
) -> None:
    claims = said(executives, language, **given)
    assert 1 <= len(claims) <= 5
    for one in claims:
        assert one.verdict == "holds" and "{" not in one.said
        assert numbers(one, voice(executives, language)) and one.page
        assert parse(executives, one.selection.to_query())[1] == ()


def test_nothing_is_said_where_nothing_is_certain(tmp_path: Path) -> None:
    rows = small_rows()
    for number, row in enumerate(rows):
        level = str(1 + number % 4).replace("1", "none")
        row.update(meeting=level, web=level, letter=level, firm=row["id"])
        for item in ("meeting", "web", "letter"):
            row[f"{item}_in_use"] = "yes" if number % 4 > 1 else "no"
    publish_file(SMALL, write(tmp_path / "a.csv", rows, COLUMNS), Releases(tmp_path / "releases"))
    release = Releases(tmp_path / "releases").open("small")
    assert [one.said for one in said(release)] in ([], ["Opinion is divided: Meeting"])
    assert not [one for one in said(release, by="size") if "higher" in one.said or "lower" in one.said]


def test_lower_groups_are_told_as_lower(small: Release) -> None:
    texts = [one.said for one in said(small, groups="trade")]
    assert "Trade rated Web higher than the rest" in texts


KINDS = [
    ({"kind": "highest", "items": ["meeting"]}, "holds"),
    ({"kind": "highest", "items": ["web", "letter"]}, "holds"),
    ({"kind": "highest", "items": ["letter"]}, "fails"),
    ({"kind": "at_least", "items": ["web"], "share": 0.35}, "holds"),
    ({"kind": "at_least", "items": ["web"], "share": 0.5}, "direction"),
    ({"kind": "at_least", "items": ["web"], "share": 0.6}, "fails"),
    ({"kind": "at_most", "items": ["letter"], "share": 0.2}, "holds"),
    ({"kind": "at_most", "items": ["web"], "share": 0.6}, "direction"),
    ({"kind": "at_most", "items": ["web"], "share": 0.5}, "fails"),
    ({"kind": "at_least", "items": ["web"], "share": 0.7, "by": "sector", "groups": ["trade"]}, "direction"),
    ({"kind": "groups_higher", "items": ["web"], "by": "sector", "groups": ["trade"]}, "holds"),
    ({"kind": "groups_lower", "items": ["web"], "by": "sector", "groups": ["trade"]}, "fails"),
    ({"kind": "groups_lower", "items": ["web"], "by": "sector", "groups": ["other_groups"]}, "holds"),
    ({"kind": "groups_higher", "items": ["web"], "by": "sector", "groups": ["public"]}, "unknown"),
    ({"kind": "highest_group", "items": ["web"], "by": "sector", "groups": ["trade"]}, "holds"),
    ({"kind": "highest_group", "items": ["web"], "by": "sector", "groups": ["other_groups"]}, "fails"),
    ({"kind": "at_most", "items": ["letter"], "share": 0.0}, "direction"),
    ({"kind": "at_least", "items": ["meeting"], "share": 1.0}, "direction"),
    ({"kind": "groups_higher", "items": ["meeting"], "by": "sector", "groups": ["trade"]}, "fails"),
    ({"kind": "groups_lower", "items": ["meeting"], "by": "sector", "groups": ["trade"]}, "fails"),
    ({"kind": "highest", "items": ["meeting", "meeting"]}, "fails"),
    ({"kind": "used_less", "items": ["meeting"]}, "fails"),
    ({"kind": "two_camps", "items": ["letter"], "share": 0.2}, "fails"),
    ({"kind": "two_camps", "items": ["meeting"], "share": 0.2}, "fails"),
    ({"kind": "equal", "items": ["meeting", "web"], "margin": 0.1}, "fails"),
    ({"kind": "equal", "items": ["meeting", "web"], "margin": 0.5}, "direction"),
    ({"kind": "equal", "items": ["web", "meeting"], "margin": 0.5}, "direction"),
    ({"kind": "equal", "items": ["letter", "letter"], "margin": 0.2}, "holds"),
    ({"kind": "used_more", "items": ["letter"]}, "holds"),
    ({"kind": "used_less", "items": ["letter"]}, "fails"),
    ({"kind": "used_more", "items": ["meeting"]}, "fails"),
]


@pytest.mark.parametrize(("check", "expected"), KINDS, ids=str)
def test_every_kind_of_check_is_judged(small: Release, check: dict[str, object], expected: str) -> None:
    """Of 42 who rated the web 24 find it important, of trade 15 of 18; letters matter to none of 44."""
    assert verdict(judge(Check.model_validate(check), evidence(small))) == expected


def test_a_statement_is_judged_as_its_weakest_condition() -> None:
    assert verdict([]) == "unknown"


def test_what_would_change_a_finding_is_told(executives: Release) -> None:
    """Users of LinkedIn are too few in each sector to be shown; without clusters nothing falls."""
    finance = said(executives, groups="finance")[0]
    assert dict(finance.variants) == {"highest": "direction", "users": "direction", "unclustered": "holds"}
    leads = said(executives)[0]
    assert {name for name, found in leads.variants if found == "holds"} == {"highest", "users", "unclustered"}


def test_a_study_without_use_organisations_or_weights_has_only_the_variant_it_can(releases: Releases) -> None:
    release = releases.open("participation-2021")
    for one in published(evidence(release), voice(release)):
        assert [name for name, _ in one.variants] in (["highest"], [])


def test_published_findings_are_counted_as_far_as_they_can_be_judged(releases: Releases) -> None:
    release = releases.open("participation-2021")
    claims = published(evidence(release), voice(release))
    assert (len(claims), standing(claims)) == (6, (5, 5))


SHARE: tuple[str, dict[str, object]] = ("at_least", {"share": 0.1})
TRADE: dict[str, object] = {"by": "sector", "groups": ["trade"]}
COUNTED: list[tuple[dict[str, object], tuple[str, str, float, int, int, str, float | None]]] = [
    ({"kind": "at_least", "items": ["web"], "share": 0.5}, ("all", "all", 24 / 42, 42, 32, "", None)),
    (
        {"kind": "at_most", "items": ["web"], "share": 0.9, **TRADE},
        ("sector", "trade", 15 / 18, 18, 18, "", None),
    ),
    ({"kind": "highest", "items": ["meeting"]}, ("all", "all", 1, 44, 34, "web", 24 / 42)),
    ({"kind": "highest", "items": ["letter"]}, ("all", "all", 0, 44, 34, "meeting", 1)),
    (
        {"kind": "highest", "items": ["web", "letter"], **TRADE},
        ("sector", "trade", 15 / 18, 18, 18, "letter", 0),
    ),
    (
        {"kind": "groups_higher", "items": ["web"], **TRADE},
        ("sector", "trade", 15 / 18, 18, 18, "rest", 9 / 24),
    ),
    (
        {"kind": "highest_group", "items": ["web"], **TRADE},
        ("sector", "trade", 15 / 18, 18, 18, "other_groups", 9 / 24),
    ),
    (
        {"kind": "equal", "items": ["meeting", "web"], "margin": 0.1},
        ("all", "all", 1, 44, 34, "web", 24 / 42),
    ),
    ({"kind": "used_more", "items": ["letter"]}, ("all", "all", 0, 44, 34, "use", 10 / 44)),
    ({"kind": "used_less", "items": ["web"], **TRADE}, ("sector", "trade", 15 / 18, 18, 18, "use", 1)),
]


@pytest.mark.parametrize(("check", "counted"), COUNTED, ids=str)
def test_the_numbers_of_a_check_are_those_counted_by_hand(
    small: Release, check: dict[str, object], counted: tuple[str, str, float, int, int, str, float | None]
) -> None:
    [one] = judge(Check.model_validate(check), evidence(small))
    by, group, value, base, organisations, versus, other = counted
    assert (one.by, one.group, one.base, one.organisations, one.versus) == (
        by,
        group,
        base,
        organisations,
        versus,
    )
    assert one.value is not None and one.low is not None and one.high is not None
    assert one.value == pytest.approx(value)
    assert one.low - 1e-9 <= one.value <= one.high + 1e-9 and 0.1 < one.high - one.low < 0.5
    assert one.confidence == (0.9 if check["kind"] == "equal" else 0.95)
    if other is None:
        assert one.other is one.difference is None
        return
    assert one.other == pytest.approx(other) and one.difference_low is not None and one.difference is not None
    assert one.difference == pytest.approx(one.value - other) and one.difference_high is not None
    assert one.difference_low <= one.difference <= one.difference_high
    assert one.difference_low < one.difference_high


WORDS: list[tuple[list[dict[str, object]], list[str]]] = [
    (
        [{"kind": "at_least", "items": ["web"], "share": 0.5}],
        ["57% (95% interval 40–73%); 42 people in 32 organisations"],
    ),
    (
        [{"kind": "highest", "items": ["meeting"]}],
        ["100%, Web 57%; +43 points (95% interval +24 to +60); 44 people in 34 organisations"],
    ),
    (
        [{"kind": "highest_group", "items": ["web"], **TRADE}],
        ["83%, Other 38%; +46 points (95% interval +12 to +68); 18 people in 18 organisations"],
    ),
    (
        [{"kind": "equal", "items": ["meeting", "web"], "margin": 0.1}],
        ["100%, Web 57%; +43 points (90% interval +27 to +58); 44 people in 34 organisations"],
    ),
    (
        [{"kind": "used_more", "items": ["letter"]}],
        ["0% important, 23% in use; −23 points (95% interval −40 to −7); 44 people in 34 organisations"],
    ),
    (
        [{"kind": "two_camps", "items": ["letter"], "share": 0.2}],
        ["0% important (0–11%), 100% nothing; 44 people in 34 organisations"],
    ),
    ([{"kind": "groups_higher", "items": ["web"], "by": "sector", "groups": ["public"]}], ["not shown"]),
    (
        [{"kind": "at_least", "items": ["web", "letter"], "share": 0.5}],
        [
            "Web: 57% (95% interval 40–73%); 42 people in 32 organisations",
            "Letter: 0% (95% interval 0–11%); 44 people in 34 organisations",
        ],
    ),
    (
        [
            {"kind": "at_least", "items": ["web"], "share": 0.5},
            {"kind": "at_most", "items": ["web"], "share": 0.5},
        ],
        ["57% (95% interval 40–73%); 42 people in 32 organisations"],
    ),
    (
        [
            {"kind": "groups_higher", "items": ["web"], **TRADE},
            {"kind": "at_most", "items": ["letter"], "share": 0.5},
        ],
        [
            "Web · Trade: 83%, the rest 38%; +46 points (95% interval +12 to +68);"
            " 18 people in 18 organisations",
            "Letter · All: 0% (95% interval 0–11%); 44 people in 34 organisations",
        ],
    ),
]


def stated(release: Release, *checks: dict[str, object]) -> Claim:
    conditions = tuple(Check.model_validate(one) for one in checks)
    return claim("so it is", conditions, evidence(release), "ranking", Selection("small"))


@pytest.mark.parametrize(("checks", "lines"), WORDS, ids=lambda one: str(one[0]))
def test_the_numbers_of_every_kind_of_check_are_put_in_words(
    small: Release, checks: list[dict[str, object]], lines: list[str]
) -> None:
    assert list(numbers(stated(small, *checks), voice(small))) == lines


def test_nobody_at_all_is_0_percent_in_a_narrow_place_too(small: Release) -> None:
    both: list[dict[str, object]] = [
        {"kind": kind, "items": ["letter"], "by": "sector", "groups": [group]}
        for kind, group in (("groups_higher", "trade"), ("groups_lower", "other_groups"))
    ]
    assert brief(stated(small, *both), voice(small)) == ("0% and 0%, the rest 0%",)


def test_a_difference_of_nothing_between_nothing_is_0_points(small: Release) -> None:
    nothing = Figure("fails", "web", "sector", "trade", 0.0, 0.0, 0.0, 20, None, "rest", 0.0, 0.0, 0.0, 0.0)
    made = Claim("", "fails", (nothing,), (), "ranking", Selection("small"))
    [line] = numbers(made, voice(small))
    assert line.startswith("0%, the rest 0%; 0 points (95% interval 0 to 0); 20 people")


def test_items_have_their_short_names_before_numbers(executives: Release) -> None:
    lines = numbers(
        stated(executives, {"kind": "at_least", "items": ["other_social", "print"], "share": 0.1}),
        voice(executives),
    )
    assert [one.split(":")[0] for one in lines] == ["Other social", "Print"]


@pytest.mark.parametrize("kind", ["used_more", "used_less"])
def test_what_is_rated_against_use_is_not_asked_again_of_users_alone(small: Release, kind: str) -> None:
    gap, rated = (stated(small, {"kind": one, "items": ["web"], **more}) for one, more in ((kind, {}), SHARE))
    assert [name for name, _ in gap.variants] == ["highest", "unclustered"]
    assert [name for name, _ in rated.variants] == ["highest", "users", "unclustered"]


def test_a_number_that_is_not_known_is_not_told_though_there_is_one(small: Release) -> None:
    unknown = Figure("unknown", "web", "sector", "trade", 0.5, 0.4, 0.6, 20, 20, "", None, None, None, None)
    missing = Figure("holds", "web", "sector", "trade", None, None, None, 20, 20, "", None, None, None, None)
    for one in (unknown, missing):
        made = Claim("", "fails", (one,), (), "ranking", Selection("small"))
        assert numbers(made, voice(small)) == ("not shown",)


def test_groups_have_their_short_names_before_numbers(executives: Release) -> None:
    both: list[dict[str, object]] = [
        {"kind": "groups_higher", "items": ["linkedin"], "by": "sector", "groups": [group]}
        for group in ("finance", "health")
    ]
    lines = numbers(stated(executives, *both), voice(executives))
    assert [one.split(":")[0] for one in lines] == ["Finance", "Health, social"]


def test_items_have_their_short_names_in_a_sentence(executives: Release) -> None:
    assert "1–9 employees had Print in use less often than the rest" in [
        one.said for one in said(executives, by="size", groups="1-9", measure="use")
    ]


def test_in_a_narrow_place_only_differences_from_the_rest_share_a_line(small: Release) -> None:
    made = stated(small, {"kind": "used_less", "items": ["web", "letter"]})
    assert len(made.figures) == 2 and all(one.other is not None for one in made.figures)
    assert brief(made, voice(small)) == numbers(made, voice(small))


def test_what_is_highest_is_not_known_where_nothing_else_was_asked(releases: Releases) -> None:
    check: dict[str, object] = {
        "kind": "highest",
        "items": ["social", "fax"],
        "by": "wave",
        "groups": ["2023"],
    }
    made = stated(releases.open("waves"), check)
    assert made.verdict == "unknown"
    assert [(one.verdict, one.item, one.group) for one in made.figures] == [("unknown", "social", "2023")]


def test_where_no_other_group_is_left_to_compare_with_every_condition_is_unknown(small: Release) -> None:
    groups = ["trade", "other_groups"]
    check = {"kind": "highest_group", "items": ["web", "letter"], "by": "sector", "groups": groups}
    made = [(one.verdict, one.group, one.item) for one in judge(Check.model_validate(check), evidence(small))]
    assert made == [("unknown", group, item) for group in groups for item in ("web", "letter")]


def test_a_published_finding_leads_to_the_page_that_shows_it(releases: Releases) -> None:
    pages = {
        study: {one.page for one in published(evidence(release), voice(release))}
        for study in ("executives-2015", "participation-2021", "small")
        for release in [releases.open(study)]
    }
    assert pages == {
        "executives-2015": {"ranking", "heatmap", "scale"},
        "participation-2021": {"ranking"},
        "small": {"ranking", "heatmap"},
    }


LINKS = [
    (
        {},
        [
            ("At the top: Meeting", "ranking", {"item": "meeting"}),
            ("Trade rated Web higher than the rest", "compare", {"groups": "trade", "item": "web"}),
            (
                "Other (2 groups together) rated Web lower than the rest",
                "compare",
                {"groups": "other_groups", "item": "web"},
            ),
            ("Web: more use it than rate it “important”", "use", {"item": "web"}),
        ],
    ),
    (
        {"groups": "other_groups", "item": "letter"},
        [
            ("Other (2 groups together) rated Web lower than the rest", "compare", {"item": "web"}),
            ("At the top: Meeting", "ranking", {"item": "meeting"}),
            ("Web: more use it than rate it “important”", "use", {"item": "web"}),
        ],
    ),
    (
        {"measure": "use"},
        [
            (
                "Trade had Letter in use less often than the rest",
                "compare",
                {"groups": "trade", "item": "letter"},
            ),
            (
                "Other (2 groups together) had Letter in use more often than the rest",
                "compare",
                {"groups": "other_groups", "item": "letter"},
            ),
        ],
    ),
]


@pytest.mark.parametrize(("given", "expected"), LINKS, ids=str)
def test_what_is_certain_of_a_small_study_is_said_in_order_each_with_its_view(
    small: Release, given: dict[str, str], expected: list[tuple[str, str, dict[str, str]]]
) -> None:
    found = [(one.said, one.page, one.selection.to_query()) for one in said(small, **given)]
    assert found == [
        (words, page, {"study": "small", "by": "sector", **given, **changed})
        for words, page, changed in expected
    ]


def test_of_executives_five_sentences_are_said_the_last_of_which_is_that_they_are_divided(
    executives: Release,
) -> None:
    assert [one.said for one in said(executives)] == [
        "At the top: Face-to-face",
        "Other services, Finance and Information rated LinkedIn higher than the rest",
        "Finance and insurance rated Phone campaigns higher than the rest",
        "Other services, Finance and Information rated Twitter higher than the rest",
        "Opinion is divided: Web shop",
    ]
    last = said(executives)[-1]
    assert (last.page, last.selection.item) == ("scale", "web_shop")
    assert said(executives, "fi", by="role")[2].said.startswith("Printit: käyttö on yleisempää")


@pytest.fixture(scope="module")
def camps(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The small study but for trade: of letters half says everything, half nothing; of meetings 5 of 20 say
    nothing, and nobody has the web in use; of letters all others say little."""
    folder, rows = tmp_path_factory.mktemp("camps"), small_rows()
    for number, row in enumerate(rows):
        row["letter"] = "2" if row["sector"] != "trade" else "4" if number % 2 else "none"
        row["meeting"] = "none" if row["id"] in ("t1", "t2", "t3", "t4", "t5") else "4"
        row["web_in_use"] = "no" if row["sector"] == "trade" else "yes"
    publish_file(SMALL, write(folder / "a.csv", rows, COLUMNS), Releases(folder / "releases"))
    return Releases(folder / "releases").open("small")


def test_the_camps_of_a_group_are_its_own(camps: Release) -> None:
    """10 of 20 in trade at either end; of everybody 10 of 44."""
    check: dict[str, object] = {"kind": "two_camps", "items": ["letter"], "share": 0.23}
    [trade] = judge(Check.model_validate({**check, **TRADE}), evidence(camps))
    assert (trade.verdict, trade.value, trade.other, trade.base) == ("holds", 0.5, 0.5, 20)
    [everybody] = judge(Check.model_validate(check), evidence(camps))
    assert (everybody.verdict, everybody.value, everybody.other) == ("fails", 10 / 44, 10 / 44)
    meeting = Check.model_validate({"kind": "two_camps", "items": ["meeting"], "share": 0.2, **TRADE})
    [less] = judge(meeting, evidence(camps))
    assert (less.verdict, less.value, less.other) == ("direction", 0.75, 0.25)
    assert "Opinion is divided: Letter" in [one.said for one in said(camps, groups="trade")]


def test_what_is_rated_but_not_used_is_said(camps: Release) -> None:
    """15 of 18 in trade find the web important, and none has it in use."""
    gap = next(one for one in said(camps, groups="trade") if one.page == "use")
    assert gap.said == "Web: more rate it “important” than use it"
    assert numbers(gap, voice(camps))[0].startswith("83% important, 0% in use; +83 points")
