"""What stands where on a slide: question, finding, measure, picture, base, badge and notes."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pptx import Presentation
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.exc import PackageNotFoundError
from pptx.util import Emu, Inches, Pt

from survey.brand import PLAIN, Brand, Logo
from survey.charts import marks, twin
from survey.charts.caption import Caption, caption
from survey.charts.native import Native
from survey.database import Release
from survey.deck import Part, Point, Prose, Screen
from survey.errors import TemplateError
from survey.exports.pptx import charts, tables
from survey.exports.pptx.look import AMBER, Look
from survey.exports.pptx.theme import theme_of
from survey.texts import Voice

TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.6)
SIGN = Inches(1.5), Inches(0.42)  # the most that a logo takes
ROWS, COLUMNS = 22, 13  # of a slide; more are on a further one
LONG, LONGER = 95, 150
TITLES = 26, 22, 18
FIRST = 36
# Points of a sentence and of its numbers, and between two sentences.
_SIZES = {"title": (18, 14, 10), "findings": (18, 14, 14), "method": (14, 12, 9)}
LARGEST = 200_000_000  # bytes of a template once it is unpacked
_TOO_LARGE = f"unpacked it is larger than {LARGEST // 1_000_000} MB; take its pictures and films out"
_NO_TEMPLATE = "it cannot be read as a PowerPoint file; give a .pptx without a password"


def slides(
    screens: Iterable[Screen],
    release: Release,
    voice: Voice,
    template: Path | io.BytesIO | None = None,
    brand: Brand = PLAIN,
) -> bytes:
    """A .pptx file with a slide per screen, more where a chart has too many rows; in a client's own template.

    Without one it looks as the brand does, and carries its name and logo.

    Raises TemplateError where the template is none, OSError where it cannot be read.
    """
    deck = _opened(template)
    look = Look(theme_of(_layout(deck)) if template else None, brand)
    for screen in screens:
        if isinstance(screen, Prose):
            _Slide(deck, look).prose(screen, release, voice)
        elif not screen.answer.shows:
            words = Point(voice(screen.chart.nothing))
            said = caption(screen.chart, screen.answer, voice)
            empty = Prose(screen.chart.name, said.question, said.title, (words,))
            _Slide(deck, look).prose(empty, release, voice)
        else:
            said = caption(screen.chart, screen.answer, voice)
            for native in pieces(screen.chart.native(screen.answer, voice)):
                _Slide(deck, look).fill(screen, native, said, release, voice)
    _describe(deck, release, voice, brand)
    target = io.BytesIO()
    deck.save(target)
    return undated(target.getvalue())


def check(template: io.BytesIO) -> None:
    """Raises TemplateError where slides cannot be put into this file."""
    _opened(template)


def _opened(template: Path | io.BytesIO | None) -> Any:
    """An empty deck, in ours or the client's look."""
    name = template.name if isinstance(template, Path) else "the template"
    source = io.BytesIO(template.read_bytes()) if isinstance(template, Path) else template
    try:
        if source and sum(one.file_size for one in ZipFile(source).infolist()) > LARGEST:
            raise TemplateError(name, [_TOO_LARGE])
        deck = Presentation(source)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise TemplateError(name, [_NO_TEMPLATE]) from error
    if template is None:
        deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _empty(deck)
    return deck


def _describe(deck: Any, release: Release, voice: Voice, brand: Brand) -> None:
    """What the file says of itself, and nothing of who wrote the program's template."""
    about, created = deck.core_properties, datetime.fromisoformat(release.created)
    about.title, about.author, about.last_modified_by = voice.title(), brand.name or voice("app.name"), ""
    about.created = about.modified = created
    about.revision = 1


def undated(package: bytes) -> bytes:
    """The same file without the time at which it was packed: the same answers are the same file."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as source, ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for one in source.infolist():
            packed.writestr(ZipInfo(one.filename), source.read(one), ZIP_DEFLATED)
    return target.getvalue()


def _empty(deck: Any) -> None:
    """A template's own slides are left out."""
    listed = deck.slides._sldIdLst
    for one in list(listed):
        deck.part.drop_rel(one.rId)
        listed.remove(one)


def pieces(native: Native) -> Iterator[Native]:
    """The same, cut so that each has room on a slide."""
    if native.kind == "table":
        head, *lines = native.cells
        for start in range(0, len(lines) or 1, ROWS):
            for first in range(1, len(head), COLUMNS):
                rows = (head, *lines[start : start + ROWS])
                yield replace(native, cells=tuple((row[0], *row[first : first + COLUMNS]) for row in rows))
    elif native.kind in ("scatter", "lines") or len(native.categories) <= ROWS:
        yield native
    else:
        for start in range(0, len(native.categories), ROWS):
            yield _cut(native, slice(start, start + ROWS))


def _cut(native: Native, some: slice) -> Native:
    names = ("values", "colours", "labels", "low", "high")
    series = (replace(one, **{name: getattr(one, name)[some] for name in names}) for one in native.series)
    return replace(native, categories=native.categories[some], series=tuple(series))


class _Slide:
    """A new slide of a deck, with everything inside its margins."""

    def __init__(self, deck: Any, look: Look) -> None:
        self.slide, self.look = deck.slides.add_slide(_layout(deck)), look
        self.width, self.height = deck.slide_width, deck.slide_height
        self.room = self.width - 2 * MARGIN
        logo = None if look.theirs else look.brand.logo
        self.signed = self.sign(logo) + Inches(0.2) if logo else 0

    def sign(self, logo: Logo) -> int:
        """The client's logo, small, at the lower right; gives how wide it is."""
        scale = min(SIGN[0] / logo.width, SIGN[1] / logo.height)
        wide, high = Emu(round(logo.width * scale)), Emu(round(logo.height * scale))
        left, top = self.width - MARGIN - wide, self.height - Inches(0.3) - high
        drawn = self.slide.shapes.add_picture(io.BytesIO(logo.data), left, top, wide, high)
        drawn._element.nvPicPr.cNvPr.set("descr", self.look.brand.name or "")
        return int(wide)

    def fill(self, part: Part, native: Native, said: Caption, release: Release, voice: Voice) -> None:
        """Put an answer on it."""
        badge = Inches(1.5) if said.badge else 0
        self.asked(said.question, badge)
        self.title(said.title)
        below = Inches(1.64)
        if native.key:
            self.key(native.key, below)
            below += Inches(0.3)
        if measure := native.measure or said.measure:
            self.words(measure, below, Inches(0.28), 12, marks.QUIET)
            below += Inches(0.3)
        box = (MARGIN, below + Inches(0.05), self.room, self.height - Inches(0.95) - below)
        draw_in = tables if native.kind == "table" else charts
        frame = draw_in.add(self.slide, native, box, self.look)
        drawn = frame._element.nvGraphicFramePr.cNvPr
        drawn.set("descr", twin.alt(part.answer, said.title, voice))
        drawn.set("name", said.question)
        self.foot(_based(native, said, voice), release, part.link, voice)
        if said.badge:
            self.badge(voice("app.synthetic"), said.badge)
        self.notes(native.how or said.how, said.notes, said.badge)

    def asked(self, question: str, badge: int) -> None:
        """The question above the title; a second line grows upwards."""
        shape = self.words(question, Inches(0.1), Inches(0.48), 12, marks.QUIET, self.room - badge)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM

    def notes(self, *said: str) -> None:
        """What the speaker is to know."""
        self.slide.notes_slide.notes_text_frame.text = "\n\n".join(filter(None, said))

    def prose(self, said: Prose, release: Release, voice: Voice) -> None:
        """Put words on it: a title large and low, a few sentences, or the small print."""
        synthetic = release.study.synthetic
        first, second, above = _SIZES[said.name] if said.name in _SIZES else _SIZES["findings"]
        badge = Inches(1.5) if synthetic else 0
        self.asked(said.question, badge)
        top = Inches(3.6 if said.name == "title" else 1.8)
        if said.name == "title":
            self.title(said.heading, top - Inches(1.1), FIRST)
        else:
            self.title(said.heading)
        shape = self.words("", top, self.height - top - Inches(0.95), first, marks.INK)
        paragraphs = [
            (words, size, ink)
            for point in said.points
            for words, size, ink in (
                (point.said, first, marks.INK),
                *((number, second, marks.QUIET) for number in point.numbers),
            )
        ]
        for place, (words, size, ink) in enumerate(paragraphs):
            frame = shape.text_frame
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.space_before = Pt(above if size == first and place else 0)
            run = paragraph.add_run()
            run.text = words
            self.look.write(run.font, size, ink)
        if said.name == "title":
            self.named()
        else:
            self.foot(release.study.provenance.source, release, "", voice)
        if synthetic:
            self.badge(voice("app.synthetic"), voice("app.synthetic_help"))
        spoken = ("findings", "method") if any(one.numbers for one in said.points) else ("method",)
        self.notes(
            voice(f"native.{said.name}") if said.name in spoken else "",
            voice("app.synthetic_help") if synthetic else "",
        )

    def named(self) -> None:
        """The client's name at the lower right, beside the logo."""
        name = None if self.look.theirs else self.look.brand.name
        if name:
            top, wide = self.height - Inches(0.3) - SIGN[1], self.room - self.signed
            shape = self.words(name, top, SIGN[1], 14, marks.INK, wide)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            shape.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT

    def title(self, words: str, top: int = Inches(0.64), size: float | None = None) -> None:
        """The finding; long ones are smaller."""
        shape = self.slide.shapes.title
        if shape is None:
            shape = self.slide.shapes.add_textbox(0, 0, 0, 0)
        length = len(words) * (WIDTH - 2 * MARGIN) / self.room
        size = size or TITLES[(length > LONG) + (length > LONGER)]
        shape.left, shape.top, shape.width, shape.height = MARGIN, Emu(top), Emu(self.room), Inches(0.9)
        self._write(shape, words, size, marks.INK, heading=True)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if size == FIRST else MSO_ANCHOR.TOP

    def key(self, keys: Sequence[tuple[str, str]], top: int) -> None:
        """Colours beside what they mean."""
        shape = self.words("", top, Inches(0.28), 11, marks.QUIET)
        paragraph = shape.text_frame.paragraphs[0]
        for words, colour in keys:
            for text, ink in (("■ ", colour), (f"{words}     ", marks.QUIET)):
                run = paragraph.add_run()
                run.text = text
                self.look.write(run.font, 11, ink)

    def foot(self, base: str, release: Release, link: str, voice: Voice) -> None:
        """Who answered, the source, the release, and the way back to the view."""
        made = voice("foot.release", name=release.name, date=voice.date(release.created))
        top = self.height - Inches(0.82)
        name = None if self.look.theirs else self.look.brand.name
        words = " · ".join(one for one in (name, base, made) if one)
        shape = self.words(words, top, Inches(0.62), 10, marks.QUIET, self.room - self.signed)
        if link:
            paragraph = shape.text_frame.paragraphs[0]
            for text, address in ((" · ", None), (link, link)):
                run = paragraph.add_run()
                run.text = text
                self.look.write(run.font, 10, marks.QUIET)
                run.hyperlink.address = address

    def badge(self, words: str, meaning: str) -> None:
        """What kind of data it is, at the upper right."""
        wide = Inches(1.4)
        left = self.width - MARGIN - wide
        shape = self.slide.shapes.add_shape(
            MSO_SHAPE.ROUNDED_RECTANGLE, left, Inches(0.3), wide, Inches(0.32)
        )
        shape.shadow.inherit = False
        shape.fill.background()
        self.look.fill(shape.line, AMBER)
        shape.line.dash_style = MSO_LINE.DASH
        shape._element.nvSpPr.cNvPr.set("descr", meaning)
        self._write(shape, words, 11, AMBER, bold=True)
        shape.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER

    def words(self, words: str, top: int, high: int, size: float, ink: str, wide: int | None = None) -> Any:
        """A line of text over the width; gives its shape."""
        shape = self.slide.shapes.add_textbox(MARGIN, Emu(top), Emu(wide or self.room), high)
        self._write(shape, words, size, ink)
        return shape

    def _write(
        self, shape: Any, words: str, size: float, ink: str, heading: bool = False, bold: bool = False
    ) -> None:
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        paragraph = frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        if words:
            run = paragraph.add_run()
            run.text = words
            self.look.write(run.font, size, ink, heading, bold)


def _based(native: Native, said: Caption, voice: Voice) -> str:
    """Who answered and the source; without the lines where it has none, with [c] where there is one."""
    base = said.base if native.intervals else said.base.replace(f" · {voice('foot.interval')}", "")
    return f"{base} · {voice('glossary.hidden').rstrip('.')}" if native.hides else base


def _layout(deck: Any) -> Any:
    """The layout with a title and the least else."""
    titled = [
        one
        for one in deck.slide_layouts
        if any(shape.placeholder_format.type in (1, 3) for shape in one.placeholders)
    ]
    return min(titled or deck.slide_layouts, key=lambda one: len(one.placeholders))
