"""The colours of a theme by their place; the product's own are those of .streamlit/config.toml."""

import tomllib
from dataclasses import dataclass
from typing import Any

from survey.settings import HOME

THEMES = ("light", "dark")
SCALES = ("categorical", "sequential", "diverging")
CONFIG = HOME / ".streamlit" / "config.toml"

Colours = tuple[str, ...]


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, each as #RRGGBB.

    categorical   ten: strong, second, third, fourth, context, hairline, quiet, ink, background, on the second
    sequential    ten: wash, two pale ones, the six of a scale's top, and two beyond strong
    diverging     ten: the six of a scale below its top, then four shades of strong
    wash          behind what is set off from the page
    link, amber   links; warnings and what kind of data it is
    """

    categorical: Colours
    sequential: Colours
    diverging: Colours
    wash: str
    link: str
    amber: str

    def of(self, place: str) -> str:
        """The colour of a place as figures name it: "#000001" is the first, "#000030" the last."""
        return (self.categorical + self.sequential + self.diverging)[int(place.removeprefix("#")) - 1]

    @property
    def strong(self) -> str:
        """What is being said."""
        return self.categorical[0]

    @property
    def second(self) -> str:
        """A second hue beside it."""
        return self.categorical[1]

    @property
    def context(self) -> str:
        """The grey of what stands around it."""
        return self.categorical[4]

    @property
    def hairline(self) -> str:
        """Lines that divide."""
        return self.categorical[5]

    @property
    def quiet(self) -> str:
        """Text that steps back."""
        return self.categorical[6]

    @property
    def ink(self) -> str:
        """Text."""
        return self.categorical[7]

    @property
    def background(self) -> str:
        """The page."""
        return self.categorical[8]

    def options(self) -> dict[str, Any]:
        """What Streamlit calls those of them that a client's look changes."""
        charts = {f"chart{scale.capitalize()}Colors": list(getattr(self, scale)) for scale in SCALES}
        return {"primaryColor": self.strong, "linkColor": self.link} | charts


def _own(theme: str) -> Palette:
    found = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][theme]
    categorical, sequential, diverging = (tuple(found[f"chart{one.capitalize()}Colors"]) for one in SCALES)
    return Palette(
        categorical,
        sequential,
        diverging,
        wash=found["secondaryBackgroundColor"],
        link=found["linkColor"],
        amber=found["orangeTextColor"],
    )


LIGHT, DARK = (_own(theme) for theme in THEMES)


def variables(light: Palette, dark: Palette) -> str:
    """Both as CSS: --c01 … --c30 by place, --wash, --link and --amber, each light or dark as the page is."""
    names = [f"c{place:02}" for place in range(1, 31)]
    pairs = {name: (light.of(name[1:]), dark.of(name[1:])) for name in names}
    pairs |= {name: (getattr(light, name), getattr(dark, name)) for name in ("wash", "link", "amber")}
    return " ".join(f"--{name}: light-dark({one}, {other});" for name, (one, other) in pairs.items())
