"""A workbook, read back as a reader's program does."""

import io
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import openpyxl
from openpyxl.utils import range_boundaries
from python_calamine import load_workbook

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
        left, top, right, bottom = range_boundaries(filtered[1])
        with load_workbook(io.BytesIO(content)) as book:
            lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        yield from (tuple(line[left - 1 : right]) for line in lines[top - 1 : bottom])
