"""Statements of DuckDB carried over to Spark: one text in queries/, two engines."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import sqlglot
from sqlglot import exp

# A number as DuckDB reads it from a text; Spark would also take 1d and 0x1p3.
NUMBER = r"^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$"


@dataclass(frozen=True)
class Step:
    """What one statement does in Spark.

    kind    table, view or drop
    name    of the table or view
    select  the rows of it; "" for drop
    onward  it is made of what it takes the place of
    """

    kind: str
    name: str
    select: str = ""
    onward: bool = False


@lru_cache(maxsize=1024)
def asked(sql: str) -> str:
    """A SELECT of DuckDB as Spark runs it; $name becomes :name."""
    return _written(sqlglot.parse_one(sql, read="duckdb"))


@cache
def steps(sql: str) -> tuple[Step, ...]:
    """What a file of queries/ that creates, fills or drops something does, statement by statement."""
    return tuple(_step(one) for one in sqlglot.parse(sql, read="duckdb") if one is not None)


def _step(statement: Any) -> Step:
    name = statement.find(exp.Table).name
    if isinstance(statement, exp.Drop):
        return Step("drop", name)
    if isinstance(statement, exp.Insert):
        known = exp.select("*").from_(name)
        return _made("table", name, exp.union(known, statement.expression, distinct=False))
    if isinstance(statement.this, exp.Schema):
        return _made("table", name, _empty(statement.this))
    return _made(str(statement.args["kind"]).lower(), name, statement.expression)


def _made(kind: str, name: str, select: Any) -> Step:
    onward = any(one.name == name for one in select.find_all(exp.Table))
    return Step(kind, name, _written(select), onward)


def _empty(schema: Any) -> exp.Select:
    """No rows, of these columns."""
    columns = [exp.cast(exp.null(), one.args["kind"]).as_(one.name) for one in schema.expressions]
    return exp.select(*columns).where(exp.false())


def _written(tree: Any) -> str:
    for node in reversed(list(tree.walk())):  # what is inside first
        if (carried := _carried(node)) is not node:
            node.replace(carried)
    return str(tree.sql(dialect="spark", comments=False))


def _carried(node: Any) -> Any:
    """One node as Spark knows it, where what it is called or does is another thing there."""
    if isinstance(node, exp.Anonymous):
        change = CALLED.get(node.name.upper())
        return change(*node.expressions) if change else node
    if isinstance(node, exp.CTE):
        node.set("materialized", None)
    if isinstance(node, exp.Length):
        return exp.ArraySize(this=node.this)
    if isinstance(node, exp.Count) and node.this is None:
        return exp.Count(this=exp.Star())
    if isinstance(node, exp.RegexpFullMatch):
        return _whole(node.this, node.expression)
    if isinstance(node, exp.Window) and isinstance(node.this, exp.RowNumber) and not node.args.get("order"):
        return _add(exp.func("MONOTONICALLY_INCREASING_ID"), exp.Literal.number(1))
    if isinstance(node, exp.TryCast) and node.to.is_type("double"):
        return _number(node)
    return node


def _number(tried: exp.TryCast) -> exp.Expression:
    """TRY_CAST of a text, where it is written as a number."""
    like = exp.RegexpLike(this=tried.this.copy(), expression=exp.Literal.string(NUMBER))
    return exp.If(this=like, true=tried.copy(), false=exp.null())


def _add(one: Any, two: Any) -> Any:
    return exp.paren(exp.Add(this=one, expression=two))


def _finite(value: Any) -> Any:
    """NaN is above every number, and infinity the next."""
    return exp.paren(exp.LT(this=value, expression=exp.cast(exp.Literal.string("Infinity"), "double")))


def _whole(text: Any, pattern: Any) -> Any:
    around = exp.Literal.string(rf"\A(?:{pattern.name})\z")
    return exp.RegexpLike(this=text, expression=around)


def _called(name: str) -> Callable[..., Any]:
    return lambda *of: exp.Anonymous(this=name, expressions=list(of))


CALLED: dict[str, Callable[..., Any]] = {
    "ADD": _add,
    "HASH": _called("XXHASH64"),
    "ISFINITE": _finite,
    "LIST_EXTRACT": _called("ELEMENT_AT"),
    "LIST_VALUE": _called("ARRAY"),
    "STRLEN": _called("OCTET_LENGTH"),
}
