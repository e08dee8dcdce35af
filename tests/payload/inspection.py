"""The checks of a page: each yields what is wrong, in words."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from html import unescape
from itertools import product
from typing import Any
from urllib.parse import parse_qsl

from survey.assets import plotly_name
from survey.brand import PLAIN
from survey.charts import CHARTS
from survey.charts.chart import Row, answer
from survey.codebook import ALL, NOT_STATED
from survey.database import Release
from survey.deck import Part, read, screens, written
from survey.exports import csv, pptx, xlsx
from survey.exports.named import named, stem
from survey.exports.report import report
from survey.findings import found
from survey.method import sections
from survey.own import Own, to_csv
from survey.selection import choices, parse, within_choices
from survey.stats import effective_base
from survey.style import style
from survey.ui.words import STREAMLIT
from tests.payload import framed
from tests.payload.figures import Figures
from tests.payload.ledger import Ledger
from tests.payload.numbers import forms, tokens, visible
from tests.payload.received import COMPONENT, LAYOUT, MACHINERY, NOTHING, Payload, Tokens, shortened
from tests.payload.seen import OF_LINK, Reader, Seen, Shown, every_string, of_claim, rows_in_words

FILE = re.compile(r"/mock/media/[0-9a-f]+\.(?:csv|png)")
ATTRIBUTES = {
    "class": r"[a-z -]*|c[0-9][0-9]",
    "scope": "col|row",
    "role": "region|status|alert",
    "tabindex": "0",
    "aria-hidden": "true",
    "aria-current": "page",
    "style": "--shade:[0-9]+%|width:[0-9.]+%",
}
SPOKEN = ("title", "aria-label")
WAY = re.compile(r"(\./|[a-z]+)\?(.*)")
PARTS = re.compile(r'(?=<(?:div|p) class="(?:head|legend|figures|finding|quiet|how|twin)")')
ROOMS = {"present": "screen", "embed": "frame"}
CARD = {"id", "above", "alt", "plotly", "room", "fixed", "below"}
BELOW = {"foot", "choices", "steps", "more", "opened"}
CHOICE = {"name", "kind", "label", "options", "chosen", "help", "alone"}


class Inspection(Reader):
    """One payload held against what its visit should show. `numbers` counts those that were looked at."""

    def __init__(self, seen: Seen, slides: bool = True) -> None:
        super().__init__(seen)
        self._slides = slides
        self._coming = iter(seen.charts)
        self._here: Shown | None = None
        self._headed: list[str] = []
        self._drawn: list[str] = []
        self._pieces: list[str] = []

    def faults(self, payload: Payload) -> Iterator[str]:
        """Everything that should not be there."""
        yield from (f"{path} is sent as bytes" for path in payload.binary)
        yield from (
            f"{path} sends the number {n}" for path, n in payload.numbers if _last(path) not in LAYOUT
        )
        component = ""
        for path, text in payload.strings:
            component = text if path.endswith(".bidi_component.component_name") else component
            if path.endswith(COMPONENT):
                yield from self._component(component, json.loads(text))
            else:
                yield from self._string(path, text)
        meant = [one.chart for one in (*self.seen.shown, self.seen.people) if one and one.drawn]
        if self._drawn != meant or next(self._coming, None) is not None:
            yield f"the page draws {self._drawn}, not {meant}"
        yield from self._files(payload.files)
        told = [text for text in payload.texts() if text.startswith('<p class="told"')]
        if len(told) != bool(self.seen.dropped):
            yield f"{len(self.seen.dropped)} choices were dropped, and {len(told)} times it was said"
        yield from self._whole(payload)

    def _whole(self, payload: Payload) -> Iterator[str]:
        """Nothing but what belongs there stands in a frame and at the door; choices only where they are."""
        if self.seen.page in framed.BARE and self._pieces != (meant := framed.pieces(self.seen)):
            yield f"it holds {self._pieces}, not {meant}"
        rows = [text for path, text in payload.strings if path.endswith(".id") and text.endswith("-choices")]
        if len(rows) != self.seen.choosing:
            yield f"{len(rows)} rows of choices, of {self.seen.choosing}"

    def _files(self, files: Sequence[tuple[str, bytes]]) -> Iterator[str]:
        """Each chart is a file to save, which holds its answer and nothing else; so are own answers."""
        meant = {file for one in self.seen.shown if one.drawn for file in self._saved(one)}
        if self.seen.page == "benchmark":
            study = self.seen.release.study.id
            meant.add((f"{study}-own.csv", to_csv(self.seen.own or Own(study), self.seen.voice)))
        if self.seen.page in OF_LINK:
            meant = set()
        if self.seen.page == "deck":
            meant |= set(self._deck())
        for name, content in set(files) - meant:
            yield f"a file {name} of {len(content)} bytes is no answer of the page"
        for name, _ in meant - set(files):
            yield f"the file {name} is not offered"

    def _saved(self, one: Shown) -> Iterator[tuple[str, bytes]]:
        """The files of a chart, by name."""
        release, voice = self.seen.release, self.seen.voice
        book = xlsx.book([Part(CHARTS[one.chart], one.made)], release, sections(release, voice), voice)
        yield f"{stem(one.made)}.csv", csv.labelled(one.made).encode()
        yield f"{stem(one.made)}.xlsx", book
        part = Part(CHARTS[one.chart], one.made)
        yield f"{stem(one.made)}.pptx", pptx.slides([part], release, voice) if self._slides else b""

    def _deck(self) -> Iterator[tuple[str, bytes]]:
        """The two files of the whole deck."""
        seen, release, voice = self.seen, self.seen.release, self.seen.voice
        name = named(seen.selection, "presentation", release.name)
        shown = list(screens(seen.deck, seen.selection, release, voice, None, seen.own))
        yield f"{name}.pptx", pptx.slides(shown, release, voice) if self._slides else b""
        method = sections(release, voice)
        yield f"{name}.xlsx", xlsx.book(shown, release, sections(release, voice), voice)
        yield f"{name}.html", report(shown, release, method, voice) if self._slides else b""

    def _string(self, path: str, text: str) -> Iterator[str]:
        name = _last(path)
        if ".exception." in path:
            yield f"the page raised: {shortened(text)}"
        elif path.endswith(".html.body"):
            yield from self._html(text)
        elif name == "query_string":
            yield from self._link(text)
        elif name in ("js_content", "html_content", "css_content", "css_source_path"):
            yield from [f"{path}: a component is written in line: {shortened(text)}"] if text else []
        elif name not in MACHINERY and not FILE.fullmatch(text):
            of_page = {"overview": self.seen.standing, "benchmark": self.levels, "present": self.seen.place}
            allowed = of_page.get(self.seen.page, NOTHING)
            yield from self.strange(path, text, allowed)

    def _way(self, address: str) -> Iterator[str]:
        """A link to a page leads to what this study has something for."""
        match = WAY.fullmatch(unescape(address))
        if not match:
            yield f"a link leads to “{shortened(address)}”"
            return
        page = "overview" if match[1] == "./" else match[1]
        if page in CHARTS and page != self.seen.page and not CHARTS[page].offered(self.seen.release):
            yield f"a link leads to {page}, which this study has nothing for"
        yield from self._link(match[2])

    def _link(self, query: str) -> Iterator[str]:
        """A link leads to what is offered."""
        given = dict(parse_qsl(query))
        study = given.get("study", "")
        if study != self.seen.release.study.id:
            yield f"a link leads to the study {study}"
        elif dropped := parse(self.seen.release, given)[1]:
            yield f"a link asks for {dropped}"
        deck = given.get("deck", "")
        if written(read(deck, self.seen.release)[0]) != deck or not given.get("slide", "1").isdigit():
            yield f"a link asks for {deck} at {given.get('slide')}"
        if given.get("chart", self.seen.chart or "ranking") not in CHARTS or "signed" in given:
            yield f"a link asks for the chart {given.get('chart')}, signed {given.get('signed')}"
        if given.get("filters", "on") not in ("on", "off"):
            yield f"a link asks for filters {given['filters']}"

    # What only a browser does: charts, their menus, the page's language.

    def _component(self, name: str, data: dict[str, Any]) -> Iterator[str]:
        parts = {
            "survey.chart": self._chart,
            "survey.choices": self._row,
            "survey.menu": self._menu,
            "survey.page": self._page,
            "survey.present": self._present,
        }
        if name != "survey.choices":
            self._pieces.append(name)
        if name not in parts:
            yield f"an unknown component {name}"
            return
        yield from parts[name](data)

    def _present(self, data: dict[str, Any]) -> Iterator[str]:
        """The words of the buttons that turn a screen."""
        if self.seen.page != "present":
            yield "the keys of a presentation where there is none"
        yield from self.strange("present", " ".join(every_string(data)), NOTHING)

    def _chart(self, data: dict[str, Any]) -> Iterator[str]:
        """A picture with its words, and its words for those who do not see it."""
        table = "table" in data
        if set(data) != {*CARD, "table" if table else "figure"}:
            yield f"the chart holds {sorted(data)}"
            return
        yield from self._html(data["above"])
        of_people = data["id"] == "chart-respondents" and self.seen.people
        here = of_people or self._here
        if here is None or data["id"] != f"chart-{here.chart}":
            yield f"the chart {data['id']} where none belongs"
            return
        self._drawn.append(here.chart)
        yield from self._drawing(data, here, table)
        if data["below"]:
            yield from self._below(data["below"])

    def _drawing(self, data: dict[str, Any], here: Shown, table: bool) -> Iterator[str]:
        """The figure or the table itself, and how it fills its place."""
        fixed = "true" if self.seen.page == "embed" and not self.seen.filters else ""
        if (data["room"], data["fixed"]) != (ROOMS.get(self.seen.page, ""), fixed):
            yield f"the chart fills “{data['room']}”, fixed “{data['fixed']}”"
        if data["plotly"] != plotly_name():
            yield f"the chart is drawn by {data['plotly']}"
        yield from self.strange("alt", data["alt"], here.alt)
        if table:
            yield from self._markup(data["table"], here)
            check = {"heatmap": self._heat, "themes": self._themes, "respondents": self._small}[here.chart]
            yield from check(data["table"], here)
        else:
            figures = Figures(self.seen, here)
            yield from figures.faults(data["figure"])
            self.numbers += figures.numbers

    def _below(self, data: dict[str, Any]) -> Iterator[str]:
        """What may be asked next, who answered, and what is open."""
        if set(data) != BELOW:
            yield f"below the chart is {sorted(data)}"
            return
        foot, link, away = data["foot"].partition("<a ")
        if self.seen.page == "embed" and link + away != framed.away(self.seen, self._here):
            yield f"the way from the frame is “{shortened(link + away)}”"
        yield from self._html(f'<p class="foot">{foot if self.seen.page == "embed" else data["foot"]}</p>')
        if self.seen.page == "embed":
            if data["choices"] or data["steps"] or data["more"] or data["opened"]:
                yield "a frame holds more than its chart"
            return
        yield from self._choices(data["choices"])
        yield from self._html(f'<p class="steps">{data["steps"]}</p>')
        yield from self.strange("more", " ".join(words for _, words, _ in data["more"]), NOTHING)
        yield from self._html(data["opened"])

    def _row(self, data: dict[str, Any]) -> Iterator[str]:
        """The choices of a page, of which nothing was picked yet."""
        if set(data) != {"choices", "turn"} or not (self.seen.choosing or self.seen.page == "present"):
            yield f"choices of {sorted(data)} where none belong"
        if data.get("turn"):
            yield f"the choices have a turn, {data['turn']}, before anybody picked"
        yield from self._choices(data["choices"])

    def _choices(self, choices: Sequence[dict[str, Any]]) -> Iterator[str]:
        """Choices offer what the release offers, in words."""
        for one in choices:
            if set(one) != CHOICE or one["kind"] not in ("menu", "one", "some"):
                yield f"a choice of {sorted(one)}"
                continue
            ids = {id for id, _ in one["options"]}
            if strangers := {*ids, *one["chosen"], one["alone"]} - self._offered(one["name"]):
                yield f"the choice {one['name']} offers {sorted(strangers)}"
            for words in (one["label"], one["help"], *(words for _, words in one["options"])):
                yield from self.strange("choice", words, NOTHING)

    def _offered(self, name: str) -> set[str]:
        """The codes that a choice of this name may offer."""
        seen, release = self.seen, self.seen.release
        first = next(seen.shown, None)
        by = first.made.selection.by if first else seen.selection.by
        if seen.page == "present":
            by = seen.step.selection(seen.selection, release).by
        offered = choices(release, by)
        within = [one for some in within_choices(release, by).values() for one in some]
        known = {name: set(some) for name, some in offered.items()} | {
            "study": set(seen.studies),
            "pick": set(offered["item"]),
            "groups": {ALL, *offered["groups"], ",".join(seen.chosen(self._here))},
        }
        return {"", *known.get(name, within if name.startswith("within-") else ())}

    def _menu(self, data: dict[str, Any]) -> Iterator[str]:
        """What a saved picture says is what stands on the page."""
        here = self._here
        if here is None or set(data) != {"chart", "file", "said", "frame", "words"}:
            yield f"a menu of {sorted(data)} where none belongs"
            return
        name, said = stem(here.made), data["said"]
        if (data["chart"], data["file"]) != (f"chart-{here.chart}", name):
            yield f"the menu saves {data['file']} of {data['chart']}"
        yield from self.strange("menu", " ".join(every_string(data["words"])), NOTHING)
        yield from self.strange("menu", said["badge"], NOTHING)
        yield from self.strange(
            "menu", f"{said['question']} {said['title']} {said['measure']}", here.headline
        )
        yield from self.strange("menu", said["foot"], here.foot)
        shown = [
            _plain(" ".join(said[one] for one in some))
            for some in (("question", "title", "measure"), ("foot",))
        ]
        if shown != self._headed or len(said) != 5:
            yield f"the menu says {shown}, the page {self._headed}"
        kind, text = framed.frame(here, said["title"], self.seen.keys)
        if data["frame"] != text or data["words"]["frame"] != self.seen.voice(f"menu.{kind}"):
            yield f"the menu frames it as “{data['words']['frame']}”: “{data['frame']}”, not “{text}”"

    def _page(self, data: dict[str, Any]) -> Iterator[str]:
        """The page's name and language, its few words, and its bar."""
        if (
            set(data) != {"language", "page", "words", "bar", "door", "build", "edition"}
            or data["language"] != self.seen.language
        ):
            yield f"the page is told {sorted(data)} in {data.get('language')}"
            return
        bare = self.seen.page in (*OF_LINK, *framed.BARE)
        if (data["page"], data["door"], data["bar"] is None) != (self.seen.page, "" if bare else "in", bare):
            yield f"the page {data['page']} has the door “{data['door']}” and the bar {data['bar']}"
        for text in every_string(data["words"]):
            yield from [] if text in STREAMLIT else self.strange("words", text, NOTHING)
        if data["bar"]:
            yield from self._bar(data["bar"])

    def _bar(self, bar: dict[str, Any]) -> Iterator[str]:
        """Whose it is, the pages, what kind of data it is, what choices do, the languages."""
        if set(bar) != {"brand", "pages", "badges", "languages", "help", "folded"}:
            yield f"the bar holds {sorted(bar)}"
            return
        about = self.seen.page != "open"
        folded = ["pages", "choices"] if about else ["pages"]
        if [name for name, _ in bar["folded"]] != folded or bool(bar["help"]) != about:
            yield f"the page folds {bar['folded']}, and helps with {bar['help']}"
        for name, (label, links) in (("pages", bar["pages"]), ("languages", bar["languages"])):
            yield from self.strange("bar", label, NOTHING)
            yield from self._html(f'<nav class="{name}">{links}</nav>')
        yield from self.strange("bar", " ".join(words for _, words in bar["folded"]), NOTHING)
        for body in filter(None, (bar["brand"], bar["badges"], *(bar["help"] or ("", ""))[1:])):
            yield from self._html(body)
        yield from self.strange("bar", (bar["help"] or [""])[0], NOTHING)

    # Words and tables, each with its own source of numbers.

    def _html(self, html: str) -> Iterator[str]:
        for body in filter(None, PARTS.split(html)) if html != style(PLAIN) else ():
            yield from self._piece(body)

    def _piece(self, body: str) -> Iterator[str]:
        yield from self._markup(body)
        match = re.match(r"<(\w+)(?: class=\"([\w-]+))?", body)
        kind = (match[2] or match[1]) if match else ""
        self._pieces.append(kind)
        if kind == "head":
            self._here = next(self._coming, None)
            self._headed = [visible(body)]
        elif kind == "foot":
            self._headed.append(visible(body))
        if self.seen.page in framed.BARE and kind not in ("told", "legend"):
            yield from self._bare(kind, body)
        if '<dl class="facts">' in body:
            yield from self._facts(body)
        elif kind == "twin":
            yield from self._twin(body)
        elif kind == "told":
            yield from self._told(body)
        elif kind == "finding":
            claim = "<h2>" in body
            yield from (self._claim(body) if claim else self.strange(kind, visible(body), self.seen.standing))
        elif (source := self._source(kind)) is None:
            yield f"an unknown piece of a page: {shortened(body)}"
        else:
            yield from self.strange(kind, visible(body), source)

    def _bare(self, kind: str, body: str) -> Iterator[str]:
        """What stands in a frame or at the door is just these words."""
        if visible(body) != (meant := _plain(framed.words(kind, self.seen, self._here))):
            yield f"{kind}: it says “{shortened(visible(body))}”, not “{shortened(meant)}”"

    def _markup(self, html: str, table: Shown | None = None) -> Iterator[str]:
        """Nothing rides along in the mark-up itself."""
        if "<!" in html:
            yield f"mark-up that is not seen: {shortened(html)}"
        for tag in re.findall(r"<[^>]*>", html):
            for name, value in re.findall(r"([\w-]+)=\"([^\"]*)\"", tag):
                if name == "data-pick":
                    continue
                if name == "href":
                    yield from self._way(value)
                    continue
                if name not in SPOKEN and not re.fullmatch(ATTRIBUTES.get(name, "(?!)"), value):
                    yield f"mark-up: {name} is “{shortened(value)}”"
            bare = re.sub(r"=\"[^\"]*\"", "", tag)
            if re.search(r"[0-9]", re.sub(r"^</?h[123]\b", "", bare)):
                yield f"mark-up: {shortened(tag)}"
        if table is None and "data-pick" in html:
            yield f"clicks where none belong: {shortened(html)}"

    def _source(self, kind: str) -> Tokens | None:
        """The numbers that a piece of a page may hold; None for an unknown piece."""
        if kind in (
            "brand",
            "pages",
            "languages",
            "badge",
            "legend",
            "explained",
            "p",
            "family",
            "own-name",
            "door",
            "steps",
            "how",
            "leave",
        ):
            return NOTHING
        here = self._here
        known: dict[str, Callable[[], Tokens]] = {
            "head": lambda: here.headline if here else self._heading,
            "foot": lambda: here.foot if here else NOTHING,
            "figures": lambda: self.seen.who,
            "section": lambda: self.seen.settings,
            "quiet": lambda: self.seen.settings | (self.levels if self.seen.page == "benchmark" else NOTHING),
            "prose": lambda: self.method,
            "said": lambda: self._said,
            "notes": lambda: here.foot if here else NOTHING,
            "count": lambda: self.seen.place,
            "start": lambda: self.seen.place,
            "progress": lambda: NOTHING,
            "screen": lambda: self.seen.place,
        }
        return known[kind]() if kind in known else None

    @property
    def levels(self) -> Tokens:
        """The points of the scale, which a client's own answers are entered on."""
        levels = range(1, len(self.seen.release.study.scale.levels) + 1)
        return forms(self.seen.language, levels, "whole")

    @property
    def _heading(self) -> Tokens:
        """What a page without a chart says at its top."""
        known = {"findings": self.seen.standing, "method": self.seen.who, "deck": self.seen.place}
        return known.get(self.seen.page, NOTHING)

    @property
    def _said(self) -> Tokens:
        """What a screen of words may say."""
        seen = self.seen
        asked = seen.step.selection(seen.selection, seen.release)
        if seen.step.name == "method":
            return self.method
        if seen.step.name == "title":
            made = answer(CHARTS["ranking"], asked, seen.release)
            return forms(seen.language, (made.respondents, made.organisations), "whole")
        claims = found(asked, seen.release, seen.voice)
        return NOTHING.union(*(of_claim(one, seen.language) for one in claims))

    @cached_property
    def method(self) -> Tokens:
        """The rules, the levels' numbers, and what organisations cost all answers to an item."""
        release, language = self.seen.release, self.seen.language
        privacy, levels = release.study.privacy, range(1, len(release.study.scale.levels) + 1)
        numbers = self.seen.settings | forms(language, (privacy.k, privacy.m, *levels), "whole")
        ledger, alike, worth, cost = ledger_of(release), [], [], []
        for row in ledger.tests:
            base = ledger.bases.get((ALL, ALL, row["item"], "level"))
            if row["dimension"] == ALL and row["measure"] == "top" and base and base["n"]:
                alike.append(row["icc"])
                worth.append(
                    float(effective_base(base["weight"], base["weight_sq"], base["size_sq"], row["icc"]))
                )
                cost.append(base["n"] / worth[-1])
        ends = [(min(some), max(some)) for some in (alike, worth, cost) if some]
        for (low, high), kind in zip(ends, ("decimal2", "whole", "decimal2"), strict=False):
            numbers |= forms(language, (low, high), kind)
        return numbers

    def _claim(self, body: str) -> Iterator[str]:
        """A claim's numbers are those of its own figures."""
        text = visible(body)
        allowed = [of_claim(one, self.seen.language) for one in self.seen.claims if _plain(one.said) in text]
        if not allowed:
            yield f"a claim that is not made here: “{shortened(text)}”"
        yield from self.strange("claim", text, NOTHING.union(*allowed))

    def _told(self, body: str) -> Iterator[str]:
        """What was dropped is said as the reader wrote it, in one neutral sentence, and is not mark-up."""
        dropped = self.seen.dropped
        key = "choose.dropped.one" if len(dropped) == 1 else "choose.dropped.several"
        said = self.seen.voice(key, values=", ".join(one.value[:60] for one in dropped))
        if visible(body) != _plain(said) or body.count("<") != 2:
            yield f"said of what was dropped: “{shortened(body)}”"

    def _twin(self, body: str) -> Iterator[str]:
        """The table beside a picture: a line per row of the answer."""
        rows = self._here.rows if self._here else ()
        lines = re.findall(r"<tr>(.*?)</tr>", body)
        if len(lines) - 1 != len(rows):
            yield f"twin: {len(lines) - 1} lines for {len(rows)} rows"
            return
        yield from self.strange("twin", visible(lines[0]), NOTHING)
        for line, allowed in zip(lines[1:], rows, strict=True):
            for cell in re.findall(r"<td>(.*?)</td>", line):
                yield from self.strange("twin", visible(cell), allowed)

    def _facts(self, body: str) -> Iterator[str]:
        """The figures of an item: each beside its name."""
        seen, voice = self.seen, self.seen.voice
        heading, _, inner = body.partition('<dl class="facts">')
        yield from self.strange("facts", visible(heading), NOTHING)
        parts = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", inner)
        sources = {voice("facts.rank"): seen.rank}
        for measure, made in seen.facts.items():
            row = seen.fact(measure)
            if measure and row is not None:
                of = made.rows.index(row)
                said = rows_in_words(CHARTS["ranking"], made.selection, seen.release, seen.language)[of]
                sources[voice.measure(measure)] = said
                if row.consensus is not None:
                    sources[voice("column.consensus")] = forms(seen.language, (row.consensus,), "decimal2")
        names = {_plain(name): source for name, source in sources.items()}
        if len(parts) > len(names) or inner.count("<div>") != len(parts):
            yield f"facts: {len(parts)} of {len(names)}"
        for name, value in parts:
            yield from self.strange("facts", visible(value), names.get(visible(name), NOTHING))

    def _small(self, body: str, here: Shown) -> Iterator[str]:
        """Who answered: a line per group."""
        caption, _, inner = body.partition("<tbody>")
        yield from self.strange("small", visible(caption), NOTHING)
        lines = re.findall(r"<tr\b[^>]*>.*?</tr>", inner)
        if len(lines) != len(here.rows):
            yield f"small: {len(lines)} lines for {len(here.rows)} groups"
        for line, row, numbers in zip(lines, here.made.rows, here.rows, strict=False):
            yield from self._picked(line, row)
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line):
                yield from self.strange("small", visible(cell), numbers)

    def _heat(self, body: str, here: Shown) -> Iterator[str]:
        """The table of groups: a cell per row of the answer, shaded as the row is."""
        made, language = here.made, self.seen.language
        caption, _, body = body.partition("<thead>")
        yield from self.strange("heat", visible(caption), NOTHING)
        items, groups = (
            list(dict.fromkeys(getattr(row, by) for row in made.rows)) for by in ("item", "group")
        )
        head, *lines = (
            re.findall(r"<t[dh]\b.*?</t[dh]>", line) for line in re.findall(r"<tr\b[^>]*>(.*?)</tr>", body)
        )
        if len(lines) != len(items) or any(len(line) != len(groups) + 1 for line in (head, *lines)):
            yield f"heat: {len(lines)} lines of {len(head) - 1} cells for {len(items)} × {len(groups)}"
            return
        bases = {
            group: [(row.base, row.organisations) for row in made.rows if row.group == group]
            for group in groups
        }
        for cell, group in zip(head[1:], groups, strict=True):
            allowed = forms(language, [number for pair in bases[group] for number in pair], "whole")
            yield from self.strange("heat", visible(cell), allowed)
            yield from self._picked(cell, Row(ALL, group))
        places = {(row.item, row.group): place for place, row in enumerate(made.rows)}
        for line, item in zip(lines, items, strict=True):
            yield from self.strange("heat", visible(line[0]), NOTHING)
            yield from self._picked(line[0], Row(item, ALL))
        for (line, item), (at, group) in product(zip(lines, items, strict=True), enumerate(groups, start=1)):
            place = places[item, group]
            yield from self.strange("heat", visible(line[at]), here.rows[place])
            yield from self._picked(line[at], made.rows[place])
            yield from self._shade(line[at], made.rows[place])

    def _picked(self, cell: str, row: Row) -> Iterator[str]:
        """What a click on a cell selects: codes of its row."""
        for pick in re.findall(r"data-pick=\"([^\"]*)\"", cell):
            codes = {"item": row.item, "group": row.group}
            given = json.loads(unescape(pick))
            if any(codes.get(name) != code or code in (ALL, NOT_STATED) for name, code in given.items()):
                yield f"a click at {row.item}/{row.group} selects {given}"

    def _themes(self, body: str, here: Shown) -> Iterator[str]:
        """The table of interviews: a sign per interview, how many, and what everybody answers."""
        rows, voice = here.made.rows, self.seen.voice
        totals = [row for row in rows if row.group == ALL]
        interviews = [row.group for row in rows if row.item == totals[0].item and row.group != ALL]
        caption, _, inner = body.partition("<thead>")
        yield from self.strange("themes", visible(caption), NOTHING)
        head, *lines = (
            re.findall(r"<t[dh]\b.*?</t[dh]>", line) for line in re.findall(r"<tr\b[^>]*>(.*?)</tr>", inner)
        )
        if len(lines) != len(totals) or any(len(line) != len(interviews) + 3 for line in (head, *lines)):
            yield f"themes: {len(lines)} lines of {len(head) - 3} for {len(totals)} × {len(interviews)}"
            return
        for cell, interview in zip(head[1:], interviews, strict=False):
            yield from self.strange("themes", visible(cell), tokens(interview))
        for cell in (head[0], *head[-2:]):
            yield from self.strange("themes", visible(cell), NOTHING)
        raised = ledger_of(self.seen.release).interviews
        words = {yes: visible(voice("themes.yes" if yes else "themes.no")) for yes in (True, False)}
        for line, row in zip(lines, totals, strict=True):
            yield from self.strange("themes", visible(line[0]), NOTHING)
            yield from self._picked(line[0], row)
            for cell, interview in zip(line[1:], interviews, strict=False):
                self.numbers += 1
                if (
                    visible(cell)
                    != f"{'●' if raised[row.item][interview] else '○'} {words[raised[row.item][interview]]}"
                ):
                    yield f"themes: {visible(cell)} at {row.item}/{interview}"
            if visible(line[-2]) != f"{sum(raised[row.item].values())}/{len(raised[row.item])}":
                yield f"themes: {visible(line[-2])} interviews raised {row.item}"
            yield from self.strange(
                "themes", visible(line[-1]), forms(voice.language, (row.share,), "percent")
            )

    def _shade(self, cell: str, row: Row) -> Iterator[str]:
        """A shade is that of the number beside it, in whole per cent of the scale."""
        for shade in re.findall(r"--shade: ?([0-9.]+)%", cell):
            self.numbers += 1
            levels = len(self.seen.release.study.scale.levels)
            value = row.share if row.mean is None else (row.mean - 1) / (levels - 1)
            if value is None or abs(float(shade) - 100 * value) > 0.51:
                yield f"heat: a shade of {shade} % for {value}"


@lru_cache(maxsize=16)
def ledger_of(release: Release) -> Ledger:
    """The ledger of a release, read once."""
    return Ledger(release)


def _last(path: str) -> str:
    return path.rsplit(".", 1)[-1]


def _plain(text: str) -> str:
    return re.sub(r"[ \n\t]+", " ", text).strip()
