"""Findings are said when certain, published ones are judged, and both tell what would change them."""

import csv
import random
from pathlib import Path

import pytest

from survey.codebook import LANGUAGES, Check
from survey.database import Release, Releases
from survey.findings import brief, evidence, found, numbers, published, standing
from survey.findings.claims import Claim
from survey.findings.judge import judge, verdict
from survey.release.publish import publish_file
from survey.selection import parse
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
    ({"kind": "two_camps", "items": ["letter"], "share": 0.2}, "fails"),
    ({"kind": "equal", "items": ["meeting", "web"], "margin": 0.1}, "fails"),
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
    for claim in published(evidence(release), voice(release)):
        assert [name for name, _ in claim.variants] in (["highest"], [])


def test_published_findings_are_counted_as_far_as_they_can_be_judged(releases: Releases) -> None:
    release = releases.open("participation-2021")
    claims = published(evidence(release), voice(release))
    assert (len(claims), standing(claims)) == (6, (5, 5))
