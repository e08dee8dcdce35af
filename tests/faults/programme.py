"""Every fault of the catalogue, X1 first."""

from tests.faults import damage, importing, machine, reading, serving, surroundings, swapping
from tests.faults.catalogue import PROGRAM

TRIALS = (damage, importing, machine, reading, serving, surroundings, swapping)
PROGRAMME = dict(sorted(PROGRAM.items(), key=lambda one: int(one[0][1:])))
