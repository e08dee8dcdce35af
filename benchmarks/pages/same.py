"""What every page shows, whatever draws it: numbers, words and figure of the overview, made by this project.

So that the pages differ by the tool alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from survey import findings
from survey.charts import CHARTS
from survey.charts.finished import finished
from survey.codebook import MEASURES
from survey.database import Release, Releases
from survey.exports import csv
from survey.selection import choices
from survey.selection import parse as parsed
from survey.settings import Settings
from survey.texts import Voice

STUDY = "executives-2015"


@dataclass(frozen=True)
class Said:
    """The overview of one selection, in words and numbers."""

    question: str
    title: str
    measure: str
    figure: dict[str, Any]
    base: str
    notes: str
    how: str
    rows: list[dict[str, Any]]
    csv: str
    respondents: int
    organisations: int
    findings: list[tuple[str, str]]
    checked: str
    people: list[tuple[str, int, int]]


@dataclass(frozen=True)
class Offered:
    """What may be chosen: codes and, of groups, families and items, their names."""

    dimensions: tuple[str, ...]
    families: tuple[str, ...]
    items: tuple[str, ...]
    measures: tuple[str, ...]
    named: Mapping[str, Mapping[str, str]]

    def groups(self, by: str) -> list[str]:
        """The names of the groups of a dimension."""
        return list(self.named[by].values())

    def codes(self, by: str, names: tuple[str, ...]) -> str:
        """Names of groups as a link has them."""
        return ",".join(code for code, name in self.named[by].items() if name in names)


def release() -> Release:
    """The release that the settings name."""
    return Releases(Settings.from_environment().releases).open(STUDY)


@cache
def offered() -> Offered:
    """What the study offers."""
    opened, voice = release(), _voice()
    named = {
        by: {one: voice.group(by, one, short=True) for one in groups} for by, groups in opened.groups.items()
    }
    families = tuple(voice.family(one) for one in choices(opened, "sector")["family"])
    items = tuple(voice.item(one.id) for one in opened.study.items)
    return Offered(tuple(opened.groups), families, items, MEASURES, named)


@cache
def said(by: str, groups: tuple[str, ...], measure: str = "top") -> Said:
    """The overview of these groups, kept for all readers."""
    opened, voice = release(), _voice()
    query = {"by": by, "groups": offered().codes(by, groups), "measure": measure}
    selection, _ = parsed(opened, query)
    chart = finished(CHARTS["ranking"], selection, opened, "en")
    people = finished(CHARTS["respondents"], selection.with_(groups=()), opened, "en").answer
    claims = findings.found(selection, opened, voice)[:3]
    published = findings.published(findings.evidence(opened), voice)
    holding, of = findings.standing(published)
    assert isinstance(chart.figure, dict)
    return Said(
        question=chart.said.question,
        title=chart.said.title,
        measure=chart.said.measure,
        figure=chart.figure,
        base=chart.said.base,
        notes=chart.said.notes,
        how=chart.said.how,
        rows=[row.to_dict() for row in chart.answer.rows],
        csv=csv.labelled(chart.answer),
        respondents=chart.answer.respondents or 0,
        organisations=chart.answer.organisations or 0,
        findings=[
            (claim.said, " ".join(findings.brief(claim, voice, selection.measure))) for claim in claims
        ],
        checked=voice("findings.check", count=holding, of=of),
        people=[(voice.group(by, row.group), row.base or 0, row.organisations or 0) for row in people.rows],
    )


@cache
def _voice() -> Voice:
    opened = release()
    return Voice("en", opened.study, opened.groups)
