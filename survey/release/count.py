"""The private answers counted: every number that could be published, before anything is hidden."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Any, NamedTuple

import duckdb

from survey.codebook import ALL, CROSS
from survey.database import fetched, give, query
from survey.release.merge import Group, Measure, Merged, further, groups, merged
from survey.release.nesting import Leftover, leftovers
from survey.release.rules import Rule, Size
from survey.study import Study

# The answer about use that makes each question's base, of those who gave a level.
USERS, OTHERS, UNKNOWN = "users", "others", "unknown"
SAYS = {USERS: "yes", OTHERS: "no", UNKNOWN: "unknown"}
BASES = ("level", "use", USERS, OTHERS)
SHARES = {"top": "top", "highest": "highest", "use": "used"}


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
    """From how many organisations, sum of squares of their weights, how many the largest one is."""

    organisations: int
    size_sq: float
    largest: int


class Shared(NamedTuple):
    """What two groups have in common of one base: organisations and the sum of products of their weights."""

    dimension: str
    item: str
    question: str
    a: str
    b: str
    organisations: int
    size_product: float


class Moments(NamedTuple):
    """How organisations differ in what is measured of one group and item: sums over them.

    n, organisations, count_sq              answers, who gave them, and Σ(answers of one)²
    total, total_sq, between_sq             Σy, Σy² over answers, Σ(y's sum in the organisation)²/answers
    weight_sq, mixed, part_sq               ΣW², ΣWX, ΣX²: weights of all answers and of what is measured
    """

    n: float = 0.0
    organisations: float = 0.0
    count_sq: float = 0.0
    total: float = 0.0
    total_sq: float = 0.0
    between_sq: float = 0.0
    weight_sq: float = 0.0
    mixed: float = 0.0
    part_sq: float = 0.0


class Crossing(NamedTuple):
    """The same across two groups: sums of products of the first's weights and the second's."""

    all: float
    both: float
    first: float
    second: float


Cell = tuple[str, str, str]
Asked = tuple[str, str, str]


@dataclass(frozen=True)
class Counted:
    """Everything by cell, which is (dimension, group, item); item "all" counts people.

    levels     cell → (level, use) → Sum; without level 0
    clusters   cell → question (level, use, users, others, unknown) → Cluster; empty without organisations
    moments    cell → measure → Moments; empty without organisations
    crossings  (dimension, item, measure) → pair of groups → Crossing
    nested     dimensions in which no organisation is in two groups
    """

    groups: tuple[Group, ...]
    heads: dict[tuple[str, str], Sum]
    levels: dict[Cell, dict[tuple[int, str], Sum]]
    clusters: dict[Cell, dict[str, Cluster]]
    moments: dict[Cell, dict[str, Moments]]
    shared: tuple[Shared, ...]
    crossings: dict[Asked, dict[tuple[str, str], Crossing]]
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

    def base(self, cell: Cell, question: str) -> Sum:
        """Who answers a question: level, use, users, others or unknown."""
        if cell[2] == ALL:
            return self.heads.get(cell[:2], Sum())
        return self.said(cell) if question == "use" else self.valid(cell, SAYS.get(question))

    def size(self, cell: Cell, question: str) -> Size:
        """How large the base of a question is: level, use, users, others or unknown."""
        n = self.base(cell, question).n
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
    prepare(connection)
    chosen = _chosen_groups(study, connection, organised)
    heads = {
        (row["dimension"], row["group"]): Sum(row["n"], row["weight"], row["weight_sq"])
        for row in _rows(connection, "release/heads")
    }
    levels: dict[Cell, dict[tuple[int, str], Sum]] = defaultdict(dict)
    for row in _rows(connection, "release/levels"):
        cell = row["dimension"], row["group"], row["item"]
        levels[cell][row["level"], row["use"]] = Sum(row["n"], row["weight"], row["weight_sq"])
    found = Counted(tuple(chosen), heads, dict(levels), {}, {}, (), {}, organised)
    return _with_organisations(found, study, connection) if organised else found


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """The one heavy count, which everything else adds up: the table `tallies`."""
    connection.execute(query("release/tallies").sql)


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[dict[str, Any]]:
    return fetched(connection, query(name), **parameters)


def _chosen_groups(study: Study, connection: duckdb.DuckDBPyConnection, organised: bool) -> list[Group]:
    """Everybody, the groups of every dimension that has at least two, the cells of every crossed table;
    left in the tables `merged` and `profiles`."""
    present: dict[str, list[str]] = defaultdict(list)
    for row in _rows(connection, "release/groups"):
        present[row["dimension"]].append(row["group"])
    rule = Rule.of(study)
    decided: dict[str, Merged] = {}
    for dimension in study.dimensions:
        into = merged(dimension, present[dimension.id], rule, _measure(dimension.id, connection, organised))
        if into:
            decided[dimension.id] = into
    if not rule.open:
        decided = _nobody_left_over(decided, rule, connection, organised)
    chosen = [Group(ALL, ALL, (ALL,))]
    for dimension in study.dimensions:
        chosen += groups(dimension, decided.get(dimension.id, {}))
    _merge({ALL: {ALL: ALL}} | decided, connection)
    cells = list(_crossed(study, chosen, connection))
    for cell in cells:
        decided.setdefault(cell.dimension, {})[cell.id] = cell.id
    _merge({ALL: {ALL: ALL}} | decided, connection)
    return [*chosen, *cells]


def _measure(name: str, connection: duckdb.DuckDBPyConnection, organised: bool) -> Measure:
    """How large the published groups of a dimension would be."""

    def measure(into: Merged) -> Mapping[str, Size]:
        _merge({name: into}, connection)
        return {row["group"]: _head_size(row, organised) for row in _rows(connection, "release/heads")}

    return measure


def _nobody_left_over(
    decided: dict[str, Merged], rule: Rule, connection: duckdb.DuckDBPyConnection, organised: bool
) -> dict[str, Merged]:
    """R4: groups go together until nobody can be told apart by groups of two dimensions."""
    profiles: dict[int, dict[str, str]] = defaultdict(dict)
    for row in _rows(connection, "release/profiles"):
        profiles[row["profile"]][row["dimension"]] = row["group"]
    while failing := _first_leftover(decided, profiles, rule, connection, organised):
        name, among = failing.inner, failing.inside
        if len(set(decided[name].values())) <= 2:
            name, among = failing.outer, failing.outer_groups
        measure = _measure(name, connection, organised)
        sizes = measure(decided[name])
        smallest = min(among, key=lambda one: (sizes[one].n, one))
        into = further(decided[name], smallest, rule, measure)
        decided = {one: to for one, to in (decided | {name: into}).items() if to}
    return decided


def _first_leftover(
    decided: Mapping[str, Merged],
    profiles: Mapping[int, Mapping[str, str]],
    rule: Rule,
    connection: duckdb.DuckDBPyConnection,
    organised: bool,
) -> Leftover | None:
    mapped = {
        profile: {name: into[raw[name]] for name, into in decided.items()}
        for profile, raw in profiles.items()
    }
    for one in leftovers(mapped):
        [row] = _rows(connection, "release/people_of", profiles=sorted(one.profiles))
        if not rule.shows_or_empty(_head_size(row, organised)):
            return one
    return None


def _crossed(study: Study, chosen: Sequence[Group], connection: duckdb.DuckDBPyConnection) -> Iterator[Group]:
    """The cells of every table that the codebook lists, also those that nobody is in (R5).

    Of an open study also those of every part of a table.
    """
    offered: dict[str, list[str]] = defaultdict(list)
    for group in chosen:
        offered[group.dimension].append(group.id)
    parts = {
        part: None
        for table in study.tables
        for size in range(2, len(table) + 1)
        for part in combinations(table, size)
        if set(part) <= set(offered) and (study.open or size == len(table))
    }
    for part in parts:
        connection.execute(query("release/crossed").sql, {"dimensions": list(part)})
        for groups_ in product(*(offered[name] for name in part)):
            yield Group(CROSS.join(part), CROSS.join(groups_), ())


def _head_size(row: Mapping[str, Any], organised: bool) -> Size:
    return Size(row["n"], row["organisations"], row["largest"]) if organised else Size(row["n"])


def _merge(decided: Mapping[str, Merged], connection: duckdb.DuckDBPyConnection) -> None:
    rows = [(name, group, to) for name, into in decided.items() for group, to in into.items()]
    give(connection, "given_merges", ("dimension", "from_group", "into_group"), rows)
    connection.execute(query("release/merged").sql)


def _with_organisations(counted: Counted, study: Study, connection: duckdb.DuckDBPyConnection) -> Counted:
    """A dimension at a time, so that the private table of sizes stays as small as it can be."""
    clusters: dict[Cell, dict[str, Cluster]] = defaultdict(dict)
    moments: dict[Cell, dict[str, Moments]] = defaultdict(dict)
    shared: list[Shared] = []
    crossings: dict[Asked, dict[tuple[str, str], Crossing]] = defaultdict(dict)
    numbers = [(ALL, "0"), *((item.id, str(at)) for at, item in enumerate(study.items, start=1))]
    give(connection, "given_items", ("item", "number"), numbers)
    connection.execute(query("release/ratings").sql)
    dimensions = {group.dimension for group in counted.groups}
    for name in (ALL, *sorted(dimensions - {ALL})):
        straddled = _sizes(name, study, connection)
        for row in _rows(connection, "release/clusters"):
            cell = name, row["group"], row["item"]
            clusters[cell][row["question"]] = Cluster(row["organisations"], row["size_sq"], row["largest"])
        for row in _rows(connection, "release/moments"):
            cell = name, row["group"], row["item"]
            moments[cell][row["measure"]] = Moments(*(row[one] for one in Moments._fields))
        for row in _rows(connection, "release/shared") if straddled else ():
            pair = row["a"], row["b"]
            shared += _in_both(name, row)
            for measure, share in SHARES.items():
                crossings[name, row["item"], measure][pair] = _crossing(row, measure, share)
    nested = dimensions - {one.dimension for one in shared}
    return replace(
        counted,
        clusters=dict(clusters),
        moments=dict(moments),
        shared=tuple(shared),
        crossings=dict(crossings),
        nested=nested,
    )


def _sizes(dimension: str, study: Study, connection: duckdb.DuckDBPyConnection) -> bool:
    """The private view `sizes` of a dimension, and whether an organisation is in several of its groups.

    Where none is, the sums of everybody do, each organisation being at home in one group.
    """
    connection.execute(query("release/places").sql, {"dimension": dimension})
    [row] = _rows(connection, "release/straddling")
    straddled = bool(row["organisations"])
    if dimension == ALL or straddled:
        ends = {"top": min(study.scale.top), "highest": len(study.scale.levels)}
        connection.execute(query("release/sums").sql, ends)
        connection.execute(query("release/sizes_own").sql)
    if dimension == ALL:
        connection.execute(query("release/all_sums").sql)
    elif not straddled:
        connection.execute(query("release/homes").sql)
        connection.execute(query("release/sizes_nested").sql)
    return straddled


def _in_both(dimension: str, row: Mapping[str, Any]) -> Iterable[Shared]:
    """What a pair of groups shares of each base of an item."""
    for question in BASES:
        if organisations := row[f"{question}_organisations"]:
            product = row[f"{question}_product"]
            yield Shared(dimension, row["item"], question, row["a"], row["b"], organisations, product)


def _crossing(row: Mapping[str, Any], measure: str, share: str) -> Crossing:
    whole = row["use_product" if measure == "use" else "level_product"]
    return Crossing(whole, *(row[f"{share}_{part}"] for part in ("both", "first", "second")))
