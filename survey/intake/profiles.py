"""Combinations of groups as numbers: like the digits of a number, each dimension has a place of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from survey.codebook import ALL, NOT_STATED
from survey.errors import StudyError
from survey.study import Study
from survey.told import told

LARGEST = 1 << 62


@dataclass(frozen=True)
class Profiles:
    """Which group of each dimension a number stands for. Every file of a study numbers alike.

    groups  dimension → its groups in the codebook's order, and who has not stated any
    """

    groups: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, study: Study) -> "Profiles":
        """The numbering of a study. Raises StudyError where its groups can be combined in too many ways."""
        groups = {one.id: (*(group.id for group in one.groups), NOT_STATED) for one in study.dimensions}
        if prod(map(len, groups.values())) > LARGEST:
            raise StudyError(study.id, [told("has too many dimensions; leave out what nobody compares by")])
        return cls(groups)

    def part(self, dimension: str, group: str) -> int:
        """What somebody of this group adds to their number."""
        names = list(self.groups)
        below = names[: names.index(dimension)]
        return prod(len(self.groups[name]) for name in below) * self.groups[dimension].index(group)

    def told(self, number: int) -> dict[str, str]:
        """The groups of a number: dimension → group, and "all" for everybody."""
        return dict(self._digits(number)) | {ALL: ALL}

    def _digits(self, number: int) -> Iterator[tuple[str, str]]:
        for name, groups in self.groups.items():
            number, digit = divmod(number, len(groups))
            yield name, groups[digit]
