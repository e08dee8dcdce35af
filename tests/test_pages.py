"""Every page of every study in every language: it runs, speaks the language, and keeps its link."""

import json
import shutil
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from survey.codebook import LANGUAGES
from survey.database import Releases
from survey.texts import Text, keys, words
from tests.builders import ROOT

PAGES = sorted(path.stem for path in ROOT.glob("pages/*.py") if not path.stem.startswith("_"))
STUDIES = ("executives-2015", "participation-2021", "small", "waves")


def opened(page: str, **link: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "_frame.py"), default_timeout=30)
    of_frame = {"chart": "ranking"} if page == "embed" else {}
    for name, value in (of_frame | link).items():
        app.query_params[name] = value
    if page == "overview":
        return app.run()
    app.switch_page(f"{page}.py")
    return app.run()


def said(app: AppTest) -> str:
    """Everything that a reader sees in words."""
    return " ".join(str(one.proto) for one in app.get("html")) + json.dumps(pictures(app), ensure_ascii=False)


def pictures(app: AppTest) -> dict[str, Any]:
    """What every chart, menu and the page's language are made from, by its place."""
    return {one.proto.id.rpartition("-")[2]: json.loads(one.proto.json) for one in app.get("bidi_component")}


@pytest.mark.parametrize(("page", "study", "language"), list(product(PAGES, STUDIES, LANGUAGES)))
def test_a_page_runs_and_speaks_the_language(
    releases: Releases, page: str, study: str, language: str
) -> None:
    app = opened(page, study=study, lang=language)
    assert not app.exception
    shown = said(app)
    assert pictures(app)["page"]["language"] == language
    assert page == "embed" or Text(language)("app.name") in shown
    assert "{" not in "".join(part for part in shown.split("<style>")[:1])


@pytest.mark.parametrize("page", [page for page in PAGES if page != "open"])  # which is of no study
def test_a_synthetic_study_says_so_on_every_page(releases: Releases, page: str) -> None:
    for language in LANGUAGES:
        shown = said(opened(page, study="executives-2015", lang=language))
        assert Text(language)("app.synthetic") in shown
        assert "badge synthetic" not in said(opened(page, study="small", lang=language))


def test_no_english_is_left_in_the_finnish_view(releases: Releases) -> None:
    distinct = [
        words(key)["en"] for key in keys() if "{" not in words(key)["en"] and len(words(key)["en"]) > 12
    ]
    for page in PAGES:
        app = opened(page, study="executives-2015", lang="fi")
        replaced = json.dumps(pictures(app)["page"]["words"], ensure_ascii=False)
        shown = said(app).replace(replaced, "")
        assert not [one for one in distinct if one in shown]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "method"])
def test_unknown_values_in_a_link_are_dropped_with_a_word(releases: Releases, page: str) -> None:
    app = opened(page, study="executives-2015", by="nonsense", groups="x,y", lang="en")
    assert not app.exception
    assert "were left out" in said(app)


def test_a_language_that_there_is_not_is_dropped_with_a_word(releases: Releases) -> None:
    app = opened("ranking", study="executives-2015", lang="xx")
    assert "“xx” is not offered" in said(app)


def test_the_language_comes_from_the_link_else_the_browser_else_is_english(releases: Releases) -> None:
    for locale, link, expected in (("fi-FI", "sv", "sv"), ("fi-FI", "", "fi"), ("de-DE", "", "en")):
        app = AppTest.from_file(str(ROOT / "pages" / "_frame.py"), default_timeout=30)
        app.context = {"locale": locale}
        if link:
            app.query_params["lang"] = link
        assert Text(expected)("app.name") in said(app.run())


def test_without_a_release_the_app_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path))
    app = opened("overview", lang="en")
    assert not app.exception and app.header[0].value == Text("en")("nothing.study")


def test_a_broken_release_is_a_sentence_and_other_studies_stay(
    releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(releases.folder, tmp_path / "releases")
    [only] = Releases(tmp_path / "releases").entries("small")
    only.path.write_bytes(only.path.read_bytes()[:-1])
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "releases"))
    broken = opened("ranking", study="small", lang="en")
    assert not broken.exception and broken.header[0].value == Text("en")("nothing.broken")
    assert not opened("ranking", study="executives-2015", lang="en").header


def test_choosing_a_group_changes_the_picture(releases: Releases) -> None:
    before = pictures(opened("ranking", study="executives-2015", lang="en"))["ranking"]
    app = opened("ranking", study="executives-2015", groups="finance", lang="en")
    assert not app.exception
    assert pictures(app)["ranking"] != before
    assert "Finance and insurance" in said(app)


def test_what_a_chart_chose_by_itself_gives_way_to_the_readers_choice(releases: Releases) -> None:
    app = opened("compare", study="executives-2015", lang="en")
    assert "Finance and insurance" in said(app) and "groups" not in app.query_params
    app = opened("compare", study="executives-2015", groups="trade", lang="en")
    assert "Finance and insurance" not in said(app)


def test_another_round_is_not_taken_into_the_link_by_a_choice(releases: Releases) -> None:
    app = opened("trend", study="waves", by="sector", lang="en")
    assert not app.exception and app.query_params["by"] in ("sector", ["sector"])
