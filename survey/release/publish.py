"""From a codebook and its files of answers to the release that is shown: one at a time, all or nothing."""

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import duckdb
from threadpoolctl import threadpool_limits

from survey.codebook import CHECK
from survey.database import Entry, Releases, open_release
from survey.engine import DuckEngine, Start, duck
from survey.errors import ReleaseError, StudyError, SurveyError
from survey.intake import Reading, interviews, read
from survey.intake.rounds import Files, called
from survey.release import versions, write
from survey.release.attacker import Report
from survey.release.cells import Tables
from survey.release.count import Step, count
from survey.release.difference import Difference, difference
from survey.release.gate import safe
from survey.release.place import withheld
from survey.release.private import Private
from survey.release.quality import Quality, quality
from survey.release.weighting import Weighted, weigh
from survey.study import Study, without_remarks
from survey.told import Say, Told, told, unheard

MEMORY = "3GB"
LOCKED_BYTE = 1 << 20  # far behind the process number, which the others may read
PAUSE = 1.0  # seconds between two estimates


class BusyError(ReleaseError):
    """Another import is under way."""


class DeclinedError(ReleaseError):
    """Whoever was asked did not want it published."""


@dataclass(frozen=True)
class Ready:
    """What would be published, for whoever is asked before.

    `difference` is from the release that is being shown, None where there is none that can be read.
    """

    study: Study
    reading: Reading
    quality: Quality
    tables: Tables
    report: Report
    weighted: Weighted | None
    difference: Difference | None


Agree = Callable[[Ready], str]
"""What speaks against publishing, in words; "" for nothing."""


@dataclass(frozen=True)
class Published:
    """What an import did: the release, what was read and is in it; `new` unless nothing had changed.

    `report` is what the attacker tried; `weighted` what weights made for margins cost, None without any.
    """

    entry: Entry
    reading: Reading
    tables: Tables
    new: bool
    report: Report
    weighted: Weighted | None = None


def publish_file(
    codebook: Path,
    files: Files,
    releases: Releases,
    say: Say = unheard,
    unshown: bool = False,
    agree: Agree = lambda _ready: "",
    start: Start = duck,
) -> Published:
    """Read, count, attack, ask, write, verify, switch. Raises SurveyError, which says what is still shown.

    `unshown` says that nobody has seen the releases of the study that are there: those that would tell of
    somebody beside the new one are withdrawn; `agree` is asked last;
    `start` gives what reads and counts.
    """
    study_id = ""
    try:
        study = Study.read(codebook)
        study_id = study.id
        settled(codebook)
        folder = releases.folder / study.id
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder), workshop(folder) as connection, start(connection) as engine:
            raised = interviews.read(study, codebook.parent)
            say(told("reading {file}", file=called(files)))
            reading = read(study, files, engine)
            weighted = None
            if study.weighting:
                say(told("weighting to the margins of the codebook"))
                weighted = weigh(study.weighting, study, engine, reading.name)
            small = DuckEngine(connection)
            people, counted = count(study, engine, small, _estimated(say, reading))
            say(told("attacking what would be published"))
            with threadpool_limits(1, "blas"):  # small matrices: threads would only wait for one another
                made, report = safe(study, counted, Private.of(study, people, small))
            changes = versions.telling(study, made, versions.kept(releases, study.id))
            if changes and not unshown:
                raise versions.VersionError(study.id, list(versions.problems(changes)))
            made = replace(made, interviews=raised)
            against = agree(
                Ready(
                    study,
                    reading,
                    quality(study, people, counted),
                    made,
                    report,
                    weighted,
                    _difference(study.id, made, releases),
                )
            )
            if against:
                raise DeclinedError(reading.name, [against])
            say(told("writing and checking the release"))
            text = without_remarks(codebook.read_text(encoding="utf-8-sig"))
            entry, new = write.release(study, text, made, releases, {one.release for one in changes})
            return Published(entry, reading, made, new, report, weighted)
    except SurveyError as error:
        raise error.ending(_outcome(study_id, releases)) from None
    except (OSError, duckdb.Error) as error:
        held = withheld(error, releases.folder / study_id, releases.entries(study_id)) if study_id else None
        if held is None:
            raise
        raise held.ending(_outcome(study_id, releases)) from None


def _estimated(say: Say, reading: Reading) -> Step:
    """Says that it is counted, and how long the rest will take: as long an item as those so far."""
    stage = told(
        "counting {answers} answers of {respondents} respondents",
        answers=reading.answers,
        respondents=reading.respondents,
    )
    say(stage)
    start = told_at = time.monotonic()

    def step(done: int, of: int) -> None:
        nonlocal told_at
        now = time.monotonic()
        if now - told_at >= PAUSE and done < of:
            told_at = now
            say(stage, (now - start) / done * (of - done))

    return step


def _difference(study: str, made: Tables, releases: Releases) -> Difference | None:
    try:
        current = releases.current(study)
        return difference(Tables.of(open_release(current)), made, current.name) if current else None
    except ReleaseError:
        return None


def settled(codebook: Path) -> None:
    """Raises StudyError for every doubt of a draft that is still open."""
    lines = enumerate(codebook.read_text(encoding="utf-8-sig").splitlines(), start=1)
    doubts = [
        told(
            'line {line}: {doubt}; decide, and take "{check} …" out of the line',
            line=at,
            doubt=_doubt(line.partition(CHECK)[2].strip()),
            check=CHECK,
        )
        for at, line in lines
        if CHECK in line
    ]
    if doubts:
        raise StudyError(codebook.name, doubts)


def _doubt(remark: str) -> Told:
    """A remark of a codebook: in the words of a draft, which are known in each language, or in a person's."""
    if guess := re.fullmatch(r"is (.+) the same\?", remark):
        return told("is {words} the same?", words=guess[1])
    return Told(remark.replace("{", "{{").replace("}", "}}"), {})


def _outcome(study: str, releases: Releases) -> Told:
    """What is being shown now that nothing was published."""
    try:
        current = releases.current(study) if study else None
    except ReleaseError:
        current = None
    if current is None:
        return told("Nothing was published.")
    return told("Nothing was published; release {release} is still being shown.", release=current.name)


@contextmanager
def workshop(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private database in memory that may spill into the folder and leaves nothing there."""
    for orphan in folder.glob(".spill-*"):
        shutil.rmtree(orphan, ignore_errors=True)
    spill = tempfile.mkdtemp(prefix=".spill-", dir=folder)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": spill,
        "preserve_insertion_order": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        with duckdb.connect(config=settings) as connection:
            yield connection
    finally:
        shutil.rmtree(spill, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the study's import lock. The system lets go of it when the process ends, however it ends."""
    path = folder / "import.lock"
    with path.open("a+", encoding="utf-8") as file:
        if not _locked(file):
            file.seek(0)
            holder = file.read() or told("unknown")
            problem = told("another import is under way (process {process}); wait for it", process=holder)
            raise BusyError(folder.name, [problem])
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _locked(file: IO[str]) -> bool:
    """Whether the lock is ours now."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
