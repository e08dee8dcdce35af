"""Every colour against what it stands on and against its neighbours, as colour-blind eyes see it too.

Contrast is WCAG 2's ratio. What is apart is so by ΔE 2000, of which about 2 is the least that eyes
can see; the deficiencies are simulated in full, after Brettel et al. (1997), by coloraide.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise, product

import pytest
from coloraide import Color

from survey.charts import CHARTS, marks
from survey.charts.chart import Figure, answer
from survey.codebook import LANGUAGES
from survey.database import Releases
from survey.palette import DARK, LIGHT, Palette, variables
from survey.selection import parse
from survey.texts import Voice
from tests.browser.views import THEMES
from tests.builders import ROOT

STYLE = (ROOT / "survey" / "style.css").read_text(encoding="utf-8")
PALETTES = {"light": LIGHT, "dark": DARK}
TEXT, MARK = 4.5, 3.0
APART, BESIDE = 10.0, 5.0  # two meanings; two steps of one scale
EYES = ("normal", "protan", "deutan", "tritan")
GROUPS = (marks.STRONG, marks.SECOND, marks.THIRD, marks.FOURTH)


def figure(palette: Palette, place: str) -> Color:
    """The colour that a browser puts where a figure says "#0000NN"."""
    return Color(palette.of(place) if re.fullmatch(r"#0000\d\d", place) else place)


def ratio(one: Color, other: Color) -> float:
    return round(one.contrast(other, method="wcag21"), 2)


def seen(colour: Color, eye: str) -> Color:
    return colour if eye == "normal" else colour.filter(eye)


def apart(one: Color, other: Color, eye: str = "normal") -> float:
    return round(seen(one, eye).delta_e(seen(other, eye), method="2000"), 1)


def hexes(*colours: Color) -> str:
    return " ".join(colour.convert("srgb").to_string(hex=True) for colour in colours)


def drawn(releases: Releases, study: str) -> Figure:
    """The scale chart of everybody, as it goes to the browser."""
    release = releases.open(study)
    selection, _ = parse(release, {"by": "all"})
    voice = Voice(LANGUAGES[0], release.study, release.groups)
    made = CHARTS["scale"].figure(answer(CHARTS["scale"], selection, release), voice)
    assert not isinstance(made, str)
    return made


def printed_on(palette: Palette, bar: Figure) -> Color:
    """The colour of the number in a bar: the figure's own, else what Plotly takes for readable."""
    if own := bar.get("insidetextfont", {}).get("color"):
        return figure(palette, own)
    red, green, blue = (255 * part for part in figure(palette, bar["marker"]["color"]).coords())
    return Color("#fff" if (299 * red + 587 * green + 114 * blue) / 1000 < 128 else "#444")


def unreadable_words(palette: Palette) -> Iterator[object]:
    """Text, links and warnings on the page and on what is set off from it; words in a picture."""
    words = palette.ink, palette.quiet, palette.strong, palette.link, palette.amber
    for two in product(words, (palette.background, palette.wash)):
        if ratio(*map(Color, two)) < TEXT:
            yield two


def lost_marks(palette: Palette) -> Iterator[object]:
    """Marks that do not stand out from the page."""
    ground = Color(palette.background)
    yield from (one for one in (*GROUPS, marks.CONTEXT) if ratio(figure(palette, one), ground) < MARK)


def confused_groups(palette: Palette) -> Iterator[object]:
    """Groups that are not told apart, or what is said from its context, by some eyes."""
    for eye, (one, other) in product(EYES, [*combinations(GROUPS, 2), (marks.STRONG, marks.CONTEXT)]):
        two = figure(palette, one), figure(palette, other)
        if apart(*two, eye) < APART:
            yield eye, hexes(*two), apart(*two, eye)


def unseen_steps(palette: Palette) -> Iterator[object]:
    """Steps of a scale that are not seen, or where its top begins, for every length, top and kind of eyes."""
    for eye, levels in product(EYES, range(3, 8)):
        for first in range(2, levels + 1):
            colours = [figure(palette, one) for one in marks.level_colours(levels, range(first, levels + 1))]
            for level, two in enumerate(pairwise(colours), start=2):
                if apart(*two, eye) < (APART if level == first else BESIDE):
                    yield eye, levels, first, level, hexes(*two), apart(*two, eye)


def unreadable_numbers(palette: Palette) -> Iterator[object]:
    """Numbers on a part of a bar."""
    for place in (marks.STRONG, marks.SECOND, marks.PALE, marks.PALER, *marks.BELOW, *marks.TOP):
        two = figure(palette, marks.printed_on(place)), figure(palette, place)
        if ratio(*two) < TEXT:
            yield place, hexes(*two), ratio(*two)


def unreadable_cells(palette: Palette) -> Iterator[object]:
    """Numbers in a cell of the heatmap, certain or of low reliability."""
    ground, deepest = Color(palette.background), figure(palette, f"#0000{_found(CELL)}")
    for shade in (0, 25, 50, 75, 100):
        cell = deepest.mix(ground, 1 - shade / 100, space="oklab")
        faint = Color.layer([Color(palette.ink).set("alpha", float(_found(FAINT)) / 100), cell])
        yield from (hexes(text, cell) for text in (Color(palette.ink), faint) if ratio(text, cell) < TEXT)


CELL = r"\.heat td \{[^}]*color-mix\(in oklab, var\(--c(\d\d)\) var\(--shade, 0%\), var\(--paper\)\)"
FAINT = r"\.heat td\.low \{[^}]*currentColor ([\d.]+)%"


def _found(pattern: str) -> str:
    found = re.search(pattern, STYLE)
    assert found, pattern
    return found[1]


RULES = (
    unreadable_words,
    lost_marks,
    confused_groups,
    unseen_steps,
    unreadable_numbers,
    unreadable_cells,
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_everything_can_be_read_and_told_apart(
    rule: Callable[[Palette], Iterator[object]], theme: str
) -> None:
    assert not list(rule(PALETTES[theme]))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("study", ["executives-2015", "participation-2021", "small"])
def test_the_number_in_a_bar_can_be_read(releases: Releases, theme: str, study: str) -> None:
    palette = PALETTES[theme]
    bars = [one for one in drawn(releases, study)["data"] if one["type"] == "bar"]
    found = {bar["name"]: (printed_on(palette, bar), figure(palette, bar["marker"]["color"])) for bar in bars}
    poor = {name: (hexes(*two), ratio(*two)) for name, two in found.items() if ratio(*two) < TEXT}
    assert not poor


def test_the_style_sheet_takes_every_colour_from_the_palettes() -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgba?\(|light-dark\(", STYLE)
    said = variables(LIGHT, DARK)
    for theme, palette in PALETTES.items():
        pairs = dict(re.findall(r"--(\w+): light-dark\((#\w+, #\w+)\);", said))
        place = THEMES.index(theme)
        here = {name: pair.split(", ")[place] for name, pair in pairs.items()}
        assert here["c01"] == palette.strong and here["c30"] == palette.diverging[-1]
        assert here["wash"] == palette.wash and here["amber"] == palette.amber
    used = set(re.findall(r"var\(--(c\d\d|wash|link|amber)\)", STYLE))
    assert used and used <= set(pairs)


@pytest.mark.parametrize("theme", THEMES)
def test_the_palettes_are_the_themes_of_the_app(theme: str) -> None:
    found = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][theme]
    palette = PALETTES[theme]
    named = palette.options() | {
        "backgroundColor": palette.background,
        "secondaryBackgroundColor": palette.wash,
        "textColor": palette.ink,
        "borderColor": palette.hairline,
        "orangeTextColor": palette.amber,
    }
    assert found == named
