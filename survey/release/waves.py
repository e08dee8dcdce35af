"""Who was asked: an item of some rounds only, in groups that may hold people of every round."""

from collections.abc import Mapping, Set

from survey.codebook import ALL, CROSS
from survey.release.count import Cell, Counted, Sum
from survey.study import Study


class Rounds:
    """The rounds that the published groups hold, and how many people of a cell were asked about its item.

    `people` are the cells whose number of people is shown. Nothing is told that does not follow from these:
    how many of a sector were asked would else tell how many of it answered in one round.
    """

    def __init__(self, study: Study, counted: Counted, people: Set[Cell]) -> None:
        self._study, self._counted, self._shown = study, counted, people
        self._wave = study.wave.id if study.wave else ""
        self._members: dict[str, tuple[str, ...]] = {}
        self._cells: dict[frozenset[str], list[tuple[str, str]]] = {}
        for group in counted.groups:
            if group.dimension == self._wave:
                self._members[group.id] = group.members
            names = frozenset(group.dimension.split(CROSS)) - {ALL}
            self._cells.setdefault(names, []).append((group.dimension, group.id))

    def asked(self, cell: Cell) -> bool | None:
        """Whether everybody of a cell was asked about its item; None where some were."""
        wave = _parts(cell[0], cell[1]).get(self._wave)
        if wave is not None:
            rounds = self._members[wave]
        else:
            known = self._study.wave.groups if self._study.wave else ()
            rounds = tuple(group.id for group in known)
        said = {self._study.asked(cell[2], one) for one in rounds} or {True}
        return said.pop() if len(said) == 1 else None

    def people(self, cell: Cell) -> Sum | None:
        """Those of a cell who were asked about its item; None where only what is hidden would tell."""
        dimension, group, item = cell
        everybody, asked = self._counted.heads[dimension, group], self.asked(cell)
        if asked is not None:
            return everybody if asked else Sum()
        parts = _parts(dimension, group)
        crossed = self._cells.get(frozenset({*parts, self._wave}), []) if self._wave not in parts else []
        inside = [(*one, item) for one in crossed if parts.items() <= _parts(*one).items()]
        if not inside or None in map(self.asked, inside):
            return None
        if (of := self._together([one for one in inside if self.asked(one)])) is not None:
            return of
        others = self._together([one for one in inside if not self.asked(one)])
        return None if others is None else everybody.minus(others)

    def _together(self, cells: list[Cell]) -> Sum | None:
        """The people of some cells; None where the number of one of them is hidden."""
        total = Sum()
        for dimension, group, _ in cells:
            if (dimension, group, ALL) not in self._shown:
                return None
            total = total.plus(self._counted.heads[dimension, group])
        return total


def _parts(dimension: str, group: str) -> Mapping[str, str]:
    """dimension → group of a cell; empty for everybody."""
    named = zip(dimension.split(CROSS), group.split(CROSS), strict=True)
    return {name: one for name, one in named if name != ALL}
