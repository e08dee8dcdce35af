"""The private answers as an attacker would have to know them: the truth that a release must not give away."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from survey.codebook import ALL
from survey.engine import DuckEngine
from survey.release.people import People
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
_RATED = ("unknown", "users", "others")
_SAID = ("", "said_yes", "said_no")
Column = tuple[int, str]


@dataclass(frozen=True)
class Private:
    """Everybody by combination of groups, and what they said; from the private tables of an import.

    counted    item → (profile, state) → how many
    levels     item → (profile, level) → how many
    """

    study: Study
    everybody: People
    counted: Mapping[str, Mapping[Column, int]]
    levels: Mapping[str, Mapping[tuple[int, int], int]]
    kept: dict[str, Mapping[Column, Mapping[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, study: Study, people: People, small: DuckEngine) -> "Private":
        """The people, and what they said: the table `tallies`."""
        counted: dict[str, dict[Column, int]] = defaultdict(lambda: defaultdict(int))
        levels: dict[str, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
        items = [item.id for item in study.items]
        for row in small.rows("tallied/all"):
            item = items[row["item"] - 1]
            if state := (_RATED if row["level"] > 0 else _SAID)[row["use"]]:
                counted[item][row["profile"], state] += row["n"]
            if row["level"] > 0:
                levels[item][row["profile"], row["level"]] += row["n"]
        return cls(study, people, counted, levels)

    @property
    def profiles(self) -> Mapping[int, Mapping[str, str]]:
        """profile → dimension → the codebook's group."""
        return self.everybody.groups

    @property
    def people(self) -> Mapping[int, int]:
        """profile → how many."""
        return self.everybody.n

    @property
    def beyond(self) -> int:
        """So many people are mixed enough to be shown, whatever their organisations."""
        return self.everybody.beyond

    def size(self, item: str, columns: Iterable[Column]) -> Size:
        """How large a set of fewer than `beyond` is who said something about an item; "all" for people."""
        spread = self._spread(item)
        together: Counter[int] = Counter()
        for column in columns:
            together.update(spread.get(column, {}))
        if not self.everybody.organised:
            return Size(together.total())
        return Size(together.total(), len(together), max(together.values(), default=0))

    def _spread(self, item: str) -> Mapping[Column, Mapping[int, int]]:
        """(profile, state) → organisation → how many; one item is kept at a time."""
        if item not in self.kept:
            self.kept.clear()
            self.kept[item] = self._read_spread(item)
        return self.kept[item]

    def _read_spread(self, item: str) -> Mapping[Column, Mapping[int, int]]:
        """Of what few enough said that a set of fewer than `beyond` may hold it."""
        counted = {(profile, PERSON): n for profile, n in self.people.items()}
        few = {
            profile
            for (profile, _), n in (counted if item == ALL else self.counted[item]).items()
            if n < self.beyond
        }
        engine = self.everybody.engine
        engine.give("given_profiles", {"profile": pa.array(sorted(few), pa.int64())})
        number = 0 if item == ALL else 1 + [one.id for one in self.study.items].index(item)
        found: dict[Column, dict[int, int]] = defaultdict(dict)
        for row in engine.rows("release/spread", item=number):
            state = PERSON if item == ALL else (_RATED if row["rated"] else _SAID)[row["use"]]
            if state:
                found[row["profile"], state][row["organisation"]] = row["n"]
        return found
