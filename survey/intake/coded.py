"""The rows of a file as numbers: levels, uses and groups in place of what was written."""

from collections.abc import Iterable, Sequence
from functools import reduce

import duckdb
from duckdb import (
    CaseExpression,
    CoalesceOperator,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from survey.engine import Engine
from survey.intake.columns import Layout
from survey.intake.profiles import Profiles
from survey.intake.values import Found, Writing
from survey.study import Study

SMALL, LARGE, REAL = duckdb.sqltypes.TINYINT, duckdb.sqltypes.BIGINT, duckdb.sqltypes.DOUBLE
USES = {"unknown": 0, "yes": 1, "no": 2}
Codes = Sequence[tuple[Writing, str]]


def code(study: Study, layout: Layout, found: Found, engine: Engine) -> None:
    """The view `coded`: line, respondent, organisation, weight and profile, and what was answered.

    That is the lists levels and uses, a place per item of the codebook; or of a row per answer item, its
    place from 1 up, level and use, and whether anything is written there.
    """
    weight = ColumnExpression("weight").cast(REAL) if study.source.weight else ConstantExpression(1.0)
    people = [
        *map(ColumnExpression, ("line", "respondent", "organisation")),
        weight.cast(REAL).alias("weight"),
    ]
    said = _one_answer(study, layout, found) if layout.long else _answers(study, found)
    profile = _profile(study, layout, found).alias("profile")
    engine.view(engine.connection.view("source").select(*people, profile, *said), "coded")


def _answers(study: Study, found: Found) -> list[Expression]:
    levels = [_level(found.codes.get(f"level:{item.id}", ()), f"level:{item.id}") for item in study.items]
    uses = [_use(found.codes.get(f"use:{item.id}", ()), f"use:{item.id}") for item in study.items]
    return [
        FunctionExpression("list_value", *some).alias(name)
        for name, some in (("levels", levels), ("uses", uses))
    ]


def _one_answer(study: Study, layout: Layout, found: Found) -> list[Expression]:
    place = {item.id: at for at, item in enumerate(study.items, start=1)}
    items = [(writing, place[code]) for writing, code in found.codes["item"]]
    written = [name for name in layout.answered if name != "item"]
    nothing = ConstantExpression(None).cast(duckdb.sqltypes.VARCHAR)
    texts = [ColumnExpression(name).cast(duckdb.sqltypes.VARCHAR) for name in written]
    return [
        cased("item", items, None).cast(duckdb.sqltypes.SMALLINT).alias("item"),
        _level(found.codes.get("level", ()), "level").alias("level"),
        _use(found.codes.get("in_use", ()), "in_use").alias("use"),
        CoalesceOperator(*texts, nothing).isnotnull().alias("written"),
    ]


def _level(codes: Codes, name: str) -> Expression:
    return cased(name, ((writing, int(code)) for writing, code in codes), 0).cast(SMALL)


def _use(codes: Codes, name: str) -> Expression:
    return cased(name, ((writing, USES[code]) for writing, code in codes), 0).cast(SMALL)


def _profile(study: Study, layout: Layout, found: Found) -> Expression:
    """The number of a combination of groups: a part of it for each dimension."""
    profiles = Profiles.of(study)
    parts = [
        cased(
            name,
            ((writing, profiles.part(name.removeprefix("by:"), code)) for writing, code in found.codes[name]),
            None,
        ).cast(LARGE)
        for name in layout.groups
    ]
    return reduce(
        lambda one, two: FunctionExpression("add", one, two), parts, ConstantExpression(0).cast(LARGE)
    )


def cased(name: str, codes: Iterable[tuple[Writing, int]], otherwise: int | None) -> Expression:
    """What stands in a column of the view `source`, as a number; the most frequent is asked for first."""
    told = sorted(
        ((writing, code) for writing, code in codes if code != otherwise), key=lambda one: -one[0].n
    )
    if not told:
        return ConstantExpression(otherwise)
    first, *others = ((_is(name, writing), ConstantExpression(code)) for writing, code in told)
    started = CaseExpression(*first)
    return reduce(lambda case, one: case.when(*one), others, started).otherwise(ConstantExpression(otherwise))


def _is(name: str, writing: Writing) -> Expression:
    column = ColumnExpression(name)
    if writing.value is None:
        return column.isnull()
    if isinstance(writing.value, str | bool | int):
        return column == ConstantExpression(writing.value)
    return column.cast(duckdb.sqltypes.VARCHAR) == ConstantExpression(writing.raw)
