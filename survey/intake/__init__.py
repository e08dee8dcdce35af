"""A file of answers, read as the codebook says: every problem is told, nothing is repaired in silence.

What comes out lies in three private tables of the given connection, without a name or an id in them:
`respondents` (organisation, weight, profile), `profiles` (the groups of a combination) and `answers`.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from survey.database import query
from survey.errors import IntakeError
from survey.intake import columns, csv, parquet, people, values, waves
from survey.intake.columns import Layout
from survey.intake.values import Spelling
from survey.study import Study

READERS = {".csv": csv.read, ".tsv": csv.read, ".txt": csv.read, ".parquet": parquet.read}


@dataclass(frozen=True)
class Reading:
    """What was read, for people.

    respondents    who gave at least one answer or said what is in use
    dropped        who gave nothing at all
    organisations  None where the study has none
    answers        answers on the scale
    spellings      writings that were taken for another one
    left_out       columns that the codebook does not name
    """

    file: str
    shape: str
    respondents: int
    dropped: int
    organisations: int | None
    answers: int
    spellings: tuple[Spelling, ...]
    left_out: tuple[str, ...]


def read(study: Study, path: Path, connection: duckdb.DuckDBPyConnection) -> Reading:
    """The answers of a file, checked, in tables of the connection. Raises IntakeError with every problem."""
    layout = _opened(study, path, connection)
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
    )


def _opened(study: Study, path: Path, connection: duckdb.DuckDBPyConnection) -> Layout:
    """The file as the view `source` with our names for its columns, and its layout."""
    if not path.is_file():
        raise IntakeError(
            str(path), ["is not there; check the name" if not path.exists() else "is not a file"]
        )
    if path.stat().st_size == 0:
        raise IntakeError(path.name, ["is empty; export the answers again"])
    reader = READERS.get(path.suffix.casefold())
    if reader is None:
        known = ", ".join(READERS)
        raise IntakeError(path.name, [f'cannot be read: "{path.suffix}" is none of {known}; save it as CSV'])
    source = reader(study, path, connection)
    layout = columns.find(study, source.columns, path.name)
    columns.rename(source, layout)
    return layout
