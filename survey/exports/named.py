"""What the file of an answer is called, so that one knows what it holds before it is opened."""

import re
from collections.abc import Iterable

from survey.charts.chart import Answer
from survey.codebook import ALL
from survey.selection import Selection

LONGEST = 100
CHOSEN = ("groups", "against", "within", "family", "item", "measure", "view")


def stem(answer: Answer) -> str:
    """Study, chart, what was chosen, release, in safe signs: "executives-2015-ranking-finance-1"."""
    selection = answer.selection
    asked = selection.to_query()
    apart = not selection.groups and any(row.group != ALL and row.raised is None for row in answer.rows)
    parts = (
        answer.chart,
        *([selection.by] if apart else []),
        *(asked[one] for one in CHOSEN if one in asked),
    )
    return _joined(selection, parts, answer.release)


def named(selection: Selection, what: str, release: str) -> str:
    """The same of a whole deck: "executives-2015-presentation-finance-1"."""
    asked = selection.to_query()
    return _joined(selection, (what, *(asked[one] for one in CHOSEN if one in asked)), release)


def _joined(selection: Selection, parts: Iterable[str], release: str) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "-", "-".join(parts))[:LONGEST].strip("-")
    return f"{selection.study}-{plain}-{release.rpartition('-')[2]}"
