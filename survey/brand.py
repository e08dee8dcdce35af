"""The client's look, from one small file: name, logo, two colours, font; refused where it is unreadable.

name = "Kaiku Oy"
logo = "logo.png"       # PNG or JPEG, beside the file
strong = "#7A0019"      # what is being said
second = "#B8860B"      # a second hue beside it
font = "Georgia"        # a family that is installed where it is read
"""

import logging
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from survey import tables
from survey.errors import BrandError
from survey.palette import DARK, LIGHT, Palette
from survey.settings import Settings

log = logging.getLogger("survey")
LONGEST_NAME = 40
LARGEST, SMALLEST_SIDE, LONGEST_SIDE = 1_000_000, 16, 4000
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}
HIGH = 72  # pixels of the logo as a page has it: three for each that is seen
OWN = "the product's own look is used"


@dataclass(frozen=True)
class Logo:
    """A picture: its bytes, "image/png" or "image/jpeg", and its size in pixels."""

    data: bytes
    type: str
    width: int
    height: int

    @cached_property
    def address(self) -> str:
        """A small copy as a data: address, for a page."""
        with Image.open(BytesIO(self.data)) as image:
            small = image.convert("RGBA")
            small.thumbnail((8 * HIGH, HIGH))
            target = BytesIO()
            small.save(target, "PNG", optimize=True)
        return f"data:image/png;base64,{b64encode(target.getvalue()).decode()}"


@dataclass(frozen=True)
class Brand:
    """How everything that leaves the house looks. What is None is the product's own."""

    name: str | None = None
    logo: Logo | None = None
    font: str | None = None
    light: Palette = LIGHT
    dark: Palette = DARK

    def faces(self, *own: str) -> str:
        """Font families for CSS: the client's, then the product's own, of which the last is generic."""
        return ", ".join([f'"{self.font}"', *own] if self.font else own)


PLAIN = Brand()


def brand() -> Brand:
    """The look that the settings name; the product's own, and a line in the log, where it is at fault."""
    return _of(Settings.from_environment().brand)


@cache
def _of(file: Path) -> Brand:
    if file == Settings().brand and not file.exists():
        return PLAIN
    try:
        return read(file)
    except BrandError as error:
        log.error("%s", error.ending(f"{OWN[0].upper()}{OWN[1:]}."))
        return PLAIN


def read(file: Path) -> Brand:
    """The look in a file. Raises BrandError with everything that is wrong with it."""
    given = tables.read(file, BrandError)
    problems = [f"{key}: is not known{hint}" for key, hint in tables.unknown(given, _CHECKS)]
    found: dict[str, Any] = {}
    for key, check in _CHECKS.items():
        if key in given:
            try:
                found[key] = check(given[key], file)
            except ValueError as error:
                problems.append(f"{key}: {error}")
    strong, second = found.pop("strong", None), found.pop("second", None)
    if strong or (second and "strong" not in given):
        from survey import shades  # only a client's colours pay for it

        problems += shades.problems(strong, second)
        if both := shades.palettes(strong, second):
            found["light"], found["dark"] = both
    if problems:
        raise BrandError(file.name, problems)
    return Brand(**found)


def _text(value: Any, _file: Path) -> str:
    if not isinstance(value, str):
        raise ValueError("is not text; write it in quotes")
    return value.strip()


def _name(value: Any, file: Path) -> str:
    name = _text(value, file)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise ValueError(f"is not one line of 1–{LONGEST_NAME} letters; shorten it, or leave it out")
    return name


def _font(value: Any, file: Path) -> str:
    font = _text(value, file)
    if not re.fullmatch(r"[^\W_][\w -]{0,59}", font):
        raise ValueError("is not the name of one font family; write it as text programs show it")
    return font


def _colour(value: Any, file: Path) -> str:
    colour = _text(value, file)
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise ValueError(
            f'"{colour}" is not a colour; write it as "#" and six digits, such as "{LIGHT.strong}"'
        )
    return colour.upper()


def _logo(value: Any, file: Path) -> Logo:
    """The picture at a path beside the file. Raises ValueError."""
    path = file.parent / _text(value, file)
    if path.suffix.lower() in (".svg", ".svgz"):
        raise ValueError("is SVG, which PowerPoint may not show; save it as PNG, about 400 pixels wide")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read ({error.strerror}); is {path} its place?") from error
    if len(data) > LARGEST:
        raise ValueError(f"{path.name} has {len(data)} bytes, and {LARGEST} is the most; save it smaller")
    return _picture(path.name, data)


def _picture(name: str, data: bytes) -> Logo:
    try:
        with Image.open(BytesIO(data), formats=list(KINDS)) as image:
            kind, (width, height) = KINDS[str(image.format)], image.size
            sane = min(image.size) >= SMALLEST_SIDE and max(image.size) <= LONGEST_SIDE
            if sane:
                image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"{name} is no PNG or JPEG, whatever it is called; save it as PNG") from error
    if not sane:
        raise ValueError(
            f"{name} is {width} × {height} pixels; its sides must have {SMALLEST_SIDE}–{LONGEST_SIDE}"
        )
    return Logo(data, kind, width, height)


_CHECKS: dict[str, Callable[[Any, Path], Any]] = {
    "name": _name,
    "logo": _logo,
    "strong": _colour,
    "second": _colour,
    "font": _font,
}
