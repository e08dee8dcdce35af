"""A client against a group: as counted by hand in the file, with intervals as elsewhere, and kept nowhere."""

import gc
import io
import json
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from survey.__main__ import main
from survey.charts import CHARTS, twin
from survey.charts.caption import caption
from survey.charts.chart import Answer, Row, answer
from survey.codebook import MEASURES
from survey.database import Release, Releases
from survey.deck import Part
from survey.exports import csv, xlsx
from survey.own import Own, OwnAnswer, to_csv
from survey.published import read_counts
from survey.selection import parse
from survey.stats import wilson
from survey.texts import Text
from tests.builders import ROOT
from tests.test_bundled_studies import number, top
from tests.test_charts import row, voice
from tests.test_pages import opened, pictures, said

RATED = {"linkedin": 4, "web_shop": 1, "phone_campaign": 3}
UNUSED = ("linkedin", "e_service", "print")
GROUPS = pytest.mark.parametrize(("group", "where"), [("", "true"), ("finance", "sector = 'finance'")])


def client(release: Release, name: str = "Acme") -> Own:
    items = [item.id for item in release.study.items]
    given = {one: OwnAnswer(one, one not in UNUSED, RATED.get(one)) for one in items}
    return Own.of(release.study, name, given)


def held(chart: str, release: Release, own: Own | None = None, **given: str) -> Answer:
    return answer(CHARTS[chart], parse(release, given)[0], release, own or client(release))


def share(item: str, levels: str, where: str) -> float:
    return number(
        f"SELECT avg(({item} {levels})::INTEGER) FROM executives "
        f"WHERE {item} IN ('1', '2', '3', '4', '5') AND {where}"
    )


@GROUPS
@pytest.mark.parametrize("item", RATED)
def test_who_rates_it_lower_the_same_and_higher_is_counted_by_hand(
    executives: Release, group: str, where: str, item: str
) -> None:
    found = row(held("benchmark", executives, groups=group), item, group or "all")
    level = RATED[item]
    assert found.own_level == level and found.own_use == (item not in UNUSED)
    parts = (found.share, found.same, found.higher)
    assert parts == pytest.approx([share(item, f"{sign} '{level}'", where) for sign in "<=>"])
    assert sum(one or 0 for one in parts) == pytest.approx(1)
    assert found.peers == pytest.approx(top(item, where))
    valid = f"{item} IN ('1', '2', '3', '4', '5') AND {where}"
    assert found.base == number(f"SELECT count(*) FROM executives WHERE {valid}")
    assert found.top == number(f"SELECT count(*) FROM executives WHERE {valid} AND {item} < '{level}'")


@GROUPS
def test_the_intervals_allow_for_organisations_as_the_published_measure_says(
    executives: Release, group: str, where: str
) -> None:
    counts = read_counts(executives, "sector").pooled([group] if group else [])
    for one in held("benchmark", executives, groups=group).rows:
        at = 0, counts.items.index(one.item)
        worth = counts.base.effective(counts.icc[..., MEASURES.index("top")])[at]
        assert one.n_eff == pytest.approx(worth) and (one.deff or 0) >= 1
        for value, ends in (
            (one.share, (one.low, one.high)),
            (one.higher, (one.higher_low, one.higher_high)),
        ):
            assert ends == pytest.approx([float(end) for end in wilson(np.array(value), np.array(worth))])


@GROUPS
def test_what_is_not_in_use_stands_with_its_importance_and_use(
    executives: Release, group: str, where: str
) -> None:
    made = held("unused", executives, groups=group)
    assert {one.item for one in made.rows} == {*UNUSED}
    for one in made.rows:
        ranked = row(answer(CHARTS["ranking"], made.selection, executives), one.item, one.group)
        assert (one.share, one.low, one.high) == (ranked.share, ranked.low, ranked.high)
        assert one.share == pytest.approx(top(one.item, where))
        told = f"{one.item}_in_use IN ('yes', 'no') AND {where}"
        use = number(f"SELECT avg(({one.item}_in_use = 'yes')::INTEGER) FROM executives WHERE {told}")
        assert one.use == pytest.approx(use) and one.rest is None and one.own_use is False


def test_items_keep_the_order_of_everybody(executives: Release) -> None:
    order = [one.item for one in answer(CHARTS["ranking"], parse(executives, {})[0], executives).rows]
    for chart in ("benchmark", "unused"):
        for group in ("", "finance"):
            items = [one.item for one in held(chart, executives, groups=group).rows]
            assert items == [one for one in order if one in items]


def test_the_finding_is_where_the_client_is_furthest_from_most(executives: Release) -> None:
    made = held("benchmark", executives)
    high = Row("linkedin", "all", base=100, share=0.82, low=0.7, same=0.1, higher=0.08, higher_low=0.03)
    low = Row("web_shop", "all", base=100, share=0.1, low=0.04, same=0.2, higher=0.7, higher_low=0.55)
    sure = replace(high, group="finance")
    unsure = Row("print", "all", base=100, share=0.5, low=0.4, same=0.1, higher=0.4, higher_low=0.3)
    for rows, expected in (
        ((high, low), "You rate LinkedIn higher than 82% of all who answered"),
        ((low,), "You rate Web shop lower than 70% of all who answered"),
        ((sure,), "You rate LinkedIn higher than 82% of Finance and insurance"),
        ((unsure,), "None of your ratings differs from most for certain"),
        ((Row("print", "all", hidden=True),), Text("en")("nothing.shown")),
    ):
        drawn = replace(made, rows=rows)
        assert CHARTS["benchmark"].headline(drawn, voice(executives)) == expected


def test_what_most_find_important_is_named_only_if_it_is_certain(executives: Release) -> None:
    made = held("unused", executives)
    e_service = replace(row(made, "e_service"), share=0.7, low=0.6, high=0.8)
    unsure = replace(row(made, "print"), share=0.6, low=0.45, high=0.7)
    said = voice(executives)
    for rows, expected in (
        ((e_service, unsure), "Most say “important or essential”, but you do not use it: E-service"),
        ((unsure,), "Nothing that you do not use is “important or essential” to most for certain"),
        ((), "You use everything that you told of"),
    ):
        assert CHARTS["unused"].headline(replace(made, rows=rows), said) == expected
    figure = CHARTS["unused"].figure(replace(made, rows=(e_service, unsure)), said)
    assert isinstance(figure, dict)
    colours = {trace["marker"]["color"]: trace["y"] for trace in figure["data"] if "hovertext" in trace}
    assert [len(names) for names in colours.values()] == [1, 1] and len(colours) == 2


def test_only_use_or_only_ratings_fill_one_of_the_two(executives: Release) -> None:
    use = Own("executives-2015", "", (OwnAnswer("print", False),))
    rated = Own("executives-2015", "", (OwnAnswer("print", None, 3),))
    for own, chart, rows in (
        (use, "benchmark", 0),
        (use, "unused", 1),
        (rated, "benchmark", 1),
        (rated, "unused", 0),
    ):
        made = held(chart, executives, own)
        assert len(made.rows) == rows and CHARTS[chart].headline(made, voice(executives))
    assert not answer(CHARTS["benchmark"], parse(executives, {})[0], executives).rows


def test_a_hidden_cell_stays_hidden(executives: Release) -> None:
    given = {"within": "size.1-9"}
    ranked = answer(CHARTS["ranking"], parse(executives, given | {"groups": "finance"})[0], executives)
    items = [item.id for item in executives.study.items]
    own = Own.of(executives.study, "", {one: OwnAnswer(one, False, 3) for one in items})
    hidden = {one.item for one in ranked.rows if one.hidden}
    assert hidden
    for chart in ("benchmark", "unused"):
        made = held(chart, executives, own, groups="finance", **given)
        assert {one.item for one in made.rows if one.hidden} == hidden
        assert all(len(one.to_dict()) == 3 for one in made.rows if one.hidden)


def test_what_is_made_of_own_answers_is_not_kept(executives: Release) -> None:
    def kept() -> dict[object, int]:
        return {make: cached.cache_info().currsize for make, cached in executives.worked_out.items()}

    held("ranking", executives, None)
    before = kept()
    made = held("benchmark", executives, client(executives, "Nobody keeps me"))
    assert before and kept() == before
    gone = weakref.ref(made.own or made)
    del made
    gc.collect()
    assert gone() is None


def test_other_charts_leave_own_answers_alone(executives: Release) -> None:
    asked = parse(executives, {})[0]
    assert answer(CHARTS["ranking"], asked, executives, client(executives)) == answer(
        CHARTS["ranking"], asked, executives
    )


def test_every_file_has_the_own_answers(executives: Release) -> None:
    made, said = held("benchmark", executives), voice(executives)
    assert caption(CHARTS["benchmark"], made, said).question.startswith("Acme · ")
    assert made.to_dict(said)["own"] == "Acme"
    assert [one["own_level"] for one in made.to_dict(said)["rows"]] == [one.own_level for one in made.rows]
    assert "own_level" in csv.labelled(made).splitlines()[0]
    assert "Your rating" in twin.table(made, said)
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx.book([Part(CHARTS["benchmark"], made)], executives, (), said))
    )
    cells = [cell.value for line in book.worksheets[0].iter_rows() for cell in line]
    assert "Your rating" in cells and any(str(cell).startswith("Acme · ") for cell in cells)


def test_the_command_takes_a_file(
    releases: Releases, executives: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.csv"
    file.write_bytes(to_csv(client(executives), voice(executives, "fi")))
    asked = ["answer", "benchmark", "--study", "executives-2015", "--own", str(file)]
    assert main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["own"] == "Acme" and {one["item"] for one in told["rows"]} == {*RATED}
    file.write_text("item,level\nlinkdin,4\n", encoding="utf-8")
    assert main(asked) == 3 and "Did you mean “linkedin”?" in capsys.readouterr().err
    assert main(["answer", "ranking", *asked[2:]]) == 3


def key(*parts: str) -> str:
    return "-".join(("own", "executives-2015", *parts))


def test_answers_are_entered_kept_over_pages_and_cleared(releases: Releases) -> None:
    app = opened("benchmark", study="executives-2015", lang="en")
    assert not app.exception and Text("en")("benchmark.headline.empty") in said(app)
    app.text_input[0].set_value("Acme")
    app.button_group(key=key("level", "linkedin")).set_value(5)
    app.button_group(key=key("use", "linkedin")).set_value(False)
    app.button(key="own-compare").click().run()
    assert not app.exception
    shown = said(app)
    assert "Acme · Where do you stand?" in shown and "LinkedIn higher than" in shown
    assert set(pictures(app)) >= {"benchmark", "unused"} and "Acme" not in str(dict(app.query_params))
    app.switch_page("ranking.py").run()
    app.switch_page("benchmark.py").run()
    assert "Acme · " in said(app) and app.button_group(key=key("level", "linkedin")).value == 5
    app.button(key="own-clear").click().run()
    assert "Acme" not in said(app) and Text("en")("benchmark.headline.empty") in said(app)


def test_own_answers_are_of_one_study(releases: Releases, executives: Release) -> None:
    app = opened("benchmark", study="executives-2015", lang="en")
    app.session_state["own-executives-2015"] = client(executives)
    assert "Acme · " in said(app.run())
    app.query_params["study"] = "small"
    assert "Acme" not in said(app.run()) and not app.exception


def test_a_saved_file_is_opened_and_a_wrong_one_changes_nothing(
    releases: Releases, executives: Release
) -> None:
    app = opened("benchmark", study="executives-2015", lang="fi")
    file = to_csv(client(executives), voice(executives))
    app.file_uploader[0].set_value(("own.csv", file, "text/csv")).run()
    assert not app.exception and "Acme · " in said(app)
    app.file_uploader[0].set_value(("own.csv", b"item,level\nlinkdin,4\n", "text/csv")).run()
    assert "Tarkoititko ”linkedin”?" in said(app) and "Acme · " in said(app)


def test_nobody_else_sees_them(releases: Releases, executives: Release) -> None:
    app = opened("benchmark", study="executives-2015", lang="en")
    app.session_state["own-executives-2015"] = client(executives)
    app.run()
    assert "Acme" not in said(opened("benchmark", study="executives-2015", lang="en"))


def test_the_page_asks_for_use_only_where_the_study_did(releases: Releases) -> None:
    assert (ROOT / "pages" / "benchmark.py").exists()
    without = opened("benchmark", study="participation-2021", lang="en")
    assert not without.exception
    asked = any(one.key and "-use-" in one.key for one in without.button_group)
    assert asked == (releases.open("participation-2021").study.use is not None)
