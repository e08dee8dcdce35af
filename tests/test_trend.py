"""Change from round to round, against the first round an item was asked in; names that do not collide."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.charts import CHARTS
from survey.charts.trend import spread
from survey.database import Release, Releases
from tests.builders import WAVE_TOPS
from tests.test_charts import ask, row, voice

ROUNDS = ("2015", "2019", "2023")


@pytest.fixture
def waves(releases: Releases) -> Release:
    return releases.open("waves")


def ends(release: Release, **given: str) -> dict[str, str]:
    """Item → the words at the end of its line."""
    figure: Any = CHARTS["trend"].figure(ask("trend", release, **given), voice(release))
    words = [one["text"].removeprefix("<b>").removesuffix("</b>") for one in figure["layout"]["annotations"]]
    return {said.split(" ")[0]: said for said in words}


@pytest.mark.parametrize("item", ["social", "letter", "meeting", "fax"])
def test_every_round_is_compared_with_the_first(waves: Release, item: str) -> None:
    made = ask("trend", waves)
    first, *later = (row(made, item, one) for one in ROUNDS)
    assert first.rest is None and first.difference is None and first.certain is None
    tops = [None if top is None else top / 40 for top in WAVE_TOPS[item]]
    for one, top in zip(later, tops[1:], strict=True):
        if top is None:
            assert one.asked is False and one.base is None
            continue
        assert one.share == pytest.approx(top) and one.rest == pytest.approx(tops[0])
        assert one.difference == pytest.approx(top - (tops[0] or 0))


def test_an_item_that_came_later_is_compared_with_its_own_first_round(waves: Release) -> None:
    made = ask("trend", waves)
    before, first, last = (row(made, "chat", one) for one in ROUNDS)
    assert before.asked is False and before.base is None and not before.hidden
    assert first.asked is None and first.rest is None
    assert last.rest == first.share and last.difference == (last.share or 0) - (first.share or 0)


def test_the_words_at_a_line_say_how_it_changed_and_since_or_until_when(waves: Release) -> None:
    said = ends(waves)
    assert said["Social"] == "Social media 75 (+55 ▲)"
    assert said["Letter"] == "Letter 20 (−55 ▼)"
    assert said["Meeting"] == "Meeting 80 (0)"
    assert said["Chat"].endswith(" · first asked 2019")
    assert said["Fax"] == "Fax 25 (0) · last asked 2019"


def test_the_finding_is_the_change_to_the_last_round(waves: Release) -> None:
    title = CHARTS["trend"].headline(ask("trend", waves), voice(waves))
    assert title == "Changed for certain: Social media +55 and Letter −55"


@pytest.mark.parametrize(
    ("chosen", "within", "base"),
    [
        ({"by": "sector", "groups": "trade"}, ("sector.trade",), 40),
        ({"by": "sector", "groups": "trade,public"}, (), 120),
        ({"by": "sector"}, (), 120),
        ({"by": "wave", "groups": "2019", "against": "2015"}, (), 120),
        ({"by": "wave", "within": "sector.public"}, ("sector.public",), 40),
    ],
)
def test_one_chosen_group_narrows_it_where_rounds_are_published_by_group(
    waves: Release, chosen: dict[str, str], within: tuple[str, ...], base: int
) -> None:
    made = ask("trend", waves, **chosen)
    assert (made.selection.by, made.selection.groups, made.selection.against) == ("wave", (), None)
    assert made.selection.within == within and row(made, "meeting", "2015").base == base


places = st.lists(st.floats(0, 1), max_size=12).map(sorted)
distances = st.floats(0.001, 0.3)


@given(places, distances)
def test_names_stay_in_order_apart_and_within_the_ends(values: list[float], apart: float) -> None:
    found = np.array(spread(values, apart, 0, 1))
    step = min(apart, 1 / max(1, len(values) - 1))
    assert len(found) == len(values) and (np.diff(found) >= step - 1e-9).all()
    assert ((found >= -1e-9) & (found <= 1 + 1e-9)).all()


@given(places, distances, places)
def test_names_are_moved_less_than_in_any_other_way(
    values: list[float], apart: float, other: list[float]
) -> None:
    """Any other way: a list of as many, pushed up until it is apart, if that leaves it within the ends."""
    found, step = spread(values, apart, 0, 1), min(apart, 1 / max(1, len(values) - 1))
    others: list[float] = []
    for value in (other + values)[: len(values)]:
        others.append(max(value, others[-1] + step) if others else value)
    evenly = list(np.linspace(0, 1, len(values))) if len(values) > 1 else values
    for way in (evenly, *([others] if others and others[-1] <= 1 else [])):
        assert _moved(values, found) <= _moved(values, way) + 1e-9


def _moved(values: list[float], to: list[float]) -> float:
    return float(np.square(np.subtract(values, to)).sum())


@given(st.lists(st.integers(0, 20), unique=True, max_size=12).map(sorted))
def test_names_that_are_apart_stay_where_they_are(values: list[int]) -> None:
    assert spread([one / 20 for one in values], 0.05, 0, 1) == pytest.approx([one / 20 for one in values])
