"""Colours and fonts of a slide: ours, or those of the theme of a client's own template."""

from dataclasses import dataclass
from typing import Any

from pptx.dml.color import ColorFormat, RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Pt

from survey.charts import marks

# The light theme of .streamlit/config.toml.
LIGHT = {
    marks.STRONG: "0072B2",
    marks.SECOND: "D55E00",
    marks.THIRD: "009E73",
    marks.FOURTH: "CC79A7",
    marks.CONTEXT: "8A94A0",
    marks.HAIRLINE: "E2E6EA",
    marks.QUIET: "5A6570",
    marks.INK: "1B1F24",
    marks.PAPER: "FFFFFF",
    marks.WASH: "EAF3F9",
    marks.PALER: "D3E6F2",
    marks.PALE: "BAD8EA",
    **dict(
        zip(reversed(marks.BELOW), ("8C7B68", "9C8D7C", "AEA192", "C3B7AA", "D8D0C7", "EFEBE6"), strict=True)
    ),
    **dict(zip(marks.TOP, ("BAD8EA", "95C2DE", "6EADD2", "4D98C6", "2F84BC", "0072B2"), strict=True)),
    "black": "000000",
}
AMBER = "B34700"
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
    """How things are coloured and written; `theirs` where a template says it."""

    theirs: bool = False

    def paint(self, format: ColorFormat, colour: str) -> None:
        """Give something a colour of marks."""
        if self.theirs and colour in _LIGHTER:
            format.theme_color = MSO_THEME_COLOR.ACCENT_1
            format.brightness = _LIGHTER[colour]
        else:
            format.rgb = RGBColor.from_string(LIGHT[colour])

    def fill(self, thing: Any, colour: str) -> None:
        """Fill something evenly."""
        thing.fill.solid()
        self.paint(thing.fill.fore_color, colour)

    def write(
        self, font: Any, points: float, colour: str = marks.INK, heading: bool = False, bold: bool = False
    ) -> None:
        """Size, colour and face of words."""
        font.size, font.bold = Pt(points), bold
        self.paint(font.color, colour)
        if not self.theirs:
            font.name = HEADING if heading else TEXT


def mixed(share: float) -> str:
    """Our strong colour on white, `share` of it, as RRGGBB."""
    strong = [int(LIGHT[marks.STRONG][place : place + 2], 16) for place in (0, 2, 4)]
    return "".join(f"{round(255 + (part - 255) * share):02X}" for part in strong)
