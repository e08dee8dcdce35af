"""A workbook, read back as a reader's program does."""

import io
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import openpyxl

Line = tuple[Any, ...]
FIRST = "xl/worksheets/sheet1.xml"


def texts(content: bytes) -> str:
    """Every text that its cells hold, and its title."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    cells = (value for sheet in book for line in sheet.iter_rows(values_only=True) for value in line)
    return "\n".join([str(book.properties.title), *(one for one in cells if isinstance(one, str))])


def table(content: bytes) -> Iterator[Line]:
    """The lines of the first sheet's table, its headings first."""
    with ZipFile(io.BytesIO(content)) as package:
        filtered = re.search('<autoFilter ref="([A-Z0-9:]+)"', package.read(FIRST).decode())
    if filtered:
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
        yield from (tuple(cell.value for cell in line) for line in sheet[filtered[1]])
