"""The files of an answer: each value must be its row's, and nothing else be there."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from survey.charts import CHARTS
from survey.charts.chart import Answer, Row
from survey.deck import Part
from survey.exports import csv as csv_export
from survey.exports import json as json_export
from survey.exports import pptx, xlsx
from tests.payload.inspection import Inspection
from tests.payload.seen import Seen, of_notes
from tests.payload.slides import numbers
from tests.payload.workbook import table

TINY = 1e-9


def of_files(made: Answer, seen: Seen) -> Iterator[str]:
    """What is wrong with an answer's exports: each value must be its row's, and nothing else be there."""
    plain = list(csv.DictReader(csv_export.labelled(made).splitlines()))
    scripted = json.loads(json_export.text(made, seen.voice))
    flat = [_flat(row) for row in scripted["rows"]]
    for name, rows in (("csv", plain), ("json", flat)):
        if len(rows) != len(made.rows):
            yield f"{name}: {len(rows)} rows for {len(made.rows)}"
        for given, row in zip(rows, made.rows, strict=False):
            meant = {one.name: getattr(row, one.name) for one in fields(Row) if one.name != "absent"}
            meant |= {"study": made.selection.study, "release": made.release}
            meant["synthetic"] = seen.release.study.synthetic
            meant |= {f"absent_{kind}": count for kind, count in (row.absent or {}).items()}
            for column, value in given.items():
                if str(value) not in ("", str(meant.get(column)), str(meant.get(column)).lower()):
                    yield f"{name}: {column} of {row.item}/{row.group} is {value}, not {meant.get(column)}"
    yield from _of_workbook(made, seen)
    inspection = Inspection(seen)
    allowed = of_notes(made, seen.voice)
    for note in scripted["notes"]:
        yield from inspection.strange("json.notes", note["text"], allowed)
    if set(scripted) - {"study", "release", "chart", "selection", "rows", "notes", "own"}:
        yield f"json: it holds {sorted(scripted)}"


def _of_workbook(made: Answer, seen: Seen) -> Iterator[str]:
    """Each number of the workbook's table must be its row's."""
    release, voice = seen.release, seen.voice
    book = xlsx.book([Part(CHARTS[made.chart], made)], release, [], voice)
    lines = list(table(book))[1:]
    if len(lines) != len(made.rows):
        yield f"xlsx: {len(lines)} rows for {len(made.rows)}"
    for line, row in zip(lines, made.rows, strict=False):
        numbers = [cell for cell in line if isinstance(cell, int | float)]
        known = [value for value in vars(row).values() if isinstance(value, int | float)]
        for number in numbers if not row.hidden else [*numbers, *(["no [c]"] if "[c]" not in line else [])]:
            if number not in known:
                yield f"xlsx: {number} of {row.item}/{row.group}"


def of_slides(made: Answer, seen: Seen) -> Iterator[str]:
    """Each number that the slides draw or say must be the answer's."""
    if not made.rows:
        return
    release, voice = seen.release, seen.voice
    content = pptx.slides([Part(CHARTS[made.chart], made)], release, voice)
    known = {value for row in made.rows for value in vars(row).values() if isinstance(value, int | float)}
    for number in numbers(content):
        if not any(abs(abs(number) - abs(one)) < TINY for one in known):
            yield f"pptx: {made.chart} draws {number}"


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose answers off the scale are columns of their own."""
    absent = {f"absent_{kind}": count for kind, count in row.get("absent", {}).items()}
    return {name: value for name, value in row.items() if name != "absent"} | absent
