"""A Native as a PowerPoint chart whose numbers are in a workbook behind it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

from pptx.chart import xlsx
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Inches, Pt

from survey.charts import marks
from survey.charts.native import Native, Series
from survey.exports.pptx.look import Look
from survey.exports.pptx.names import beside

Box = tuple[int, int, int, int]
INCH = 914400
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)  # so that the same numbers are the same file
AWAY = 0.006  # of the width, between an interval and its number
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SMALL = 10.5
# No line leads from a label that was moved to its point.
_UNTIED = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart">'
    '<c15:showLeaderLines val="0"/></c:ext></c:extLst>'
)
SHEER = '<a:alpha val="65000"/>'  # how much an interval hides of its bar
LINE = 0.16  # inches that a line of that size takes
LETTER = 0.075  # inches that a letter of that size takes
_KINDS = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "dumbbell": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "diverging": XL_CHART_TYPE.BAR_STACKED,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
    "scatter": XL_CHART_TYPE.XY_SCATTER,
}


class Plot(NamedTuple):
    """Where the axes span: parts of a chart `wide` and `high` inches large."""

    x: float
    y: float
    w: float
    h: float
    wide: float
    high: float


def add(slide: Any, native: Native, box: Box, look: Look) -> Any:
    """The chart in its box; gives its frame."""
    data = _scatter_data(native) if native.kind == "scatter" else _category_data(native)
    left, top, width, height = (Emu(one) for one in box)
    frame = slide.shapes.add_chart(_KINDS[native.kind], left, top, width, height, data)
    chart = frame.chart
    chart.has_legend, chart.has_title = False, False
    look.write(chart.font, SMALL)
    plot = _plot(native, box)
    _lay_out(chart, plot)
    _DRAWN.get(native.kind, _bars)(chart, native, plot, look)
    if native.corners:
        _corners(slide, native.corners, plot, box, look)
    return frame


def _corners(slide: Any, corners: Sequence[str], plot: Plot, box: Box, look: Look) -> None:
    """What each quarter means, in its outer corner."""
    wide, high = Inches(2.2), Inches(0.26)
    left, top = box[0] + round(plot.x * box[2]), box[1] + round(plot.y * box[3])
    right, below = left + round(plot.w * box[2]), top + round(plot.h * box[3])
    at = ((left, top), (right - wide, top), (left, below - high), (right - wide, below - high))
    for place, (words, (x, y)) in enumerate(zip(corners, at, strict=True)):
        shape = slide.shapes.add_textbox(x, y, wide, high)
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if place % 2 else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = words
        look.write(run.font, 10, marks.QUIET)


class _Rows(xlsx.CategoryWorkbookWriter):  # type: ignore[misc]
    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[Any]:
        yield from _text_only(xlsx_file)


class _Points(xlsx.XyWorkbookWriter):  # type: ignore[misc]
    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[Any]:
        yield from _text_only(xlsx_file)


def _text_only(xlsx_file: Any) -> Iterator[Any]:
    """A workbook in which a label such as "=1+1" stays the words that it is."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsx.Workbook(xlsx_file, options)
    workbook.set_properties({"created": LONG_AGO})
    yield workbook, workbook.add_worksheet()
    workbook.close()


class _Categories(CategoryChartData):  # type: ignore[misc]
    @property
    def _workbook_writer(self) -> _Rows:
        return _Rows(self)


class _Pairs(XyChartData):  # type: ignore[misc]
    @property
    def _workbook_writer(self) -> _Points:
        return _Points(self)


def _category_data(native: Native) -> _Categories:
    data = _Categories(number_format=native.format)
    data.categories = native.categories
    for one in native.series:
        data.add_series(one.name, one.values)
    return data


def _scatter_data(native: Native) -> _Pairs:
    data = _Pairs(number_format=native.format or "0.00")
    for one in native.series:
        series = data.add_series(one.name)
        for x, y in zip(one.x, one.values, strict=True):
            series.add_data_point(x, y)
    return data


def _plot(native: Native, box: Box) -> Plot:
    """With room for names at the left and for numbers at the right."""
    wide, high = box[2] / INCH, box[3] / INCH
    if native.kind == "scatter":
        return _inside(wide, high, *((0.75, 0.4, 0.1, 0.75) if native.format else (0.1, 0.1, 0.1, 0.1)))
    if native.kind == "lines":
        return _inside(wide, high, 0.6, min(4.4, 0.4 * wide), 0.15, 0.35)
    names = max((len(name) for name in native.categories), default=0) * LETTER + 0.25
    numbers = 0.3 if native.kind in ("stacked", "diverging") else 1.5
    return _inside(wide, high, min(names, 0.34 * wide), numbers, 0.05, 0.35)


def _inside(wide: float, high: float, left: float, right: float, above: float, below: float) -> Plot:
    w, h = (wide - left - right) / wide, (high - above - below) / high
    return Plot(left / wide, above / high, w, h, wide, high)


def _lay_out(chart: Any, plot: Plot) -> None:
    area = chart._chartSpace.chart.plotArea
    for one in area.findall(f"{C}layout"):
        area.remove(one)
    parts = "".join(f'<c:{name} val="{getattr(plot, name):.5f}"/>' for name in "xywh")
    area.insert(
        0,
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>'
            f'<c:xMode val="edge"/><c:yMode val="edge"/>{parts}</c:manualLayout></c:layout>'
        ),
    )


def _bars(chart: Any, native: Native, plot: Plot, look: Look) -> None:
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values._element.find(f"{C}crosses").set("val", "max")
    _quiet(names, look, marks.INK)
    _scale(values, native.ends, native.format, look)
    if native.kind == "diverging":
        values.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        values.has_major_gridlines = False
        look.paint(_line_colour(names.format.line), marks.QUIET)
    stacked = native.kind in ("stacked", "diverging")
    chart.plots[0].gap_width, chart.plots[0].overlap = (38, 100) if stacked else (40, 0)
    roomy = plot.h * plot.high / (len(native.categories) * (len(native.series) + 0.4)) > LINE
    for one, drawn in zip(native.series, chart.plots[0].series, strict=True):
        drawn.invert_if_negative = False
        look.fill(drawn.format, one.colour)
        _colour_points(drawn, one, look)
        if stacked or one.inside:
            side, ink = "ctr" if stacked else "inBase", look.printed_on(one.colour)
            labels = enumerate(one.labels if stacked or roomy else ())
            _label(drawn, [_value(look, place, form, side, ink) for place, form in labels if form])
        else:
            _label(drawn, list(_at_the_end(one, native, plot, look)))
        _intervals(drawn, one, marks.INK, look)


def _colour_points(drawn: Any, one: Series, look: Look) -> None:
    for place, colour in enumerate(one.colours):
        if colour == one.colour:
            continue
        point = drawn.points[place]
        look.fill(point.format, colour)
        dpt = point._element.get_or_add_dPt_for_point(place)
        dpt.find(f"{C}idx").addnext(parse_xml(f'<c:invertIfNegative {nsdecls("c")} val="0"/>'))


def _at_the_end(one: Series, native: Native, plot: Plot, look: Look) -> Iterator[str]:
    """Numbers outside the bars, beyond the intervals."""
    span = native.ends[1] - native.ends[0]
    for place, form in enumerate(one.labels):
        if not form:
            continue
        high = (one.high[place] if one.high else None) or 0
        beyond = max(0.0, (high - (one.values[place] or 0)) / span * plot.w)
        beyond += AWAY if one.high else 0
        yield _value(look, place, form, "outEnd", marks.INK, (beyond, 0.0) if beyond else None)


def _lines(chart: Any, native: Native, plot: Plot, look: Look) -> None:
    _quiet(chart.category_axis, look, marks.INK)
    _scale(chart.value_axis, native.ends, native.format, look)
    span = native.ends[1] - native.ends[0]
    for one, drawn in zip(native.series, chart.plots[0].series, strict=True):
        drawn.smooth = False
        drawn.format.line.width = Pt(2.5 if one.strong else 1.25)
        look.paint(_line_colour(drawn.format.line), one.colour)
        _mark(drawn, one, 8 if one.strong else 5, look)
        labels = []
        for place, form in enumerate(one.labels):
            if form:
                up = ((one.values[place] or 0) - (one.at or 0)) / span * plot.h if one.at is not None else 0.0
                right = plot.w * (len(native.categories) - 1 - place) / len(native.categories)
                ink = marks.INK if one.strong else marks.QUIET
                labels.append(_value(look, place, form, "r", ink, (right, up), name=True, bold=one.strong))
        _label(drawn, labels)
        _intervals(drawn, one, one.colour, look)


def _scatter(chart: Any, native: Native, plot: Plot, look: Look) -> None:
    across, up = _square(native, plot) if native.square else (native.across, native.ends)
    for axis, ends, title in (
        (chart.category_axis, across, native.axes[0]),
        (chart.value_axis, up, native.axes[1]),
    ):
        _scale(axis, ends, native.format, look)
        if not native.format:
            axis.visible = False
            axis.has_major_gridlines = False
            continue
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        axis.has_major_gridlines = False
        axis.crosses_at = sum(ends) / 2
        look.paint(_line_colour(axis.format.line), marks.QUIET)
        axis.has_title = True
        run = axis.axis_title.text_frame.paragraphs[0].add_run()
        run.text = title
        look.write(run.font, SMALL, marks.QUIET)
    sides = beside(native.series, across, up, (plot.w * plot.wide, plot.h * plot.high))
    for one, drawn, side in zip(native.series, chart.plots[0].series, sides, strict=True):
        drawn.format.line.fill.background()
        _mark(drawn, one, 11 if one.strong else 8, look, cross=native.square and not one.strong)
        ink = marks.INK if one.strong or native.format else marks.QUIET
        words = _value(look, 0, "General", side, ink, value=False, name=True, bold=one.strong)
        _label(drawn, [words] if one.named else [])


def _square(native: Native, plot: Plot) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ends that give both axes the same scale."""
    wide, high = native.across[1] - native.across[0], native.ends[1] - native.ends[0]
    unit = max(wide / (plot.w * plot.wide), high / (plot.h * plot.high))
    more = unit * plot.w * plot.wide - wide, unit * plot.h * plot.high - high
    return (
        (native.across[0] - more[0] / 2, native.across[1] + more[0] / 2),
        (native.ends[0] - more[1] / 2, native.ends[1] + more[1] / 2),
    )


def _mark(drawn: Any, one: Series, size: int, look: Look, cross: bool = False) -> None:
    drawn.marker.style = XL_MARKER_STYLE.X if cross else XL_MARKER_STYLE.CIRCLE
    drawn.marker.size = 5 if cross else size
    look.fill(drawn.marker.format, one.colour)
    if cross:
        look.paint(_line_colour(drawn.marker.format.line), one.colour)
    else:
        drawn.marker.format.line.fill.background()


def _line_colour(line: Any) -> Any:
    line.fill.solid()
    return line.fill.fore_color


def _quiet(axis: Any, look: Look, ink: str) -> None:
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    look.paint(_line_colour(axis.format.line), marks.HAIRLINE)
    look.write(axis.tick_labels.font, SMALL, ink)


def _scale(axis: Any, ends: tuple[float, float], form: str, look: Look) -> None:
    _quiet(axis, look, marks.QUIET)
    axis.minimum_scale, axis.maximum_scale = ends
    axis.major_unit = 1 if "%" not in form and form else 0.25
    axis.has_major_gridlines = True
    look.paint(_line_colour(axis.major_gridlines.format.line), marks.HAIRLINE)
    axis.major_gridlines.format.line.width = Pt(0.75)
    axis.format.line.fill.background()
    axis.tick_labels.number_format = form or "General"
    axis.tick_labels.number_format_is_linked = False


def _intervals(drawn: Any, one: Series, colour: str, look: Look) -> None:
    """Error bars from the ends of the intervals."""
    if not one.low or not any(low is not None for low in one.low):
        return
    over = _literal("plus", [_beyond(high, value) for high, value in zip(one.high, one.values, strict=True)])
    under = _literal("minus", [_beyond(value, low) for low, value in zip(one.low, one.values, strict=True)])
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="1"/>{over}{under}<c:spPr><a:ln w="15875"><a:solidFill>'
        f"{look.xml(colour, SHEER)}</a:solidFill></a:ln>"
        "</c:spPr></c:errBars>"
    )
    drawn._element.find(f"{C}cat").addprevious(bars)


def _beyond(more: float | None, less: float | None) -> float | None:
    return None if more is None or less is None else max(0.0, more - less)


def _literal(name: str, values: Sequence[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>'
        for place, value in enumerate(values)
        if value is not None
    )
    return (
        f'<c:{name}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>'
        f"{points}</c:numLit></c:{name}>"
    )


def _value(
    look: Look,
    place: int,
    form: str,
    side: str,
    ink: str,
    moved: tuple[float, float] | None = None,
    name: bool = False,
    value: bool = True,
    bold: bool = False,
) -> str:
    """The label of one point: its number, its series' name or both; `moved` by parts of the chart."""
    layout = ""
    if moved:
        ways = "".join(f'<c:{way} val="{by:.5f}"/>' for way, by in zip("xy", moved, strict=True))
        layout = f"<c:layout><c:manualLayout>{ways}</c:manualLayout></c:layout>"
    return (
        f'<c:dLbl><c:idx val="{place}"/>{layout}<c:numFmt formatCode={quoteattr(form)} sourceLinked="0"/>'
        f"{_letters(ink, bold, look)}"
        f'<c:dLblPos val="{side}"/>{_shown(value, name)}<c:separator> </c:separator></c:dLbl>'
    )


def _letters(ink: str, bold: bool, look: Look) -> str:
    face = f"<a:latin typeface={quoteattr(name)}/>" if (name := look.face()) else ""
    return (
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        '<c:txPr><a:bodyPr wrap="none" lIns="38100" tIns="0" rIns="38100" bIns="0"/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="{round(100 * SMALL)}" b="{int(bold)}"><a:solidFill>{look.xml(ink)}'
        f'</a:solidFill>{face}</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def _shown(value: bool, name: bool) -> str:
    said = {
        "LegendKey": False,
        "Val": value,
        "CatName": False,
        "SerName": name,
        "Percent": False,
        "BubbleSize": False,
    }
    return "".join(f'<c:show{what} val="{int(yes)}"/>' for what, yes in said.items())


def _label(drawn: Any, labels: Sequence[str]) -> None:
    """These labels and no others."""
    element = drawn._element
    for old in element.findall(f"{C}dLbls"):
        element.remove(old)
    if not labels:
        return
    words = "".join(labels)
    made = parse_xml(f"<c:dLbls {nsdecls('c', 'a')}>{words}{_shown(False, False)}{_UNTIED}</c:dLbls>")
    values = element.find(f"{C}cat")
    (values if values is not None else element.find(f"{C}xVal")).addprevious(made)


_DRAWN: dict[str, Callable[[Any, Native, Plot, Look], None]] = {"scatter": _scatter, "lines": _lines}
