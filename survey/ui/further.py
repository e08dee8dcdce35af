"""What to ask next: the row that was picked, and the pages that say more about it."""

from collections.abc import Iterator

import streamlit as st

from survey.charts import CHARTS
from survey.charts.chart import Answer, Chart
from survey.codebook import ALL
from survey.exports import markup
from survey.selection import Selection
from survey.ui.link import View, go, way
from survey.ui.words import plain

Step = tuple[str, str, Selection]
MOST = 4


def further(chart: Chart, made: Answer, seen: View) -> None:
    """The picked item in a menu, which does what a click on the picture does, and the next questions."""
    with st.container(key="further", horizontal=True, vertical_alignment="center", gap="small"):
        items = {item.id for item in seen.release.study.items}
        if not chart.of_item and any(row.item in items for row in made.rows):
            _pick(seen)
        steps = (
            markup.anchor(f"{words} →", way(page, selection))
            for page, words, selection in _steps(chart, seen)
        )
        st.html(f'<p class="steps">{"".join(steps)}</p>')


def _pick(seen: View) -> None:
    text, chosen = seen.text, seen.selection.item
    labels = {"": text("further.pick", item=text.say(seen.release.study.words.item))}
    labels |= {item.id: text.item(item.id) for item in seen.release.study.items}

    def picked() -> None:
        go(seen.given.with_(item=st.session_state["pick"] or None))

    st.menu_button(
        plain(labels[chosen if chosen in labels else ""]),
        tuple(labels),
        key="pick",
        format_func=lambda one: plain(labels[one]),
        help=text("further.help"),
        on_click=picked,
        type="tertiary",
    )


def _steps(chart: Chart, seen: View) -> Iterator[Step]:
    """The pages that say more, which this study has and which are not this one."""
    steps = [one for one in _all(seen) if one[0] != chart.name and CHARTS[one[0]].offered(seen.release)]
    yield from steps[:MOST]


def _all(seen: View) -> Iterator[Step]:
    """As the chart shows it; but of a chart that compares by something else, as the link says."""
    text = seen.text
    selection = seen.selection if seen.selection.by == seen.given.by else seen.given
    if selection.item not in (None, ALL):
        item = text.item(selection.item, short=True)
        yield "item", text("further.item", item=item), selection
        yield "scale", text("further.scale", item=item), selection
        yield "trend", text("further.trend", item=item), selection
    if selection.groups:
        group = text.group(selection.by, ",".join(selection.groups), short=True)
        yield "compare", text("further.compare", group=group), selection
        yield "use", text("further.use", group=group), selection
    else:
        yield "heatmap", text("further.heatmap"), selection
        yield "compare", text("further.compare_all"), selection
        yield "use", text("further.use_all"), selection
