"""What stands around a picture, wherever it is shown: question, finding, measure, base, source, notes."""

from dataclasses import dataclass

from survey.charts.chart import Answer, Chart
from survey.texts import Voice


@dataclass(frozen=True)
class Caption:
    """The words of a finished chart.

    | field | meaning |
    |---|---|
    | question | what it answers, and of whom |
    | title | the finding |
    | measure | what its numbers are; may be empty |
    | base | who answered, how the numbers are made, and the source |
    | notes | what else is to know |
    | how | how to read it |
    | badge | what kind of data it is, where that must be said; else empty |
    """

    question: str
    title: str
    measure: str
    base: str
    notes: str
    how: str
    badge: str


def caption(chart: Chart, made: Answer, voice: Voice) -> Caption:
    """The words of an answer."""
    study = voice.study
    who = voice.who(made.respondents, made.organisations, made.exact)
    return Caption(
        question=_question(chart, made, voice),
        title=chart.headline(made, voice),
        measure=chart.measure(made, voice),
        base=" · ".join((who, *map(voice, chart.method), study.provenance.source)),
        notes=" ".join(note.say(voice) for note in made.notes),
        how=voice(f"{chart.name}.how"),
        badge=voice("app.synthetic_help") if study.synthetic else "",
    )


def _question(chart: Chart, made: Answer, voice: Voice) -> str:
    selection = made.selection
    chosen = () if chart.of_all else selection.groups
    groups = [voice.group(selection.by, ",".join(chosen))] if chosen else []
    question = chart.question(made, voice)
    for group in (*groups, *voice.within(selection.within)):
        question = voice("question.of_group", question=question, group=group)
    return question
