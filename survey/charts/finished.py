"""A chart as its reader meets it: numbers, words and picture, made once for all who look at the same view."""

from dataclasses import dataclass

from survey.charts import twin
from survey.charts.caption import Caption, caption
from survey.charts.chart import Answer, Chart, Figure, answer
from survey.database import Release
from survey.own import Own
from survey.remembered import remembered
from survey.selection import Selection
from survey.settings import Settings
from survey.texts import Voice


@dataclass(frozen=True)
class Finished:
    """An answer with its words, its picture, and the same for those who do not see it.

    Of an answer that shows nothing the picture is empty. It is shared by all readers: nobody changes it.
    """

    chart: Chart
    answer: Answer
    said: Caption
    figure: Figure | str
    alt: str


def finished(
    chart: Chart, selection: Selection, release: Release, language: str, own: Own | None = None
) -> Finished:
    """The chart of a selection, in a language. What is made of a client's `own` answers is not kept."""
    if own and chart.of_own:
        return _finished(chart, selection, release, language, own)
    settings = Settings.from_environment()
    return _kept(chart, selection, release, language, settings.q, settings.gap)


@remembered(128, lambda _chart, _selection, release, *_: release)
def _kept(
    chart: Chart, selection: Selection, release: Release, language: str, _q: float, _gap: float
) -> Finished:
    return _finished(chart, selection, release, language)


def _finished(
    chart: Chart, selection: Selection, release: Release, language: str, own: Own | None = None
) -> Finished:
    made, voice = answer(chart, selection, release, own), Voice(language, release.study, release.groups)
    said = caption(chart, made, voice)
    if not made.shows:
        return Finished(chart, made, said, "", "")
    return Finished(chart, made, said, chart.figure(made, voice), twin.alt(made, said.title, voice))
