"""Every colour against what it stands on and against its neighbours, as colour-blind eyes see it too.

Contrast is WCAG 2's ratio. What is apart is so by ΔE 2000, of which about 2 is the least that eyes
can see; the deficiencies are simulated in full, after Brettel et al. (1997), by coloraide.
"""

import re
import tomllib
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from coloraide import Color

from survey.charts import CHARTS, marks
from survey.charts.chart import Figure, answer
from survey.codebook import LANGUAGES
from survey.database import Releases
from survey.selection import parse
from survey.texts import Voice
from tests.browser.views import THEMES
from tests.builders import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
STYLE = (ROOT / "survey" / "ui" / "style.css").read_text(encoding="utf-8")
TEXT, MARK = 4.5, 3.0
APART, BESIDE = 10.0, 5.0  # two meanings; two steps of one scale
EYES = ("normal", "protan", "deutan", "tritan")
GROUPS = (marks.STRONG, marks.SECOND, marks.THIRD, marks.FOURTH)


def config(theme: str, name: str) -> Any:
    return CONFIG[theme][name]


def ground(theme: str) -> Color:
    return Color(config(theme, "backgroundColor"))


def figure(theme: str, placeholder: str) -> Color:
    """The colour that Streamlit puts where a figure says "#0000NN"."""
    scale, place = divmod(int(placeholder.removeprefix("#0000")) - 1, 10)
    name = ("chartCategoricalColors", "chartSequentialColors", "chartDivergingColors")[scale]
    return Color(config(theme, name)[place])


def style(theme: str, selector: str, what: str) -> Color:
    """A light-dark() pair of the style sheet: of `what`, in the rule of a selector."""
    rule = STYLE.split(f"\n{selector} {{", 1)[1].split("}", 1)[0]
    pair = re.search(rf"{what}:[^;]*light-dark\((#\w+), (#\w+)\)", rule)
    assert pair, f"{what} of {selector}"
    return Color(pair[1 + THEMES.index(theme)])


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


def printed_on(theme: str, bar: Figure) -> Color:
    """The colour of the number in a bar: the figure's own, else what Plotly takes for readable."""
    if own := bar.get("insidetextfont", {}).get("color"):
        return figure(theme, own) if re.fullmatch(r"#0000\d\d?", own) else Color(own)
    red, green, blue = (255 * part for part in figure(theme, bar["marker"]["color"]).coords())
    return Color("#fff" if (299 * red + 587 * green + 114 * blue) / 1000 < 128 else "#444")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["textColor", "linkColor", "primaryColor"])
def test_text_can_be_read_on_the_page_and_on_what_is_set_off(theme: str, name: str) -> None:
    for behind in ("backgroundColor", "secondaryBackgroundColor"):
        assert ratio(Color(config(theme, name)), Color(config(theme, behind))) >= TEXT, behind


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["--ink", "--quiet", "--strong", "--amber"])
def test_text_of_the_style_sheet_can_be_read_on_the_page_and_on_a_wash(theme: str, name: str) -> None:
    text = style(theme, ":root", name)
    assert ratio(text, ground(theme)) >= TEXT
    assert ratio(text, style(theme, ":root", "--wash")) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_words_in_a_picture_can_be_read(theme: str) -> None:
    for words in (marks.INK, marks.QUIET):
        assert ratio(figure(theme, words), ground(theme)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mark", [*GROUPS, marks.CONTEXT])
def test_a_mark_stands_out_from_the_page(theme: str, mark: str) -> None:
    assert ratio(figure(theme, mark), ground(theme)) >= MARK


@pytest.mark.parametrize(("theme", "eye"), list(product(THEMES, EYES)))
def test_groups_are_told_apart_and_what_is_said_from_its_context(theme: str, eye: str) -> None:
    pairs = [*combinations(GROUPS, 2), (marks.STRONG, marks.CONTEXT)]
    colours = [(figure(theme, one), figure(theme, other)) for one, other in pairs]
    assert not [(hexes(*two), apart(*two, eye)) for two in colours if apart(*two, eye) < APART]


@pytest.mark.parametrize(("theme", "eye"), list(product(THEMES, EYES)))
@pytest.mark.parametrize("levels", range(3, 8))
def test_a_scale_turns_at_its_top_and_every_step_is_seen(theme: str, eye: str, levels: int) -> None:
    poor = {}
    for first in range(2, levels + 1):
        colours = [figure(theme, one) for one in marks.level_colours(levels, range(first, levels + 1))]
        for level, two in enumerate(pairwise(colours), start=2):
            if apart(*two, eye) < (APART if level == first else BESIDE):
                poor[f"top from {first}, level {level}"] = hexes(*two), apart(*two, eye)
    assert not poor


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("study", ["executives-2015", "participation-2021", "small"])
def test_the_number_in_a_bar_can_be_read(releases: Releases, theme: str, study: str) -> None:
    bars = [one for one in drawn(releases, study)["data"] if one["type"] == "bar"]
    found = {bar["name"]: (printed_on(theme, bar), figure(theme, bar["marker"]["color"])) for bar in bars}
    poor = {name: (hexes(*two), ratio(*two)) for name, two in found.items() if ratio(*two) < TEXT}
    assert not poor


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("shade", [0, 25, 50, 75, 100])
@pytest.mark.parametrize("kind", ["certain", "low"])
def test_the_number_in_a_cell_of_the_heatmap_can_be_read(theme: str, shade: int, kind: str) -> None:
    most = float(_percent(r"\.heat td \{[^}]*--shade, 0%\) \* ([\d.]+)"))
    cell = style(theme, ":root", "--strong").mix(ground(theme), 1 - shade / 100 * most, space="oklab")
    text = Color(config(theme, "textColor"))
    if kind == "low" and (alpha := _percent(r"\.heat td\.low \{[^}]*currentColor ([\d.]+)%")):
        text = Color.layer([text.set("alpha", float(alpha) / 100), cell])
    assert ratio(text, cell) >= TEXT, hexes(text, cell)


def _percent(pattern: str) -> str:
    found = re.search(pattern, STYLE)
    return found[1] if found else ""


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_and_the_theme_name_the_same_colours(theme: str) -> None:
    pairs = {
        "--ink": config(theme, "textColor"),
        "--wash": config(theme, "secondaryBackgroundColor"),
        "--strong": hexes(figure(theme, marks.STRONG)),
        "--quiet": hexes(figure(theme, marks.QUIET)),
        "--hairline": config(theme, "borderColor"),
    }
    for name, colour in pairs.items():
        assert style(theme, ":root", name) == Color(colour), name
    for place in (*marks.BELOW, *marks.TOP):
        assert style(theme, f".c{place[-2:]}", "background") == figure(theme, place), place
