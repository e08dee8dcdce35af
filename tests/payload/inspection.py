"""The checks of a page: each yields what is wrong, in words."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import product
from typing import Any
from urllib.parse import parse_qsl

from survey.charts import CHARTS, scale
from survey.charts.chart import Answer, Row
from survey.codebook import ALL
from survey.database import Release
from survey.selection import parse
from survey.stats import effective_base
from tests.builders import ROOT
from tests.payload.ledger import Ledger
from tests.payload.numbers import forms, tokens, visible
from tests.payload.received import FILES, LAYOUT, MACHINERY, NOTHING, Payload, Tokens, shortened
from tests.payload.seen import Seen, exports, of_claim, rows_in_words

STYLE = (ROOT / "survey" / "ui" / "style.css").read_text(encoding="utf-8")
HIDDEN_CARGO = ("customdata", "ids", "meta", "bdata", "hovertemplate", "texttemplate", "source", "dataframe")
DRAWING = ("opacity", "size", "width", "height", "l", "r", "t", "b", "pad", "textangle", "tickangle")


class Inspection:
    """One payload held against what its visit should show. `numbers` counts those that were looked at."""

    def __init__(self, seen: Seen) -> None:
        self.seen, self.numbers = seen, 0

    def faults(self, payload: Payload) -> Iterator[str]:
        """Everything that should not be there."""
        yield from (f"{path} is sent as bytes" for path in payload.binary)
        yield from (
            f"{path} sends the number {n}" for path, n in payload.numbers if _last(path) not in LAYOUT
        )
        for path, text in payload.strings:
            yield from self._string(path, text)
        if payload.files:
            made = [export for one in self.seen.answers() for export in exports(one, self.seen.voice)]
            yield from (
                f"a file of {len(file)} bytes is no export" for file in payload.files if file not in made
            )
        told = [text for text in payload.texts() if text.startswith('<p class="told"')]
        if len(told) != bool(self.seen.dropped):
            yield f"{len(self.seen.dropped)} choices were dropped, and {len(told)} times it was said"

    def _string(self, path: str, text: str) -> Iterator[str]:
        name = _last(path)
        if ".exception." in path:
            yield f"the page raised: {shortened(text)}"
        elif path.endswith(".html.body"):
            yield from self._html(text)
        elif name == "spec":
            yield from self._figure(json.loads(text))
        elif name == "query_string":
            yield from self._link(text)
        elif name == "alt":
            yield from self._strange("alt", text, self.headline | self.foot)
        elif name not in MACHINERY and not text.startswith(FILES):
            allowed = self.seen.standing if self.seen.page == "overview" else NOTHING
            yield from self._strange(path, text, allowed)

    def _strange(self, where: str, text: str, allowed: Tokens) -> Iterator[str]:
        """The numbers of a text that are not allowed there."""
        found = tokens(self.seen.known(text))
        self.numbers += len(found)
        for one in sorted(found - allowed):
            yield f"{where}: {one} is no published number of this place, in “{shortened(text)}”"

    def _link(self, query: str) -> Iterator[str]:
        """A link leads to what is offered."""
        given = dict(parse_qsl(query))
        study = given.get("study", "")
        if study != self.seen.release.study.id:
            yield f"a link leads to the study {study}"
        elif dropped := parse(self.seen.release, given)[1]:
            yield f"a link asks for {dropped}"

    # Words and tables, each with its own source of numbers.

    def _html(self, body: str) -> Iterator[str]:
        if body == f"<style>{STYLE}</style>":
            return
        match = re.match(r"<(\w+)(?: class=\"([\w-]+))?", body)
        kind = (match[2] or match[1]) if match else ""
        if kind in ("twin", "heat", "small"):
            yield from getattr(self, f"_{kind}")(body)
        elif kind == "told":
            yield from self._told(body)
        elif kind in ("verdict", "h2"):
            yield from self._claim(body)
        else:
            yield from self._strange(kind, visible(body), self._source(kind))

    def _source(self, kind: str) -> Tokens:
        """The numbers that a piece of a page may hold; of an unknown piece every one of the view."""
        if kind in ("style", "brand", "badge", "legend", "p"):
            return NOTHING
        known = {
            "head": lambda: self.headline,
            "foot": lambda: self.foot,
            "figures": lambda: self.seen.who,
            "section": lambda: self.seen.settings,
            "quiet": lambda: self.seen.settings,
            "prose": lambda: self.method,
        }
        return known[kind]() if kind in known else self.everything

    @cached_property
    def rows(self) -> tuple[Tokens, ...]:
        """Per row of the page's answer what may stand beside it."""
        made = self.seen.chart
        if made is None:
            return ()
        return rows_in_words(CHARTS[made.chart], self.seen.selection, self.seen.release, self.seen.language)

    @cached_property
    def headline(self) -> Tokens:
        """Values of the rows, and how many items or groups there are of something."""
        made, language = self.seen.chart, self.seen.language
        if made is None:
            return self.seen.standing if self.seen.page == "findings" else self.seen.who
        values = [row.share for row in made.rows]
        if made.chart == "scale":
            bars = scale.bars(made.rows).values()
            values += [scale.top_share(bar, self.seen.release.study.scale) for bar in bars]
        most = max(len({row.item for row in made.rows}), len({row.group for row in made.rows}))
        counts = frozenset(str(count) for count in range(1, most + 1))
        means = forms(language, (row.mean for row in made.rows), "decimal1")
        return forms(language, values, "percent") | means | counts

    @cached_property
    def foot(self) -> Tokens:
        """Who is in the selection, and the values of the notes."""
        made, language = self.seen.chart, self.seen.language
        values = [value for note in made.notes for _, value in note.values] if made else []
        whole = [value for value in values if isinstance(value, int)]
        other = [value for value in values if isinstance(value, float)]
        return self.seen.who | forms(language, whole, "whole") | forms(language, other, "decimal2")

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

    @cached_property
    def everything(self) -> Tokens:
        """Every published number of the view."""
        found = self.headline | self.foot | self.method | self.seen.standing
        for made in self.seen.answers():
            for row in rows_in_words(
                CHARTS[made.chart], made.selection, self.seen.release, self.seen.language
            ):
                found |= row
        return found.union(*(of_claim(one, self.seen.language) for one in self.seen.claims))

    def _claim(self, body: str) -> Iterator[str]:
        """A claim's numbers are those of its own figures."""
        text = visible(body)
        allowed = [of_claim(one, self.seen.language) for one in self.seen.claims if _plain(one.said) in text]
        if not allowed:
            yield f"a claim that is not made here: “{shortened(text)}”"
        yield from self._strange("claim", text, NOTHING.union(*allowed))

    def _told(self, body: str) -> Iterator[str]:
        """What was dropped is said as the reader wrote it, in one neutral sentence, and is not mark-up."""
        dropped = self.seen.dropped
        key = "choose.dropped.one" if len(dropped) == 1 else "choose.dropped.several"
        said = self.seen.voice(key, values=", ".join(one.value[:60] for one in dropped))
        if visible(body) != _plain(said) or body.count("<") != 2:
            yield f"said of what was dropped: “{shortened(body)}”"

    def _twin(self, body: str) -> Iterator[str]:
        """The table beside a picture: a line per row of the answer."""
        lines = re.findall(r"<tr>(.*?)</tr>", body)
        if len(lines) - 1 != len(self.rows):
            yield f"twin: {len(lines) - 1} lines for {len(self.rows)} rows"
            return
        yield from self._strange("twin", visible(lines[0]), NOTHING)
        for line, allowed in zip(lines[1:], self.rows, strict=True):
            for cell in re.findall(r"<td>(.*?)</td>", line):
                yield from self._strange("twin", visible(cell), allowed)

    def _small(self, body: str) -> Iterator[str]:
        """Who answered: a line per group."""
        selection = self.seen.selection.with_(groups=())
        allowed = rows_in_words(CHARTS["respondents"], selection, self.seen.release, self.seen.language)
        lines = re.findall(r"<tr>(.*?)</tr>", body)
        if len(lines) != len(allowed):
            yield f"small: {len(lines)} lines for {len(allowed)} groups"
        for line, numbers in zip(lines, allowed, strict=False):
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line):
                yield from self._strange("small", visible(cell), numbers)

    def _heat(self, body: str) -> Iterator[str]:
        """The table of groups: a cell per row of the answer, shaded as the row is."""
        made, language = self.seen.chart, self.seen.language
        if made is None or made.chart != "heatmap":
            yield "a table of groups where none belongs"
            return
        items, groups = (
            list(dict.fromkeys(getattr(row, by) for row in made.rows)) for by in ("item", "group")
        )
        head, *lines = (
            re.findall(r"<t[dh]\b.*?</t[dh]>", line) for line in re.findall(r"<tr>(.*?)</tr>", body)
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
            yield from self._strange("heat", visible(cell), allowed)
        places = {(row.item, row.group): place for place, row in enumerate(made.rows)}
        for (line, item), (at, group) in product(zip(lines, items, strict=True), enumerate(groups, start=1)):
            place = places[item, group]
            yield from self._strange("heat", visible(line[at]), self.rows[place])
            yield from self._shade(line[at], made.rows[place])

    def _shade(self, cell: str, row: Row) -> Iterator[str]:
        """A shade is that of the number beside it, in whole per cent of the scale."""
        for shade in re.findall(r"--shade: ?([0-9.]+)%", cell):
            self.numbers += 1
            levels = len(self.seen.release.study.scale.levels)
            value = row.share if row.mean is None else (row.mean - 1) / (levels - 1)
            if value is None or abs(float(shade) - 100 * value) > 0.51:
                yield f"heat: a shade of {shade} % for {value}"

    # Figures.

    def _figure(self, spec: dict[str, Any]) -> Iterator[str]:
        """Arrays no longer than what is drawn, each number that of the row it stands in."""
        made = self.seen.chart
        if made is None:
            yield "a figure where none belongs"
            return
        layout = {name: value for name, value in spec["layout"].items() if name != "template"}
        names = layout["yaxis"]["categoryarray"]
        drawn = (
            list(scale.bars(made.rows))
            if made.chart == "scale"
            else [(row.item, row.group) for row in made.rows]
        )
        if len(names) != len(drawn):
            yield f"figure: {len(names)} names for {len(drawn)} rows"
            return
        yield from (
            f"figure: it carries {one}" for one in sorted(set(_keys(spec["data"], layout)) & {*HIDDEN_CARGO})
        )
        yield from self._template(spec["layout"].get("template", {}))
        beside = self._beside(names, drawn, made)
        for trace in spec["data"]:
            yield from self._trace(trace, names, beside, layout["xaxis"]["range"][1])
        yield from self._axes(layout, made)

    def _beside(
        self, names: Sequence[str], drawn: Sequence[tuple[str, str]], made: Answer
    ) -> dict[str, tuple[Tokens, set[float]]]:
        """Name on the axis → the numbers in words and as marks that its rows give."""
        found: dict[str, tuple[Tokens, set[float]]] = {name: (NOTHING, set()) for name in names}
        name_of = dict(zip(drawn, names, strict=True))
        for row, said in zip(made.rows, self.rows, strict=True):
            name = name_of[row.item, row.group]
            found[name] = found[name][0] | said, found[name][1] | _marks(row)
        return found

    def _trace(
        self,
        trace: dict[str, Any],
        names: Sequence[str],
        beside: Mapping[str, tuple[Tokens, set[float]]],
        edge: float,
    ) -> Iterator[str]:
        at = trace["y"]
        most = (3 if trace.get("mode") == "lines" else 1) * len(names)
        for path, array in _arrays(trace, ""):
            if len(array) > min(most, len(at)):
                yield f"figure: {len(array)} values in {path} for {len(at)} drawn of {len(names)} rows"
        for name, x, text, hover in zip(
            at, *(_as_long_as(at, trace.get(one)) for one in ("x", "text", "hovertext")), strict=True
        ):
            if name is None and x is None:
                continue
            if name not in beside:
                yield f"figure: a mark at “{name}”, which is no row"
                continue
            said, marks_ = beside[name]
            if x is not None:
                self.numbers += 1
                if round(float(x), 9) not in marks_ and not (trace.get("mode") == "text" and x == edge):
                    yield f"figure: {x} at “{name}” is no published number of it"
            for words_ in (text, hover):
                yield from self._strange(f"figure at “{name}”", visible(words_ or ""), said)
        rest = {name: value for name, value in trace.items() if name not in ("x", "y", "text", "hovertext")}
        yield from self._rest(rest, "")

    def _rest(self, thing: Any, name: str) -> Iterator[str]:
        """Everything else of a figure is how it is drawn."""
        if isinstance(thing, Mapping):
            for one, value in thing.items():
                yield from self._rest(value, one)
        elif isinstance(thing, list):
            for value in thing:
                yield from self._rest(value, name)
        elif isinstance(thing, str) and not thing.startswith("#"):
            yield from self._strange(f"figure.{name}", visible(thing), NOTHING)
        elif isinstance(thing, int | float) and not isinstance(thing, bool) and name not in DRAWING:
            yield f"figure: the number {thing} as {name}"

    def _axes(self, layout: dict[str, Any], made: Answer) -> Iterator[str]:
        across = layout["xaxis"]
        ends = self._ends(made)
        if not all(math.isclose(*pair, abs_tol=1e-9) for pair in zip(across["range"], ends, strict=True)):
            yield f"figure: an axis from {across['range']}, not {ends}"
        if any(tick * 4 % 1 for tick in across["tickvals"]):
            yield f"figure: ticks at {across['tickvals']}"
        quarters = forms(self.seen.language, (0, 0.25, 0.5, 0.75, 1), "percent")
        levels = frozenset(str(level) for level in range(1, len(self.seen.release.study.scale.levels) + 1))
        for word in across["ticktext"]:
            yield from self._strange("figure.ticktext", word, quarters | levels)
        kept = {name: value for name, value in layout.items() if name not in ("xaxis", "yaxis", "separators")}
        yield from self._rest(kept, "layout")
        skipped = ("range", "tickvals", "ticktext", "zerolinewidth")
        yield from self._rest({name: value for name, value in across.items() if name not in skipped}, "xaxis")
        named = {name: value for name, value in layout["yaxis"].items() if name != "categoryarray"}
        yield from self._rest(named, "yaxis")

    def _ends(self, made: Answer) -> tuple[float, float]:
        """How far the axis reaches: the whole range, or as far as the bars."""
        study = self.seen.release.study
        left, right = 0.0, 1.0
        if made.chart == "scale" and made.selection.view == "aligned":
            bars = [bar for bar in scale.bars(made.rows).values() if bar[0].share is not None]
            tops = [sum(row.share or 0 for row in bar if row.level in study.scale.top) for bar in bars]
            below = [sum(row.share or 0 for row in bar if row.level not in study.scale.top) for bar in bars]
            left, right = -max(below, default=1.0), max(tops, default=1.0)
        elif made.chart != "scale" and made.selection.measure == "mean":
            left, right = 1.0, float(len(study.scale.levels))
        air = 0.02 * (right - left)
        return left - air, right + air

    def _template(self, template: Mapping[str, Any]) -> Iterator[str]:
        """The look that every figure has: it can hold no number of a view, for it never changes."""
        if not _TEMPLATE:
            _TEMPLATE.append(template)
        if template != _TEMPLATE[0]:
            yield "figure: a template of its own"


_TEMPLATE: list[Mapping[str, Any]] = []


@lru_cache(maxsize=16)
def ledger_of(release: Release) -> Ledger:
    """The ledger of a release, read once."""
    return Ledger(release)


def _last(path: str) -> str:
    return path.rsplit(".", 1)[-1]


def _plain(text: str) -> str:
    return re.sub(r"[ \n\t]+", " ", text).strip()


def _marks(row: Row) -> set[float]:
    """Where a row may be drawn: as it is, or as it is written; a level also to the left."""
    values = [row.share, row.mean, row.low, row.high, row.rest]
    written_to = (9, 1) if row.mean is not None else (9, 2)
    found = {round(value, digits) for value in values if value is not None for digits in written_to}
    return found | {-value for value in found} if row.level else found


def _keys(*things: Any) -> Iterator[str]:
    for thing in things:
        if isinstance(thing, Mapping):
            yield from thing
            yield from _keys(*thing.values())
        elif isinstance(thing, list):
            yield from _keys(*thing)


def _arrays(thing: Any, name: str) -> Iterator[tuple[str, list[Any]]]:
    """Every array in a figure, by name."""
    if isinstance(thing, list):
        yield name, thing
        for one in thing:
            yield from _arrays(one, name)
    elif isinstance(thing, Mapping):
        for one, value in thing.items():
            yield from _arrays(value, f"{name}.{one}")


def _as_long_as(others: Sequence[Any], values: Any) -> list[Any]:
    """Values beside others, one for all or none; what is missing is None."""
    several = list(values) if isinstance(values, list) else [values] * len(others)
    return (several + [None] * len(others))[: len(others)]
