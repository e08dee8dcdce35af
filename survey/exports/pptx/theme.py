"""What a client's template paints: the ground of its slides, and the text and the accent seen on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

SEEN = 2.0  # the least contrast of an accent with the ground
ACCENTS = tuple(f"accent{place}" for place in range(1, 7))
_NAMES = {one.xml_value: one for one in MSO_THEME_COLOR if one.xml_value}
_MAPPED = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_WHITE, _BLACK = "FFFFFF", "000000"


@dataclass(frozen=True)
class Theme:
    """Colours of a template as RRGGBB; `text` and `strong` are what the template calls ink and accent."""

    ground: str
    ink: str
    accent: str
    text: MSO_THEME_COLOR = MSO_THEME_COLOR.TEXT_1
    strong: MSO_THEME_COLOR = MSO_THEME_COLOR.ACCENT_1

    @property
    def dark(self) -> bool:
        """Whether light letters stand on a dark ground."""
        return luminance(self.ink) > luminance(self.ground)


def theme_of(layout: Any) -> Theme:
    """What slides of a layout look like; where its ground is a picture, as the theme says."""
    master = layout.slide_master
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    scheme = next(parse_xml(part.blob).iter(qn("a:clrScheme")))
    colours = {one.tag.split("}")[1]: _literal(one) or _WHITE for one in scheme}
    mapped = _MAPPED | dict(master._element.find(qn("p:clrMap")).attrib)
    known = {name: colours.get(mapped.get(name, name), _WHITE) for name in (*mapped, *colours)}
    ground = _ground(layout, known) or _ground(master, known) or known["bg1"]
    text = max(("tx1", "bg1"), key=lambda one: (contrast(known[one], ground) >= SEEN + 1, one == "tx1"))
    strong = next((one for one in ACCENTS if contrast(known[one], ground) >= SEEN), ACCENTS[0])
    return Theme(ground, known[text], known[strong], _NAMES[text], _NAMES[strong])


def _ground(of: Any, known: Mapping[str, str]) -> str | None:
    """The colour that a layout or a master is painted with, if it is one colour."""
    painted = of._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
    if painted is None:
        return None
    even = painted.find(f"{qn('p:bgPr')}/{qn('a:solidFill')}")
    named = even if even is not None else painted.find(qn("p:bgRef"))
    return None if named is None else _colour(named, known)


def _colour(holder: Any, known: Mapping[str, str]) -> str | None:
    """The colour inside an element, as dark or light as it says."""
    named = holder.find(qn("a:schemeClr"))
    found = _literal(holder) if named is None else known.get(named.get("val"))
    one = next(iter(holder), None)
    if found is None or one is None:
        return found
    for change in one:
        share, what = int(change.get("val", "0")) / 100000, change.tag.split("}")[1]
        if what in ("lumMod", "shade"):
            found = mixed(_BLACK, found, min(share, 1))
        elif what in ("lumOff", "tint"):
            found = mixed(found, _WHITE, share if what == "lumOff" else 1 - share)
    return found


def _literal(holder: Any) -> str | None:
    for tag, name in (("a:srgbClr", "val"), ("a:sysClr", "lastClr")):
        if (found := holder.find(qn(tag))) is not None:
            return str(found.get(name) or _BLACK).upper()
    return None


def mixed(ground: str, colour: str, share: float) -> str:
    """So much of a colour on another."""
    both = zip(bytes.fromhex(ground), bytes.fromhex(colour), strict=True)
    return bytes(round(low + (high - low) * share) for low, high in both).hex().upper()


def luminance(colour: str) -> float:
    """How light a colour is, 0–1, as WCAG 2 has it."""
    parts = (one / 255 for one in bytes.fromhex(colour))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1–21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def printed(ground: str) -> str:
    """Black or white, whichever can be read on a colour better."""
    return max((_BLACK, _WHITE), key=lambda ink: contrast(ink, ground))
