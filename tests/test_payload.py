"""What the browser receives, in short: a sample of every view, tampered links, and leaks that are found."""

import importlib
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from survey.charts import CHARTS, EMBEDDED
from survey.charts.chart import Answer, Chart, Row
from survey.charts.finished import Finished, finished
from survey.codebook import LANGUAGES
from survey.database import Releases
from survey.exports import csv as csv_export
from survey.exports import markup
from survey.selection import Dropped
from survey.texts import Text, Voice
from survey.ui import View
from survey.ui.card import Below
from tests.builders import own_of
from tests.payload.crawl import PAGES, Crawler, tampered, visits
from tests.payload.received import Visit
from tests.payload.secrets import Alike, alike
from tests.payload.seen import DRAWN, OF_LINK
from tests.payload.signed import Locks, broken, sealed

VIEWS, LINKS, PAIRS, TOKENS, FRAMES = 16, 15, 8, 15, 3


@pytest.fixture(scope="module")
def shelf(releases: Releases) -> Releases:
    """The studies that are bundled and those of the tests; the settings point to them."""
    return releases


@pytest.fixture(scope="module")
def crawler(shelf: Releases) -> Crawler:
    return Crawler(shelf)


@pytest.fixture(scope="module")
def locks(tmp_path_factory: pytest.TempPathFactory) -> Locks:
    return Locks.made(tmp_path_factory.mktemp("locks"))


def found(crawler: Crawler) -> str:
    """What has gone wrong since it was last asked."""
    faults, crawler.faults = crawler.faults, []
    return "\n".join(faults)


def test_every_number_of_a_sample_of_views_is_published(crawler: Crawler, shelf: Releases) -> None:
    for visit in random.Random(2015).sample(list(visits(shelf)), VIEWS):
        crawler.visit(visit)
    assert crawler.numbers > 100 * VIEWS and crawler.answers > VIEWS
    assert not found(crawler)


EVERYWHERE = {"measure": "highest", "item": "website", "lang": "sv", "chart": "compare"}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_every_study_shows_published_numbers(
    crawler: Crawler, shelf: Releases, page: str
) -> None:
    for study in shelf.studies():
        crawler.visit(Visit.to(page, study=study, lang="en"))
    crawler.visit(Visit.to(page, study="executives-2015", groups="finance", against="trade", **EVERYWHERE))
    assert not found(crawler)


@pytest.mark.parametrize("chart", EMBEDDED)
def test_a_frame_of_a_chart_holds_published_numbers_alone(
    crawler: Crawler, shelf: Releases, chart: str
) -> None:
    frames = [one for one in visits(shelf) if one.page == "embed" and one.given.get("chart") == chart]
    for visit in random.Random(2015).sample(frames, FRAMES):
        crawler.visit(visit)
    assert not found(crawler)


def test_a_signed_link_shows_what_it_was_signed_for(crawler: Crawler, shelf: Releases, locks: Locks) -> None:
    every = list(sealed(shelf, locks))
    pairs = [one for one in every if isinstance(one, Alike)]
    for pair in random.Random(2015).sample(pairs, PAIRS):
        crawler.compare(pair)
    assert crawler.numbers > 10 * PAIRS
    for visit in (one for one in every if isinstance(one, Visit)):
        crawler.visit(visit)
    assert not found(crawler)


def test_a_signed_link_that_is_no_good_shows_nothing(crawler: Crawler, shelf: Releases, locks: Locks) -> None:
    before = crawler.numbers
    for pair in broken(shelf, locks, TOKENS):
        crawler.compare(pair)
    assert crawler.numbers == before
    assert not found(crawler)


def test_own_answers_stand_beside_published_numbers_alone(crawler: Crawler, shelf: Releases) -> None:
    for study, more in (
        ("executives-2015", {"by": "sector", "groups": "finance", "lang": "fi"}),
        ("executives-2015", {"by": "size", "within": "sector.trade", "item": "linkedin", "lang": "sv"}),
        ("executives-2015", {"family": "service", "lang": "en"}),
        ("participation-2021", {"lang": "fi"}),
        ("small", {"by": "sector", "groups": "trade", "lang": "en"}),
    ):
        own = own_of(shelf.open(study).study)
        visit = Visit("benchmark", (("study", study), *more.items()), own)
        payload = crawler.visit(visit)
        assert any("Acme" in text for text in payload.texts())
        assert not any("Acme" in one for one in payload.link.values())
    assert not found(crawler)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "link",
    [
        {"study": "small", "family": "personal", "item": "web", "chart": "item"},
        {"study": "small", "against": "trade", "lang": "en", "chart": "compare"},
    ],
    ids=["an item of another family", "whoever is compared with stands out"],
)
def test_choices_that_do_not_go_together_lead_nowhere_wrong(
    crawler: Crawler, page: str, link: dict[str, str]
) -> None:
    crawler.visit(Visit.to(page, **link))
    assert not found(crawler)


def test_the_crawl_visits_what_there_is(shelf: Releases) -> None:
    links = [visit.given for visit in visits(shelf)]
    assert {visit.page for visit in visits(shelf)} == set(PAGES) == {*DRAWN, *OF_LINK} - {"door"}
    for name in ("groups", "against", "within", "family", "item", "measure", "view", "filters"):
        assert any(name in link for link in links), name
    assert {"waves", "small", "executives-2015", "participation-2021"} == {link["study"] for link in links}


def test_the_crawl_frames_every_chart_of_every_study(shelf: Releases) -> None:
    links = [visit.given for visit in visits(shelf) if visit.page == "embed"]
    framed = {(one["study"], one.get("by"), one.get("chart", ""), "groups" in one) for one in links}
    for release in map(shelf.open, shelf.studies()):
        for by, chart, of_group in product(release.groups, EMBEDDED, (False, True)):
            assert (release.study.id, by, chart, of_group) in framed
    assert {"", "zz"} < {one.get("chart", "") for one in links}
    for chart, filters, language in product(EMBEDDED, ("on", "off"), LANGUAGES):
        asked = {"chart": chart, "filters": filters, "lang": language}
        assert any(asked.items() <= one.items() for one in links), asked


def test_a_tampered_link_shows_published_numbers_and_a_neutral_word(
    crawler: Crawler, shelf: Releases
) -> None:
    for visit in tampered(shelf, LINKS, seed=7):
        crawler.visit(visit)
    assert not found(crawler)


def test_hidden_and_unknown_look_alike(crawler: Crawler, shelf: Releases) -> None:
    pairs = list(alike(shelf))
    assert len(pairs) > 2 * PAIRS
    for pair in random.Random(2015).sample(pairs, PAIRS):
        crawler.compare(pair)
    assert not found(crawler)


Leak = Callable[[pytest.MonkeyPatch], None]


def _drawn(
    patch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], object], name: str = "ranking"
) -> None:
    """A chart with its figure changed."""
    chart = CHARTS[name]

    def figure(answer: Answer, voice: Voice) -> Any:
        made = chart.figure(answer, voice)
        assert isinstance(made, dict)
        change(made)
        return made

    patch.setitem(CHARTS, name, replace(chart, figure=figure))


def _rows(patch: pytest.MonkeyPatch, name: str, change: Callable[[Row], Row]) -> None:
    """A chart whose rows are changed before anything is made from them."""
    chart = CHARTS[name]
    patch.setitem(CHARTS, name, replace(chart, table=lambda asked: map(change, chart.table(asked))))


def _a_respondent_rides_along(patch: pytest.MonkeyPatch) -> None:
    _drawn(patch, lambda figure: figure["data"][0].update(customdata=["r001"]))


def _an_array_is_longer(patch: pytest.MonkeyPatch) -> None:
    _drawn(patch, lambda figure: figure["data"][1]["hovertext"].extend(["", "", ""]))


def _a_mark_is_elsewhere(patch: pytest.MonkeyPatch) -> None:
    def moved(figure: dict[str, Any]) -> None:
        figure["data"][1]["x"][0] += 0.001

    _drawn(patch, moved)


def _a_caption_counts_the_hidden(patch: pytest.MonkeyPatch) -> None:
    chart = CHARTS["ranking"]
    said = replace(chart, measure=lambda answer, voice: f"{chart.measure(answer, voice)} (3 hidden, 7.25)")
    patch.setitem(CHARTS, "ranking", said)


def _a_base_is_one_less(patch: pytest.MonkeyPatch) -> None:
    _rows(patch, "ranking", lambda row: replace(row, base=(row.base or 0) - 1))


def _a_hidden_number_is_compared(patch: pytest.MonkeyPatch) -> None:
    _rows(patch, "compare", lambda row: replace(row, base=3, organisations=3, share=1 / 3, hidden=False))


def _a_hidden_number_lies_in_a_corner(patch: pytest.MonkeyPatch) -> None:
    _drawn(patch, lambda figure: figure["layout"]["annotations"][0].update(yshift=3), "use")


def _a_fourth_of_the_four_is_told(patch: pytest.MonkeyPatch) -> None:
    _rows(patch, "adoption", lambda row: replace(row, base=3, both=1 / 3, important=1 / 3, used=1 / 3))


def _use_is_of_others(patch: pytest.MonkeyPatch) -> None:
    _rows(patch, "use", lambda row: replace(row, use=(row.use or 0) * 0.9))


def _users_are_everybody(patch: pytest.MonkeyPatch) -> None:
    _rows(patch, "users", lambda row: replace(row, among="others"))


def _a_map_is_of_other_counts(patch: pytest.MonkeyPatch) -> None:
    _rows(patch, "similar", lambda row: replace(row, x=(row.x or 0) + 0.001))


def _a_map_is_drawn_elsewhere(patch: pytest.MonkeyPatch) -> None:
    def moved(figure: dict[str, Any]) -> None:
        figure["data"][0]["y"][0] += 0.001

    _drawn(patch, moved, "similar")


def _a_change_is_against_another_round(patch: pytest.MonkeyPatch) -> None:
    def later(row: Row) -> Row:
        return replace(row, rest=(row.rest or 0) + 0.1) if row.rest is not None else row

    _rows(patch, "trend", later)


def _an_interval_holds_more(patch: pytest.MonkeyPatch) -> None:
    def wider(figure: dict[str, Any]) -> None:
        figure["data"][0]["error_y"]["array"][0] += 0.01

    _drawn(patch, wider, "trend")


def _a_name_holds_a_number(patch: pytest.MonkeyPatch) -> None:
    def higher(figure: dict[str, Any]) -> None:
        figure["layout"]["meta"]["narrow"]["annotations"][0]["y"] += 0.01

    _drawn(patch, higher, "trend")


def _a_click_tells(patch: pytest.MonkeyPatch) -> None:
    _drawn(patch, lambda figure: figure["layout"]["meta"]["picks"][0].update(item="7"), "item")


def _a_cell_tells(patch: pytest.MonkeyPatch) -> None:
    chart = CHARTS["heatmap"]

    def figure(answer: Answer, voice: Voice) -> str:
        return str(chart.figure(answer, voice)).replace("<td class=", '<td data-n="3" class=', 1)

    patch.setitem(CHARTS, "heatmap", replace(chart, figure=figure))


def _an_interview_is_turned(patch: pytest.MonkeyPatch) -> None:
    _rows(patch, "themes", lambda row: row if row.raised is None else replace(row, raised=not row.raised))


def _a_saved_picture_says_more(patch: pytest.MonkeyPatch) -> None:
    show: Any = importlib.import_module("survey.ui.menu")
    component = show.component

    def said(name: str, key: str, data: dict[str, Any], *more: Any) -> None:
        if name == "menu":
            data = data | {"said": data["said"] | {"foot": "3 people"}}
        component(name, key, data, *more)

    patch.setattr(show, "component", said)


def _a_rank_is_wrong(patch: pytest.MonkeyPatch) -> None:
    show: Any = importlib.import_module("survey.ui.reading")
    told = show._told

    def wrong(seen: View) -> Any:
        return ((name, f"{value}.5") for name, value in told(seen))

    patch.setattr(show, "_told", wrong)


def _a_file_names_the_organisation(patch: pytest.MonkeyPatch) -> None:
    text = csv_export.labelled
    patch.setattr(csv_export, "labelled", lambda made: f"{text(made)}o001,,,\n")


def _the_dropped_are_told_apart(patch: pytest.MonkeyPatch) -> None:
    frame: Any = importlib.import_module("survey.ui.frame")

    def told(dropped: Sequence[Dropped], _text: Text) -> None:
        for one in dropped:
            frame.st.html(f'<p class="told">{one.value}{one.hint}</p>')

    patch.setattr(frame, "_told", told)


def _in_frame(patch: pytest.MonkeyPatch, name: str, other: Callable[..., Any]) -> None:
    """The embed with another function of this name."""
    patch.setattr(importlib.import_module("survey.ui.embed"), name, other)


def _a_foot_in_a_frame_is_wrong(patch: pytest.MonkeyPatch) -> None:
    def wrong(*asked: Any) -> Finished:
        one = finished(*asked)
        return replace(one, said=replace(one.said, base=f"{one.said.base} · 7.25"))

    _in_frame(patch, "finished", wrong)


def _a_frame_asks_too(patch: pytest.MonkeyPatch) -> None:
    _in_frame(patch, "_head", lambda _chart, _made, said, _seen: markup.head(said.question, said.title, ""))


def _a_frame_holds_a_table_too(patch: pytest.MonkeyPatch) -> None:
    _in_frame(patch, "Below", lambda foot: Below(foot, opened='<div class="twin"><table></table></div>'))


def _a_frame_can_be_clicked(patch: pytest.MonkeyPatch) -> None:
    _in_frame(patch, "filters", lambda _usual: True)


def _a_menu_frames_something_else(patch: pytest.MonkeyPatch) -> None:
    menu: Any = importlib.import_module("survey.ui.menu")
    frame = menu._frame

    def other(chart: Chart, made: Answer, *asked: Any) -> Any:
        return frame(chart, replace(made, selection=made.selection.with_(groups=("finance",))), *asked)

    patch.setattr(menu, "_frame", other)


def _the_door_is_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(importlib.import_module("survey.ui.frame"), "admit", lambda *_asked: None)
    patch.setattr(importlib.import_module("survey.ui.link"), "locked", lambda: False)


RANKED = Visit.to("ranking", study="executives-2015", by="sector", item="websit", lang="en")
HIDDEN = Visit.to(
    "compare", study="executives-2015", by="sector", groups="finance", within="size.1-9", lang="en"
)
TWOFOLD = Visit.to("use", study="executives-2015", by="sector", groups="finance", lang="en")
OF_ITEM = Visit.to("item", study="executives-2015", by="sector", item="website", lang="en")
MAP = Visit.to("similar", study="executives-2015", by="sector", lang="en")
ROUNDS = Visit.to("trend", study="waves", lang="en")
TABLE = Visit.to("heatmap", study="executives-2015", by="sector", lang="en")
THEMES = Visit.to("themes", study="participation-2021", lang="en")
FRAMED = Visit.to("embed", study="executives-2015", by="sector", chart="ranking", lang="en")
SIGNED = Visit.to("embed", study="executives-2015", by="sector", chart="ranking", signed="nonsense")
NOT_OF_IT = "is no published number of it"

LEAKS: dict[str, tuple[Leak, Visit, tuple[str, ...]]] = {
    "a respondent": (_a_respondent_rides_along, RANKED, ("the id r001", "it carries customdata")),
    "a longer array": (_an_array_is_longer, RANKED, ("values in .hovertext",)),
    "a mark": (_a_mark_is_elsewhere, RANKED, (NOT_OF_IT,)),
    "a caption": (_a_caption_counts_the_hidden, RANKED, ("7.25 is no published number",)),
    "a base": (_a_base_is_one_less, RANKED, ("ranking: website/all: base is",)),
    "a file": (
        _a_file_names_the_organisation,
        RANKED,
        ("the id o001", "the file executives-2015-ranking-1.csv: the id", "csv: 15 rows for 14"),
    ),
    "what was dropped": (_the_dropped_are_told_apart, RANKED, ("said of what was dropped",)),
    "a hidden group": (_a_hidden_number_is_compared, HIDDEN, ("hidden is 0.0, the release says 1.0",)),
    "a corner": (_a_hidden_number_lies_in_a_corner, TWOFOLD, ("yshift of 3",)),
    "a hidden 2×2": (_a_fourth_of_the_four_is_told, TWOFOLD, ("a hidden row's numbers is",)),
    "use": (_use_is_of_others, TWOFOLD, ("use: website/finance: use is",)),
    "users": (_users_are_everybody, OF_ITEM, ("users: website/all: base is",)),
    "a map": (_a_map_is_of_other_counts, MAP, ("similar: website/all: x is",)),
    "a point": (_a_map_is_drawn_elsewhere, MAP, ("figure: y of",)),
    "a change": (_a_change_is_against_another_round, ROUNDS, ("trend: ", "rest is")),
    "an interval": (_an_interval_holds_more, ROUNDS, ("figure: an interval is",)),
    "a name": (_a_name_holds_a_number, ROUNDS, ("figure: a name's place is",)),
    "a click": (_a_click_tells, OF_ITEM, ("selects {'item': '7'",)),
    "a cell": (_a_cell_tells, TABLE, ("data-n is “3”",)),
    "an interview": (_an_interview_is_turned, THEMES, ("themes: ", "raised is")),
    "a saved picture": (_a_saved_picture_says_more, RANKED, ("menu: 3 is no published", "the menu says")),
    "a foot": (_a_foot_in_a_frame_is_wrong, FRAMED, ("foot: 7.25 is no published", "foot: it says")),
    "a question": (_a_frame_asks_too, FRAMED, ("head: it says",)),
    "a table": (_a_frame_holds_a_table_too, FRAMED, ("a frame holds more than its chart",)),
    "a choice": (_a_frame_can_be_clicked, FRAMED, ("fills “frame”, fixed “”",)),
    "a frame": (_a_menu_frames_something_else, RANKED, ("the menu frames it as",)),
    "a door": (_the_door_is_open, SIGNED, ("it holds", "is no published number", "where none belongs")),
    "a rank": (_a_rank_is_wrong, OF_ITEM, ("facts: ",)),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found(crawler: Crawler, monkeypatch: pytest.MonkeyPatch, leak: str) -> None:
    spill, visit, expected = LEAKS[leak]
    spill(monkeypatch)
    crawler.forget()
    crawler.visit(visit)
    faults = found(crawler)
    assert all(one in faults for one in expected), faults
