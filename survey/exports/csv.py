"""An answer as a plain table: a line per row, codes and numbers, empty where a row has no such number."""

import csv
import io
from typing import Any

from survey.charts.chart import Answer, Row


def text(answer: Answer) -> str:
    """The answer as CSV with one header line, comma-separated, lines ended by a newline."""
    rows = [_flat(row) for row in answer.rows]
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
