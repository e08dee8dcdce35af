"""What is worth reading, in words: sentences made from the numbers, each with the view that shows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from survey.charts import CHARTS, marks, scale
from survey.charts.chart import Row, answer, counts_of
from survey.database import Release
from survey.selection import Selection
from survey.texts import Voice


@dataclass(frozen=True)
class Sentence:
    """A finding in words: what is said, the numbers behind it, and the page and selection that show it."""

    said: str
    numbers: str
    page: str
    selection: Selection


def three(selection: Selection, release: Release, voice: Voice) -> tuple[Sentence, ...]:
    """What comes first, what divides opinion most and what comes last; fewer when they cannot be shown."""
    rows = answer(CHARTS["ranking"], selection, release).shown()
    ranked = sorted(rows, key=lambda row: -(row.value or 0))
    return (
        *_first(ranked, selection, voice),
        *_divided(selection, release, voice),
        *_last(ranked, selection, voice),
    )


def _first(ranked: list[Row], selection: Selection, voice: Voice) -> Iterator[Sentence]:
    for best, second in [ranked[:2]] if len(ranked) > 1 else []:
        numbers = voice(
            "finding.leads_more",
            value=marks.value(best, selection.measure, voice),
            interval=marks.interval(best, selection.measure, voice),
            next=voice.item(second.item),
            next_value=marks.value(second, selection.measure, voice),
        )
        yield Sentence(
            voice("finding.leads", item=voice.item(best.item)),
            numbers,
            "scale",
            selection.with_(item=best.item),
        )


def _last(ranked: list[Row], selection: Selection, voice: Voice) -> Iterator[Sentence]:
    for worst in ranked[-1:] if len(ranked) > 2 else []:
        numbers = voice(
            "finding.last_more",
            value=marks.value(worst, selection.measure, voice),
            interval=marks.interval(worst, selection.measure, voice),
        )
        yield Sentence(
            voice("finding.last", item=voice.item(worst.item)),
            numbers,
            "scale",
            selection.with_(item=worst.item),
        )


def _divided(selection: Selection, release: Release, voice: Voice) -> Iterator[Sentence]:
    study_scale = release.study.scale
    drawn = scale.bars(scale.spread(counts_of(selection, release).pooled(selection.groups), study_scale))
    bar = scale.most_divided(drawn, study_scale)
    if bar is not None:
        numbers = voice(
            "finding.divided_more",
            top_share=voice.percent(scale.top_share(drawn[bar], study_scale)),
            top=voice.say(study_scale.top_label),
            low_share=voice.percent(drawn[bar][0].share or 0),
            low=voice.level(1),
        )
        yield Sentence(
            voice("finding.divided", item=voice.item(bar[0])), numbers, "scale", selection.with_(item=bar[0])
        )


def divided_item(selection: Selection, release: Release) -> str:
    """The item that divides everybody most: the one to open the scale on."""
    drawn = scale.bars(scale.spread(counts_of(selection, release).pooled(()), release.study.scale))
    bar = scale.most_divided(drawn, release.study.scale)
    return bar[0] if bar else release.study.items[0].id
