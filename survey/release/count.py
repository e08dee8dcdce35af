"""The private answers counted: every number that could be published, before anything is hidden."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa

from survey.codebook import ALL, CROSS
from survey.engine import DuckEngine, Engine
from survey.release.grouping import Grouping, grouped
from survey.release.merge import Group
from survey.release.people import People
from survey.release.rules import Size
from survey.study import Study

# The answer about use that makes each question's base, of those who gave a level.
USERS, OTHERS, UNKNOWN = "users", "others", "unknown"
SAYS = {USERS: "yes", OTHERS: "no", UNKNOWN: "unknown"}
BASES = ("level", "use", USERS, OTHERS)
SHARES = {"top": "top", "highest": "highest", "use": "used"}
USES = ("unknown", "yes", "no")
EVEN = "release/sums", "release/sizes"
WEIGHTED = "release/sums_weighted", "release/sizes_weighted"
Step = Callable[[int, int], None]
"""Told after each item how many are counted, of how many."""


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

    def with_(self, other: "Cluster") -> "Cluster":
        """Both together, where no organisation is in both."""
        return Cluster(
            self.organisations + other.organisations,
            self.size_sq + other.size_sq,
            max(self.largest, other.largest),
        )


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

    def plus(self, other: "Moments") -> "Moments":
        """Both together, where no organisation is in both."""
        return Moments(*(one + two for one, two in zip(self, other, strict=True)))


class Crossing(NamedTuple):
    """The same across two groups: sums of products of the first's weights and the second's."""

    all: float = 0.0
    both: float = 0.0
    first: float = 0.0
    second: float = 0.0

    def plus(self, other: "Crossing") -> "Crossing":
        """Both together, where no organisation is in both."""
        return Crossing(*(one + two for one, two in zip(self, other, strict=True)))


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


def tally(study: Study, engine: Engine, small: DuckEngine) -> None:
    """The one heavy count, which everything else adds up, for who needs no more: the table `tallies`."""
    _keep_tallies([_tallied(engine, item) for item in range(len(study.items) + 1)], small)


def count(
    study: Study, engine: Engine, small: DuckEngine, step: Step = lambda _done, _of: None
) -> tuple[People, Counted]:
    """Decide the groups, then count every one of them, an item at a time.

    `engine` holds the respondents; what is small is counted further in `small`.
    """
    people = People.of(study, engine)
    groups = grouped(study, people)
    places = list(_places(groups, engine)) if people.organised else []
    tallies, organisations = list[pa.Table](), _Organisations(study, engine)
    for item in range(len(study.items) + 1):
        tallies.append(_tallied(engine, item))
        for some in places:
            organisations.add(item, some)
        step(item + 1, len(study.items) + 1)
    _keep_tallies(tallies, small)
    levels = _levels(study, groups, small)
    heads = {cell[:2]: levels.pop(cell)[1, UNKNOWN] for cell in [one for one in levels if one[2] == ALL]}
    return people, Counted(
        groups=groups.groups,
        heads=heads,
        levels=levels,
        clusters=dict(organisations.clusters),
        moments=dict(organisations.moments),
        shared=tuple(organisations.shared),
        crossings=dict(organisations.crossings),
        organised=people.organised,
        nested={name for some in places for name in some.dimensions if not some.straddled},
    )


def _tallied(engine: Engine, item: int) -> pa.Table:
    """What everybody says of an item, by profile; leaves the table `rated` of it."""
    engine.make("release/rated", item=item)
    found = engine.table("release/tallies")
    return found.append_column("item", pa.array([item] * len(found), pa.int32()))


def _keep_tallies(tallies: Sequence[pa.Table], small: DuckEngine) -> None:
    together = pa.concat_tables(tallies)
    small.give("tallies", dict(zip(together.column_names, together.columns, strict=True)))


def _levels(study: Study, groups: Grouping, small: DuckEngine) -> dict[Cell, dict[tuple[int, str], Sum]]:
    """Cell → (level, use) → how many; of people ("all") who there are."""
    placed = [(profile, name, group) for profile, some in groups.of.items() for name, group in some.items()]
    profile, dimension, group = (list(column) for column in zip(*placed, strict=True))
    small.give(
        "given_groups",
        {
            "profile": pa.array(profile, pa.int64()),
            "dimension": pa.array(dimension),
            "group": pa.array(group),
        },
    )
    items, found = _items(study), dict[Cell, dict[tuple[int, str], Sum]]()
    for row in small.rows("tallied/levels"):
        cell = row["dimension"], row["group"], items[row["item"]]
        total = Sum(row["n"], row["weight"], row["weight_sq"])
        found.setdefault(cell, {})[row["level"], USES[row["use"]]] = total
    return found


def _items(study: Study) -> list[str]:
    """The items by their place, people ("all") at 0."""
    return [ALL, *(item.id for item in study.items)]


@dataclass(frozen=True)
class _Places:
    """Where people of a profile are, so that an organisation's sums can be told apart by place.

    of         profile → place
    cells      place → the groups that everybody there is in: of the same dimensions, in the same order
    straddled  whether an organisation may be in several places
    """

    of: Mapping[int, int]
    cells: Sequence[Sequence[tuple[str, str]]]
    straddled: bool

    @property
    def dimensions(self) -> set[str]:
        """The dimensions whose groups the places are of."""
        return {name for cells in self.cells for name, _ in cells}


def _places(groups: Grouping, engine: Engine) -> Iterator[_Places]:
    """Of all dimensions in which every organisation is in one group together; of each other by itself, with
    the tables that cross it with those.

    Its places are as fine as both together: an organisation is in no more of them for that.
    """
    names = groups.dimensions
    plain = [name for name in names if name != ALL and CROSS not in name]
    straddling = {name for name in plain if _straddles(_placed(groups, [name], ()), engine)}
    whole = [name for name in names if not straddling & set(name.split(CROSS))]
    yield _placed(groups, whole, ())
    apart: dict[frozenset[str], list[str]] = defaultdict(list)
    for name in names:
        if across := straddling & set(name.split(CROSS)):
            apart[frozenset(across)].append(name)
    for some in apart.values():
        yield _placed(groups, some, whole, straddled=True)


def _placed(groups: Grouping, names: Sequence[str], finer: Sequence[str], straddled: bool = False) -> _Places:
    """The places of these dimensions; as fine as those of `finer` with them."""
    cells = {profile: tuple((name, of[name]) for name in names) for profile, of in groups.of.items()}
    fine = {profile: tuple(of[name] for name in (*names, *finer)) for profile, of in groups.of.items()}
    known = dict(zip(fine.values(), cells.values(), strict=True))
    number = {one: at for at, one in enumerate(known)}
    of = {profile: number[one] for profile, one in fine.items()}
    return _Places(of, list(known.values()), straddled)


def _straddles(places: _Places, engine: Engine) -> bool:
    _give(places, engine)
    [row] = engine.rows("release/straddling")
    return bool(row["organisations"])


def _give(places: _Places, engine: Engine) -> None:
    profile, place = pa.array(places.of.keys(), pa.int64()), pa.array(places.of.values(), pa.int32())
    engine.give("places", {"profile": profile, "place": place})


class _Organisations:
    """What organisations add to an item's counts, place by place."""

    def __init__(self, study: Study, engine: Engine) -> None:
        self._engine, self._items = engine, _items(study)
        self._ends = {"top": min(study.scale.top), "highest": len(study.scale.levels)}
        self._sums, self._sizes = WEIGHTED if study.weighted else EVEN
        self.clusters: dict[Cell, dict[str, Cluster]] = {}
        self.moments: dict[Cell, dict[str, Moments]] = {}
        self.crossings: dict[Asked, dict[tuple[str, str], Crossing]] = defaultdict(dict)
        self._shared: dict[tuple[str, str, str, str, str], tuple[int, float]] = {}

    @property
    def shared(self) -> Iterator[Shared]:
        """What pairs of groups have in common."""
        return (Shared(*pair, *sums) for pair, sums in self._shared.items())

    def add(self, number: int, places: _Places) -> None:
        """The item of `rated`, by its number, in these places."""
        engine, item = self._engine, self._items[number]
        _give(places, engine)
        engine.make(self._sums, **self._ends)
        engine.make(self._sizes)
        for row in engine.rows("release/moments"):
            for dimension, group in places.cells[row["place"]]:
                self._cell((dimension, group, item), row)
        for row in engine.rows("release/shared") if places.straddled else ():
            for (dimension, a), (_, b) in zip(places.cells[row["a"]], places.cells[row["b"]], strict=True):
                self._pair((dimension, item), (a, b) if a < b else (b, a), row if a < b else _turned(row))

    def _cell(self, cell: Cell, row: Mapping[str, Any]) -> None:
        clusters = self.clusters.setdefault(cell, {})
        for question, one in _clusters(row):
            clusters[question] = clusters.get(question, Cluster(0, 0.0, 0)).with_(one)
        if cell[2] != ALL:
            moments = self.moments.setdefault(cell, {})
            for measure, sums in _moments(row):
                moments[measure] = moments.get(measure, Moments()).plus(sums)

    def _pair(self, asked: tuple[str, str], pair: tuple[str, str], row: Mapping[str, Any]) -> None:
        for question in BASES:
            if organisations := row[f"{question}_organisations"]:
                n, product = self._shared.get((*asked, question, *pair), (0, 0.0))
                product += row[f"{question}_product"]
                self._shared[(*asked, question, *pair)] = n + organisations, product
        for measure, share in SHARES.items():
            known = self.crossings[*asked, measure]
            known[pair] = known.get(pair, Crossing()).plus(_crossing(row, measure, share))


def _turned(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same pair the other way round."""
    swapped = {f"{share}_first": row[f"{share}_second"] for share in SHARES.values()}
    return {**row, **swapped, **{f"{share}_second": row[f"{share}_first"] for share in SHARES.values()}}


def _clusters(row: Mapping[str, Any]) -> Iterator[tuple[str, Cluster]]:
    for question in ("level", USERS, OTHERS, UNKNOWN, "use"):
        if organisations := row[f"{question}_organisations"]:
            size_sq = row.get(f"{question}_size_sq", 0.0)
            yield question, Cluster(organisations, size_sq, row[f"{question}_largest"])


def _moments(row: Mapping[str, Any]) -> Iterator[tuple[str, Moments]]:
    answers = row["answers"], row["level_organisations"], row["answers_sq"]
    said = row["said"], row["use_organisations"], row["said_sq"]
    for measure in ("top", "highest"):
        of = row[measure], row[measure], row[f"{measure}_between"]
        weights = row["level_size_sq"], row[f"{measure}_mixed"], row[f"{measure}_part_sq"]
        yield measure, Moments(*answers, *of, *weights)
    yield "mean", Moments(*answers, row["mean"], row["mean_sq"], row["mean_between"])
    weights = row["use_size_sq"], row["used_mixed"], row["used_part_sq"]
    yield "use", Moments(*said, row["used"], row["used"], row["used_between"], *weights)


def _crossing(row: Mapping[str, Any], measure: str, share: str) -> Crossing:
    whole = row["use_product" if measure == "use" else "level_product"]
    return Crossing(whole, *(row[f"{share}_{part}"] for part in ("both", "first", "second")))
