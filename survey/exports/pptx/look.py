"""Colours and fonts of a slide: ours, a client's look, or those of the theme of a client's own template."""

from dataclasses import dataclass
from typing import Any

from pptx.dml.color import ColorFormat, RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Pt

from survey.brand import PLAIN, Brand
from survey.charts import marks
from survey.exports.pptx.theme import Theme, contrast, mixed, printed

AMBER = "amber"
HEADING, TEXT = "Georgia", "Calibri"
# How much lighter than a template's first accent the shades of our strong colour are.
_LIGHTER = {
    marks.STRONG: 0.0,
    marks.PALER: 0.8,
    marks.PALE: 0.65,
    **dict(zip(marks.TOP, (0.75, 0.6, 0.45, 0.3, 0.15, 0.0), strict=True)),
}
# How much of the strongest shade below the top is on a dark ground in the others.
_BELOW = dict(zip(marks.BELOW, (0.25, 0.4, 0.55, 0.7, 0.85, 1.0), strict=True))
# How much of a template's ink is on its ground in our greys.
_GREYS = {marks.CONTEXT: 0.5, marks.HAIRLINE: 0.16}
QUIETER = 0.25  # how much nearer to the ground than ink quiet words are
HALF = 0.5  # the strongest shade of a cell, so that ink can be read on it
READABLE = 4.5


@dataclass(frozen=True)
class Look:
    """How things are coloured and written: as the theme of a template says, else as the brand does."""

    theme: Theme | None = None
    brand: Brand = PLAIN

    @property
    def theirs(self) -> bool:
        """Whether a client's own template says it."""
        return self.theme is not None

    def rgb(self, colour: str) -> str:
        """What is seen of a colour of marks, of AMBER or of RRGGBB, as RRGGBB."""
        theme = self.theme
        palette = self.brand.dark if theme and theme.dark else self.brand.light
        if theme and colour == marks.INK:
            return theme.ink
        if theme and colour == marks.QUIET:
            return mixed(theme.ink, "000000" if theme.dark else "FFFFFF", QUIETER)
        if theme and colour in _GREYS:
            return mixed(theme.ground, theme.ink, _GREYS[colour])
        if theme and colour in _LIGHTER:
            return mixed(theme.ground if theme.dark else "FFFFFF", theme.accent, 1 - _LIGHTER[colour])
        if theme and theme.dark and colour in _BELOW:
            return mixed(theme.ground, palette.of(marks.BELOW[-1])[1:], _BELOW[colour])
        if colour.startswith("#"):
            return palette.of(colour)[1:]
        return palette.amber[1:] if colour == AMBER else colour

    def _named(self, colour: str) -> tuple[MSO_THEME_COLOR, float] | None:
        """What the template calls a colour, and how much lighter or darker than that it is."""
        if self.theme is None:
            return None
        if colour == marks.INK:
            return self.theme.text, 0.0
        if colour == marks.QUIET:
            return self.theme.text, -QUIETER if self.theme.dark else QUIETER
        lighter = _LIGHTER.get(colour)
        if lighter is None or (lighter and self.theme.dark):
            return None
        return self.theme.strong, lighter

    def paint(self, format: ColorFormat, colour: str) -> None:
        """Give something a colour of marks, AMBER or RRGGBB."""
        if named := self._named(colour):
            format.theme_color, format.brightness = named
        else:
            format.rgb = RGBColor.from_string(self.rgb(colour))

    def xml(self, colour: str, inside: str = "") -> str:
        """The same in the words of the file."""
        if not (named := self._named(colour)):
            return f'<a:srgbClr val="{self.rgb(colour)}">{inside}</a:srgbClr>'
        name, lighter = named
        change = f'<a:lumMod val="{round(100000 * (1 - abs(lighter)))}"/>' if lighter else ""
        change += f'<a:lumOff val="{round(100000 * lighter)}"/>' if lighter > 0 else ""
        return f'<a:schemeClr val="{name.xml_value}">{change}{inside}</a:schemeClr>'

    def printed_on(self, colour: str) -> str:
        """The colour of a number that stands on another colour."""
        if self.theirs:
            return printed(self.rgb(colour))
        ink = marks.printed_on(colour)
        return "000000" if ink == "black" else ink

    def fill(self, thing: Any, colour: str) -> None:
        """Fill something evenly."""
        thing.fill.solid()
        self.paint(thing.fill.fore_color, colour)

    def face(self, heading: bool = False) -> str | None:
        """The font family; None where the template says it."""
        return None if self.theirs else self.brand.font or (HEADING if heading else TEXT)

    def write(
        self, font: Any, points: float, colour: str = marks.INK, heading: bool = False, bold: bool = False
    ) -> None:
        """Size, colour and face of words."""
        font.size, font.bold = Pt(points), bold
        self.paint(font.color, colour)
        if face := self.face(heading):
            font.name = face

    def shade(self, cell: Any, share: float) -> str:
        """Give a cell a ground, paler the smaller its share; gives the ink that can be read on it."""
        cell.fill.solid()
        if self.theme and not self.theme.dark:
            cell.fill.fore_color.theme_color = self.theme.strong
            cell.fill.fore_color.brightness = 1 - HALF * share
            ground = mixed("FFFFFF", self.theme.accent, HALF * share)
        else:
            deepest = self.theme.accent if self.theme else self.rgb(marks.TOP[1])
            paper = self.theme.ground if self.theme else self.rgb(marks.PAPER)
            ground = mixed(paper, deepest, share * HALF if self.theme else share)
            cell.fill.fore_color.rgb = RGBColor.from_string(ground)
        return marks.INK if contrast(self.rgb(marks.INK), ground) >= READABLE else printed(ground)
