"""Slides, read back as a reader's program does."""

import io
import re
from collections.abc import Iterator
from zipfile import ZipFile

from pptx import Presentation

from tests.payload.workbook import texts

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def said(content: bytes) -> str:
    """Every text that a deck holds anywhere: on its slides, in charts, workbooks, notes and properties."""
    return "\n".join(_texts(content)) if content else ""


def _texts(content: bytes) -> Iterator[str]:
    with ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if re.search(r"(slides|notesSlides|charts)/[^/]+\.xml$|core\.xml$", name):
                yield re.sub(r"<[^>]+>", " ", package.read(name).decode())
            elif name.endswith(".xlsx"):
                yield texts(package.read(name))


def numbers(content: bytes) -> Iterator[float]:
    """What the charts of a deck draw."""
    for slide in Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                for tag in ("val", "xVal", "yVal"):
                    for one in shape.chart._chartSpace.iter(f"{C}{tag}"):
                        yield from (float(point.findtext(f"{C}v")) for point in one.iter(f"{C}pt"))
