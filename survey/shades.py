"""A client's two colours as the palettes of both themes, in which everything can be read and told apart.

Contrast is WCAG 2's ratio. How far two colours are apart is ΔE 2000, of which about 2 is the least that
eyes can see; the deficiencies of colour vision are simulated in full, after Brettel et al. (1997).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, combinations, pairwise, product
from typing import NamedTuple

from coloraide import Color

from survey.charts import marks
from survey.palette import DARK, LIGHT, Colours, Palette

TEXT, MARK = 4.5, 3.0
APART, BESIDE = 10.0, 5.0  # two meanings; two steps of one scale
EYES = {"": "for anybody", "protan": "for eyes without red", "deutan": "for eyes without green"}
EYES |= {"tritan": "for eyes without blue"}
GROUPS = (marks.STRONG, marks.SECOND, marks.THIRD, marks.FOURTH)
PRINTED = (marks.STRONG, marks.SECOND, marks.PALE, marks.PALER, *marks.TOP, *marks.BELOW)
LEVELS = range(3, 8)
LOW = 0.86  # how opaque a number of low reliability is

# What is tried, in this order, for what a client does not say. Lightness is L* of CIELAB, 0–100.
OTHERS = {
    LIGHT: (*LIGHT.categorical[1:4], LIGHT.strong, "#8A6D00", "#7A5195", "#000000"),
    DARK: (*DARK.categorical[1:4], DARK.strong, "#F0E442", "#A78BFA", "#FFFFFF"),
}
LIFTED = (70, 66, 74, 62, 78, 82, 58)
PALEST = {LIGHT: (84, 80, 76, 88, 72), DARK: (30, 27, 33, 36, 24)}
DEEPEST = (52, 50, 55, 58)
READABLE = 43.5, 50  # in the dark: the lightest below light ink, the darkest below black
BELOW_HUES = (None, 250, 140)
PULLED = (0.0, 0.2, 0.4, 0.6), (0.8,)
VIVID = (1.4, 1.0)


class Alike(NamedTuple):
    """How far two colours are apart where they are least so, and for whose eyes that is."""

    distance: float
    eye: str


@cache
def ratio(one: str, other: str) -> float:
    """The contrast of two colours, 1–21."""
    return float(Color(one).contrast(other, method="wcag21"))


@cache
def alike(one: str, other: str) -> Alike:
    """The least distance of two colours among all kinds of colour vision."""
    return min(Alike(_seen(one, eye).delta_e(_seen(other, eye), method="2000"), eye) for eye in EYES)


@cache
def _seen(colour: str, eye: str) -> Color:
    return Color(colour).filter(eye) if eye else Color(colour)


def on_page(colour: str, own: Palette = LIGHT) -> float:
    """The contrast of a colour on the page or on what is set off from it, whichever is less."""
    return min(ratio(colour, own.background), ratio(colour, own.wash))


def legible(palette: Palette) -> bool:
    """Whether words in the strong colour, links, and numbers on a bar or a cell can be read."""
    ground = palette.of(marks.TOP[1])
    faint = Color.layer([Color(palette.ink).set("alpha", LOW), ground])
    return (
        all(on_page(one, palette) >= TEXT for one in (palette.strong, palette.link))
        and all(ratio(_printed_on(palette, one), palette.of(one)) >= TEXT for one in PRINTED)
        and ratio(_hex(faint), ground) >= TEXT
    )


def _printed_on(palette: Palette, place: str) -> str:
    ink = marks.printed_on(place)
    return palette.of(ink) if ink.startswith("#") else "#000000"


def grouped(palette: Palette) -> bool:
    """Whether groups stand out from the page, are told apart, and what is said from its context."""
    colours = [palette.of(one) for one in GROUPS]
    pairs = [*combinations(colours, 2), (palette.strong, palette.context)]
    return all(ratio(one, palette.background) >= MARK for one in colours) and all(
        alike(*two).distance >= APART for two in pairs
    )


def stepped(palette: Palette) -> bool:
    """Whether every step of a scale is seen, and where its top begins, for every length and top."""
    for levels in LEVELS:
        for first in range(2, levels + 1):
            colours = [palette.of(one) for one in marks.level_colours(levels, range(first, levels + 1))]
            for level, two in enumerate(pairwise(colours), start=2):
                if alike(*two).distance < (APART if level == first else BESIDE):
                    return False
    return True


@cache
def palettes(strong: str | None, second: str | None) -> tuple[Palette, Palette] | None:
    """The light and the dark palette of a client's colours, None where none keeps every rule.

    What is not given is the product's own, or the next of it that can be told from what is given.
    """
    lifted = [at(strong, lightness) for lightness in LIFTED] if strong else [DARK.strong]
    light = _first(LIGHT, [strong or LIGHT.strong], [second] if second else [])
    dark = _first(DARK, lifted, [second, *(at(second, one) for one in LIFTED)] if second else [])
    return (light, dark) if light and dark else None


def problems(strong: str | None, second: str | None) -> Iterator[str]:
    """Why a client's colours cannot be used, each with its measure and the nearest that can be."""
    if strong and on_page(strong) < TEXT:
        yield _low("strong", strong, on_page(strong), f"text needs {TEXT}", lambda one: _fits(one, None))
    elif second and ratio(second, LIGHT.background) < MARK:
        there = ratio(second, LIGHT.background)
        yield _low("second", second, there, f"a mark needs {MARK}", lambda one: _marks(strong, one))
    elif second and (close := alike(strong or LIGHT.strong, second)).distance < APART:
        far = f"is {close.distance:.1f} (ΔE) from strong {EYES[close.eye]}, and {APART:.0f} is needed"
        yield f"second: {second} {far}{_instead(second, lambda one: _marks(strong, one))}"
    elif not palettes(strong, second):
        name, colour = ("second", second) if second and palettes(strong, None) else ("strong", strong)
        rest = "leaves no shades that are told apart from it and from each other in both themes"
        beside = second if name == "strong" else strong
        fits = (lambda one: _fits(one, beside)) if name == "strong" else (lambda one: _fits(beside, one))
        yield f"{name}: {colour} {rest}{_instead(colour or '', fits)}"


def _low(name: str, colour: str, there: float, needed: str, good: Callable[[str], bool]) -> str:
    said = f"has a contrast of {_down(there)}:1 to the page, and {needed}:1"
    return f"{name}: {colour} {said}{_instead(colour, good)}"


def _down(number: float) -> str:
    """Cut after the second decimal, so that what is too little never reads as enough."""
    return f"{int(100 * number) / 100:.2f}"


def _instead(colour: str, good: Callable[[str], bool]) -> str:
    near = nearest(colour, good)
    return f"; the nearest that will do is {near}" if near else "; choose another one"


def _marks(strong: str | None, second: str) -> bool:
    enough = ratio(second, LIGHT.background) >= MARK
    return enough and alike(strong or LIGHT.strong, second).distance >= APART and _fits(strong, second)


def _fits(strong: str | None, second: str | None) -> bool:
    return not (strong and on_page(strong) < TEXT) and palettes(strong, second) is not None


def _first(own: Palette, strongs: Iterable[str], seconds: Sequence[str]) -> Palette | None:
    """The first of what can be tried that keeps every rule."""
    for pulled, strong in product(PULLED, strongs):
        groups = [one for one in _groups(own, strong, seconds) if grouped(one)][:1]
        scales = (one for group in groups for one in _scales(group, pulled))
        if found := next((one for one in scales if legible(one) and stepped(one)), None):
            return found
    return None


def _groups(own: Palette, strong: str, seconds: Sequence[str]) -> Iterator[Palette]:
    """With this strong colour and one of these second ones, and others to tell from them."""
    for second in seconds or OTHERS[own]:
        on_second = max("#000000", "#FFFFFF", key=lambda ink: ratio(ink, second))
        for others in combinations([one for one in OTHERS[own] if one != second], 2):
            colours = (strong, second, *others, *own.categorical[4:9], on_second)
            yield replace(own, categorical=colours)


def _scales(palette: Palette, much: Sequence[float]) -> Iterator[Palette]:
    """With scales of its strong colour, their palest shades so `much` paler than the product's own."""
    own = DARK if palette.background == DARK.background else LIGHT
    if palette.strong == own.strong:
        yield palette
        return
    towards = "#FFFFFF" if own is DARK else "#000000"
    beyond = [mixed(palette.strong, towards, part) for part in (0.2, 0.4)]
    tried = product(VIVID, much, PALEST[own], BELOW_HUES, DEEPEST if own is LIGHT else DEEPEST[:1])
    for vivid, pulled, palest, hue, deepest in tried:
        top = _top(palette, palest, deepest, vivid)
        pale = [mixed(top[0], own.background, part) for part in (0.65, 0.36)]
        yield replace(
            palette,
            sequential=(*pale, *top, *beyond),
            diverging=(*_below(own, hue, pulled), pale[1], top[1], top[3], palette.strong),
            link=beyond[0],
        )


def _top(palette: Palette, palest: float, deepest: float, vivid: float) -> Colours:
    """Six shades from a pale one to the strong colour."""
    strong = Color(palette.strong).convert("lab-d65")[0]
    if palette.background == DARK.background:
        on_ink, on_black = READABLE
        tones = [palest, (palest + on_ink) / 2, on_ink, on_black, (on_black + strong) / 2]
    else:
        tones = [palest + (deepest - palest) * step / 4 for step in range(5)]
    return (*(_tint(palette.strong, palette.background, tone, vivid) for tone in tones), palette.strong)


@cache
def _below(own: Palette, hue: float | None, pulled: float) -> Colours:
    """What lies below the top: the product's own, of another hue, its palest nearer to the page."""
    *darker, palest = own.diverging[:6]
    colours = (*darker, mixed(palest, own.background, pulled))
    return (
        colours if hue is None else tuple(_hex(Color(one).convert("oklch").set("h", hue)) for one in colours)
    )


def mixed(one: str, other: str, part: float) -> str:
    """A colour with `part` of another in it."""
    return _hex(Color(one).mix(other, part, space="oklab"))


@cache
def _tint(colour: str, ground: str, lightness: float, vivid: float) -> str:
    """A colour, thinned with its ground until it is so light, so many times as colourful as that is."""

    def thinned(part: float) -> Color:
        mix = Color(ground).mix(colour, part, space="oklab").convert("oklch")
        return mix.set("c", mix["chroma"] * vivid)

    return _solved(thinned, lightness, ground)


@cache
def at(colour: str, lightness: float) -> str:
    """A colour of the same hue, and as strong as can be shown, that is so light."""
    here = Color(colour).convert("oklch")
    return _solved(lambda part: here.clone().set("l", part), lightness, "#000000")


def _solved(colour: Callable[[float], Color], lightness: float, first: str) -> str:
    """The colour between part 0, which looks like `first`, and 1 that has this lightness."""
    rising = Color(first).convert("lab-d65")[0] < lightness
    low, high = 0.0, 1.0
    for _ in range(14):
        part = (low + high) / 2
        if (Color(_hex(colour(part))).convert("lab-d65")[0] < lightness) == rising:
            low = part
        else:
            high = part
    return _hex(colour((low + high) / 2))


def _hex(colour: Color) -> str:
    return colour.convert("srgb").fit(method="oklch-chroma").to_string(hex=True).upper()


def nearest(colour: str, good: Callable[[str], bool]) -> str | None:
    """The nearest good colour: of the same hue where there is one, else of any."""
    lightness = Color(colour).convert("lab-d65")[0]
    levels = sorted(range(2, 97), key=lambda one: abs(one - lightness))
    here = Color(colour).convert("oklch")
    hues = (_hex(here.clone().set({"h": here[2] + turn, "c": max(here[1], 0.1)})) for turn in _TURNS)
    same = (at(colour, one) for one in levels)
    others = (at(hue, one) for hue in hues for one in levels[::4])
    return next((one for one in chain(same, others) if good(one)), None)


_TURNS = (20, -20, 40, -40, 70, -70, 110, -110, 150, -150, 180)
