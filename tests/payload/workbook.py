"""A workbook, read back as a reader's program does."""

import io
from collections.abc import Iterator
from typing import Any

import openpyxl

Line = tuple[Any, ...]


def texts(content: bytes) -> str:
    """Every text that its cells hold, and its title."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = (value for sheet in book for line in sheet.iter_rows(values_only=True) for value in line)
    return "\n".join([str(book.properties.title), *(one for one in cells if isinstance(one, str))])


def table(content: bytes) -> Iterator[Line]:
    """The lines of the first sheet's table, its headings first."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    lines = sheet[sheet.auto_filter.ref] if sheet.auto_filter.ref else ()
    yield from (tuple(cell.value for cell in line) for line in lines)
