"""What every reader of a file gives: its columns, its rows as text, and how a row's place is told."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb
from duckdb import CoalesceOperator, ColumnExpression, ConstantExpression, Expression

from survey.codebook import plain
from survey.errors import IntakeError, listed
from survey.told import Told, told

# The column of a relation that tells a row's place: a name that no survey tool writes.
LINE = "\x1fline"
MOST_COLUMNS = 2_000


@dataclass(frozen=True)
class Column:
    """A column of a file.

    name     by which a codebook refers to it; no other column of the file has it
    stem     what was asked
    item     the row of a grid, or the choice; "" for a question of its own
    labels   code → label as the file holds them, in its order
    missing  codes that the file itself calls missing, as they occur
    heading  how the file writes its heading, where that is not the name
    """

    name: str
    stem: str = ""
    item: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    heading: str = ""


@dataclass(frozen=True)
class Sheet:
    """The rows of a file as DuckDB sees them.

    tool      the survey tool that wrote it, one of headers.TOOLS
    columns   in the order of the file
    relation  a column of text per column, under its name; "" is NULL
    line      what tells a row's place in the file, from 0 up
    first     added to `line` it is the number a person gives that row, who counts headings and blank rows too
    notes     what was left out, dropped or taken for something else
    """

    tool: str
    columns: tuple[Column, ...]
    relation: duckdb.DuckDBPyRelation
    line: Expression
    first: int
    notes: tuple[Told, ...] = ()


def tidy(text: str) -> str:
    """A heading without characters that nobody sees, and with single blanks."""
    seen = "".join(one if one.isspace() else "" if _unseen(one) else one for one in text)
    return " ".join(seen.split())


def _unseen(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cf")


def named_apart(columns: Iterable[Column]) -> tuple[list[Column], list[Told]]:
    """The columns, each with a name of its own, and what had to be done for it.

    A column without a name is called by its place, as in "column 3"; a repeated name gets " (2)", " (3)".
    """
    apart: list[Column] = []
    firsts: dict[str, str] = {}
    repeated: dict[str, int] = {}
    for place, one in enumerate(columns, start=1):
        wanted = one.name or f"column {place}"
        name = next(name for name in _numbered(wanted) if plain(name) not in firsts)
        if name != wanted:
            first = firsts[plain(wanted)]
            repeated[first] = repeated.get(first, 1) + 1
        firsts[plain(name)] = name
        apart.append(replace(one, name=name, heading=wanted if name != wanted else one.heading))
    notes = [
        told(
            'column "{column}": stands {n} times in the header; the others are called "{column} (2)" and so '
            "on",
            column=name,
            n=n,
        )
        for name, n in repeated.items()
    ]
    return apart, notes


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name} ({n})" for n in range(2, MOST_COLUMNS + 2))


def number(value: float) -> str:
    """A number as it was typed: 4.0 is "4", 0.1 is "0.1"."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def not_too_wide(columns: Sequence[object], file: str) -> None:
    """Raises IntakeError for more columns than are read."""
    if len(columns) > MOST_COLUMNS:
        problem = told(
            "has {n:,} columns; at most {most:,} are read, so export fewer questions",
            n=len(columns),
            most=MOST_COLUMNS,
        )
        raise IntakeError(file, [problem])


def without_blanks(
    relation: duckdb.DuckDBPyRelation, columns: Sequence[Column]
) -> tuple[duckdb.DuckDBPyRelation, tuple[Column, ...], list[Told]]:
    """Rows without rows that hold nothing, columns without those that hold nothing and have no heading."""
    notes = []
    of = [ColumnExpression(one.name) for one in columns]
    some = CoalesceOperator(*of).isnotnull()
    if blank := _count(relation.filter(CoalesceOperator(*of).isnull())):
        relation = relation.filter(some)
        notes.append(told("{n} empty rows left out", n=blank) if blank > 1 else told("1 empty row left out"))
    nameless = [one for place, one in enumerate(columns, 1) if one.name == f"column {place}"]
    empty = [
        one
        for one in nameless
        if not relation.filter(ColumnExpression(one.name).isnotnull()).limit(1).fetchall()
    ]
    if empty:
        notes.append(
            told("{n} empty columns without a name left out", n=len(empty))
            if len(empty) > 1
            else told("1 empty column without a name left out")
        )
    named = [one.name for one in nameless if one not in empty]
    if named:
        which = listed(named, 5)
        notes.append(told("{columns}: without a name in the header; called by place", columns=which))
    return relation, tuple(one for one in columns if one not in empty), notes


def _count(relation: duckdb.DuckDBPyRelation) -> int:
    [(n,)] = relation.count("*").fetchall()
    return int(n)


def placed(
    table: duckdb.DuckDBPyRelation,
    columns: Sequence[Column],
    place: Callable[[int], str],
    line: Expression,
    above: int,
) -> duckdb.DuckDBPyRelation:
    """A table whose columns are called place(0), place(1), … under the columns' names, without `above` rows.

    `line` is 0 for the first row of the file.
    """
    renamed = [ColumnExpression(place(at)).alias(one.name) for at, one in enumerate(columns)]
    rows = table.select(*renamed, line.alias(LINE))
    return rows.filter(ColumnExpression(LINE) >= ConstantExpression(above)) if above else rows
