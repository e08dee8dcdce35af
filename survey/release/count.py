"""The private answers counted: every number that could be published, before anything is hidden."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import duckdb

from survey.codebook import ALL
from survey.database import fetched, give, query
from survey.release.merge import Group, Merged, groups, merged
from survey.release.rules import Rule, Size
from survey.study import Study

USES = ("yes", "no", "unknown")


class Sum(NamedTuple):
    """How many, their weights and squared weights."""

    n: int = 0
    weight: float = 0.0
    weight_sq: float = 0.0

    def plus(self, other: "Sum") -> "Sum":
        """Both together."""
        return Sum(self.n + other.n, self.weight + other.weight, self.weight_sq + other.weight_sq)

    def minus(self, other: "Sum") -> "Sum":
        """What is left; a weight that rounding leaves below nothing is nothing."""
        return Sum(
            self.n - other.n, max(0.0, self.weight - other.weight), max(0.0, self.weight_sq - other.weight_sq)
        )


class Cluster(NamedTuple):
    """From how many organisations, sum of squares of their sizes, the largest."""

    organisations: int
    size_sq: float
    largest: int


class Shared(NamedTuple):
    """What two groups have in common of one item: organisations and the sum of size products."""

    dimension: str
    item: str
    a: str
    b: str
    organisations: int
    size_product: float


Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Counted:
    """Everything by cell, which is (dimension, group, item); item "all" counts people.

    levels     cell → (level, use) → Sum; without level 0
    clusters   cell → question (level, yes, no, unknown, said) → Cluster; empty without organisations
    nested     dimensions in which no organisation is in two groups
    """

    groups: tuple[Group, ...]
    heads: dict[tuple[str, str], Sum]
    levels: dict[Cell, dict[tuple[int, str], Sum]]
    clusters: dict[Cell, dict[str, Cluster]]
    shared: tuple[Shared, ...]
    organised: bool
    nested: set[str] = field(default_factory=set)

    def valid(self, cell: Cell, use: str | None = None) -> Sum:
        """Answers on the scale, of one use where named."""
        found = self.levels.get(cell, {}).items()
        return _added(one for (level, used), one in found if level > 0 and use in (None, used))

    def said(self, cell: Cell, use: str | None = None) -> Sum:
        """Who said whether it is in use, or said so."""
        found = self.levels.get(cell, {}).items()
        return _added(one for (_, used), one in found if used != "unknown" and use in (None, used))

    def size(self, cell: Cell, question: str) -> Size:
        """How large the base of a question is: level, yes, no, unknown or said."""
        if cell[2] == ALL:
            n = self.heads[cell[:2]].n
        elif question == "said":
            n = self.said(cell).n
        else:
            n = self.valid(cell, None if question == "level" else question).n
        if not self.organised:
            return Size(n)
        cluster = self.clusters.get(cell, {}).get(question, Cluster(0, 0.0, 0))
        return Size(n, cluster.organisations, cluster.largest)


def _added(sums: Iterable[Sum]) -> Sum:
    total = Sum()
    for one in sums:
        total = total.plus(one)
    return total


def count(study: Study, connection: duckdb.DuckDBPyConnection) -> Counted:
    """Decide the groups, then count every one of them."""
    organised = study.source.organisation is not None
    connection.execute(query("release/tallies").sql)
    chosen = _chosen_groups(study, connection, organised)
    heads = {
        (row["dimension"], row["group"]): Sum(row["n"], row["weight"], row["weight_sq"])
        for row in _rows(connection, "release/heads")
    }
    levels: dict[Cell, dict[tuple[int, str], Sum]] = defaultdict(dict)
    for row in _rows(connection, "release/levels"):
        cell = row["dimension"], row["group"], row["item"]
        levels[cell][row["level"], row["use"]] = Sum(row["n"], row["weight"], row["weight_sq"])
    dimensions = {group.dimension for group in chosen}
    clusters, shared = _clusters(sorted(dimensions), connection) if organised else ({}, [])
    nested = dimensions - {one.dimension for one in shared}
    return Counted(tuple(chosen), heads, dict(levels), clusters, tuple(shared), organised, nested)


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[dict[str, Any]]:
    return fetched(connection, query(name), **parameters)


def _chosen_groups(study: Study, connection: duckdb.DuckDBPyConnection, organised: bool) -> list[Group]:
    """Everybody, then the groups of every dimension that has at least two; left in the table `merged`."""
    present: dict[str, list[str]] = defaultdict(list)
    for row in _rows(connection, "release/groups"):
        present[row["dimension"]].append(row["group"])
    rule = Rule.of(study)
    decided: dict[str, Merged] = {ALL: {ALL: ALL}}
    chosen = [Group(ALL, ALL, (ALL,))]
    for dimension in study.dimensions:

        def measure(into: Merged, name: str = dimension.id) -> Mapping[str, Size]:
            _merge({name: into}, connection)
            return {row["group"]: _head_size(row, organised) for row in _rows(connection, "release/heads")}

        into = merged(dimension, present[dimension.id], rule, measure)
        if into:
            decided[dimension.id] = into
            chosen += groups(dimension, into)
    _merge(decided, connection)
    return chosen


def _head_size(row: Mapping[str, Any], organised: bool) -> Size:
    return Size(row["n"], row["organisations"], row["largest"]) if organised else Size(row["n"])


def _merge(decided: Mapping[str, Merged], connection: duckdb.DuckDBPyConnection) -> None:
    rows = [(name, group, to) for name, into in decided.items() for group, to in into.items()]
    give(connection, "given_merges", ("dimension", "from_group", "into_group"), rows)
    connection.execute(query("release/merged").sql)


def _clusters(
    dimensions: Iterable[str], connection: duckdb.DuckDBPyConnection
) -> tuple[dict[Cell, dict[str, Cluster]], list[Shared]]:
    """A dimension at a time, so that the private table of sizes stays as small as it can be."""
    clusters: dict[Cell, dict[str, Cluster]] = defaultdict(dict)
    shared: list[Shared] = []
    for name in dimensions:
        connection.execute(query("release/sizes").sql, {"dimension": name})
        for row in _rows(connection, "release/clusters"):
            cell = name, row["group"], row["item"]
            clusters[cell][row["question"]] = Cluster(row["organisations"], row["size_sq"], row["largest"])
        for row in _rows(connection, "release/shared"):
            pair = name, row["a"], row["b"]
            shared += _both(pair, row)
    return dict(clusters), shared


def _both(pair: tuple[str, str, str], row: Mapping[str, Any]) -> Iterable[Shared]:
    """What a pair shares of an item's answers, and of its use."""
    name, a, b = pair
    if row["organisations"]:
        yield Shared(name, row["item"], a, b, row["organisations"], row["size_product"])
    if row["said_organisations"]:
        yield Shared(name, f"use:{row['item']}", a, b, row["said_organisations"], row["said_product"])
