"""The crawl: every view of every study, tampered links, and what came of it."""

import logging
import os
import random
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from itertools import chain, cycle, product
from multiprocessing import get_context
from pathlib import Path

from survey.charts import CHARTS, EMBEDDED
from survey.charts.chart import Answer
from survey.codebook import ALL, LANGUAGES
from survey.database import Release, Releases
from survey.deck import PROSE, read, step_of, whole, written
from survey.exports import csv as csv_export
from survey.exports import json as json_export
from survey.own import Own
from survey.selection import Selection, choices, parse, within_choices
from tests.builders import ROOT, everything, own_of
from tests.payload.exported import of_files, of_slides
from tests.payload.inspection import Inspection, ledger_of
from tests.payload.ledger import wrong_answers, wrong_claims
from tests.payload.received import Browser, Payload, Visit
from tests.payload.secrets import Alike, Secrets, alike
from tests.payload.seen import OF_LINK, Seen
from tests.payload.signed import Locks, broken, sealed

PAGES = tuple(sorted(page.stem for page in (ROOT / "pages").glob("[!_]*.py")))
APART = ("deck", "present", "embed")  # visited in ways of their own
SEEN = tuple(page for page in PAGES if page not in APART)
OWN_CHOICES = ("title", "ranking", "heatmap", "use")
OF_ITEM = ("scale", "ranking", "heatmap", "compare", "item", "use", "trend", "similar", "themes")
AGAINST = ("compare", "item")
OF_EVERYBODY = ("method", "similar", "themes")  # take no groups: they are asked for none, and for two
CHUNK = 120
TAMPERED, BROKEN = 2_000, 500
SLIDES = 10  # in so many visits once they are made and read: they take longer than all the rest


@dataclass
class Report:
    """What was looked at, and what is wrong with it."""

    visits: int = 0
    numbers: int = 0
    answers: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """What somebody else has looked at too."""
        for one in fields(Report):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def taken(self) -> "Report":
        """The report so far; it begins anew."""
        so_far = Report(**{one.name: getattr(self, one.name) for one in fields(Report)})
        Report.__init__(self)
        return so_far

    def kinds(self) -> Iterator[str]:
        """The first fault of every kind, and how many there are of it."""
        several: dict[str, list[str]] = {}
        for fault in self.faults:
            kind = re.sub(r"[0-9]+|“[^”]*”", "…", fault.split("\n", 1)[1])
            several.setdefault(kind, []).append(fault)
        for some in several.values():
            yield f"{len(some)} × {some[0]}"

    def line(self) -> str:
        """It in a line."""
        return (
            f"{self.visits} visits, {self.numbers} numbers, {self.answers} answers added up again, "
            f"{self.files} files, {len(self.faults)} faults"
        )


class Crawler(Report):
    """Visits pages and keeps what is wrong with them."""

    def __init__(self, shelf: Releases) -> None:
        super().__init__()
        self.shelf, self.browser, self.secrets = shelf, Browser(), Secrets(shelf)
        self.forget()

    def forget(self) -> None:
        """Hold everything against the release anew."""
        self._answered: set[tuple[str, Selection, Own | None]] = set()
        self._exported: set[tuple[str, Selection, Own | None, str]] = set()

    def visit(self, visit: Visit) -> Payload:
        """Open a page and check all that comes of it."""
        slides = self.visits % SLIDES == 0
        payload, seen = self.browser.open(visit, slides), Seen.of(visit, self.shelf)
        inspection = Inspection(seen, slides)
        found = [
            *inspection.faults(payload),
            *self.secrets.of(payload),
            *self.secrets.of_files(payload),
            *self._address(payload, visit),
        ]
        self.visits += 1
        self.numbers += inspection.numbers
        for made in seen.answers():
            found += self._answer(made, seen)
        if seen.page in ("overview", "findings", "themes"):
            found += wrong_claims(seen.found, seen.selection.within, ledger_of(seen.release))
            found += wrong_claims(seen.published, (), ledger_of(seen.release))
        self.faults += [f"{visit.url}\n    {fault}" for fault in found]
        return payload

    def _address(self, payload: Payload, visit: Visit) -> Iterator[str]:
        """The address bar holds the selection as it was understood; of who is not let in, and of a signed
        link, what it held."""
        seen = Seen.of(visit, self.shelf)
        meant = visit.given if seen.refused or seen.signed else dict(_understood(visit, seen))
        if dict(payload.link) != meant:
            yield f"the address bar says {dict(payload.link)}, not {meant}"

    def _answer(self, made: Answer, seen: Seen) -> Iterator[str]:
        """Each answer against its release once, and its files once per language."""
        asked = made.chart, made.selection, made.own
        if asked not in self._answered:
            self._answered.add(asked)
            self.answers += 1
            yield from wrong_answers(made, ledger_of(seen.release))
            yield from self._completed(made, seen)
            yield from self.secrets.in_(csv_export.labelled(made))
        if (*asked, seen.language) not in self._exported:
            self._exported.add((*asked, seen.language))
            self.files += 3
            yield from of_files(made, seen)
            if len(self._exported) % SLIDES == 0:
                yield from of_slides(made, seen)
            yield from self.secrets.in_(json_export.text(made, seen.voice))

    def _completed(self, made: Answer, seen: Seen) -> Iterator[str]:
        """What a chart chose for the reader is offered too."""
        completed, dropped = parse(seen.release, made.selection.to_query())
        if completed != made.selection or dropped:
            yield f"{made.chart}: it chose {made.selection}, of which {completed} is offered"

    def compare(self, pair: Alike) -> None:
        """Both visits of a pair, and what tells them apart."""
        payloads = [self.visit(pair.one), self.visit(pair.other)]
        self.faults += [f"{pair.one.url}\n    {one}" for one in pair.differences(payloads)]


def _understood(visit: Visit, seen: Seen) -> Iterator[tuple[str, str]]:
    """What is understood of a link, and stays in it; a chart and a screen where the page asks for them."""
    given = visit.given
    yield from parse(seen.release, given)[0].to_query().items()
    if given.get("lang") == seen.language:
        yield "lang", seen.language
    if deck := written(read(given.get("deck", ""), seen.release)[0]):
        yield "deck", deck
    if given.get("filters") in ("on", "off"):
        yield "filters", given["filters"]
    if visit.page in OF_LINK and given.get("chart") in CHARTS:
        yield "chart", given["chart"]
    if visit.page in OF_LINK and re.fullmatch("[0-9]{1,6}", given.get("slide", "")):
        yield "slide", str(seen.slide) if visit.page == "present" else given["slide"]


def visits(shelf: Releases) -> Iterator[Visit]:
    """Every page of every study, by every choice that a reader has, in every language.

    What is only there for the tests, and what asks for an item or another group, is in one language in turn.
    """
    turn = cycle(LANGUAGES)
    for release in map(shelf.open, shelf.studies()):
        tests_alone = release.study.id == "waves"
        yield from chain(_presented(release), _embedded(release), _filtered(release))
        for selection, page in product(_selections(release), SEEN):
            if page in OF_EVERYBODY and len(selection.groups) == 1:
                continue
            link = {"study": release.study.id} | selection.to_query()
            for language in (next(turn),) if tests_alone else LANGUAGES:
                yield Visit.to(page, **link, lang=language)
        for selection in _selections(release):
            link = {"study": release.study.id, "lang": next(turn)} | selection.to_query()
            yield Visit("benchmark", tuple(link.items()), own_of(release.study))
        for pages, some in ((OF_ITEM, _more(release)), (AGAINST, _against(release))):
            for more, page in product(some, pages):
                yield Visit.to(page, **more.to_query(), lang=next(turn))


def _presented(release: Release) -> Iterator[Visit]:
    """A presentation of everything, and of the first group of each dimension: each screen, and its page."""
    turn, own = cycle(LANGUAGES), own_of(release.study)
    for by in choices(release, ALL)["by"]:
        for groups in ((), tuple(release.groups.get(by, {}))[:1]):
            link = Selection(release.study.id, by, groups).to_query()
            for place in range(1, len(whole(release, own)) + 1):
                asked = {**link, "lang": next(turn), "slide": str(place)}
                yield Visit("present", tuple(asked.items()), own)
            chosen = written(step_of(name, Selection(release.study.id, by, groups)) for name in OWN_CHOICES)
            yield Visit.to("deck", **link, lang=next(turn))
            yield Visit.to("deck", **link, lang=next(turn), deck=chosen)
            yield Visit.to("present", **link, lang=next(turn), deck=chosen, slide="2")


def _embedded(release: Release) -> Iterator[Visit]:
    """A frame of each chart: of everybody and of the first group of each dimension; of every other selection
    a chart in turn. And of no chart, of one that there is not and of one that is in no frame.

    Each chart in every language, with choices to make and without, in turn.
    """
    unknown, charts = ("", "zz", "benchmark"), cycle(EMBEDDED)
    ways = {name: cycle(product(("on", "off"), LANGUAGES)) for name in (*EMBEDDED, *unknown)}
    asked = chain(
        product(EMBEDDED, _first_groups(release)),
        zip(charts, chain(_selections(release), _more(release), _against(release)), strict=False),
        product(unknown, [Selection(release.study.id)] * len(LANGUAGES)),
    )
    for name, selection in asked:
        filters, language = next(ways[name])
        chart = {"chart": name} if name else {}
        yield Visit.to("embed", **selection.to_query(), **chart, filters=filters, lang=language)


def _first_groups(release: Release) -> Iterator[Selection]:
    """By every dimension: nobody chosen, and its first group."""
    for by in choices(release, ALL)["by"]:
        first = Selection(release.study.id, by)
        yield first
        yield first.with_(groups=tuple(release.groups.get(by, {}))[:1])


def _filtered(release: Release) -> Iterator[Visit]:
    """Every page without its choices, and with them where the link asks for that."""
    turn = cycle(LANGUAGES)
    by = choices(release, ALL)["by"][0]
    link = Selection(release.study.id, by, tuple(release.groups.get(by, {}))[:1]).to_query()
    for page, filters in product(PAGES, ("off", "on")):
        yield Visit.to(page, **link, lang=next(turn), filters=filters)


def _selections(release: Release) -> Iterator[Selection]:
    """By every dimension: nothing chosen, each group, two groups, each second group; by every measure."""
    offered = choices(release, ALL)
    for by, measure in product(offered["by"], offered["measure"]):
        groups = tuple(release.groups.get(by, {}))
        first = Selection(release.study.id, by, measure=measure)
        yield first
        yield from (first.with_(groups=(group,)) for group in groups)
        if len(groups) > 2:
            yield first.with_(groups=groups[:2])
        for second in (one for some in within_choices(release, by).values() for one in some):
            yield first.with_(within=(second,))
            yield first.with_(within=(second,), groups=groups[:1])
            yield first.with_(within=(second,), groups=groups[-1:])


def _more(release: Release) -> Iterator[Selection]:
    """Every item and family, and the scale filled to a hundred."""
    offered = choices(release, ALL)
    for by in offered["by"]:
        groups = tuple(release.groups.get(by, {}))[:1]
        for item in offered["item"]:
            yield Selection(release.study.id, by, groups, item=item)
            yield Selection(release.study.id, by, item=item, view="stacked")
        for family in offered["family"]:
            yield Selection(release.study.id, by, groups, family=family)


def _against(release: Release) -> Iterator[Selection]:
    """Groups against each other, by every measure: the first and each other, the first two and a third."""
    offered = choices(release, ALL)
    for by, measure in product(offered["by"], offered["measure"]):
        groups = tuple(release.groups.get(by, {}))
        first = Selection(release.study.id, by, measure=measure)
        for other in groups[1:]:
            yield first.with_(groups=groups[:1], against=other)
            yield first.with_(groups=(other,), against=groups[0])
        yield from (first.with_(groups=groups[:2], against=one) for one in groups[2:])
        for second in (one for some in within_choices(release, by).values() for one in some):
            yield first.with_(within=(second,), groups=groups[:1], against=groups[-1])


SQL = (
    "' OR 1=1 --", "'; DROP TABLE bases; --", "public' AND '1'='1", "1 UNION SELECT * FROM counts", "*",
    "SELECT n FROM bases GROUP BY 1", "sector*size", "public*1-9", "sector.public*", "%", "_",
)  # fmt: skip
SCRIPTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=alert(1)>', "&lt;b&gt;",
    "{0.__class__}", "{values}", "%s%n", "${HOME}", "$(id)", "`id`", "__import__('os')", "{{7*7}}", "{",
    "$x^2$", "[a](b)", "**bold**", ":material/home:", ":red[x]", "\\u0041", "\r\nSet-Cookie: a=b",
)  # fmt: skip
PLACES = (
    "../../etc/passwd", "/data/executives-2015/answers.csv", "file:///etc/passwd", "C:\\Windows",
    "answers.csv", "..", ".", "a.b.c", "%00", "\x00", "%27", "%2e%2e%2f", "r001", "o001", "p0", "public0",
)  # fmt: skip
ODD = (
    "all", "not_stated", "other_groups", "ALL", "Public", " public ", "public ", "publi", "public,public",
    "public;trade", "-1", "0", "-999999999999999999999", "1e309", "NaN", "None", "true", "3.14", "٣", "１２",
    "ä", "ﬁ", "Ω≈ç√", "😀", "\u202epublic", "\u200b", "é" * 500, "x" * 5_000, "9" * 400, ",", ",,,", "\t",
    "\n", "",
)  # fmt: skip
ATTACKS = (*SQL, *SCRIPTS, *PLACES, *ODD)
NAMES = (
    "study",
    "by",
    "groups",
    "against",
    "within",
    "family",
    "item",
    "measure",
    "view",
    "lang",
    "deck",
    "slide",
    "chart",
    "filters",
)
STRANGE_NAMES = ("q", "gap", "k", "m", "release", "path", "sql", "customdata", "respondent", "Study")


def tampered(shelf: Releases, count: int, seed: int = 1) -> Iterator[Visit]:
    """Links that nobody was given: unknown, hidden, malformed and malicious values among valid ones."""
    chance = random.Random(seed)
    releases = [shelf.open(study) for study in shelf.studies()]
    for _ in range(count):
        release = chance.choice(releases)
        link = [("study", release.study.id)] if chance.random() < 0.8 else []
        page = chance.choice(PAGES)
        link += [("chart", chance.choice(EMBEDDED))] if page == "embed" else []
        chosen = chance.sample(NAMES, chance.randint(1, 6))
        link += [(name, _tampered(release, name, chance)) for name in chosen]
        if chance.random() < 0.2:
            link.append((chance.choice(STRANGE_NAMES), chance.choice(ATTACKS)))
        if chance.random() < 0.1:
            link.append(chance.choice(link))
            link.append((link[-1][0], _tampered(release, link[-1][0], chance)))
        if chance.random() < 0.05:
            link.append(("signed", chance.choice(ATTACKS)))
        yield Visit(page, tuple(link))


def _tampered(release: Release, name: str, chance: random.Random) -> str:
    """A value: one that is offered somewhere, one of the codebook, or one that nobody offers; or several."""
    several = chance.randint(1, 4) if name in ("groups", "within", "deck") else 1
    return ("~" if name == "deck" else ",").join(_value_of(release, name, chance) for _ in range(several))


def _value_of(release: Release, name: str, chance: random.Random) -> str:
    study = release.study
    groups = [(one.id, group.id) for one in study.dimensions for group in (*one.groups, *one.merges)]
    groups += [(by, group) for by, some in release.groups.items() for group in some]
    codes = {
        "study": ["executives-2015", "participation-2021", "small", "waves"],
        "by": [*(one.id for one in study.dimensions), ALL],
        "groups": [group for _, group in groups],
        "against": [group for _, group in groups],
        "within": [f"{by}.{group}" for by, group in groups],
        "lang": list(LANGUAGES),
        "deck": [
            *PROSE,
            *CHARTS,
            "ranking:by=sector:groups=finance",
            "use:groups=<b>",
            "scale:item=web",
            "a:b:c",
        ],
        "slide": ["1", "2", "999", "0", "-1", "1e3"],
        "chart": [*CHARTS],
        "filters": ["on", "off"],
    }
    known = codes.get(name) or list(choices(release, ALL).get(name, ()))
    return chance.choice(known) if known and chance.random() < 0.6 else chance.choice(ATTACKS)


def published(folder: Path) -> Releases:
    """A shelf in this folder with the bundled studies and those of the tests; the settings point to it."""
    shelf = everything(folder)
    os.environ["SURVEY_RELEASES"] = str(shelf.folder)
    return shelf


Task = Sequence[Visit | Alike]
_CRAWLER: list[Crawler] = []


def _begin(folder: str) -> None:
    """A process that crawls."""
    logging.disable(logging.WARNING)  # Streamlit's, that no browser is there
    os.environ["SURVEY_RELEASES"] = folder
    _CRAWLER.append(Crawler(Releases(Path(folder))))


def _crawled(task: Task) -> Report:
    """What one process finds."""
    crawler = _CRAWLER[0]
    for one in task:
        if isinstance(one, Alike):
            crawler.compare(one)
        else:
            crawler.visit(one)
    return crawler.taken()


def main() -> int:
    """Crawl everything. 0 when nothing is wrong."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        started, shelf, report = time.monotonic(), published(Path(folder)), Report()
        locks = Locks.made(Path(folder))
        stages: dict[str, Task] = {
            "every view": list(visits(shelf)),
            "tampered links": list(tampered(shelf, TAMPERED)),
            "hidden like unknown": list(alike(shelf)),
            "signed links": list(sealed(shelf, locks)),
            "tampered signed links": list(broken(shelf, locks, BROKEN)),
        }
        with ProcessPoolExecutor(
            mp_context=get_context("spawn"), initializer=_begin, initargs=(str(shelf.folder),)
        ) as processes:
            for name, task in stages.items():
                for found in processes.map(_crawled, _batched(task, CHUNK)):
                    report.add(found)
                seconds = time.monotonic() - started
                print(f"{name}: {len(task)}; so far {report.line()}, {seconds:.0f} s", flush=True)
        print("\n".join(report.kinds()))
        return 1 if report.faults else 0


def _batched(task: Task, size: int) -> list[Task]:
    """A task in parts of this size, in order."""
    return [task[place : place + size] for place in range(0, len(task), size)]
