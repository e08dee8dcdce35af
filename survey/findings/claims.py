"""A statement in words with the conditions that say it, judged; and what the codebook published."""

from collections.abc import Iterator
from dataclasses import dataclass

from survey.codebook import ALL, Check, Finding
from survey.findings.evidence import VARIANTS, Evidence
from survey.findings.judge import HOLDS, UNKNOWN, Figure, judge, verdict
from survey.remembered import remembered
from survey.selection import Selection
from survey.texts import Voice


@dataclass(frozen=True)
class Claim:
    """What is said, whether it holds, and the view that shows it.

    | field | meaning |
    |---|---|
    | said | the statement |
    | verdict | holds, direction (the same, not certain), fails, unknown (cannot be shown) |
    | figures | the numbers of its conditions |
    | variants | for each variant that applies: its name and the verdict under it |
    | page, selection | the view |
    """

    said: str
    verdict: str
    figures: tuple[Figure, ...]
    variants: tuple[tuple[str, str], ...]
    page: str
    selection: Selection


def claim(said: str, checks: tuple[Check, ...], evidence: Evidence, page: str, selection: Selection) -> Claim:
    """A statement judged, as it stands and under every variant."""
    figures = _judged(checks, evidence)
    found = verdict(figures)
    variants = () if found == UNKNOWN else tuple(_variants(checks, evidence))
    return Claim(said, found, figures, variants, page, selection)


def _judged(checks: tuple[Check, ...], evidence: Evidence) -> tuple[Figure, ...]:
    return tuple(figure for check in checks for figure in judge(check, evidence))


def _variants(checks: tuple[Check, ...], evidence: Evidence) -> Iterator[tuple[str, str]]:
    paired = any(check.kind in ("used_more", "used_less") for check in checks)
    for name in VARIANTS:
        changed = evidence.variant(name)
        if changed and not (paired and name == "users"):
            yield name, verdict(_judged(checks, changed))


def published(evidence: Evidence, voice: Voice) -> tuple[Claim, ...]:
    """What the codebook published, each finding judged on the loaded data."""
    return _published(evidence, voice.language)


@remembered(64, lambda evidence, _language: evidence.release)
def _published(evidence: Evidence, language: str) -> tuple[Claim, ...]:
    study = evidence.study
    voice = Voice(language, study, evidence.release.groups)
    return tuple(
        claim(voice.say(one.text), one.checks, evidence, *_view(one, evidence)) for one in study.findings
    )


def _view(finding: Finding, evidence: Evidence) -> tuple[str, Selection]:
    """Where a reader sees it: groups side by side, the scale of an item, or the ranking."""
    first = Selection(evidence.study.id, by=next(iter(evidence.release.groups), ALL))
    for check in finding.checks:
        if check.kind == "two_camps":
            return "scale", first.with_(item=check.items[0])
        if check.by in evidence.release.groups:
            return "heatmap", first.with_(by=check.by)
    return "ranking", first


def standing(claims: tuple[Claim, ...]) -> tuple[int, int]:
    """How many of the statements hold, and how many can be judged."""
    judged = [one for one in claims if one.verdict != UNKNOWN]
    return sum(one.verdict == HOLDS for one in judged), len(judged)
