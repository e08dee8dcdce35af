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
from survey.told import Told, told

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
        if len(problems) > MOST:
            more = told("and {n} more problems like these", n=len(problems) - MOST)
            problems = [*problems[:MOST], more]
        raise IntakeError(path.name, problems)
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
        problem = told("is not there; put it beside the codebook, or correct interviews.file")
        raise IntakeError(path.name, [problem])
    if path.stat().st_size == 0:
        raise IntakeError(path.name, [told("is empty; write it again")])
    with as_utf8(path, study.source.encoding) as file:
        delimiter = study.source.delimiter or max(DELIMITERS, key=lambda one: len(first_row(file, one)))
        with file.open(encoding="utf-8", newline="") as text:
            header, *rows = csv.reader(text, delimiter=delimiter)
    places = _places(header, path.name)
    written = [(row, fields) for row, fields in enumerate(rows, FIRST_ROW) if fields]
    ragged = [
        told(
            "row {row}: {problem}",
            row=row,
            problem=told("has {n} fields where the header has {width}", n=len(fields), width=len(header)),
        )
        for row, fields in written
        if len(fields) != len(header)
    ]
    if ragged or not written:
        raise IntakeError(path.name, ragged or [told("holds a header and no row below it")])
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


def _no_column(name: str, strangers: Sequence[str]) -> Told:
    near = next((one for one in strangers if did_you_mean(one, [name])), None)
    if near:
        return told(
            'column "{column}": is none of {columns}; did you mean "{name}"?',
            column=near,
            columns=listed(COLUMNS),
            name=name,
        )
    return told('column "{column}": not in the file; add it', column=name)


def _faulty(lines: Sequence[Line], themes: Mapping[str, str]) -> Iterator[Told]:
    """Values that cannot be."""
    for one in lines:
        if plain(one.theme) not in themes:
            yield told(
                'row {row}, column "theme": "{raw}" is not a theme{hint}',
                row=one.row,
                raw=one.theme,
                hint=did_you_mean(one.theme, themes)
                or told("; known are {names}", names=listed(themes.values())),
            )
        if not one.interview:
            yield told(
                'row {row}, column "interview": is blank; every interview needs a name or a number',
                row=one.row,
            )
        if plain(one.raised) not in SAYS:
            yield told(
                'row {row}, column "raised": "{raw}" says neither yes nor no; write one of them',
                row=one.row,
                raw=one.raised,
            )


def _repeated(lines: Sequence[Line]) -> Iterator[Told]:
    """Rows of a theme and an interview that had one already."""
    first: dict[tuple[str, str], int] = {}
    for one in lines:
        row = first.setdefault((plain(one.theme), plain(one.interview)), one.row)
        if row != one.row:
            yield told(
                "row {row}: the same theme and interview as in row {first}; keep one of them",
                row=one.row,
                first=row,
            )


def _missing(lines: Sequence[Line], themes: Mapping[str, str]) -> Iterator[Told]:
    """Themes and interviews that have no row together: silence is not a no."""
    there = {(plain(one.theme), plain(one.interview)) for one in lines}
    names = {plain(one.interview): one.interview for one in reversed(lines) if one.interview}
    for theme, name in product(themes, reversed(names)):
        if (theme, name) not in there:
            yield told(
                'theme "{theme}", interview "{interview}": has no row; add one with yes or no',
                theme=themes[theme],
                interview=names[name],
            )
