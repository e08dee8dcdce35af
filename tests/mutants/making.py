"""Places in a file that can be changed, and what mutmut makes of each.

mutmut's own run is not used: it puts every mutant into one file behind a switch, and so leaves out constants,
properties and whatever else is decorated. Here each mutant is a file of its own, which children import too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

Lines = tuple[int, int]
LEFT = (cst.Annotation, cst.Decorator)  # types are for mypy, decorators mostly for speed
NEEDS = ("len", "isinstance")  # without their arguments these always fail: as mutmut has it


@dataclass(frozen=True)
class Place:
    """A piece of code with what may stand there instead; `around` are the lines of the function it is in."""

    file: str
    number: int
    module: Any
    node: Any
    lines: Lines
    around: Lines | None

    @cached_property
    def variants(self) -> list[Any]:
        """What may stand here instead."""
        fitting = (make for kind, make in mutation_operators if isinstance(self.node, kind))
        return [one for make in fitting for one in make(self.node)]

    def mutant(self, number: int) -> "Mutant":
        """The file with the variant of this number in it."""
        return Mutant(self, number)


@dataclass(frozen=True)
class Mutant:
    """One change of one place."""

    place: Place
    number: int

    @property
    def name(self) -> str:
        """Where it is, and which: file:line:place.variant. It holds as long as the file does."""
        return f"{self.place.file}:{self.place.lines[0]}:{self.place.number}.{self.number}"

    def code(self) -> str:
        """The whole file, changed."""
        changed: str = self.place.module.deep_replace(self.place.node, self.place.variants[self.number]).code
        return changed


def places(root: Path, file: str) -> list[Place]:
    """Every place of a file that can be changed, from top to bottom."""
    wrapper = MetadataWrapper(cst.parse_module((root / file).read_text(encoding="utf-8")))
    spans = wrapper.resolve(PositionProvider)

    def lines(node: Any) -> Lines:
        return spans[node].start.line, spans[node].end.line

    found = [
        Place(file, number, wrapper.module, node, lines(node), lines(outer) if outer else None)
        for number, (node, outer) in enumerate(_nodes(wrapper.module, None))
        if node in spans
    ]
    return [one for one in found if one.variants]


def _nodes(node: Any, outer: Any) -> Iterator[tuple[Any, Any]]:
    """A node and all below it, each with the outermost function around it."""
    if isinstance(node, LEFT):
        return
    if not (isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in NEEDS):
        yield node, outer
    if outer is None and isinstance(node, cst.FunctionDef):
        outer = node
    for one in node.children:
        yield from _nodes(one, outer)


def every(known: list[Place]) -> list[Mutant]:
    """All mutants there are."""
    return [place.mutant(number) for place in known for number in range(len(place.variants))]


def sample(known: list[Place], most: int, seed: int) -> list[Mutant]:
    """So many places at random, and of each one mutant: half of all would be arguments left out otherwise,
    which nearly every test notices."""
    chance = Random(f"{seed} {known[0].file}")
    drawn = chance.sample(known, min(most, len(known)))
    return [place.mutant(chance.randrange(len(place.variants))) for place in drawn]
