"""What the file of an answer is called, so that one knows what it holds before it is opened."""

import re

from survey.charts.chart import Answer
from survey.codebook import ALL

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
    plain = re.sub(r"[^a-z0-9_]+", "-", "-".join(parts))[:LONGEST].strip("-")
    return f"{selection.study}-{plain}-{answer.release.rpartition('-')[2]}"
