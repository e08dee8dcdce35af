"""Which theme came up in which interview: read and checked whole, and nobody keeps a name."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from survey.codebook import plain
from survey.errors import IntakeError, did_you_mean, listed
from survey.intake.csv import DELIMITERS, FIRST_ROW, as_utf8, first_row, sound
from survey.study import Study

COLUMNS = ("theme", "interview", "raised")
SAYS = {"yes": True, "no": False}
MOST = 20


class Line(NamedTuple):
    """A row of the file, as written; the row under the header is row 2."""

    row: int
    theme: str
    interview: str
    raised: str


def read(study: Study, folder: Path) -> list[dict[str, Any]]:
    """A row per theme and interview in the order of the file: theme, interview, raised.

    Interviews are numbered from "1" as they first appear, whatever they are called. Empty for a study
    without interviews. Raises IntakeError with every problem.
    """
    if study.interviews is None:
        return []
    path = folder / study.interviews.file
    themes = {plain(theme.id): theme.id for theme in study.themes}
    lines = _lines(study, path)
    problems = [*_faulty(lines, themes), *_repeated(lines), *_missing(lines, themes)]
    if problems:
        more = [f"and {len(problems) - MOST} more problems like these"] if len(problems) > MOST else []
        raise IntakeError(path.name, [*problems[:MOST], *more])
    numbers = {name: str(n) for n, name in enumerate(dict.fromkeys(plain(one.interview) for one in lines), 1)}
    return [
        {
            "theme": themes[plain(one.theme)],
            "interview": numbers[plain(one.interview)],
            "raised": SAYS[plain(one.raised)],
        }
        for one in lines
    ]


def _lines(study: Study, path: Path) -> list[Line]:
    """The rows of the file. Raises IntakeError when it has other columns, or ragged rows."""
    if not path.is_file():
        raise IntakeError(path.name, ["is not there; put it beside the codebook, or correct interviews.file"])
    if path.stat().st_size == 0:
        raise IntakeError(path.name, ["is empty; write it again"])
    with as_utf8(path, study.source.encoding) as file:
        delimiter = study.source.delimiter or max(DELIMITERS, key=lambda one: len(first_row(file, one)))
        with file.open(encoding="utf-8", newline="") as text:
            header, *rows = csv.reader(text, delimiter=delimiter)
    places = _places(header, path.name)
    written = [(row, fields) for row, fields in enumerate(rows, FIRST_ROW) if fields]
    ragged = [
        f"row {row}: has {len(fields)} fields where the header has {len(header)}"
        for row, fields in written
        if len(fields) != len(header)
    ]
    if ragged or not written:
        raise IntakeError(path.name, ragged or ["holds a header and no row below it"])
    return [Line(row, *(fields[place].strip() for place in places)) for row, fields in written]


def _places(header: Sequence[str], file: str) -> list[int]:
    """Where in a row each of our columns is."""
    sound(header, file)
    present = [plain(name) for name in header]
    strangers = [name for name in header if plain(name) not in COLUMNS]
    missing = [name for name in COLUMNS if name not in present]
    if missing:
        raise IntakeError(file, [_no_column(name, strangers) for name in missing])
    return [present.index(name) for name in COLUMNS]


def _no_column(name: str, strangers: Sequence[str]) -> str:
    near = next((one for one in strangers if did_you_mean(one, [name])), None)
    if near:
        return f'column "{near}": is none of {listed(COLUMNS)}; did you mean "{name}"?'
    return f'column "{name}": not in the file; add it'


def _faulty(lines: Sequence[Line], themes: Mapping[str, str]) -> Iterator[str]:
    """Values that cannot be."""
    for one in lines:
        if plain(one.theme) not in themes:
            hint = did_you_mean(one.theme, themes) or f"; known are {listed(themes.values())}"
            yield f'row {one.row}, column "theme": "{one.theme}" is not a theme{hint}'
        if not one.interview:
            yield f'row {one.row}, column "interview": is blank; every interview needs a name or a number'
        if plain(one.raised) not in SAYS:
            yield f'row {one.row}, column "raised": "{one.raised}" says neither yes nor no; write one of them'


def _repeated(lines: Sequence[Line]) -> Iterator[str]:
    """Rows of a theme and an interview that had one already."""
    first: dict[tuple[str, str], int] = {}
    for one in lines:
        row = first.setdefault((plain(one.theme), plain(one.interview)), one.row)
        if row != one.row:
            yield f"row {one.row}: the same theme and interview as in row {row}; keep one of them"


def _missing(lines: Sequence[Line], themes: Mapping[str, str]) -> Iterator[str]:
    """Themes and interviews that have no row together: silence is not a no."""
    there = {(plain(one.theme), plain(one.interview)) for one in lines}
    names = {plain(one.interview): one.interview for one in reversed(lines) if one.interview}
    for theme, name in product(themes, reversed(names)):
        if (theme, name) not in there:
            yield f'theme "{themes[theme]}", interview "{names[name]}": has no row; add one with yes or no'
