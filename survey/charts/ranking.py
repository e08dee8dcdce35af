"""Which items matter most? A dot with its interval per item, the highest first."""

from collections.abc import Iterator, Sequence

from survey.charts import marks
from survey.charts import native as office
from survey.charts.chart import Answer, Asked, Chart, Figure, Row, certain_items, measure_words, rows_of
from survey.charts.dots import dots
from survey.charts.native import Native
from survey.codebook import ALL
from survey.stats import newcombe
from survey.texts import Voice

MOST = 3


def table(asked: Asked) -> Iterator[Row]:
    """A row per item: the selected groups together."""
    return rows_of(asked, asked.counts.pooled(asked.selection.groups))


def question(answer: Answer, voice: Voice) -> str:
    """What was asked."""
    study = voice.study
    if answer.selection.measure == "use" and study.use:
        return voice.say(study.use.question)
    return voice.say(study.question)


def headline(answer: Answer, voice: Voice) -> str:
    """On what the chosen groups differ for certain; else what leads, and how far."""
    rows = sorted(answer.shown(), key=lambda row: -(row.value or 0))
    if not rows:
        return voice("nothing.shown")
    if items := certain_items(answer):
        group = voice.group(answer.selection.by, rows[0].group)
        key = "one" if len(items) == 1 else "several"
        named = voice.listed(voice.item(item) for item in items[:MOST])
        return voice(f"ranking.headline.differs.{key}", group=group, items=named)
    return _leaders(rows, answer.selection.measure, voice)


def _leaders(rows: Sequence[Row], measure: str, voice: Voice) -> str:
    """What leads, where that is certain; else all that may."""
    best = rows[0]
    close = [row for row in rows if row is best or not _surely_below(row, best)]
    if len(close) == 1:
        value = marks.value(best, measure, voice)
        return voice(
            f"ranking.headline.{measure}", item=voice.item(best.item), value=value, top=voice.counted("top")
        )
    named = [voice.item(row.item, short=True) for row in close[:MOST]]
    if more := len(close) - len(named):
        return voice("ranking.headline.close.many", items=", ".join(named), count=more)
    return voice("ranking.headline.close.few", items=voice.listed(named))


def _surely_below(row: Row, best: Row) -> bool:
    """Whether the difference of two items is certain, as if other people had rated each."""
    if best.share is None or row.share is None:
        return (row.high or 0) < (best.low or 0)
    return bool(newcombe(best.share, best.n_eff or 0, row.share, row.n_eff or 0)[0] > 0)


def measure(answer: Answer, voice: Voice) -> str:
    """What is measured; for chosen groups also what dot and tick are."""
    said, selection = measure_words(answer, voice), answer.selection
    if not any(row.rest is not None for row in answer.rows):
        return said
    group = voice.group(selection.by, ",".join(selection.groups))
    return voice("foot.key", measure=said, group=group)


def figure(answer: Answer, voice: Voice) -> Figure:
    """Items down the side, the picked one marked."""
    names = marks.named((row.item for row in answer.rows), voice)
    return dots(answer, names, voice, [row.item == answer.selection.item for row in answer.rows])


def native(answer: Answer, voice: Voice) -> Native:
    """A bar per item."""
    selection = answer.selection
    names = [voice.item(row.item, short=True) for row in answer.rows]
    sides = voice.group(selection.by, ",".join(selection.groups) or ALL), voice("group.rest")
    return office.bars(answer.rows, names, sides, selection.measure, voice)


CHART = Chart("ranking", table, question, headline, measure, figure, native, method=("foot.interval",))
