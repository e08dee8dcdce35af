"""A chart on a page: words, a picture in a node that stays, what to ask next, and what opens below it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import streamlit as st

from survey.assets import plotly_name
from survey.charts import twin
from survey.charts.chart import Chart
from survey.charts.finished import Finished, finished
from survey.exports import markup
from survey.selection import Selection
from survey.ui.apart import apart
from survey.ui.choosing import Choice, hearing
from survey.ui.component import component
from survey.ui.further import picks, steps
from survey.ui.link import View, completed, go, view, way
from survey.ui.menu import menu

FOLDED = {"how": "foot.how", "table": "foot.table", "save": "menu.title"}


@dataclass(frozen=True)
class Below:
    """What stands below a picture.

    | field | meaning |
    |---|---|
    | foot | who answered, the source and what is to know, as HTML |
    | choices | what may be picked |
    | steps | links to what may be asked next, as HTML |
    | more | what is folded away: name, words, and whether it is open |
    | opened | what is open, as HTML |
    """

    foot: str
    choices: Sequence[Choice] = ()
    steps: str = ""
    more: tuple[tuple[str, str, bool], ...] = ()
    opened: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """The same as the browser has it."""
        return vars(self) | {"choices": [one.data for one in self.choices]}


def show(chart: Chart, seen: View, below: bool = False, of: str = "") -> None:
    """A finished chart: question, finding, measure, picture, what to ask next, base, source, menu.

    `below` another one its heading is of the second rank, and nothing further is asked; `of` is the chart
    that chooses with it what the reader left open. Of a study that has nothing for it, why that is.
    """
    with apart(chart.name):
        _show(chart, completed(seen, of), below)


def _show(chart: Chart, seen: View, below: bool) -> None:
    if not chart.offered(seen.release):
        _missing(chart, seen, below)
        return
    one = finished(chart, seen.selection, seen.release, seen.text.language, seen.own)
    here = replace(seen, selection=one.answer.selection)
    above = markup.head(one.said.question, one.said.title, one.said.measure, "h2" if below else "h1")
    if not one.answer.shows:
        why = "nothing.why" if one.answer.rows else chart.nothing
        st.html(f'{above}<p class="quiet">{escape(seen.text(why))}</p>')
        return
    under = Below(
        foot=f"{escape(one.said.base)}<br>{escape(one.said.notes)}",
        choices=() if below else picks(chart, one.answer, here),
        steps="" if below else steps(chart, here),
        more=tuple((name, seen.text(words), opened(chart, name)) for name, words in FOLDED.items()),
        opened="".join(_opened(one, here)),
    )
    picture(one, here, above, under)
    if opened(chart, "save"):
        with st.container(key=f"save-{chart.name}", horizontal=True, gap="medium"):
            menu(chart, one.answer, one.said, here)


def _missing(chart: Chart, seen: View, below: bool) -> None:
    if not below:
        text = seen.text
        st.html(markup.head(text.title(), text(f"{chart.name}.missing"), text("nothing.other")))


def picture(
    one: Finished,
    seen: View,
    above: str = "",
    below: Below | None = None,
    room: str = "",
    fixed: bool = False,
) -> None:
    """The figure or table, and what a click on it selects; nothing if it is `fixed`.

    `above` it stands HTML, and then its legend; `room` is what it fills: "screen", enlarged, "frame", as high
    as that is, or else its own height.
    """
    chart = one.chart
    kind = "table" if isinstance(one.figure, str) else "figure"
    data = {
        "id": f"chart-{chart.name}",
        "above": above + (chart.legend(seen.text) if above and chart.legend else ""),
        "alt": one.alt,
        "plotly": plotly_name(),
        kind: one.figure,
        "room": room,
        "fixed": "true" if fixed else "",
        "below": below and below.data,
    }
    hears: dict[str, Callable[[Any], None]] = {} if fixed else {"picked": _picked}
    if below and below.more:
        hears |= {"chosen": hearing(below.choices), "opened": lambda name: _turn(chart, name)}
    component("chart", f"chart-{chart.name}", data, hears)


def _picked(pick: Any) -> None:
    if isinstance(pick, dict):
        go(_with(view().given, pick))


def _with(selection: Selection, pick: Mapping[str, Any]) -> Selection:
    """The selection with the item and the group that were clicked; a second click takes them back."""
    chosen: dict[str, object] = {"item": str(pick["item"])} if pick.get("item") else {}
    if pick.get("group"):
        chosen["groups"] = tuple(str(pick["group"]).split(","))
    again = selection.with_(**chosen) == selection
    nothing = {"item": None} if "item" in chosen else {"groups": ()}
    return selection.with_(**(nothing if again else chosen))


def opened(chart: Chart, name: str) -> bool:
    """Whether this is open below the chart, in this session."""
    return bool(st.session_state.get(_key(chart, name)))


def _turn(chart: Chart, name: Any) -> None:
    """Open what is folded, fold what is open."""
    if name in FOLDED:
        st.session_state[_key(chart, name)] = not opened(chart, name)


def _key(chart: Chart, name: str) -> str:
    return f"open-{name}-{chart.name}"


def _opened(one: Finished, seen: View) -> Iterator[str]:
    """What was opened, as HTML."""
    if opened(one.chart, "how"):
        more = markup.anchor(f"{seen.text('method.words')} →", way("method", seen.selection))
        yield f'<div class="how"><p>{escape(one.said.how)}</p><p>{more}</p></div>'
    if opened(one.chart, "table"):
        yield twin.table(one.answer, seen.text)
