"""An answer for scripts: codes and numbers, and the notes in words."""

import json

from survey.charts.chart import Answer
from survey.texts import Voice


def text(answer: Answer, voice: Voice) -> str:
    """The answer as JSON: study, release, chart, selection, rows, notes."""
    return json.dumps(answer.to_dict(voice), ensure_ascii=False, indent=2)
