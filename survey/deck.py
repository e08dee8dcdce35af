"""A deck: the screens of a presentation in their order, as a link holds them; and what each of them says.

In a link it is `title~ranking:by=sector:groups=finance~method`: screens, each with choices of its own, which
go before those of the link itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from survey import findings, method
from survey.charts import CHARTS
from survey.charts.chart import Answer, Chart, answer
from survey.codebook import ALL
from survey.database import Release
from survey.errors import did_you_mean
from survey.own import Own
from survey.selection import Dropped, Selection, parse
from survey.texts import Voice

PROSE = ("title", "findings", "method")
MOST = 40
CHOICES = tuple(one.name for one in fields(Selection) if one.name != "study")
_OF_GROUPS = ("groups", "against", "within")


@dataclass(frozen=True)
class Step:
    """A screen of a deck: "title", "findings", "method" or a chart's name, and its own choices by name."""

    name: str
    chosen: tuple[tuple[str, str], ...] = ()

    def selection(self, among: Selection, release: Release) -> Selection:
        """What it shows: its own choices, and for the rest those of the link."""
        own, given = dict(self.chosen), among.to_query()
        if own.get("by", among.by) != among.by:
            given = {name: value for name, value in given.items() if name not in _OF_GROUPS}
        return parse(release, given | own)[0]

    def with_groups(self, groups: Sequence[str]) -> "Step":
        """The same screen of other groups."""
        own = {name: value for name, value in self.chosen if name not in ("groups", "against")}
        return Step(self.name, tuple((own | ({"groups": ",".join(groups)} if groups else {})).items()))


Deck = tuple[Step, ...]


def step_of(name: str, selection: Selection) -> Step:
    """The screen that shows a chart as it is now."""
    chosen = {name: value for name, value in selection.to_query().items() if name != "study"}
    return Step(name, tuple(chosen.items()))


def whole(release: Release, own: Own | None = None) -> Deck:
    """Everything there is, for who has chosen nothing: title, what is certain, every chart, method."""
    charts = (
        chart.name
        for chart in CHARTS.values()
        if chart.offered(release)
        and (own if chart.of_own else not chart.page)
        and (release.groups or not chart.of_all)  # what compares groups needs some
    )
    return tuple(Step(name) for name in ("title", "findings", *charts, "method"))


def written(deck: Iterable[Step]) -> str:
    """A deck as a link holds it."""
    return "~".join(
        ":".join((step.name, *(f"{name}={value}" for name, value in step.chosen))) for step in deck
    )


def read(given: str, release: Release) -> tuple[Deck, tuple[Dropped, ...]]:
    """The deck that a link holds, and what of it was dropped because it is not offered."""
    steps: list[Step] = []
    dropped: list[Dropped] = []
    for one in (part for part in given.split("~") if part):
        name, *chosen = one.split(":")
        if not _offered(name, release):
            dropped.append(Dropped("deck", name, _hint(name)))
            continue
        if len(steps) == MOST:
            dropped.append(Dropped("deck", name, f"; a presentation has at most {MOST} screens"))
            break
        own = dict(part.split("=", 1) for part in chosen if "=" in part)
        unknown = [key for key in own if key not in CHOICES]
        selection, not_offered = parse(release, own)
        dropped += [*not_offered, *(Dropped("deck", key, did_you_mean(key, CHOICES)) for key in unknown)]
        kept = selection.to_query()
        steps.append(Step(name, tuple((key, kept[key]) for key in own if key in kept and key in CHOICES)))
    return tuple(steps), tuple(dropped)


def _hint(name: str) -> str:
    """Why a screen is not offered."""
    if name in CHARTS:
        return "; this study has nothing for it"
    return did_you_mean(name, (*PROSE, *CHARTS))


def _offered(name: str, release: Release) -> bool:
    return name in PROSE or (name in CHARTS and CHARTS[name].offered(release))


@dataclass(frozen=True)
class Part:
    """A screen with a chart: its answer, and the link to its view, "" for none."""

    chart: Chart
    answer: Answer
    link: str = ""


@dataclass(frozen=True)
class Point:
    """A sentence, and the numbers it rests on."""

    said: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prose:
    """A screen of words: a small line, a heading and what stands below it."""

    name: str
    question: str
    heading: str
    points: tuple[Point, ...]


Screen = Part | Prose
Address = Callable[[str, Selection], str]


def addressed(base: str) -> Address:
    """Where a page shows a selection, below this address of the app; nowhere without one."""

    def address(page: str, selection: Selection) -> str:
        path = "" if page == "overview" else page
        return f"{base}/{path}?{urlencode(selection.to_query(), safe=',')}" if base else ""

    return address


def screens(
    deck: Iterable[Step],
    among: Selection,
    release: Release,
    voice: Voice,
    address: Address | None = None,
    own: Own | None = None,
) -> Iterator[Screen]:
    """What the screens of a deck say, in order."""
    return (screen(step, among, release, voice, address, own) for step in deck)


def screen(
    step: Step,
    among: Selection,
    release: Release,
    voice: Voice,
    address: Address | None = None,
    own: Own | None = None,
) -> Screen:
    """What one screen of a deck says."""
    selection = step.selection(among, release)
    if step.name in PROSE:
        return _PROSE[step.name](selection, release, voice)
    chart = CHARTS[step.name]
    made = answer(chart, selection, release, own)
    return Part(chart, made, address(chart.page or chart.name, made.selection) if address else "")


def name_of(step: Step, among: Selection, release: Release, voice: Voice) -> str:
    """What a screen is called in a list: its page, and the choices that are its own."""
    if step.name in PROSE:
        return voice(f"deck.{step.name}")
    chosen, selection = dict(step.chosen), step.selection(among, release)
    words = [voice.chart(step.name)]
    if "groups" in chosen:
        words.append(voice.group(selection.by, ",".join(selection.groups), short=True))
    elif "by" in chosen and selection.by != ALL:
        words.append(voice.dimension(selection.by, short=True))
    words += voice.within(selection.within) if "within" in chosen else ()
    if "family" in chosen and selection.family:
        words.append(voice.family(selection.family))
    if "item" in chosen and selection.item not in (None, ALL):
        words.append(voice.item(selection.item or ALL, short=True))
    if "measure" in chosen:
        words.append(voice.measure(selection.measure, short=True))
    return " · ".join(words)


def _title(selection: Selection, release: Release, voice: Voice) -> Prose:
    study, chosen = release.study, selection.groups
    made = answer(CHARTS["ranking"], selection, release)
    of = voice.group(selection.by, ",".join(chosen)) if chosen else ""
    about = (
        voice.who(made.respondents, made.organisations, made.exact),
        study.provenance.source,
        voice("foot.release", name=release.name, date=voice.date(release.created)),
    )
    return Prose("title", of, voice.say(study.title), tuple(Point(one) for one in about if one))


def _findings(selection: Selection, release: Release, voice: Voice) -> Prose:
    found = findings.found(selection, release, voice)
    points = tuple(Point(one.said, findings.brief(one, voice, selection.measure)) for one in found)
    of = voice.group(selection.by, ",".join(selection.groups)) if selection.groups else voice.title()
    return Prose("findings", of, voice("findings.certain"), points or (Point(voice("finding.none")),))


def _method(_selection: Selection, release: Release, voice: Voice) -> Prose:
    said = method.brief(release, voice)
    return Prose("method", voice("method.question"), said.heading, tuple(map(Point, said.paragraphs)))


_PROSE: Mapping[str, Callable[[Selection, Release, Voice], Prose]] = {
    "title": _title,
    "findings": _findings,
    "method": _method,
}
