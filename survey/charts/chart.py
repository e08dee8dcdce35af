"""What a chart is, and the one way from a selection to its numbers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from survey.charts.measure import Measured, measured
from survey.codebook import ALL
from survey.counts import Counts, read_counts
from survey.database import Release
from survey.selection import Selection
from survey.study import Study
from survey.texts import Voice

Figure = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One mark of a chart, as codes and numbers. What does not apply is None.

    | field | meaning |
    |---|---|
    | item, group | what was rated, by whom; groups added up are "a,b" |
    | base, organisations | valid answers, and how many organisations they come from |
    | hidden | too few to show: no number is given |
    | top, share | how many chose what is measured, and their share 0–1 |
    | mean | of level numbers, for the measure mean |
    | low, high | 95 % interval of the share or the mean |
    | level, n | a point of the scale and how many chose it |
    | absent | answers off the scale, by kind |
    """

    item: str
    group: str
    base: int | None = None
    organisations: int | None = None
    hidden: bool = False
    top: int | None = None
    share: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    level: int | None = None
    n: int | None = None
    absent: Mapping[str, int] | None = None

    @property
    def value(self) -> float | None:
        """What is drawn: the share, or the mean."""
        return self.share if self.mean is None else self.mean

    def to_dict(self) -> dict[str, Any]:
        """The row without what does not apply; item, group and hidden always."""
        kept = {name: value for name, value in asdict(self).items() if value is not None}
        return kept if self.hidden else {name: value for name, value in kept.items() if name != "hidden"}


@dataclass(frozen=True)
class Note:
    """Something to know beside the numbers: a code, whose words are `note.<code>`, and their values."""

    code: str
    values: tuple[tuple[str, object], ...] = ()

    def say(self, voice: Voice) -> str:
        """The note in words."""
        return voice(f"note.{self.code}", **dict(self.values))


@dataclass(frozen=True)
class Answer:
    """The numbers of one chart for one selection. Every picture, table and file is made from it.

    respondents, organisations  who is in the selection; organisations None where the study has none
    exact                       False where `organisations` is the least it can be
    rows                        in the order they are drawn
    """

    chart: str
    release: str
    selection: Selection
    respondents: int
    organisations: int | None
    exact: bool
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]

    def to_dict(self, voice: Voice) -> dict[str, Any]:
        """The answer for scripts: codes and numbers, and notes as code and words."""
        return {
            "study": self.selection.study,
            "release": self.release,
            "chart": self.chart,
            "selection": {name: value for name, value in asdict(self.selection).items() if name != "study"},
            "rows": [row.to_dict() for row in self.rows],
            "notes": [{"code": note.code, "text": note.say(voice)} for note in self.notes],
        }

    def shown(self) -> tuple[Row, ...]:
        """The rows that have a number."""
        return tuple(row for row in self.rows if not row.hidden and row.base)


@dataclass(frozen=True)
class Chart:
    """Its numbers and its picture.

    | field | meaning |
    |---|---|
    | table | counts of a selection → its rows |
    | question | what it answers |
    | headline | the finding, in words made from the rows |
    | measure | what its numbers are; empty where the legend says it |
    | figure | the picture: a Plotly figure as a dict, or a table as HTML |
    | legend | its colours, as HTML, where labels cannot say them |
    | method | keys of the words that say how its numbers are made |
    """

    name: str
    table: Callable[[Counts, Selection, Study], Iterator[Row]]
    question: Callable[[Answer, Voice], str]
    headline: Callable[[Answer, Voice], str]
    measure: Callable[[Answer, Voice], str]
    figure: Callable[[Answer, Voice], Figure | str]
    legend: Callable[[Voice], str] | None = None
    method: tuple[str, ...] = ()


def measure_words(answer: Answer, voice: Voice) -> str:
    """What is measured, in the study's own words."""
    return voice.measure(answer.selection.measure)


@lru_cache(maxsize=4096)
def answer(chart: Chart, selection: Selection, release: Release) -> Answer:
    """The numbers of a chart for a selection: the only way from published counts to a reader."""
    counts = counts_of(selection, release)
    rows = tuple(chart.table(counts, selection, release.study))
    base = counts.pooled(selection.groups).respondents
    return Answer(
        chart=chart.name,
        release=release.name,
        selection=selection,
        respondents=int(base.n[0, 0]),
        organisations=whole(base.organisations[0, 0]),
        exact=base.exact,
        rows=rows,
        notes=tuple(_notes(release, selection, rows, base.exact)),
    )


def counts_of(selection: Selection, release: Release) -> Counts:
    """The counts of the selected items, by the selected dimension: every group of it, and everybody."""
    everything = read_counts(release, selection.by)
    return everything.of_items(_items(everything, selection, release.study))


def _items(counts: Counts, selection: Selection, study: Study) -> list[str]:
    """The selected items, the highest of everybody first: the order stays when the group changes."""
    chosen = [
        item.id
        for item in study.items
        if selection.family in (None, item.family) and selection.item in (None, ALL, item.id)
    ]
    everybody = measured(counts.apart([ALL]), selection.measure, study.scale).value[0]
    value = dict(zip(counts.items, np.nan_to_num(everybody, nan=-1.0), strict=True))
    return sorted(chosen, key=lambda item: -value[item])


def _notes(release: Release, selection: Selection, rows: tuple[Row, ...], exact: bool) -> Iterator[Note]:
    study = release.study
    if study.synthetic:
        yield Note("synthetic")
    if any(row.hidden for row in rows):
        yield Note("hidden", (("k", study.privacy.k), ("m", study.privacy.m)))
    for members in release.groups.get(selection.by, {}).values():
        if len(members) > 1:
            yield Note("merged", (("count", len(members)),))
    if not exact:
        yield Note("at_least")
    yield Note("clusters" if study.source.organisation else "no_organisations")


def rows_of(counts: Counts, measure: str, study: Study) -> Iterator[Row]:
    """A row per item and group, items first in order, of what is measured."""
    numbers = measured(counts, measure, study.scale)
    for index, item in enumerate(counts.items):
        for place, group in enumerate(counts.groups):
            yield _row(item, group, measure, numbers, (place, index))


def _row(item: str, group: str, measure: str, numbers: Measured, at: tuple[int, int]) -> Row:
    if not np.isfinite(numbers.base[at]):
        return Row(item, group, hidden=True)
    value = number(numbers.value[at])
    return Row(
        item,
        group,
        base=int(numbers.base[at]),
        organisations=whole(numbers.organisations[at]),
        top=whole(numbers.top[at]),
        share=None if measure == "mean" else value,
        mean=value if measure == "mean" else None,
        low=number(numbers.low[at]),
        high=number(numbers.high[at]),
    )


def number(value: float) -> float | None:
    """A float, or None for NaN."""
    return float(value) if np.isfinite(value) else None


def whole(value: float) -> int | None:
    """An int, or None for NaN."""
    return int(value) if np.isfinite(value) else None
