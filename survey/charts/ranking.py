"""Which items matter most? A dot with its interval per item, the highest first."""

from collections.abc import Iterator

from survey.charts import marks
from survey.charts.chart import Answer, Chart, Figure, Row, measure_words, rows_of
from survey.counts import Counts
from survey.selection import Selection
from survey.study import Study
from survey.texts import Voice


def table(counts: Counts, selection: Selection, study: Study) -> Iterator[Row]:
    """A row per item: the selected groups together."""
    return rows_of(counts.pooled(selection.groups), selection.measure, study)


def question(answer: Answer, voice: Voice) -> str:
    """What was asked."""
    study = voice.study
    if answer.selection.measure == "use" and study.use:
        return voice.say(study.use.question)
    return voice.say(study.question)


def headline(answer: Answer, voice: Voice) -> str:
    """What leads, and how far."""
    rows = sorted(answer.shown(), key=lambda row: -(row.value or 0))
    if not rows:
        return voice("nothing.shown")
    measure = answer.selection.measure
    best = marks.value(rows[0], measure, voice)
    leaders = [row for row in rows if marks.value(row, measure, voice) == best]
    names = voice.listed(voice.item(row.item) for row in leaders[:3])
    key = f"ranking.headline.{measure}.{'one' if len(leaders) == 1 else 'several'}"
    return voice(key, item=names, value=best, top=voice.say(voice.study.scale.top_label))


def figure(answer: Answer, voice: Voice) -> Figure:
    """Items down the side, values across, the number in a column at the right."""
    rows, measure = answer.rows, answer.selection.measure
    names = marks.named((row.item for row in rows), voice)
    drawn = [(name, row) for name, row in zip(names, rows, strict=True) if row.value is not None]
    lines = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for _, row in drawn for x in (row.low, row.high, None)],
        "y": [y for name, _ in drawn for y in (name, name, None)],
        "line": {"color": marks.STRONG, "width": 2},
        "opacity": 0.55,
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [row.value for _, row in drawn],
        "y": [name for name, _ in drawn],
        "marker": {"color": marks.STRONG, "size": 13},
        "hovertext": [marks.hover(row, measure, voice) for _, row in drawn],
        "hoverinfo": "text",
    }
    numbers = marks.column(names, [marks.value(row, measure, voice, unit=False) for row in rows])
    return marks.rows_figure([lines, dots, numbers], names, marks.value_axis(measure, voice), voice)


CHART = Chart("ranking", table, question, headline, measure_words, figure, method=("foot.interval",))
