"""R8: nothing is published in which the attacker finds somebody."""

from survey.codebook import ALL
from survey.errors import ReleaseError, listed
from survey.release.attacker import Report, Victim, attack, cells_to_hide
from survey.release.cells import Barred, Tables, called, tables
from survey.release.count import Counted
from survey.release.private import Private
from survey.study import Study
from survey.told import Told, told

ROUNDS = 100


def safe(study: Study, counted: Counted, private: Private) -> tuple[Tables, Report]:
    """The tables that may be published, more hidden until nobody is found. Raises ReleaseError."""
    barred: Barred = frozenset()
    made = tables(study, counted, barred)
    first = found = attack(study, made, private)
    for _ in range(ROUNDS):
        if not found.victims:
            return made, first
        more = cells_to_hide(found.victims) - barred
        if not more:
            break
        barred |= more
        made = tables(study, counted, barred)
        found = attack(study, made, private, sorted({one.item for one in found.victims}))
    raise ReleaseError(study.id, [_problem(found.victims)])


def _problem(victims: tuple[Victim, ...]) -> Told:
    """Where somebody could be found, and what would help; never who."""
    where = sorted({called(one.cell[0]) for one in victims if one.cell[0] != ALL})
    return told(
        "people could be told apart by {where} (attack: {ways}); merge groups of that dimension in the "
        "codebook, or leave it or the table out",
        where=listed(where) if where else told("what everybody said"),
        ways=listed(sorted({one.attack for one in victims})),
    )
