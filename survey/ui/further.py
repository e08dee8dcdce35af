"""What to ask next: the row that was picked, and the pages that say more about it."""

from collections.abc import Iterator

from survey.charts import CHARTS
from survey.charts.chart import Answer, Chart
from survey.codebook import ALL
from survey.exports import markup
from survey.selection import Selection
from survey.ui.choosing import Choice, Picked
from survey.ui.link import View, go, view, way

Step = tuple[str, str, Selection]
MOST = 4


def picks(chart: Chart, made: Answer, seen: View) -> list[Choice]:
    """The picked item in a menu, which does what a click on the picture does; none where no row is one."""
    items = {item.id for item in seen.release.study.items}
    if chart.of_item or not any(row.item in items for row in made.rows):
        return []
    text, chosen = seen.text, seen.selection.item
    words = text("further.pick", item=text.say(seen.release.study.words.item))
    labels = {"": words} | {item.id: text.item(item.id) for item in seen.release.study.items}

    def picked(one: Picked) -> None:
        go(view().given.with_(item=one.id or None))

    now = [chosen if chosen in labels else ""]
    return [Choice("pick", "menu", words, labels, now, picked, text("further.help"))]


def steps(chart: Chart, seen: View) -> str:
    """Links to the pages that say more, which this study has and which are not this one."""
    found = [one for one in _all(seen) if one[0] != chart.name and CHARTS[one[0]].offered(seen.release)]
    return "".join(
        markup.anchor(f"{words} →", way(page, selection)) for page, words, selection in found[:MOST]
    )


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
