"""Every fault of the catalogue, X1 first."""

from tests.faults import importing, machine, reading, serving
from tests.faults.catalogue import PROGRAM

TRIALS = (importing, machine, reading, serving)
PROGRAMME = dict(sorted(PROGRAM.items(), key=lambda one: int(one[0][1:])))
