"""A deck in a link, what its screens say, and its two files."""

import io
import json
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx import Presentation

from survey.charts import CHARTS
from survey.database import Release, Releases
from survey.deck import (
    MOST,
    PROSE,
    Part,
    Prose,
    Step,
    addressed,
    name_of,
    read,
    screen,
    screens,
    step_of,
    whole,
    written,
)
from survey.exports import pptx
from survey.exports.report import report
from survey.method import sections
from survey.selection import choices, parse
from survey.texts import Voice
from tests.builders import ROOT, Typed

LINK = "title~ranking:by=sector:groups=trade,finance~heatmap:by=size~scale:by=sector:item=web_shop~method"


def voice_of(release: Release, language: str = "en") -> Voice:
    return Voice(language, release.study, release.groups)


def test_a_deck_is_the_same_after_a_link(executives: Release) -> None:
    deck, dropped = read(LINK, executives)
    assert not dropped
    assert [step.name for step in deck] == ["title", "ranking", "heatmap", "scale", "method"]
    assert written(deck) == LINK


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_view_comes_back_from_the_link_as_it_was(data: st.DataObject, executives: Release) -> None:
    offered = choices(executives, "sector")
    groups = data.draw(st.lists(st.sampled_from(offered["groups"]), unique=True, max_size=3))
    asked = {
        "by": "sector",
        "groups": ",".join(groups),
        "measure": data.draw(st.sampled_from(offered["measure"])),
        "item": data.draw(st.sampled_from(offered["item"])),
    }
    selection = parse(executives, asked)[0]
    step = step_of(
        data.draw(st.sampled_from([one for one in CHARTS if CHARTS[one].offered(executives)])), selection
    )
    [again], dropped = read(written([step]), executives)
    nothing = parse(executives, {})[0]
    assert not dropped and again.selection(nothing, executives) == selection


@pytest.mark.parametrize(
    ("link", "dropped", "kept"),
    [
        ("ranking~nonsense~method", ["nonsense"], ["ranking", "method"]),
        ("ranking:groups=zz", ["zz"], ["ranking"]),
        ("ranking:by=sector:groups", [], ["ranking"]),
        ("trend", ["trend"], []),
        ("ranking:zzz=1:measure=mean", ["zzz"], ["ranking"]),
        ("ranking:study=small", ["study"], ["ranking"]),
        ("~~:~", [""], []),
        ("<script>alert(1)</script>", ["<script>alert(1)</script>"], []),
    ],
)
def test_what_a_release_does_not_offer_is_dropped_and_told(
    link: str, dropped: list[str], kept: list[str], executives: Release
) -> None:
    deck, gone = read(link, executives)
    assert [one.value for one in gone] == dropped and [step.name for step in deck] == kept


def test_a_deck_has_an_end(executives: Release) -> None:
    deck, dropped = read("~".join(["ranking"] * (MOST + 2)), executives)
    assert len(deck) == MOST and [one.hint for one in dropped] == ["; a presentation has at most 40 screens"]


def test_a_screen_takes_its_own_choices_and_the_rest_from_the_link(executives: Release) -> None:
    among = parse(executives, {"by": "sector", "groups": "trade", "measure": "mean"})[0]
    assert Step("ranking").selection(among, executives) == among
    own = Step("ranking", (("by", "sector"), ("groups", "finance")))
    assert own.selection(among, executives) == among.with_(groups=("finance",))
    other = Step("ranking", (("by", "size"),)).selection(among, executives)
    assert (other.by, other.groups, other.measure) == ("size", (), "mean")


def test_other_groups_change_nothing_else_of_a_screen() -> None:
    step = Step(
        "compare", (("by", "sector"), ("groups", "finance"), ("against", "trade"), ("measure", "mean"))
    )
    assert step.with_groups(["trade"]).chosen == (("by", "sector"), ("measure", "mean"), ("groups", "trade"))
    assert step.with_groups([]).chosen == (("by", "sector"), ("measure", "mean"))


def test_who_chooses_nothing_shows_everything_that_the_study_has(executives: Release) -> None:
    names = [step.name for step in whole(executives)]
    assert names[:2] == ["title", "findings"] and names[-1] == "method"
    assert {"trend", "themes", "benchmark"}.isdisjoint(names)
    pages = {
        name for name, one in CHARTS.items() if one.offered(executives) and not one.page and not one.of_own
    }
    assert pages == set(names) - set(PROSE)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_screen_has_a_name_that_tells_it_from_others(language: str, executives: Release) -> None:
    among, voice = parse(executives, {})[0], voice_of(executives, language)
    deck = (*whole(executives), *read(LINK, executives)[0][1:4], Step("users"), Step("adoption"))
    names = [name_of(step, among, executives, voice) for step in deck]
    assert len(set(names)) == len(names) and all(names)


def test_a_screen_of_words_says_what_the_pages_say(executives: Release) -> None:
    among, voice = parse(executives, {"by": "sector", "groups": "finance"})[0], voice_of(executives)
    title, found, method = (screen(Step(name), among, executives, voice) for name in PROSE)
    assert isinstance(title, Prose) and title.points[0].said == "26 executives in 21 organisations"
    assert isinstance(found, Prose) and found.points[0].numbers
    assert isinstance(method, Prose) and any("10 people" in one.said for one in method.points)


def test_a_link_leads_to_the_page_that_shows_a_screen(executives: Release) -> None:
    among, voice = parse(executives, {"by": "sector", "groups": "finance"})[0], voice_of(executives)
    address = addressed("http://x/insights")
    links = {
        name: shown.link
        for name in ("ranking", "adoption", "respondents")
        if isinstance(shown := screen(Step(name), among, executives, voice, address), Part)
    }
    assert links["ranking"] == "http://x/insights/ranking?study=executives-2015&by=sector&groups=finance"
    assert links["adoption"].startswith("http://x/insights/use?")
    assert links["respondents"].startswith("http://x/insights/?")


def test_the_slides_of_a_deck_are_its_screens_in_order(executives: Release) -> None:
    among, voice = parse(executives, {})[0], voice_of(executives, "sv")
    deck, _ = read(LINK, executives)
    shown = list(screens(deck, among, executives, voice))
    made = Presentation(io.BytesIO(pptx.slides(shown, executives, voice))).slides
    titles = [slide.shapes.title.text_frame.text for slide in made]
    assert titles[0] == voice.say(executives.study.title) and titles[-1] == voice("method.numbers")
    assert len(titles) == len(deck)
    for slide in made:
        words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert voice("app.synthetic") in words


def test_words_that_are_long_stay_on_their_slide(executives: Release) -> None:
    among = parse(executives, {})[0]
    for language in ("fi", "sv", "en"):
        voice = voice_of(executives, language)
        shown = list(screens(whole(executives), among, executives, voice))
        for slide in Presentation(io.BytesIO(pptx.slides(shown, executives, voice))).slides:
            for shape in slide.shapes:
                if shape.has_text_frame and len(shape.text_frame.paragraphs) > 2:
                    assert _lines(shape) <= shape.height


def _lines(shape: object) -> float:
    """About how high its text is, in English Metric Units."""
    high = 0.0
    for paragraph in shape.text_frame.paragraphs:  # type: ignore[attr-defined]
        size = paragraph.runs[0].font.size
        across = shape.width / (size * 0.5)  # type: ignore[attr-defined]
        high += (len(paragraph.text) // across + 1) * size * 1.2 + (paragraph.space_before or 0)
    return high


def figures_of(page: str) -> list[dict[str, object]]:
    inside = re.search(r'<script type="application/json" id="figures">(.*?)</script>', page, re.DOTALL)
    assert inside
    found: list[dict[str, object]] = json.loads(inside[1])
    return found


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_report_has_every_figure_table_and_word(language: str, executives: Release) -> None:
    among, voice = parse(executives, {"by": "sector", "groups": "finance"})[0], voice_of(executives, language)
    shown = list(screens(whole(executives), among, executives, voice, addressed("http://x")))
    page = report(shown, executives, sections(executives, voice), voice).decode()
    parts = [one for one in shown if isinstance(one, Part)]
    drawn = [one.chart.figure(one.answer, voice) for one in parts]
    assert figures_of(page) == json.loads(json.dumps([one for one in drawn if isinstance(one, dict)]))
    assert all(one in page for one in drawn if isinstance(one, str))
    assert page.count('<div class="twin">') == len(parts) or page.count("twin") >= len(parts)
    assert f'<html lang="{language}">' in page and voice("app.synthetic_help") in page


def test_a_report_asks_for_nothing_from_outside(executives: Release) -> None:
    among, voice = parse(executives, {})[0], voice_of(executives)
    page = report(screens(whole(executives), among, executives, voice), executives, (), voice).decode()
    shell = re.sub(r'<script type="application/octet-stream".*?</script>', "", page, flags=re.DOTALL)
    assert "default-src 'none'" in shell
    assert not re.findall(r"""(?:src|href)=["'](?!data:)|url\((?!data:)|@import|https?://""", shell)


def test_hostile_labels_are_words_in_a_report(executives: Release) -> None:
    bad = '</script><img src=x onerror="alert(1)">'
    items = tuple(
        one.model_copy(update={"label": {"en": bad}, "short": {"en": bad}}) for one in executives.study.items
    )
    voice = Voice("en", executives.study.model_copy(update={"items": items}), executives.groups)
    among = parse(executives, {})[0]
    deck = tuple(Step(name) for name in ("ranking", "heatmap", "use"))
    page = report(screens(deck, among, executives, voice), executives, (), voice).decode()
    assert bad not in page and "<img" not in page


def test_the_same_deck_is_the_same_file(executives: Release) -> None:
    among, voice = parse(executives, {})[0], voice_of(executives)
    one, two = (
        report(screens(whole(executives), among, executives, voice), executives, (), voice) for _ in range(2)
    )
    assert one == two


def run(*arguments: object, releases: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "survey", "deck", *map(str, arguments)],
        cwd=ROOT,
        env={"SURVEY_RELEASES": str(releases), "PATH": ""},
        capture_output=True,
        text=True,
    )


def test_the_command_writes_slides_and_a_report(
    releases: Releases, executives: Release, tmp_path: Path, typed: Typed
) -> None:
    shelf = releases.folder
    asked = ("--study", executives.study.id, "--screens", LINK, "--lang", "fi", "--out")
    for done in (
        run(*asked, tmp_path / "a.pptx", releases=shelf),
        typed(shelf, "deck", *asked, tmp_path / "a.html"),
    ):
        assert done.returncode == 0, done.stderr
    assert len(Presentation(str(tmp_path / "a.pptx")).slides) == 5
    assert "Miten luvut lasketaan" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_the_command_tells_what_it_cannot_do(
    releases: Releases, executives: Release, tmp_path: Path, typed: Typed
) -> None:
    asked = partial(typed, releases.folder, "deck", "--study", executives.study.id)
    wrong = asked("--screens", "rankng", "--out", tmp_path / "a.pptx")
    assert wrong.returncode == 3 and 'did you mean "ranking"?' in wrong.stderr
    assert asked("--out", tmp_path / "a.doc").returncode == 2
    (tmp_path / "t.pptx").write_text("no slides", encoding="utf-8")
    bad = asked("--template", tmp_path / "t.pptx", "--out", tmp_path / "a.pptx")
    assert bad.returncode == 3 and "t.pptx" in bad.stderr and "password" in bad.stderr
    without = asked("--screens", "benchmark", "--out", tmp_path / "a.pptx")
    assert without.returncode == 3 and "--own FILE" in without.stderr
    for wrong_use in (("--address", "javascript:alert(1)"), ("--template", tmp_path / "t.pptx")):
        assert asked(*wrong_use, "--out", tmp_path / "a.html").returncode == 2
    assert not list(tmp_path.glob("a.*"))
