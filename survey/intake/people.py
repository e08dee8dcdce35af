"""Who is in the file: each once, with one organisation, weight and group; then only as numbers."""

from collections.abc import Iterator

import duckdb

from survey.database import query
from survey.errors import listed
from survey.intake.columns import Layout
from survey.study import Study
from survey.told import Told, told

HEAVY = 20  # times the median weight: more is told


def problems(study: Study, layout: Layout, connection: duckdb.DuckDBPyConnection) -> Iterator[Told]:
    """Who is there twice or contradicts themselves, without an id, an organisation or a sound weight.

    Leaves the view `people`.
    """
    connection.execute(query("intake/people" if layout.long else "intake/rows").sql)
    yield from _repeated(study, layout, connection)
    asked = {
        "named": layout.long or "respondent" in layout.columns,
        "long": layout.long,
        "weighted": study.source.weight is not None,
        "organised": study.source.organisation is not None,
    }
    for fault, line, raw in connection.execute(query("intake/faulty_people").sql, asked).fetchall():
        column = layout.columns.get({"id": "respondent"}.get(fault, fault), "")
        yield _faulty(fault, line, column, raw)


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


def _repeated(study: Study, layout: Layout, connection: duckdb.DuckDBPyConnection) -> Iterator[Told]:
    if layout.long:
        for item, line, again, _ in connection.execute(query("intake/repeated_items").sql).fetchall():
            yield told(
                'row {row}: answers "{item}" for the same respondent as row {first}; keep one of them',
                row=again,
                item=study.items[item - 1].id,
                first=line,
            )
        return
    [(repeated,)] = connection.execute(query("intake/any_repeated").sql).fetchall()
    if repeated and "respondent" in layout.columns:
        for line, again, _ in connection.execute(query("intake/repeated_people").sql).fetchall():
            column = layout.columns["respondent"]
            yield told(
                'row {row}, column "{column}": the same respondent as in row {first}; keep one of them',
                row=again,
                column=column,
                first=line,
            )


def odd(connection: duckdb.DuckDBPyConnection) -> Iterator[Told]:
    """Organisations that may be one under two names, and a weight far above the others."""
    for (names,) in connection.execute(query("intake/organisations_near").sql).fetchall():
        yield told("organisations that may be one: {names}; write them alike if so", names=listed(names, 5))
    for row, times in connection.execute(query("intake/heaviest").sql, {"times": HEAVY}).fetchall():
        yield told(
            "row {row}: weighs {times:,} times as much as the median respondent", row=row, times=round(times)
        )


def number(study: Study, layout: Layout, connection: duckdb.DuckDBPyConnection) -> int:
    """Adds the view `coded` to the table `respondents`, in which nobody has a name.

    Gives the highest number of a respondent before: those of this file are above it.
    """
    [(before,)] = connection.table("respondents").max("respondent").fetchall()
    connection.execute(query("intake/numbers").sql)
    if layout.long:
        asked = {"before": before or 0, "items": len(study.items)}
        connection.execute(query("intake/long").sql, asked)
    else:
        connection.execute(query("intake/wide").sql, {"before": before or 0})
    return int(before or 0)
