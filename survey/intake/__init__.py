"""A file of answers, read as the codebook says: every problem is told, nothing is repaired in silence.

What comes out lies in three private tables of the given connection, without a name or an id in them:
`respondents` (organisation, weight, profile), `profiles` (the groups of a combination) and `answers`.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from survey.database import query
from survey.errors import IntakeError
from survey.intake import columns, door, people, values, waves
from survey.intake.values import Spelling
from survey.study import Study


@dataclass(frozen=True)
class Reading:
    """What was read, for people.

    respondents    who gave at least one answer or said what is in use
    dropped        who gave nothing at all
    organisations  None where the study has none
    answers        answers on the scale
    spellings      writings that were taken for another one
    left_out       columns that the codebook does not name
    tool           the survey tool that wrote the file, "plain" where that is not known
    notes          what of the file was left out, or taken for something else
    """

    file: str
    shape: str
    respondents: int
    dropped: int
    organisations: int | None
    answers: int
    spellings: tuple[Spelling, ...]
    left_out: tuple[str, ...]
    tool: str
    notes: tuple[str, ...]


def read(study: Study, path: Path, connection: duckdb.DuckDBPyConnection) -> Reading:
    """The answers of a file, checked, in tables of the connection. Raises IntakeError with every problem."""
    with door.still(path):
        try:
            return _read(study, path, connection)
        except duckdb.InvalidInputException as error:
            raise IntakeError(path.name, [f"is damaged: {str(error).splitlines()[0]}"]) from None


def _read(study: Study, path: Path, connection: duckdb.DuckDBPyConnection) -> Reading:
    sheet = door.opened(path, connection, study.source)
    layout = columns.find(study, sheet.columns, path.name)
    mark = columns.decimal(sheet, layout, study.source.decimal, path.name)
    columns.rename(sheet, layout, mark)
    found = values.of(study, layout, connection)
    problems = [
        *found.problems,
        *waves.problems(study, layout, connection),
        *people.problems(study, layout, connection),
    ]
    if problems:
        raise IntakeError(path.name, problems)
    people.number(study, layout, connection)
    [(respondents, everybody, organisations, answers)] = connection.execute(
        query("intake/summary").sql
    ).fetchall()
    if not respondents:
        raise IntakeError(path.name, ["holds no answer at all; check the columns and levels of the codebook"])
    return Reading(
        file=path.name,
        shape="long" if layout.long else "wide",
        respondents=respondents,
        dropped=everybody - respondents,
        organisations=organisations if study.source.organisation else None,
        answers=answers,
        spellings=found.spellings,
        left_out=layout.left_out,
        tool=sheet.tool,
        notes=(*sheet.notes, *found.notes),
    )
