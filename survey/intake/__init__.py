"""Files of answers, read as the codebook says: every problem is told, nothing is repaired in silence.

What comes out lies in the private table `respondents` of the given engine, without a name or an id in it:
organisation, weight, the number of a combination of groups, and what was answered. The files of several
rounds are read one after another, and each adds to it.
"""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass

import duckdb

from survey.engine import Engine
from survey.errors import EngineError, IntakeError
from survey.intake import coded, columns, door, lengths, parquet, people, rounds, values, waves
from survey.intake.rounds import Batch, Files
from survey.intake.values import Spelling
from survey.study import Study
from survey.told import Told, told

Look = Callable[[duckdb.DuckDBPyConnection], object]


@dataclass(frozen=True)
class FileReading:
    """What was read of one file, for people.

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
    notes: tuple[Told, ...]


@dataclass(frozen=True)
class Reading:
    """What was read: of each file, and together.

    name           what people call the files together
    organisations  of all files; None where the study has none
    """

    name: str
    files: tuple[FileReading, ...]
    organisations: int | None

    @property
    def respondents(self) -> int:
        """Of all files: nobody is in two of them."""
        return sum(one.respondents for one in self.files)

    @property
    def answers(self) -> int:
        """Of all files."""
        return sum(one.answers for one in self.files)


def read(study: Study, files: Files, engine: Engine, look: Look = lambda _: None) -> Reading:
    """The answers of the files, checked, in tables of the engine. Raises IntakeError with every problem.

    `look` is called after each file, while the view `source` still tells who is in it.
    """
    batches, read, problems = rounds.batches(study, files), list[FileReading](), list[Told]()
    engine.make("intake/tables")
    for batch in batches:
        try:
            read.append(_alone(batch, engine, look))
        except IntakeError as error:
            if len(batches) == 1:
                raise
            problems += [told("{file}: {problem}", file=error.subject, problem=one) for one in error.problems]
    if problems:
        raise IntakeError(rounds.called(files), problems)
    _, organisations, _ = _counted(engine, 0)
    return Reading(rounds.called(files), tuple(read), organisations if study.source.organisation else None)


def _alone(batch: Batch, engine: Engine, look: Look) -> FileReading:
    """What one file adds; nothing else is left of it."""
    try:
        with nullcontext() if engine.far and not batch.path.is_file() else door.still(batch.path):
            reading = _read(batch, engine)
            look(engine.connection)
            return reading
    except duckdb.OutOfMemoryException:
        problem = told("needs more memory than an import may have; leave columns out that nobody needs")
        raise IntakeError(batch.path.name, [problem]) from None
    except (duckdb.Error, RuntimeError) as error:
        if not parquet.at_fault(batch.path, error):
            raise
        raise IntakeError(batch.path.name, [parquet.damaged(error, batch.path)]) from None
    finally:
        with suppress(duckdb.FatalException, EngineError):  # what is broken or gone forgets by itself
            engine.make("intake/forget")


def _read(batch: Batch, engine: Engine) -> FileReading:
    study, path = batch.study, batch.path
    sheet = door.far(path, engine) if engine.far else door.opened(path, engine.connection, study.source)
    layout = columns.find(batch, sheet.columns)
    if engine.far and layout.long:
        problem = told(
            "holds a row per answer, which Spark does not read; make it a row per respondent, or leave "
            "--engine out"
        )
        raise IntakeError(path.name, [problem])
    lengths.check(sheet, layout, path, engine)
    mark = columns.decimal(sheet, layout, study.source.decimal, path.name, engine)
    columns.rename(sheet, layout, engine, mark)
    found = values.of(study, layout, engine)
    coded.code(study, layout, found, engine)
    problems = [
        *found.problems,
        *waves.problems(study, layout, found, engine),
        *people.problems(study, layout, engine),
    ]
    if problems:
        raise IntakeError(path.name, problems)
    before = people.number(study, layout, engine)
    respondents, organisations, answers = _counted(engine, before)
    if not respondents:
        problem = told("holds no answer at all; check the columns and levels of the codebook")
        raise IntakeError(path.name, [problem])
    [(everybody,)] = engine.fetched(engine.connection.table("people").count("*"))
    return FileReading(
        file=path.name,
        shape="long" if layout.long else "wide",
        respondents=respondents,
        dropped=everybody - respondents,
        organisations=organisations if study.source.organisation else None,
        answers=answers,
        spellings=found.spellings,
        left_out=layout.left_out,
        tool=sheet.tool,
        notes=(*sheet.notes, *found.notes, *people.odd(engine)),
    )


def _counted(engine: Engine, before: int) -> tuple[int, int, int]:
    """Respondents numbered above `before`, their organisations and their answers on the scale."""
    [found] = engine.rows("intake/summary", before=before)
    return found["respondents"], found["organisations"], found["answers"]
