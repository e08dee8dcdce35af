"""A Native as a PowerPoint table: shaded cells, the first row its head, the first column its names."""

from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches

from survey.charts import marks
from survey.charts.native import Cell, Native
from survey.exports.pptx.look import Look

Box = tuple[int, int, int, int]
_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
_ROW = Inches(0.36)


def add(slide: Any, native: Native, box: Box, look: Look) -> Any:
    """The table in its box; gives its frame."""
    left, top, width, height = box
    lines, columns = len(native.cells), len(native.cells[0])
    name = min(round(width * 0.3), Inches(3.2))
    column = min((width - name) // (columns - 1), Inches(2.2))
    row = min(_ROW, height // (lines + 1))
    frame = slide.shapes.add_table(lines, columns, left, top, name + column * (columns - 1), row * lines)
    table = frame.table
    table._tbl.tblPr.find(_tag("tableStyleId")).text = _STYLE
    table.horz_banding = False
    table.columns[0].width = Emu(name)
    for place in range(1, columns):
        table.columns[place].width = Emu(column)
    size = 12 if columns < 9 and lines < 14 else 10
    for line, cells in enumerate(native.cells):
        table.rows[line].height = Emu(row)
        for place, cell in enumerate(cells):
            _fill(table.cell(line, place), cell, line == 0, place == 0, size, look)
    return frame


def _tag(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/drawingml/2006/main}}{name}"


def _fill(target: Any, cell: Cell, head: bool, name: bool, size: int, look: Look) -> None:
    target.margin_left = target.margin_right = Inches(0.05)
    target.margin_top = target.margin_bottom = Inches(0.01)
    target.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.MIDDLE
    ink = _shade(target, cell, head or name, look)
    frame = target.text_frame
    frame.word_wrap = True
    for place, words in enumerate(cell.text.split("\n")):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT if name else PP_ALIGN.CENTER
        run = paragraph.add_run()
        run.text = words
        quiet = head or (cell.shade is None and not name)
        look.write(run.font, 10 if head else size, marks.QUIET if quiet else ink, bold=cell.bold)


def _shade(target: Any, cell: Cell, around: bool, look: Look) -> str:
    """The ground of a cell; gives the ink that can be read on it."""
    if cell.shade is not None and not around:
        return look.shade(target, cell.shade)
    if around:
        target.fill.background()
    else:
        look.fill(target, marks.HAIRLINE)
    return marks.INK
