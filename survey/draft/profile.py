"""What stands in each column of a file: its values, how often, and how many are blank."""

import re
from dataclasses import dataclass
from functools import cached_property

import duckdb
from duckdb import ColumnExpression

from survey.database import query
from survey.intake.sheet import Column, Sheet

MOST = 60  # different values of a column that are looked at


@dataclass(frozen=True)
class Profile:
    """A column and what stands in it.

    place     its place in the file, from 0 up
    values    as written, with how often, the most frequent first; at most MOST
    distinct  how many different ones there are
    rows      of the file
    """

    column: Column
    place: int
    values: tuple[tuple[str, int], ...]
    distinct: int
    rows: int

    @property
    def cut(self) -> bool:
        """Whether there are more values than are looked at."""
        return self.distinct > len(self.values)

    @cached_property
    def given(self) -> int:
        """How many rows hold something; of a column that is cut only those of its frequent values."""
        return sum(n for _, n in self.values)

    @property
    def title(self) -> str:
        """What it is called, for people."""
        return self.column.item or self.column.stem or self.column.heading or self.column.name

    @property
    def letters(self) -> str:
        """Its name without numbers: columns of one question have the same."""
        return re.sub(r"\d+", "#", self.column.name)

    def said(self, raw: str) -> str:
        """What a value means: its label in the file, else itself."""
        return self.column.labels.get(raw, raw)


def profiles(sheet: Sheet, connection: duckdb.DuckDBPyConnection) -> tuple[Profile, ...]:
    """Every column of a sheet."""
    named = [ColumnExpression(one.name).alias(f"c{at}") for at, one in enumerate(sheet.columns)]
    rows = sheet.relation.select(*named)
    [(many,)] = rows.count("*").fetchall()
    rows.create_view("drafted", replace=True)
    found: dict[str, list[tuple[str, int]]] = {}
    distinct: dict[str, int] = {}
    for name, raw, n, several in connection.execute(query("draft/values").sql, {"most": MOST}).fetchall():
        found.setdefault(name, []).append((raw, n))
        distinct[name] = several
    return tuple(
        Profile(one, at, tuple(found.get(f"c{at}", ())), distinct.get(f"c{at}", 0), many)
        for at, one in enumerate(sheet.columns)
    )
