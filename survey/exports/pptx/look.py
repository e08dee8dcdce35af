"""Colours and fonts of a slide: ours, a client's look, or those of the theme of a client's own template."""

from dataclasses import dataclass
from typing import Any

from pptx.dml.color import ColorFormat, RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Pt

from survey.brand import PLAIN, Brand
from survey.charts import marks

AMBER = "amber"
HEADING, TEXT = "Georgia", "Calibri"
# How much lighter than a template's first accent the shades of our strong colour are.
_LIGHTER = {
    marks.STRONG: 0.0,
    marks.PALER: 0.8,
    marks.PALE: 0.65,
    **dict(zip(marks.TOP, (0.75, 0.6, 0.45, 0.3, 0.15, 0.0), strict=True)),
}


@dataclass(frozen=True)
class Look:
    """How things are coloured and written; `theirs` where a template says it, else as the brand does."""

    theirs: bool = False
    brand: Brand = PLAIN

    def rgb(self, colour: str) -> str:
        """A colour of marks, "black" or AMBER, as RRGGBB."""
        if colour.startswith("#"):
            return self.brand.light.of(colour)[1:]
        return self.brand.light.amber[1:] if colour == AMBER else "000000"

    def paint(self, format: ColorFormat, colour: str) -> None:
        """Give something a colour of marks."""
        if self.theirs and colour in _LIGHTER:
            format.theme_color = MSO_THEME_COLOR.ACCENT_1
            format.brightness = _LIGHTER[colour]
        else:
            format.rgb = RGBColor.from_string(self.rgb(colour))

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

    def shade(self, share: float) -> str:
        """A cell's ground, paler the smaller its share, on which ink can be read, as RRGGBB."""
        ground, deepest = (_parts(self.rgb(one)) for one in (marks.PAPER, marks.TOP[1]))
        mixed = (round(light + (deep - light) * share) for light, deep in zip(ground, deepest, strict=True))
        return "".join(f"{part:02X}" for part in mixed)


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
