"""Findings: what is true of a selection, what was published, and whether each would still hold.

evidence.py  the numbers, also those of a variant: highest level only, users only, without corrections
judge.py     a codebook's Check on that evidence: holds, same direction, does not hold, cannot be shown
claims.py    a statement in words with the checks that say it; what the codebook published
found.py     the few statements worth reading of a selection
words.py     figures in words
"""

from survey.findings.claims import Claim, published, standing
from survey.findings.found import evidence, found
from survey.findings.words import brief, numbers

__all__ = ["Claim", "brief", "evidence", "found", "numbers", "published", "standing"]
