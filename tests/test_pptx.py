"""A slide says what the answer says: every chart, study and language, read back from the file."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor

from survey.charts import CHARTS, marks, twin
from survey.charts.caption import caption
from survey.charts.chart import Answer, Chart, Row, answer
from survey.codebook import LANGUAGES
from survey.database import Release, Releases
from survey.deck import Part, Step, screens
from survey.errors import TemplateError
from survey.exports.pptx import check, slides
from survey.exports.pptx.look import Look
from survey.exports.pptx.slide import LARGEST, ROWS, pieces
from survey.exports.pptx.theme import contrast, theme_of
from survey.selection import parse
from survey.texts import Voice
from tests.builders import own_of

STUDIES = ("executives-2015", "participation-2021", "small", "waves")
LINK = "http://127.0.0.1:8501/ranking?study=x"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
TOLD = re.compile(r"\[[a-z]\]|[▲▼●○]|\d+(?:[.,]\d+)*")
PAGE = re.compile(
    r"\b(dot|tick|piste|pystyviiva näyttää|punkten|strecket)\b", re.IGNORECASE
)  # what slides lack
HOSTILE = '=HYPERLINK("http://x.invalid","<b>&") {=1+1}'
CASES = [
    (study, chart, LANGUAGES[(place + turn) % 3], given)
    for place, study in enumerate(STUDIES)
    for turn, chart in enumerate(CHARTS)
    for given in ("", "group", "mean", "stacked")
]


def deck(data: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(data)).slides)


def made_for(study: str, chart: str, given: str, releases: Releases) -> tuple[Release, Answer]:
    release = releases.open(study)
    if not CHARTS[chart].offered(release):
        pytest.skip("not in this study")
    by, groups = next(iter(release.groups.items()), ("all", {"": ()}))
    asked = {
        "": {},
        "group": {"by": by, "groups": next(iter(groups))},
        "mean": {"measure": "mean"},
        "stacked": {"view": "stacked", "by": by},
    }[given]
    return release, answer(CHARTS[chart], parse(release, asked)[0], release, own_of(release.study))


def pictures(slide: Any) -> Any:
    return next(shape for shape in slide.shapes if shape.has_chart or shape.has_table)


def series(chart: Any) -> Iterator[tuple[str, list[float | None], list[float | None]]]:
    """Name, values and, of a scatter, values across, from the chart's XML."""
    for one in chart._chartSpace.iter(f"{C}ser"):
        name = one.find(f"{C}tx").findtext(f".//{C}v")
        values = one.find(f"{C}val") if one.find(f"{C}val") is not None else one.find(f"{C}yVal")
        across = one.find(f"{C}xVal")
        yield name, list(_numbers(values)), [] if across is None else list(_numbers(across))


def _numbers(element: Any) -> Iterator[float | None]:
    count = int(element.find(f".//{C}ptCount").get("val"))
    known = {int(pt.get("idx")): float(pt.findtext(f"{C}v")) for pt in element.iter(f"{C}pt")}
    yield from (known.get(place) for place in range(count))


def expected(made: Answer, study: Any) -> Counter[tuple[float | None, ...]]:
    """The numbers that the slide must draw, from the answer alone: a scatter's in pairs."""
    rows = made.rows
    if made.chart == "use":
        return Counter((row.use, row.share) for row in rows if row.use is not None and row.share is not None)
    if made.chart == "similar":
        return Counter((row.x, row.y) for row in rows if row.x is not None)
    if made.chart == "scale":
        signed = made.selection.view != "stacked"
        return Counter(
            (-row.share if signed and row.level not in study.scale.top else row.share,)
            for row in rows
            if row.share is not None
        )
    if made.chart == "adoption":
        parts = ("important", "both", "used", "neither")
        return Counter((getattr(row, one),) for row in rows for one in parts if row.important is not None)
    if made.chart == "benchmark":
        sides = ("share", "same", "higher")
        return Counter((getattr(row, one),) for row in rows for one in sides if not row.hidden)
    found: Counter[tuple[float | None, ...]] = Counter(
        (row.value,) for row in rows if row.value is not None and _drawn(made, row)
    )
    if made.chart in ("ranking", "item", "compare"):
        found += Counter((row.rest,) for row in rows if row.rest is not None)
    if made.chart == "unused":
        found += Counter((row.use,) for row in rows if row.use is not None)
    return found


def _drawn(made: Answer, row: Row) -> bool:
    return made.chart != "compare" or row.difference is not None


@pytest.mark.parametrize(("study", "chart", "language", "given"), CASES)
def test_a_slide_has_the_numbers_of_the_answer_and_all_that_belongs_to_it(
    study: str, chart: str, language: str, given: str, releases: Releases
) -> None:
    release, made = made_for(study, chart, given, releases)
    voice = Voice(language, release.study, release.groups)
    said = caption(CHARTS[chart], made, voice)
    data = slides([Part(CHARTS[chart], made, LINK)], release, voice)
    found = deck(data)
    numbers: Counter[tuple[float | None, ...]] = Counter()
    if not made.shows:
        [slide] = found
        assert any(voice(CHARTS[chart].nothing) in one.text_frame.text for one in slide.shapes)
        return
    for slide in found:
        shown = pictures(slide)
        assert slide.shapes.title.text_frame.text == said.title
        assert shown._element.nvGraphicFramePr.cNvPr.get("descr") == twin.alt(made, said.title, voice)
        words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        native = CHARTS[chart].native(made, voice)
        lines = f" · {voice('foot.interval')}"
        base = said.base if native.intervals else said.base.replace(lines, "")
        foot = next(one for one in words if base in one)
        assert release.name in foot and foot.endswith(f" · {LINK}")
        runs = [
            run for one in slide.shapes if one.has_text_frame for run in one.text_frame.paragraphs[0].runs
        ]
        assert [run.text for run in runs if run.hyperlink.address] == [LINK]
        assert said.question in words
        assert (voice("app.synthetic") in words) == release.study.synthetic
        notes = slide.notes_slide.notes_text_frame.text
        assert (native.how or said.how) in notes and said.notes in notes
        if shown.has_chart and native.kind not in ("scatter", "lines"):
            assert not PAGE.search(notes)
        inside(slide)
        big_enough(slide)
        if shown.has_chart:
            bars_are_filled(shown.chart)
            assert shown.chart.part.chart_workbook.xlsx_part is not None
            for _, values, across in series(shown.chart):
                pairs = zip(across, values, strict=True) if across else ((one,) for one in values)
                numbers.update(pair for pair in pairs if None not in pair)
    if pictures(found[0]).has_chart:
        assert numbers == expected(made, release.study)
    else:
        cells_are_those_of_the_answer(found, CHARTS[chart], made, voice)


def inside(slide: Any) -> None:
    size = slide.part.package.presentation_part.presentation
    for shape in slide.shapes:
        assert shape.left >= 0 and shape.top >= 0
        assert shape.left + shape.width <= size.slide_width
        assert shape.top + shape.height <= size.slide_height


def big_enough(slide: Any) -> None:
    shown = pictures(slide)
    roots = [slide._element, *([shown.chart._chartSpace] if shown.has_chart else [])]
    sizes = [int(one.get("sz")) for root in roots for one in root.iter() if one.get("sz", "").isdigit()]
    assert sizes and min(sizes) >= 1000


def bars_are_filled(chart: Any) -> None:
    for bars in chart._chartSpace.iter(f"{C}barChart"):
        for one in bars.iter(f"{C}ser", f"{C}dPt"):
            assert one.find(f"{C}invertIfNegative").get("val") == "0"


def cells_are_those_of_the_answer(found: list[Any], chart: Chart, made: Answer, voice: Voice) -> None:
    """Each printed number of the picture, which is a table of its own, is in the slide's and no other."""
    html = chart.figure(made, voice)
    assert isinstance(html, str)
    cells = [
        cell.text for slide in found for row in pictures(slide).table.rows for cell in row.cells if cell.text
    ]
    seen = unescape(re.sub(r"<caption>.*?</caption>|<[^>]+>", " ", html))
    assert cells and Counter(TOLD.findall(seen)) == Counter(TOLD.findall(" ".join(cells)))


@pytest.mark.parametrize(
    "chart", [one for one in CHARTS if one not in ("similar", "respondents", "themes", "trend")]
)
def test_a_hidden_row_is_named_and_has_no_number(chart: str, executives: Release) -> None:
    made = answer(CHARTS[chart], parse(executives, {})[0], executives, own_of(executives.study))
    victim = made.rows[0]
    same = [
        row
        for row in made.rows
        if (row.item, row.group, row.among) == (victim.item, victim.group, victim.among)
    ]
    hidden = Row(victim.item, victim.group, hidden=True, among=victim.among)
    made = replace(made, rows=(hidden, *(row for row in made.rows if row not in same)))
    if chart == "use":
        made = replace(made, rows=(hidden, *made.rows[1:]))
    voice = Voice("en", executives.study, executives.groups)
    native = CHARTS[chart].native(made, voice)
    if native.kind == "scatter":
        assert len(native.series) == len(made.rows) - 1
    elif native.kind == "table":
        assert native.cells[1][1].text == "[c]"
    else:
        assert native.categories[0].endswith("[c]")
        assert all(one.values[0] is None for one in native.series)
        [slide] = deck(slides([Part(CHARTS[chart], made)], executives, voice))
        assert all(values[0] is None for _, values, _ in series(pictures(slide).chart))


def _hostile(release: Release) -> Voice:
    items = [
        one.model_copy(update={"label": {"en": HOSTILE}, "short": {"en": HOSTILE}})
        for one in release.study.items
    ]
    return Voice("en", release.study.model_copy(update={"items": tuple(items)}), release.groups)


@pytest.mark.parametrize("chart", ["ranking", "use", "adoption", "compare"])
def test_a_label_that_looks_like_a_formula_stays_words(chart: str, executives: Release) -> None:
    voice = _hostile(executives)
    made = answer(CHARTS[chart], parse(executives, {})[0], executives)
    [slide] = deck(slides([Part(CHARTS[chart], made)], executives, voice))
    blob = pictures(slide).chart.part.chart_workbook.xlsx_part.blob
    sheet = openpyxl.load_workbook(io.BytesIO(blob)).active
    assert sheet is not None
    words = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=HYPER")]
    assert words and all(cell.value.startswith(HOSTILE) for cell in words if isinstance(cell.value, str))
    values = openpyxl.load_workbook(io.BytesIO(blob), data_only=True).active
    assert values is not None
    assert all(values[cell.coordinate].value == cell.value for cell in words)


def test_too_many_rows_go_on_on_a_further_slide(executives: Release) -> None:
    voice = Voice("en", executives.study, executives.groups)
    made = answer(CHARTS["ranking"], parse(executives, {})[0], executives)
    native = CHARTS["ranking"].native(replace(made, rows=made.rows * 3), voice)
    cut = list(pieces(native))
    assert [len(one.categories) for one in cut] == [ROWS, 3 * len(made.rows) - ROWS]
    assert tuple(value for one in cut for value in one.series[0].values) == native.series[0].values


def test_a_template_brings_its_size_fonts_and_colours_and_not_its_slides(executives: Release) -> None:
    theirs = Presentation()
    theirs.slides.add_slide(theirs.slide_layouts[0])
    file = io.BytesIO()
    theirs.save(file)
    file.seek(0)
    made = answer(CHARTS["ranking"], parse(executives, {})[0], executives)
    voice = Voice("fi", executives.study, executives.groups)
    data = slides([Part(CHARTS["ranking"], made)], executives, voice, file)
    [slide] = deck(data)
    inside(slide)
    assert slide.part.package.presentation_part.presentation.slide_width == theirs.slide_width
    assert b"accent1" in pictures(slide).chart.part.blob
    assert b"Georgia" not in slide.part.blob


def _template(kind: str) -> io.BytesIO:
    """As PowerPoint's own, with dark and light exchanged, or light but painted dark."""
    theirs, file = Presentation(), io.BytesIO()
    master = theirs.slide_master
    if kind == "dark":
        mapped = master._element.find(f"{P}clrMap")
        for name, other in (("bg1", "dk1"), ("tx1", "lt1"), ("bg2", "dk2"), ("tx2", "lt2")):
            mapped.set(name, other)
    if kind == "painted":
        master.background.fill.solid()
        master.background.fill.fore_color.rgb = RGBColor(0x10, 0x18, 0x40)
    theirs.save(file)
    file.seek(0)
    return file


@pytest.mark.parametrize(
    ("kind", "ground", "text", "ink"),
    [
        ("plain", "FFFFFF", "tx1", "000000"),
        ("dark", "000000", "tx1", "FFFFFF"),
        ("painted", "101840", "bg1", "FFFFFF"),
    ],
)
def test_words_and_marks_are_seen_on_the_ground_of_a_template(
    kind: str, ground: str, text: str, ink: str, executives: Release
) -> None:
    theme = theme_of(Presentation(_template(kind)).slide_layouts[5])
    assert (theme.ground, theme.ink, theme.text.xml_value) == (ground, ink, text)
    look = Look(theme)
    weights = [
        contrast(look.rgb(one), ground) for one in (marks.INK, marks.QUIET, marks.CONTEXT, marks.HAIRLINE)
    ]
    assert weights == sorted(weights, reverse=True) and weights[1] > 4.5 and weights[-1] > 1.2
    for colour in (marks.STRONG, marks.PALER, marks.SECOND, *marks.TOP, *marks.BELOW):
        assert contrast(look.rgb(look.printed_on(colour)), look.rgb(colour)) > 4
    voice = Voice("en", executives.study, executives.groups)
    parts = [
        Part(CHARTS[one], answer(CHARTS[one], parse(executives, {})[0], executives))
        for one in ("ranking", "heatmap", "adoption")
    ]
    for slide in deck(slides(parts, executives, voice, _template(kind))):
        title = slide.shapes.title.text_frame.paragraphs[0].runs[0].font.color
        assert title.theme_color.xml_value == text
        shown = pictures(slide)
        if shown.has_chart:
            names = shown.chart.category_axis.tick_labels.font.color
            assert names.theme_color.xml_value == text


def test_slides_of_words_say_their_source_and_the_benchmark_no_lines(executives: Release) -> None:
    voice, all_of_it = Voice("en", executives.study, executives.groups), parse(executives, {})[0]
    deck_ = tuple(map(Step, ("findings", "method", "benchmark")))
    said = screens(deck_, all_of_it, executives, voice, None, own_of(executives.study))
    *prose, benchmark = deck(slides(said, executives, voice))
    source, lines = executives.study.provenance.source, voice("foot.interval")
    for slide in prose:
        assert source in slide.shapes[-2].text_frame.text + slide.shapes[-1].text_frame.text
        assert slide.notes_slide.notes_text_frame.text
    words = [shape.text_frame.text for shape in benchmark.shapes if shape.has_text_frame]
    assert voice("benchmark.measure", levels=len(executives.study.scale.levels)) in words
    assert not any(lines in one for one in words) and any(source in one for one in words)


def test_the_same_answer_is_the_same_file(executives: Release) -> None:
    made = answer(CHARTS["use"], parse(executives, {})[0], executives)
    voice = Voice("sv", executives.study, executives.groups)
    first, second = (slides([Part(CHARTS["use"], made)], executives, voice) for _ in range(2))
    about = Presentation(io.BytesIO(first)).core_properties
    assert {one.date_time for one in ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert first == second and "Canny" not in f"{about.author}{about.last_modified_by}"


def test_a_template_that_unpacks_to_too_much_is_refused() -> None:
    file = io.BytesIO()
    Presentation().save(file)
    with ZipFile(file, "a", ZIP_DEFLATED) as package:
        package.writestr("ppt/media/film.bin", bytes(LARGEST + 1))
    assert len(file.getvalue()) < 1_000_000
    with pytest.raises(TemplateError, match="200 MB"):
        check(file)
