"""A client's look is checked before anybody meets it, and then carried by everything."""

import io
import json
import logging
import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image
from pptx import Presentation
from streamlit import config
from streamlit.testing.v1 import AppTest

from survey import brand, shades
from survey.__main__ import main
from survey.brand import PLAIN, Brand, read
from survey.charts import CHARTS
from survey.charts.chart import answer
from survey.database import Release
from survey.deck import Part
from survey.errors import BrandError
from survey.exports import xlsx
from survey.exports.pptx import slides
from survey.palette import DARK, LIGHT
from survey.selection import parse
from survey.server.start import dress
from survey.settings import Settings
from survey.style import style
from survey.texts import Voice
from tests.builders import ROOT
from tests.test_colours import RULES

STRONG, SECOND = "#7A0019", "#B8860B"
WHOLE = f'name = "Kaiku Oy"\nlogo = "logo.png"\nstrong = "{STRONG}"\nsecond = "{SECOND}"\nfont = "Georgia"\n'
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def picture(kind: str = "PNG", size: tuple[int, int] = (320, 80)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, STRONG).save(target, kind)
    return target.getvalue()


def written(folder: Path, text: str = WHOLE, logo: bytes | None = None) -> Path:
    """A brand.toml with a logo.png beside it."""
    (folder / "logo.png").write_bytes(picture() if logo is None else logo)
    file = folder / "brand.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(file: Path) -> str:
    with pytest.raises(BrandError) as caught:
        read(file)
    return str(caught.value)


@pytest.fixture
def kaiku(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Brand:
    """The look of an imagined client, which the settings name."""
    file = written(tmp_path)
    monkeypatch.setenv("SURVEY_BRAND", str(file))
    return read(file)


def test_a_look_has_what_its_file_says(kaiku: Brand) -> None:
    assert (kaiku.name, kaiku.font) == ("Kaiku Oy", "Georgia")
    assert (kaiku.light.strong, kaiku.light.second) == (STRONG, SECOND)
    assert kaiku.logo is not None
    assert (kaiku.logo.type, kaiku.logo.width, kaiku.logo.height) == ("image/png", 320, 80)
    assert brand.brand() == kaiku


def test_everything_may_be_left_out(tmp_path: Path) -> None:
    assert read(written(tmp_path, "")) == PLAIN
    assert Brand(light=LIGHT, dark=DARK) == PLAIN


def test_without_a_file_the_look_is_the_products_own(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("SURVEY_BRAND", raising=False)
    assert not Settings().brand.exists() and brand.brand() == PLAIN and not caplog.records


REFUSALS = {
    'name = ""': "name: is not one line of 1–40 letters",
    'name = "a\\nb"': "name: is not one line",
    "name = 3": "name: is not text",
    'nmae = "Kaiku"': 'nmae: is not known; did you mean "name"',
    'xyz = "Kaiku"': "xyz: is not known; known are",
    'logo = "no.png"': "logo: no.png cannot be read",
    'logo = "logo.SVG"': "logo: is SVG.*PowerPoint.*save it as PNG",
    'font = "a; } body { color: red"': "font: is not the name of one font family",
    'strong = "red"': '"red" is not a colour',
    'strong = "#12345"': "is not a colour",
    'strong = "#FFCC00"': r"strong: #FFCC00 has a contrast of 1\.38:1.* 4\.5:1; the nearest",
    'strong = "#E4002B"': r"strong: #E4002B has a contrast of 4\.43:1",
    'second = "#FFE000"': r"second: #FFE000 has a contrast of 1\.31:1.* 3\.0:1; the nearest",
    'strong = "#006600"\nsecond = "#993300"': "second: #993300 is 5.3 .*for eyes without green.*the nearest",
    'second = "#0072B2"': "second: #0072B2 is 0.0 .*from strong",
    "strong = ": "is not TOML",
}


@pytest.mark.parametrize("text", REFUSALS)
def test_what_cannot_be_used_is_refused_with_the_reason(text: str, tmp_path: Path) -> None:
    assert re.search(REFUSALS[text], refused(written(tmp_path, text)))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    assert re.match(r"none\.toml: 1 problem\n  cannot be read", refused(tmp_path / "none.toml"))


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    file = written(tmp_path, 'name = 3\nfont = 4\nstrong = "#FFFF00"\nsecond = "blue"\nx = 1\n')
    assert refused(file).startswith("brand.toml: 5 problems")


LOGOS = {
    b"<svg xmlns='http://www.w3.org/2000/svg'/>": "is no PNG or JPEG, whatever it is called",
    b"": "is no PNG or JPEG",
    picture()[:60]: "is no PNG or JPEG",
    picture("GIF"): "is no PNG or JPEG",
    picture(size=(4001, 40)): "4001 × 40 pixels",
    picture(size=(80, 8)): "80 × 8 pixels",
    b"\x89PNG" + bytes(1_000_000): "1000004 bytes, and 1000000 is the most",
}


@pytest.mark.parametrize("logo", LOGOS, ids=list(LOGOS.values()))
def test_a_logo_is_what_its_first_bytes_say(logo: bytes, tmp_path: Path) -> None:
    assert LOGOS[logo] in refused(written(tmp_path, logo=logo))


def test_a_jpeg_will_do(tmp_path: Path) -> None:
    logo = read(written(tmp_path, logo=picture("JPEG"))).logo
    assert logo and logo.type == "image/jpeg"


@settings(max_examples=25, deadline=None)
@given(COLOURS, st.none() | COLOURS)
def test_colours_that_are_accepted_keep_every_rule_in_both_themes(strong: str, second: str | None) -> None:
    assume(shades.on_page(strong) >= shades.TEXT)
    found = shades.palettes(strong, second)
    assume(found is not None)
    for palette in found or ():
        assert not [fault for rule in RULES for fault in rule(palette)]


@settings(max_examples=15, deadline=None)
@given(COLOURS, st.none() | COLOURS)
def test_the_colour_that_a_refusal_names_is_accepted(strong: str, second: str | None) -> None:
    for problem in shades.problems(strong, second):
        key, instead = problem.partition(":")[0], re.search(r"will do is (#\w{6})", problem)
        if instead and key == "strong":
            strong = instead[1]
            assert shades.palettes(strong, None)
        elif instead:
            assert shades.palettes(strong, instead[1])


def test_only_what_is_given_is_changed() -> None:
    found = shades.palettes(None, SECOND)
    assert found and found[0].sequential == LIGHT.sequential and found[1].link == DARK.link


def test_a_look_at_fault_is_logged_and_the_app_starts_in_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SURVEY_BRAND", str(written(tmp_path, 'strong = "#FFCC00"')))
    with caplog.at_level(logging.ERROR, "survey"):
        assert brand.brand() == PLAIN
    assert "#FFCC00" in caplog.text and "The product's own look is used." in caplog.text


def test_the_command_says_what_it_found(kaiku: Brand, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brand"]) == 0
    said = capsys.readouterr().out
    assert all(one in said for one in ("Kaiku Oy", "320 × 80", "Georgia", f"{STRONG} 11.4:1", SECOND))


def test_the_command_ends_with_three_where_the_look_is_at_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brand", str(written(tmp_path, 'strong = "red"'))]) == 3
    assert '"red" is not a colour' in capsys.readouterr().err


def test_streamlit_is_told_the_look(kaiku: Brand) -> None:
    names = [f"theme.{theme}.{name}" for theme in ("light", "dark") for name in LIGHT.options()]
    before = {name: config.get_option(name) for name in (*names, "theme.font", "theme.headingFont")}
    try:
        dress(kaiku)
        assert config.get_option("theme.light.primaryColor") == STRONG
        assert config.get_option("theme.dark.chartSequentialColors") == list(kaiku.dark.sequential)
        assert config.get_option("theme.font") == "Georgia"
    finally:
        for name, value in before.items():
            config.set_option(name, value)


def test_a_page_carries_name_logo_and_style(kaiku: Brand, releases: Any) -> None:
    app = AppTest.from_file(str(ROOT / "pages" / "_frame.py"), default_timeout=60).run()
    html = [one.proto.body for one in app.get("html")]
    told = [json.loads(one.proto.json) for one in app.get("bidi_component")]
    name = next(one["bar"]["brand"] for one in told if "bar" in one)
    assert name.endswith(">Kaiku Oy</span>") and 'alt=""' in name
    small = re.search(r"data:image/png;base64,([^\"]+)", name)
    assert small and Image.open(io.BytesIO(b64decode(small[1]))).height == brand.HIGH
    assert style(kaiku) in html and f"--c01: light-dark({STRONG}, {kaiku.dark.strong})" in style(kaiku)
    assert '--heading: "Georgia", "Source Serif"' in style(kaiku)


def test_slides_carry_it(kaiku: Brand, executives: Release) -> None:
    voice = Voice("en", executives.study, executives.groups)
    made = answer(CHARTS["ranking"], parse(executives, {})[0], executives)
    part = Part(CHARTS["ranking"], made, "")
    deck = Presentation(io.BytesIO(slides([part], executives, voice, brand=kaiku)))
    [slide] = deck.slides
    [logo] = [one for one in slide.shapes if one.shape_type == 13]
    assert kaiku.logo and logo.image.blob == kaiku.logo.data
    assert logo.left + logo.width <= deck.slide_width and logo.top + logo.height <= deck.slide_height
    words = [one.text_frame.text for one in slide.shapes if one.has_text_frame]
    assert any(one.startswith("Kaiku Oy · ") for one in words)
    [chart] = [one.chart for one in slide.shapes if one.has_chart]
    assert STRONG[1:].encode() in chart.part.blob and b"0072B2" not in chart.part.blob
    assert b'typeface="Georgia"' in chart.part.blob and b"Calibri" not in chart.part.blob


def test_a_clients_own_template_goes_before_it(kaiku: Brand, executives: Release) -> None:
    theirs = io.BytesIO()
    Presentation().save(theirs)
    theirs.seek(0)
    voice = Voice("en", executives.study, executives.groups)
    part = Part(CHARTS["ranking"], answer(CHARTS["ranking"], parse(executives, {})[0], executives), "")
    [slide] = Presentation(io.BytesIO(slides([part], executives, voice, theirs, kaiku))).slides
    [chart] = [one.chart for one in slide.shapes if one.has_chart]
    assert b"accent1" in chart.part.blob and STRONG[1:].encode() not in chart.part.blob
    assert not [one for one in slide.shapes if one.shape_type == 13]


def test_a_workbook_is_written_in_its_font(kaiku: Brand, executives: Release) -> None:
    voice = Voice("en", executives.study, executives.groups)
    made = answer(CHARTS["ranking"], parse(executives, {})[0], executives)
    data = xlsx.book([Part(CHARTS["ranking"], made)], executives, (), voice, kaiku)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet["A1"].font.name == "Georgia"
