"""A release held against its source: what the attacker tried, and what a reader can still ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from survey.codebook import ALL, NOT_STATED, OTHER_GROUPS
from survey.database import Release, Releases, fetched, query
from survey.engine import DuckEngine
from survey.intake import read
from survey.intake.rounds import Files
from survey.release.attacker import Report, attack
from survey.release.cells import Tables
from survey.release.count import tally
from survey.release.people import People
from survey.release.private import Private
from survey.release.publish import workshop
from survey.study import Study

EVERY = 10_000


@dataclass(frozen=True)
class Audit:
    """What a data-protection officer reads.

    | field | meaning |
    |---|---|
    | release | its name |
    | report | what was tried and who was found |
    | names | ids or organisation names of the source that are in the release |
    | large, alone | groups of the codebook with enough people, and how many of them can be chosen alone |
    | cells, shown | of every crossed table: cells by item, and how many of them are shown |
    """

    release: str
    report: Report
    names: tuple[str, ...]
    large: int
    alone: int
    cells: dict[str, tuple[int, int]]


def audit(codebook: Path, files: Files, releases: Releases) -> Audit:
    """The current release of the codebook's study against its files. Raises SurveyError."""
    study = Study.read(codebook)
    release = releases.open(study.id)
    with workshop(releases.folder / study.id) as connection:
        names: set[str] = set()
        engine = DuckEngine(connection)
        read(study, files, engine, lambda named: names.update(_names(release, named)))
        tally(study, engine, engine)
        private = Private.of(study, People.of(study, engine), engine)
        made = Tables.of(release)
        report = attack(study, made, private, sampled=EVERY)
        large, alone = _selectable(study, made, private)
        return Audit(release.name, report, tuple(sorted(names)), large, alone, made.crossed())


def _names(release: Release, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Words of the release that are somebody's id or organisation in the file that was just read."""
    words = {
        str(value)
        for table in ("groups", "bases", "counts", "shared", "tests")
        for row in release.table(table)
        for value in row.values()
        if isinstance(value, str)
    }
    known = words - {ALL, NOT_STATED, OTHER_GROUPS}
    return (row["word"] for row in fetched(connection, query("intake/names"), words=sorted(known)))


def _selectable(study: Study, tables: Tables, private: Private) -> tuple[int, int]:
    """Groups of at least K people, and how many of them are published by themselves."""
    alone = {(row["dimension"], row["members"][0]) for row in tables.groups if len(row["members"]) == 1}
    large = set()
    for dimension in study.dimensions:
        for group in dimension.groups:
            inside = [one for one, raw in private.profiles.items() if raw.get(dimension.id) == group.id]
            if sum(private.people[one] for one in inside) >= study.privacy.k:
                large.add((dimension.id, group.id))
    return len(large), len(large & alone)
