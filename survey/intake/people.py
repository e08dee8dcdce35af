"""Who is in the file: each once, with one organisation, weight and group; then only as numbers."""

from collections.abc import Iterator

from survey.engine import Engine
from survey.errors import listed
from survey.intake.columns import Layout
from survey.study import Study
from survey.told import Told, told

HEAVY = 20  # times the median weight: more is told


def problems(study: Study, layout: Layout, engine: Engine) -> Iterator[Told]:
    """Who is there twice or contradicts themselves, without an id, an organisation or a sound weight.

    Leaves the view `people`.
    """
    engine.make("intake/people" if layout.long else "intake/rows")
    yield from _repeated(study, layout, engine)
    asked = {
        "named": layout.long or "respondent" in layout.columns,
        "long": layout.long,
        "weighted": study.source.weight is not None,
        "organised": study.source.organisation is not None,
    }
    for row in engine.rows("intake/faulty_people", **asked):
        fault = row["fault"]
        column = layout.columns.get({"id": "respondent"}.get(fault, fault), "")
        yield _faulty(fault, row["line"], column, row["raw"])


def _faulty(fault: str, row: int, column: str, raw: str) -> Told:
    where = told('row {row}, column "{column}"', row=row, column=column)
    return {
        "id": told("{where}: is blank; every respondent needs an id", where=where),
        "contradictory": told(
            "row {row}: another organisation, weight or group is given for them later; keep one", row=row
        ),
        "weight": told('{where}: weight "{raw}" is not a positive number', where=where, raw=raw),
        "organisation": told(
            "{where}: is blank; name it, or take the column out of the codebook", where=where
        ),
    }[fault]


def _repeated(study: Study, layout: Layout, engine: Engine) -> Iterator[Told]:
    if layout.long:
        for row in engine.rows("intake/repeated_items"):
            yield told(
                'row {row}: answers "{item}" for the same respondent as row {first}; keep one of them',
                row=row["again"],
                item=study.items[row["item"] - 1].id,
                first=row["line"],
            )
        return
    [found] = engine.rows("intake/any_repeated")
    if found["repeated"] and "respondent" in layout.columns:
        for row in engine.rows("intake/repeated_people"):
            column = layout.columns["respondent"]
            yield told(
                'row {row}, column "{column}": the same respondent as in row {first}; keep one of them',
                row=row["again"],
                column=column,
                first=row["line"],
            )


def odd(engine: Engine) -> Iterator[Told]:
    """Organisations that may be one under two names, and a weight far above the others."""
    for row in engine.rows("intake/organisations_near"):
        names = listed(row["names"], 5)
        yield told("organisations that may be one: {names}; write them alike if so", names=names)
    for row in engine.rows("intake/heaviest", times=HEAVY):
        yield told(
            "row {row}: weighs {times:,} times as much as the median respondent",
            row=row["line"],
            times=round(row["times"]),
        )


def number(study: Study, layout: Layout, engine: Engine) -> int:
    """Adds the view `coded` to the table `respondents`, in which nobody has a name.

    Gives the highest number of a respondent before: those of this file are above it.
    """
    [(highest,)] = engine.fetched(engine.connection.table("respondents").max("respondent"))
    before = int(highest or 0)
    engine.make("intake/numbers")
    if layout.long:
        engine.make("intake/long", before=before, items=len(study.items))
    else:
        engine.make("intake/wide", before=before)
    return before
