"""An answer as a plain table: a line per row, codes and numbers, empty where a row has no such number."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from survey.charts.chart import Answer, Row


def text(answer: Answer) -> str:
    """The answer as CSV with one header line, comma-separated, lines ended by a newline."""
    return _written([_flat(row) for row in answer.rows])


def labelled(answer: Answer) -> str:
    """The same for a file that is passed on: every line begins with its study, release and synthetic."""
    synthetic = any(note.code == "synthetic" for note in answer.notes)
    what = {
        "study": answer.selection.study,
        "release": answer.release,
        "synthetic": "true" if synthetic else "false",
    }
    return _written([what | _flat(row) for row in answer.rows])


def _written(rows: Sequence[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def _flat(row: Row) -> dict[str, Any]:
    """A row whose answers off the scale are columns of their own."""
    cells = row.to_dict()
    absent = cells.pop("absent", {})
    hidden = {"hidden": "true" if row.hidden else "false"}
    return cells | {f"absent_{kind}": count for kind, count in absent.items()} | hidden
