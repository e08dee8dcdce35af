"""What a chart is, and the one way from a selection to its numbers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import ALL
from survey.counts import Counts
from survey.database import Release
from survey.measure import COMPARED, Measured, measured
from survey.own import Own
from survey.published import read_counts
from survey.remembered import remembered
from survey.selection import Selection
from survey.settings import Settings
from survey.study import Study
from survey.texts import Voice

if TYPE_CHECKING:
    from survey.charts.native import Native

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
    | deff, n_eff | what organisations and weights cost, and how many answers the base is worth |
    | reliability | "ok", or "low" where the base is worth less than 30 or the interval spans over 0.30 |
    | rest | the share or mean of everybody who is not in the group |
    | difference, difference_low, difference_high | share − rest and its 95 % interval; of a mean alone |
    | p, q | of no difference; q within all groups and items of the study |
    | certain | q and difference are both beyond the settings: marked ▲ or ▼ |
    | delta, delta_low, delta_high | Cliff's δ against the rest and its 95 % interval, for a mean and scale |
    | consensus | how much the answers agree, 0–1, for a mean and scale |
    | level, n | a point of the scale and how many chose it; of themes how many interviews raised it |
    | absent | answers off the scale, by kind |
    | among | "users" or "others": only those who have the item in use, or have not |
    | use, use_low, use_high | the share that has the item in use, and its 95 % interval |
    | both, important, used, neither | shares of those who told both: important and in use, … |
    | asked | False where the item was not asked in this round |
    | raised | whether an interview raised the theme |
    | x, y | a place on the map of groups and items |
    | own_level, own_use | the client's own rating, and whether they have it in use |
    | same, higher | beside `share`, who rates the item lower than the client: who rates it the same, higher |
    | higher_low, higher_high | 95 % interval of `higher` |
    | peers | the share to whom the item is important |
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
    deff: float | None = None
    n_eff: float | None = None
    reliability: str | None = None
    rest: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    p: float | None = None
    q: float | None = None
    certain: bool | None = None
    delta: float | None = None
    delta_low: float | None = None
    delta_high: float | None = None
    consensus: float | None = None
    level: int | None = None
    n: int | None = None
    absent: Mapping[str, int] | None = None
    among: str | None = None
    use: float | None = None
    use_low: float | None = None
    use_high: float | None = None
    both: float | None = None
    important: float | None = None
    used: float | None = None
    neither: float | None = None
    asked: bool | None = None
    raised: bool | None = None
    x: float | None = None
    y: float | None = None
    own_level: int | None = None
    own_use: bool | None = None
    same: float | None = None
    higher: float | None = None
    higher_low: float | None = None
    higher_high: float | None = None
    peers: float | None = None

    @property
    def value(self) -> float | None:
        """What is drawn: the share, or the mean."""
        return self.share if self.mean is None else self.mean

    def to_dict(self) -> dict[str, Any]:
        """The row without what does not apply; item, group and hidden always."""
        kept = {name: value for name, value in vars(self).items() if value is not None}
        return kept if self.hidden else {name: value for name, value in kept.items() if name != "hidden"}


@dataclass(frozen=True)
class Note:
    """Something to know beside the numbers: a code, whose words are `note.<code>`, and their values."""

    code: str
    values: tuple[tuple[str, object], ...] = ()

    def say(self, voice: Voice) -> str:
        """The note in words."""
        return voice(f"note.{self.code}", **{name: _written(value, voice) for name, value in self.values})


def _written(value: object, voice: Voice) -> object:
    """A number with two decimals, and items by their names."""
    if isinstance(value, tuple):
        return voice.listed(voice.item(item, short=True) for item in value)
    return voice.decimal(value, 2) if isinstance(value, float) else value


@dataclass(frozen=True)
class Answer:
    """The numbers of one chart for one selection. Every picture, table and file is made from it.

    respondents, organisations  who is in the selection; None where hidden, or the study has no organisations
    exact                       False where `organisations` is the least it can be
    rows                        in the order they are drawn
    own                         the client's own answers, which the group is held against
    """

    chart: str
    release: str
    selection: Selection
    respondents: int | None
    organisations: int | None
    exact: bool
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    own: Own | None = None

    def to_dict(self, voice: Voice) -> dict[str, Any]:
        """The answer for scripts: codes and numbers, and notes as code and words."""
        return ({"own": self.own.name} if self.own else {}) | {
            "study": self.selection.study,
            "release": self.release,
            "chart": self.chart,
            "selection": {name: value for name, value in asdict(self.selection).items() if name != "study"},
            "rows": [row.to_dict() for row in self.rows],
            "notes": [{"code": note.code, "text": note.say(voice)} for note in self.notes],
        }

    @property
    def shows(self) -> bool:
        """Whether there is anything to draw: a number, or an interview."""
        return any(row.base or row.raised is not None for row in self.rows)

    def shown(self) -> tuple[Row, ...]:
        """The rows that have a number."""
        return tuple(row for row in self.rows if not row.hidden and row.base)


@dataclass(frozen=True)
class Asked:
    """What the numbers of a chart are made from.

    selection  complete: what the reader left to the chart is in it
    items      the selected items, in the order they are drawn
    q, gap     the settings that say which differences are marked
    own        the client's own answers
    """

    selection: Selection
    release: Release
    items: tuple[str, ...]
    q: float
    gap: float
    own: Own | None = None

    @property
    def study(self) -> Study:
        """The study of the release."""
        return self.release.study

    @property
    def counts(self) -> Counts:
        """Everything that is published of the selected dimension, every group and item."""
        return self.counts_of("level")

    def counts_of(self, question: str) -> Counts:
        """The same of "users" of an item alone, or of "others"."""
        return read_counts(self.release, self.selection.by, question, self.selection.within)

    @property
    def groups(self) -> tuple[str, ...]:
        """The chosen groups, else all of them."""
        return self.selection.groups or tuple(group for group in self.counts.groups if group != ALL)


def _always(_release: Release) -> bool:
    return True


def _as_it_is(selection: Selection, _release: Release) -> Selection:
    return selection


@dataclass(frozen=True)
class Chart:
    """Its numbers and its picture.

    | field | meaning |
    |---|---|
    | table | what was asked → its rows |
    | question | what it answers |
    | headline | the finding, in words made from the rows |
    | measure | what its numbers are; empty where the legend says it |
    | figure | the picture: a Plotly figure as a dict, or a table as HTML |
    | native | the picture as an office program draws it by itself |
    | legend | its colours, as HTML, where labels cannot say them |
    | method | keys of the words that say how its numbers are made |
    | notes | what else is to know beside its numbers |
    | offered | whether a release has what it shows |
    | complete | the selection with what the reader left open |
    | of_item | it shows the selected item alone; others show every item and mark that one |
    | of_all | it shows everybody and every group, and marks the selected one; its base is everybody |
    | page | the page that shows it, where that has another name; such a chart is in no deck by itself |
    | of_own | it holds the group against a client's own answers |
    | nothing | the key of the words for when it has no rows |
    """

    name: str
    table: Callable[[Asked], Iterator[Row]]
    question: Callable[[Answer, Voice], str]
    headline: Callable[[Answer, Voice], str]
    measure: Callable[[Answer, Voice], str]
    figure: Callable[[Answer, Voice], Figure | str]
    native: "Callable[[Answer, Voice], Native]"
    legend: Callable[[Voice], str] | None = None
    method: tuple[str, ...] = ()
    notes: Callable[[Asked], Iterator[Note]] | None = None
    offered: Callable[[Release], bool] = _always
    complete: Callable[[Selection, Release], Selection] = _as_it_is
    of_item: bool = False
    of_all: bool = False
    page: str = ""
    of_own: bool = False
    nothing: str = "nothing.why"


def measure_words(answer: Answer, voice: Voice) -> str:
    """What is measured, in the study's own words."""
    return voice.measure(answer.selection.measure)


def certain_items(answer: Answer) -> list[str]:
    """The items of which a difference is certain, the largest first."""
    certain = sorted((row for row in answer.rows if row.certain), key=lambda row: -abs(row.difference or 0))
    return list(dict.fromkeys(row.item for row in certain))


def answer(chart: Chart, selection: Selection, release: Release, own: Own | None = None) -> Answer:
    """The numbers of a chart for a selection: the only way from published counts to a reader.

    `own` is what a client says themselves, of the same study. What is made of it is not kept.
    """
    settings = Settings.from_environment()
    asked = selection if chart.of_item else selection.with_(item=None)
    if own and chart.of_own:
        made = _answer(chart, asked, release, settings.q, settings.gap, own)
    else:
        made = _kept(chart, asked, release, settings.q, settings.gap)
    if chart.of_item or selection.item is None:
        return made
    return replace(made, selection=made.selection.with_(item=selection.item))


@remembered(512, lambda _chart, _selection, release, *_: release)
def _kept(chart: Chart, selection: Selection, release: Release, q: float, gap: float) -> Answer:
    return _answer(chart, selection, release, q, gap)


def _answer(
    chart: Chart, selection: Selection, release: Release, q: float, gap: float, own: Own | None = None
) -> Answer:
    offered = chart.offered(release)
    selection = chart.complete(selection, release) if offered else selection
    asked = replace(ask(selection, release, q, gap, chart.of_item), own=own)
    rows = tuple(chart.table(asked)) if offered else ()
    base = asked.counts.pooled(() if chart.of_all else selection.groups).respondents
    return Answer(
        chart=chart.name,
        release=release.name,
        selection=selection,
        respondents=whole(base.n[0, 0]),
        organisations=whole(base.organisations[0, 0]),
        exact=base.exact,
        rows=rows,
        notes=(
            *_notes(asked, release, rows, base.exact),
            *(chart.notes(asked) if chart.notes and offered else ()),
        ),
        own=own,
    )


def ask(selection: Selection, release: Release, q: float, gap: float, of_item: bool = False) -> Asked:
    """What the numbers are made from, items in order."""
    every = ordered(selection, release)
    item = selection.item if of_item else None
    return Asked(selection, release, tuple(one for one in every if item in (None, ALL, one)), q, gap)


def ordered(selection: Selection, release: Release) -> tuple[str, ...]:
    """The items of the selected family: the highest of everybody first.

    The order stays when the group changes.
    """
    order = _order(release, selection.by, selection.within, selection.measure)
    chosen = {item.id for item in release.study.items if selection.family in (None, item.family)}
    return tuple(item for item in order if item in chosen)


@remembered(64)
def _order(release: Release, by: str, within: tuple[str, ...], measure: str) -> tuple[str, ...]:
    counts = read_counts(release, by, within=within)
    everybody = measured(counts, counts.apart([ALL]), measure, release.study.scale).value[0]
    value = dict(zip(counts.items, np.nan_to_num(everybody, nan=-1.0), strict=True))
    return tuple(sorted(counts.items, key=lambda item: -value[item]))


def _notes(asked: Asked, release: Release, rows: tuple[Row, ...], exact: bool) -> Iterator[Note]:
    study = asked.study
    if study.synthetic:
        yield Note("synthetic")
    if any(row.certain is not None for row in rows):
        yield Note("certain", (("q", asked.q), ("points", round(100 * asked.gap))))
    if any(row.reliability == "low" for row in rows):
        yield Note("low")
    if any(row.hidden for row in rows):
        yield Note("hidden", (("k", study.privacy.k), ("m", study.privacy.m)))
    for members in release.groups.get(asked.selection.by, {}).values():
        if len(members) > 1:
            yield Note("merged", (("count", len(members)),))
    if not exact:
        yield Note("at_least")
    yield Note("clusters" if study.source.organisation else "no_organisations")


def rows_of(
    asked: Asked, part: Counts, against: str | None = None, everything: Counts | None = None
) -> Iterator[Row]:
    """A row per item and group of `part`, items first in order, of what is measured.

    `part` is made of groups of `everything`, by default all that is published of the dimension. What it is
    compared with is the rest, or the group `against`.
    """
    measure = asked.selection.measure
    numbers = measured(everything or asked.counts, part, measure, asked.study.scale, against)
    marked = numbers.certain(asked.q, asked.gap)
    for item in asked.items:
        for place, group in enumerate(part.groups):
            at = place, asked.counts.items.index(item)
            yield _row(item, group, measure, numbers, at, bool(marked[at]))


def _row(item: str, group: str, measure: str, numbers: Measured, at: tuple[int, int], marked: bool) -> Row:
    if not np.isfinite(numbers.base[at]):
        return Row(item, group, hidden=True)
    value = number(numbers.value[at])
    compared: dict[str, Any] = {
        name: number(getattr(numbers, name)[at]) for name in (*_COMPARED, "consensus")
    }
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
        deff=number(numbers.base[at] / numbers.effective[at]),
        n_eff=number(numbers.effective[at]),
        reliability="ok" if numbers.reliable[at] else "low",
        **compared,
        certain=marked if np.isfinite(numbers.q[at]) else None,
    )


_COMPARED = (*COMPARED, "q")


def alone(row: Row) -> Row:
    """The row without what it was compared with."""
    nothing: dict[str, Any] = dict.fromkeys((*_COMPARED, "certain"))
    return replace(row, **nothing)


def of_importance(selection: Selection) -> Selection:
    """The same selection, measuring importance as a share."""
    return selection if selection.measure in ("top", "highest") else selection.with_(measure="top")


def number(value: float) -> float | None:
    """A float, or None for NaN."""
    return float(value) if np.isfinite(value) else None


def whole(value: float) -> int | None:
    """An int, or None for NaN."""
    return int(value) if np.isfinite(value) else None
