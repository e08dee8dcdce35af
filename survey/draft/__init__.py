"""From a file to the draft of its codebook: what is rated on which scale, by whom; every doubt is marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from survey.codebook import Source
from survey.draft.batteries import Battery, batteries
from survey.draft.people import People, people
from survey.draft.profile import Profile, profiles
from survey.errors import IntakeError
from survey.intake.door import opened
from survey.intake.sheet import Sheet
from survey.told import told


@dataclass(frozen=True)
class Draft:
    """What was recognised in a file.

    asked      how it was opened
    batteries  every group of items on one scale, the largest first; `chosen` is what the study is about
    """

    file: str
    asked: Source
    sheet: Sheet
    rows: int
    batteries: tuple[Battery, ...]
    chosen: int
    people: People
    others: tuple[Profile, ...]

    @property
    def battery(self) -> Battery:
        """The items of the study."""
        return self.batteries[self.chosen]


def drafted(path: Path, connection: duckdb.DuckDBPyConnection, asked: Source, chosen: int = 1) -> Draft:
    """What a file seems to hold; `chosen` says which battery it is about, from 1. Raises IntakeError."""
    sheet = opened(path, connection, asked)
    found = profiles(sheet, connection)
    some = batteries(found)
    if not some:
        problem = told(
            "holds no two questions that are rated on one scale; a codebook can still be written by hand"
        )
        raise IntakeError(path.name, [problem])
    if not 1 <= chosen <= len(some):
        problem = told("has {n} batteries; choose one of them, 1 the largest", n=len(some))
        raise IntakeError(path.name, [problem])
    rated = {one.place for battery in some for one in battery.columns}
    who = people(found, [one for one in found if one.place in rated])
    return Draft(path.name, asked, sheet, found[0].rows, some, chosen - 1, who, _others(found, rated, who))


def _others(found: Sequence[Profile], rated: set[int], who: People) -> tuple[Profile, ...]:
    """The columns of which nothing is made."""
    used = {one.place for one in (who.respondent, who.organisation, who.weight) if one}
    used |= {one.column.place for one in who.dimensions if one.kept}
    return tuple(one for one in found if one.place not in rated | used)
