"""Answers as a workbook: a sheet per chart with numbers as numbers, one on method, one with the codebook.

A label is never anything but text, whatever it begins with: each is written as a string, and quoted so that
it stays one where a reader edits its cell.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from survey.brand import PLAIN, Brand
from survey.charts import marks, twin
from survey.charts.caption import caption
from survey.charts.chart import Answer, Chart, Row
from survey.database import Release
from survey.deck import Part, Screen
from survey.method import Section
from survey.texts import Voice

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST_NAME = 31
NARROWEST, WIDEST, PROSE = 9, 46, 100
NUMBERS = {"share": "0.0%", "mean": "0.00", "decimal": "0.00", "chance": "0.000", "count": "#,##0"}
QUIET, HAIRLINE, WASH = "#595959", "#BFBFBF", "#F4EFE3"

Cell = str | float | None
Formats = dict[str, Format]


class Exact(float):
    """A number that is written with all its digits: a workbook's own way leaves out the seventeenth."""

    def __format__(self, _spec: str) -> str:
        return repr(float(self))


class Column(NamedTuple):
    """A heading, what its numbers are, and its cells."""

    heading: str
    kind: str
    cells: list[Cell]


def book(
    screens: Iterable[Screen],
    release: Release,
    method: Iterable[Section],
    voice: Voice,
    brand: Brand = PLAIN,
) -> bytes:
    """The workbook of the charts among these screens, of one release, in one language.

    The same answers give the same bytes.
    """
    parts = [one for one in screens if isinstance(one, Part)]
    target = io.BytesIO()
    with Workbook(target, OPTIONS) as workbook:
        created = datetime.fromisoformat(release.created)
        workbook.set_properties({"title": voice.say(release.study.title), "created": created})
        formats = _formats(workbook, brand.font)
        titles = [voice.chart(one.chart.name) for one in parts]
        names = _names([*titles, voice("page.method"), voice("sheet.codebook")])
        for one, name in zip(parts, names, strict=False):
            _chart(workbook.add_worksheet(name), one.chart, one.answer, release, voice, formats)
        *_, on_method, codebook = names
        _method(workbook.add_worksheet(on_method), method, voice, formats)
        _codebook(workbook.add_worksheet(codebook), release, voice, formats)
    return target.getvalue()


def _formats(workbook: Workbook, font: str | None) -> Formats:
    """Kinds of text and of numbers → how they look."""
    face = {"font_name": font} if font else {}
    text: dict[str, dict[str, Any]] = {
        "text": {},
        "title": {"bold": True, "font_size": 14},
        "quiet": {"font_color": QUIET},
        "badge": {"bold": True, "bg_color": WASH},
        "heading": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": HAIRLINE},
        "sign": {"align": "right"},
        "section": {"bold": True, "text_wrap": True},
        "prose": {"text_wrap": True, "valign": "top"},
        "point": {"text_wrap": True, "valign": "top", "indent": 1},
    }
    quoted = {name: workbook.add_format(look | face | {"quote_prefix": True}) for name, look in text.items()}
    return quoted | {kind: workbook.add_format({"num_format": look} | face) for kind, look in NUMBERS.items()}


def _names(titles: Iterable[str]) -> list[str]:
    """Names that sheets may have: short, without signs that Excel keeps for itself, no two alike."""
    names: list[str] = []
    for title in titles:
        plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:LONGEST_NAME].strip(" '")
        name, place = plain, 1
        while name.casefold() in {one.casefold() for one in names}:
            place += 1
            name = f"{plain[: LONGEST_NAME - len(f' {place}')]} {place}"
        names.append(name)
    return names


def _chart(
    sheet: Worksheet, chart: Chart, made: Answer, release: Release, voice: Voice, formats: Formats
) -> None:
    """Finding, question and measure; what kind of data it is; the numbers; base, source and notes.

    Of a study that has nothing for it, that.
    """
    if not chart.offered(release):
        sheet.write_string(0, 0, voice(f"{chart.name}.missing"), formats["title"])
        return
    said = caption(chart, made, voice)
    badge = [(voice("app.synthetic"), "badge"), (said.badge, "badge")] if said.badge else []
    above = [(said.title, "title"), (said.question, "quiet"), (said.measure, "quiet"), *badge]
    below = [said.base, *(note.say(voice) for note in made.notes)]
    below.append(voice("foot.release", name=release.name, date=voice.date(release.created)))
    link = urlencode(made.selection.to_query() | {"lang": voice.language}, safe=",")
    below.append(voice("sheet.link", parameters=f"{chart.name}?{link}"))
    row = _lines(sheet, 0, above, formats)
    row = _table(sheet, row + 1, list(_columns(made, voice)), formats)
    _lines(sheet, row + 1, [(line, "quiet") for line in below], formats)


def _lines(sheet: Worksheet, row: int, lines: Iterable[tuple[str, str]], formats: Formats) -> int:
    """A line of text per row from `row` on, the empty ones left out; gives the row after them."""
    for text, look in lines:
        if text:
            sheet.write_string(row, 0, text, formats[look])
            row += 1
    return row


def _table(sheet: Worksheet, row: int, columns: Sequence[Column], formats: Formats) -> int:
    """A table whose headings are in `row` and stay in view; gives the row after it."""
    length = max((len(column.cells) for column in columns), default=0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column))
        sheet.write_string(row, place, column.heading, formats["heading"])
        for below, cell in enumerate(column.cells, start=row + 1):
            if isinstance(cell, str):
                sheet.write_string(below, place, cell, formats["sign" if column.kind else "text"])
            elif cell is not None:
                sheet.write_number(below, place, Exact(cell), formats[column.kind])
    sheet.freeze_panes(row + 1, 0)
    if columns:
        sheet.autofilter(row, 0, row + length, len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(row)
    return row + length + 1


def _width(column: Column) -> int:
    """Room for the longest text and for the longest word of the heading, with the filter's arrow."""
    texts = [len(cell) for cell in column.cells if isinstance(cell, str)]
    words = [len(word) + 3 for word in column.heading.split()]
    return min(max(NARROWEST, *texts, *words), WIDEST)


def _columns(made: Answer, voice: Voice) -> Iterator[Column]:
    """The columns of the answer's table: its words, and its numbers in place of theirs."""
    rows = made.rows
    for one in twin.columns(made, voice):
        if not one.fields:
            yield Column(one.heading, "", [one.words(row) or None for row in rows])
        elif one.fields == ("value",):
            yield Column(one.heading, one.kind, [marks.HIDDEN if row.hidden else row.value for row in rows])
            yield from _signs(rows, voice)
        else:
            ends = [voice(f"sheet.{end}", column=one.heading) for end in ("low", "high")]
            headings = ends if len(one.fields) == len(ends) else [one.heading]
            for heading, field in zip(headings, one.fields, strict=True):
                yield Column(heading, one.kind, [getattr(row, field) for row in rows])


def _signs(rows: Sequence[Row], voice: Voice) -> Iterator[Column]:
    """What stands beside a printed number, as columns of their own: ▲▼ where it was tested, and [u]."""
    if any(row.certain is not None for row in rows):
        yield Column(voice("sheet.certain"), "", [marks.arrow(row).strip() or None for row in rows])
    if any(row.reliability is not None for row in rows):
        yield Column(voice("sheet.unreliable"), "", [marks.low(row).strip() or None for row in rows])


def _method(sheet: Worksheet, method: Iterable[Section], voice: Voice, formats: Formats) -> None:
    """How the numbers came about, a paragraph per row."""
    sheet.set_column(0, 0, PROSE)
    row = _lines(sheet, 0, [(voice("page.method"), "title")], formats)
    sheet.freeze_panes(row, 0)
    for one in method:
        lines = [(text, "prose") for text in one.paragraphs] + [(text, "point") for text in one.points]
        row = _lines(sheet, row + 1, [(one.heading, "section"), *lines], formats)
    sheet.fit_to_pages(1, 0)


def _codebook(sheet: Worksheet, release: Release, voice: Voice, formats: Formats) -> None:
    """What was asked, a row per item, point of the scale, dimension and published group."""
    study = release.study
    above = [voice.say(study.title), voice.say(study.question)]
    above += [voice.say(study.use.question)] if study.use else []
    row = _lines(sheet, 0, zip(above, ("title", "quiet", "quiet"), strict=False), formats)
    headings = (voice(f"sheet.{one}") for one in ("what", "code", "name", "part_of", "about"))
    lines = [*_items(voice), *_scale(voice), *_groups(release, voice)]
    cells = (list(some) for some in zip(*lines, strict=True))
    table = [Column(heading, "", some) for heading, some in zip(headings, cells, strict=True)]
    _table(sheet, row + 1, table, formats)


Line = tuple[Cell, Cell, Cell, Cell, Cell]


def _items(voice: Voice) -> Iterator[Line]:
    """Families, items with the family of each, and what interviews may raise besides."""
    study = voice.study
    for family in study.families:
        yield voice("choose.name.family"), family.id, voice.say(family.label), None, None
    for item in study.items:
        family_of = voice.family(item.family) if item.family else None
        yield voice("column.item"), item.id, voice.say(item.label), family_of, None
    for theme in study.themes if study.themes != study.items else ():
        yield voice("sheet.theme"), theme.id, voice.say(theme.label), None, None


def _scale(voice: Voice) -> Iterator[Line]:
    """The points from the lowest up, those of the top with its name, and what is off the scale."""
    scale = voice.study.scale
    for number in range(1, len(scale.levels) + 1):
        top = voice.say(scale.top_label) if number in scale.top else None
        yield voice("column.level"), str(number), voice.level(number), None, top
    for one in scale.absent:
        yield voice("sheet.absent"), one.id, voice.say(one.label), None, None


def _groups(release: Release, voice: Voice) -> Iterator[Line]:
    """The published dimensions and their groups; of a merged one those that are in it."""
    for by, groups in release.groups.items():
        dimension = voice.dimension(by)
        yield voice("choose.name.by"), by, dimension, None, release.study.dimension(by).scheme
        for group, members in groups.items():
            names = voice.listed(voice.group(by, one) for one in members)
            together = voice("sheet.together", members=names) if len(members) > 1 else None
            yield voice("column.group"), group, voice.group(by, group, short=True), dimension, together
