"""The private answers as an attacker would have to know them: the truth that a release must not give away."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb

from survey.codebook import ALL
from survey.database import fetched, query
from survey.release.rules import Size
from survey.study import Study

# What somebody said about an item: a level and whether it is in use, or only whether it is.
PERSON = "person"
OF_QUESTION = {
    "level": ("users", "others", "unknown"),
    "users": ("users",),
    "others": ("others",),
    "unknown": ("unknown",),
    "use": ("users", "others", "said_yes", "said_no"),
}
_RATED = {"yes": "users", "no": "others", "unknown": "unknown"}
_SAID = {"yes": "said_yes", "no": "said_no"}
Column = tuple[int, str]


@dataclass(frozen=True)
class Private:
    """Everybody by combination of groups, and what they said; read from the private tables of an import.

    profiles  profile → dimension → the codebook's group
    people    profile → how many
    counted   item → (profile, state) → how many
    levels    item → (profile, level) → how many
    """

    study: Study
    connection: duckdb.DuckDBPyConnection
    profiles: Mapping[int, Mapping[str, str]]
    people: Mapping[int, int]
    counted: Mapping[str, Mapping[Column, int]]
    levels: Mapping[str, Mapping[tuple[int, int], int]]
    kept: dict[str, Mapping[Column, Mapping[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, study: Study, connection: duckdb.DuckDBPyConnection) -> "Private":
        """The private tables of a connection; `tallies` among them."""
        profiles: dict[int, dict[str, str]] = defaultdict(dict)
        people: dict[int, int] = {}
        for row in fetched(connection, query("release/profiles")):
            profiles[row["profile"]][row["dimension"]] = row["group"]
            people[row["profile"]] = row["n"]
        counted: dict[str, dict[Column, int]] = defaultdict(lambda: defaultdict(int))
        levels: dict[str, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
        for row in fetched(connection, query("release/tallied")):
            if state := (_RATED if row["level"] > 0 else _SAID).get(row["use"]):
                counted[row["item"]][row["profile"], state] += row["n"]
            if row["level"] > 0:
                levels[row["item"]][row["profile"], row["level"]] += row["n"]
        return cls(study, connection, profiles, people, counted, levels)

    @cached_property
    def largest(self) -> int:
        """How many people the largest organisation has; 1 where the study has none."""
        if not self.study.source.organisation:
            return 1
        return self.size_of_people(self.people).largest or 1

    def size_of_people(self, profiles: Iterable[int]) -> Size:
        """How large a set of combinations is."""
        [row] = fetched(self.connection, query("release/people_of"), profiles=sorted(profiles))
        return self._size(row)

    def size(self, item: str, columns: Iterable[Column]) -> Size:
        """How large a set of those who said something about an item is; "all" for people."""
        spread = self._spread(item)
        together: Counter[int] = Counter()
        for column in columns:
            together.update(spread.get(column, {}))
        if not self.study.source.organisation:
            return Size(together.total())
        return Size(together.total(), len(together), max(together.values(), default=0))

    def _spread(self, item: str) -> Mapping[Column, Mapping[int, int]]:
        """(profile, state) → organisation → how many; one item is kept at a time."""
        if item not in self.kept:
            self.kept.clear()
            self.kept[item] = self._read_spread(item)
        return self.kept[item]

    def _read_spread(self, item: str) -> Mapping[Column, Mapping[int, int]]:
        found: dict[Column, dict[int, int]] = defaultdict(dict)
        if item == ALL:
            for row in fetched(self.connection, query("release/spread_of_people")):
                found[row["profile"], PERSON][row["organisation"]] = row["n"]
            return found
        for row in fetched(self.connection, query("release/spread_of"), item=item):
            if state := (_RATED if row["rated"] else _SAID).get(row["use"]):
                found[row["profile"], state][row["organisation"]] = row["n"]
        return found

    def _size(self, row: Mapping[str, Any]) -> Size:
        if not self.study.source.organisation:
            return Size(row["n"])
        return Size(row["n"], row["organisations"], row["largest"])
