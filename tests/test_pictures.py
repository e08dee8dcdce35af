"""The answer, its picture and the table beside it are the same numbers: every chart, study and language.

What each mark of a picture must say is written down here once more, by chart. A picture is read back into
marks, and the two are the same, none more and none less.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from survey.charts import CHARTS, marks, twin
from survey.charts.chart import Answer, Row, answer
from survey.codebook import ALL, LANGUAGES, MEASURES, NOT_STATED
from survey.database import Release, Releases
from survey.selection import choices, parse, within_choices
from survey.texts import Voice
from tests.builders import open_study, own_of

STUDIES = ("executives-2015", "participation-2021", "small", "waves", "open")
TOLD = re.compile(r"\[[a-z]\]|[▲▼●○]|[+−]?\d+(?:[.,\u00a0\u202f]\d+)*")
Mark = tuple[object, ...]


@pytest.fixture(scope="module")
def opened(releases: Releases, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Release]:
    """Study → its release. The open one is the small study with its tables crossed, and interviews."""
    shelf = open_study(tmp_path_factory.mktemp("open"))
    return lambda study: shelf.open("small") if study == "open" else releases.open(study)


def selections(release: Release) -> Iterator[dict[str, str]]:
    """Links that ask for something of everything."""
    yield {}
    items = [item.id for item in release.study.items]
    yield from ({"measure": measure} for measure in MEASURES)
    yield {"item": items[1]}
    for by, groups in release.groups.items():
        one, two = list(groups)[:2]
        yield {"by": by, "measure": "highest", "item": items[-1]}
        yield from ({"by": by, "groups": one, "measure": measure} for measure in MEASURES)
        yield {"by": by, "groups": f"{one},{two}", "item": items[0], "view": "stacked"}
        yield {"by": by, "groups": f"{one},{two}", "measure": "mean", "item": ALL}
        yield {"by": by, "groups": two, "against": one, "item": ALL}
        yield {"by": by, "groups": two, "against": one, "measure": "mean"}
        for within in (some for every in within_choices(release, by).values() for some in every[:2]):
            yield {"by": by, "within": within}
            yield {"by": by, "within": within, "groups": one, "against": two}
    yield from ({"family": family} for family in choices(release, ALL)["family"])


def made_for(chart: str, release: Release) -> list[Answer]:
    own = own_of(release.study)
    return [answer(CHARTS[chart], parse(release, given)[0], release, own) for given in selections(release)]


def told_of(chart: str, release: Release) -> Iterator["Told"]:
    """Every answer in a language, by turns; the first ones in all."""
    for place, made in enumerate(made_for(chart, release)):
        for language in LANGUAGES if place < 3 else [LANGUAGES[place % len(LANGUAGES)]]:
            yield Told(made, Voice(language, release.study, release.groups))


def tokens(words: str, *but: str) -> list[str]:
    """The numbers and signs in words, in their order, without those of these names."""
    for name in but:
        words = words.replace(name, " ", 1)
    return TOLD.findall(re.sub(r"<[^>]*>", " ", words))


@dataclass(frozen=True)
class Told:
    """An answer and what its rows say in words."""

    made: Answer
    said: Voice

    @property
    def measure(self) -> str:
        return self.made.selection.measure

    def number(self, value: float | None, unit: bool = False) -> str:
        """A share in points or a mean with one decimal, as the voice has it."""
        if value is None:
            return ""
        if self.measure == "mean" and self.made.chart not in ("scale", "themes"):
            return self.said.decimal(value)
        return self.said.percent(value) if unit else self.said.points(value)

    def value(self, row: Row) -> str:
        return "[c]" if row.hidden else self.number(row.share if row.mean is None else row.mean) or "[x]"

    def gap(self, row: Row) -> str:
        if row.difference is None:
            return ""
        size = self.number(abs(row.difference))
        no_sign = size == self.number(0)
        return size if no_sign else f"{'+' if row.difference > 0 else '−'}{size}"

    def signs(self, row: Row) -> str:
        return self.arrow(row) + (" [u]" if row.reliability == "low" and row.low is not None else "")

    def arrow(self, row: Row) -> str:
        return "" if not row.certain else " ▲" if (row.difference or 0) > 0 else " ▼"

    def ends(self, row: Row) -> str:
        return f"{self.number(row.low)}–{self.number(row.high)}" if row.low is not None else ""

    def people(self, row: Row) -> str:
        who = ("" if count is None else self.said.whole(count) for count in (row.base, row.organisations))
        return " · ".join(who)

    def pointed(self, row: Row) -> list[str]:
        """What the pointer tells of a row."""
        gap = self.gap(row) if row.rest is not None else ""
        parts = (self.value(row), self.signs(row), self.ends(row), gap, self.people(row))
        return tokens(" · ".join(parts))

    def item(self, row: Row) -> str:
        return marks.plain(self.said.item(row.item))

    def group(self, row: Row) -> str:
        return marks.plain(self.said.group(self.made.selection.by, row.group, short=True))

    @cached_property
    def figure(self) -> Any:
        return CHARTS[self.made.chart].figure(self.made, self.said)


def drawn_rows(told: Told) -> dict[str, Row]:
    """Name on the axis → the row that stands there; of a bar of levels its first."""
    names = told.figure["layout"]["yaxis"]["categoryarray"]
    rows = {(row.item, row.group, row.among): row for row in reversed(told.made.rows)}
    found = dict(zip(names, reversed(rows.values()), strict=True))
    assert len(found) == len(names)
    for name, row in found.items():
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", name))
        called = (told.group(row), told.said.item(row.item, short=True), row.among)
        labels = (marks.plain(told.said(f"among.{row.among}")) if row.among else "", *filter(None, called))
        assert any(label and label in words for label in labels), (name, row)
    return found


def traces(told: Told, mode: str, tick: bool = False) -> Iterator[Mapping[str, Any]]:
    """Of a mode; of markers the ticks, or the others."""
    for trace in told.figure["data"]:
        if trace.get("mode") == mode and (trace.get("marker", {}).get("symbol") == "line-ns") == tick:
            yield trace


def read_rows(told: Told, rows: Mapping[str, Row]) -> Iterator[Mark]:
    """The marks of a picture of rows, as (kind, name on the axis, numbers)."""
    for trace in traces(told, "markers"):
        strong = trace["marker"]["color"] == marks.STRONG
        for name, x, hover in zip(trace["y"], trace["x"], trace["hovertext"], strict=True):
            yield "dot", name, x, strong, *tokens(hover, told.item(rows[name]))
    for trace in traces(told, "markers", tick=True):
        yield from (("tick", name, x) for name, x in zip(trace["y"], trace["x"], strict=True))
    for trace in traces(told, "lines"):
        ends = zip(trace["x"][::3], trace["x"][1::3], trace["y"][::3], trace["y"][1::3], strict=True)
        yield from (("line", name, low, high) for low, high, name, again in ends if name == again)
    *numbers, column = traces(told, "text")
    for trace in numbers:
        across = zip(trace["y"], trace["x"], trace["text"], strict=True)
        yield from (("number", name, x, *tokens(words)) for name, x, words in across)
    words = zip(column["y"], column["text"], strict=True)
    yield from (("column", name, *tokens(text)) for name, text in words)
    names = told.figure["layout"]["yaxis"]["categoryarray"]
    for line in (shape for shape in told.figure["layout"]["shapes"] if shape["type"] == "line"):
        assert line["y0"] == line["y1"]
        yield "line", names[round(line["y0"])], line["x0"], line["x1"]
    for trace in (trace for trace in told.figure["data"] if trace["type"] == "bar"):
        parts = zip(trace["y"], trace["x"], trace["text"], trace["hovertext"], strict=True)
        for name, x, text, hover in parts:
            part = trace["name"]
            yield "bar", name, part, x, text, *tokens(hover, part)


def in_dots(told: Told, rows: Mapping[str, Row]) -> Iterator[Mark]:
    compared = any(row.rest is not None for row in rows.values())
    for name, row in rows.items():
        yield "column", name, *tokens(told.value(row) + told.signs(row))
        if row.value is not None:
            yield "dot", name, row.value, bool(row.certain) or not compared, *told.pointed(row)
            yield "line", name, row.low, row.high
            if row.rest is not None:
                yield "tick", name, row.rest


def in_compare(told: Told, rows: Mapping[str, Row]) -> Iterator[Mark]:
    for name, row in rows.items():
        if row.difference is None:
            yield "column", name, "[c]"
            continue
        yield "column", name, *tokens(told.gap(row) + told.signs(row))
        yield "dot", name, row.value, bool(row.certain), *told.pointed(row)
        yield "tick", name, row.rest
        yield "line", name, row.rest, row.value
        yield "number", name, row.value, told.value(row)
        yield "number", name, row.rest, told.number(row.rest)


def in_bars(told: Told, name: str, part: str, share: float | None, sign: int = 1) -> Mark:
    if share is None:
        return "bar", name, marks.plain(part), None, ""
    printed = told.said.points(share) if share >= 0.045 else ""
    return "bar", name, marks.plain(part), sign * share, printed, told.said.points(share)


def in_scale(told: Told, rows: Mapping[str, Row]) -> Iterator[Mark]:
    scale, stacked = told.said.study.scale, told.made.selection.view == "stacked"
    for name, first in rows.items():
        bar = [row for row in told.made.rows if (row.item, row.group) == (first.item, first.group)]
        shares = {row.level: row.share for row in bar}
        for level in range(1, len(scale.levels) + 1):
            sign = 1 if stacked or level in scale.top else -1
            yield in_bars(told, name, told.said.level(level), shares.get(level), sign)
        away = sum((first.absent or {}).values())
        share = away / max(1, away + (first.base or 0))
        yield "column", name, "[c]" if first.hidden else told.said.points(share)


def in_adoption(told: Told, rows: Mapping[str, Row]) -> Iterator[Mark]:
    for name, row in rows.items():
        for part in ("important", "both", "used", "neither"):
            yield in_bars(told, name, told.said(f"use.{part}"), getattr(row, part))
        yield "column", name, *(["[c]"] if row.hidden else [])


def in_benchmark(told: Told, rows: Mapping[str, Row]) -> Iterator[Mark]:
    for name, row in rows.items():
        for part, share in (("lower", row.share), ("same", row.same), ("higher", row.higher)):
            yield in_bars(told, name, told.said(f"benchmark.{part}"), share)
        yield "column", name, "[c]" if row.hidden else told.said.points(row.peers or 0)
        if not row.hidden:
            yield "line", name, row.low, row.high
            assert re.sub(r"<[^>]*>", "", name).endswith(f"  {row.own_level}{told.signs(row)}")


def in_unused(told: Told, rows: Mapping[str, Row]) -> Iterator[Mark]:
    for name, row in rows.items():
        yield "column", name, *tokens(told.value(row) + told.signs(row))
        if row.value is not None:
            yield "dot", name, row.value, (row.low or 0) > 0.5, *told.pointed(row)
            yield "line", name, row.low, row.high
            if row.use is not None:
                yield "tick", name, row.use


def read_points(told: Told) -> Iterator[Mark]:
    """The marks of a map, as (what a click selects, numbers)."""
    for trace in told.figure["data"]:
        strong = trace["marker"]["color"] == marks.STRONG
        parts = (trace[name] for name in ("customdata", "x", "y", "hovertext"))
        for pick, x, y, hover in zip(*parts, strict=True):
            by, said = told.made.selection.by, told.said
            called = [said.item(pick["item"])] if "item" in pick else []
            called += [said.group(by, pick["group"], short=True)] if "group" in pick else []
            yield *sorted(pick.items()), x, y, strong, *tokens(hover, *map(marks.plain, called))


def in_use(told: Told) -> Iterator[Mark]:
    for row in told.made.rows:
        if row.share is not None and row.use is not None:
            used = told.said.points(row.use)
            yield ("item", row.item), row.use, row.share, bool(row.certain), *told.pointed(row), used


def in_similar(told: Told) -> Iterator[Mark]:
    for row in told.made.rows:
        pick, who = ("item", row.item), ""
        if row.item == ALL:
            pick, who = ("group", row.group), told.people(row)
        yield pick, row.x, row.y, row.item == ALL, *tokens(who)


def read_trend(told: Told) -> Iterator[Mark]:
    rounds = list(dict.fromkeys(row.group for row in told.made.rows))
    for trace in told.figure["data"]:
        error = trace["error_y"]
        parts = (trace["customdata"], trace["x"], trace["y"], trace["hovertext"])
        for pick, x, y, hover, up, down in zip(*parts, error["array"], error["arrayminus"], strict=True):
            called = marks.plain(told.said.item(pick["item"]))
            ends = (round(y - down, 9), round(y + up, 9))
            yield "point", pick["item"], rounds[x], y, *ends, *tokens(hover, called)
    layout = told.figure["layout"]
    wide, narrow = layout["annotations"], layout["meta"]["narrow"]["annotations"]
    assert [one["y"] for one in wide] == sorted(one["y"] for one in wide)
    yield from (("end", *tokens(one["text"])) for one in wide)
    yield from (("narrow end", *tokens(one["text"])) for one in narrow)
    yield from (("round", *tokens(words)) for words in layout["xaxis"]["ticktext"])


def in_trend(told: Told) -> Iterator[Mark]:
    rows = told.made.rows
    rounds = list(dict.fromkeys(row.group for row in rows))
    for row in rows:
        if row.value is not None:
            ends = (round(row.low or 0, 9), round(row.high or 0, 9))
            yield "point", row.item, row.group, row.value, *ends, *told.pointed(row)
    for item in dict.fromkeys(row.item for row in rows if row.value is not None):
        own = [row for row in rows if row.item == item and row.asked is not False]
        last = [row for row in own if row.value is not None][-1]
        yield "narrow end", told.value(last)
        since = told.group(own[0]) if own[0].group != rounds[0] else ""
        until = told.group(own[-1]) if own[-1].group != rounds[-1] else ""
        earlier = told.group(last) if last is not own[-1] else ""
        gap = tokens(told.gap(last) + told.signs(last))
        yield "end", told.value(last), *gap, *tokens(earlier or until or since)
    for group in rounds:
        some = [row for row in rows if row.group == group]
        widest = max(some, key=lambda row: row.base or 0)
        yield "round", *tokens(told.group(widest)), *tokens(told.people(widest) if widest.base else "[c]")


def read_cells(told: Told) -> list[list[str]]:
    """A table's lines, in words."""
    tree = ElementTree.fromstring(f"<body>{told.figure}</body>")
    return [["".join(cell.itertext()) for cell in line] for line in tree.iter("tr")]


def in_heatmap(told: Told) -> list[list[str]]:
    rows, said = told.made.rows, told.said
    cells = {(row.item, row.group): row for row in rows}
    items, groups = (list(dict.fromkeys(getattr(row, one) for row in rows)) for one in ("item", "group"))
    head = [""]
    for group in groups:
        widest = max((row for row in rows if row.group == group), key=lambda row: row.base or 0)
        base = said.brief(widest.base, widest.organisations) if widest.base is not None else "[c]"
        head.append(said.group(told.made.selection.by, group, short=True) + base)
    lines = [
        [told.value(cells[item, one]) + told.signs(cells[item, one]) for one in groups] for item in items
    ]
    return [
        head,
        *([said.item(item, short=True), *line] for item, line in zip(items, lines, strict=True)),
    ]


def in_themes(told: Told) -> list[list[str]]:
    said, rows = told.said, told.made.rows
    interviews = list(dict.fromkeys(row.group for row in rows if row.raised is not None))
    head = [said("themes.interview", number=one) for one in interviews]
    lines = [["", *head, said("themes.raised"), said("themes.rated")]]
    for row in (row for row in rows if row.n is not None):
        signs = {one.group: one.raised for one in rows if one.item == row.item and one.raised is not None}
        words = [f"●{said('themes.yes')}" if signs[one] else f"○{said('themes.no')}" for one in interviews]
        rated = told.said.percent(row.share) + told.signs(row) if row.share is not None else "–"
        lines.append([said.theme(row.item, short=True), *words, f"{row.n}/{len(interviews)}", rated])
    return lines


def in_respondents(told: Told) -> list[list[str]]:
    by, said = told.made.selection.by, told.said
    return [
        [
            said.group(by, row.group, short=True),
            said.brief(row.base, row.organisations) if row.base else "[c]",
        ]
        for row in told.made.rows
    ]


OF_ROWS = {
    "ranking": in_dots,
    "item": in_dots,
    "users": in_dots,
    "compare": in_compare,
    "scale": in_scale,
    "adoption": in_adoption,
    "benchmark": in_benchmark,
    "unused": in_unused,
}
OF_CELLS = {"heatmap": in_heatmap, "themes": in_themes, "respondents": in_respondents}
OF_POINTS = {"use": in_use, "similar": in_similar}


def differing(found: Iterable[Mark], expected: Iterable[Mark]) -> dict[str, list[Mark]]:
    """What is drawn too much and what is missing."""
    one, two = Counter(found), Counter(expected)
    both = {"too much": list((one - two).elements()), "missing": list((two - one).elements())}
    return {name: some[:3] for name, some in both.items() if some}


def picture_is_the_answer(told: Told) -> None:
    chart = told.made.chart
    if chart in OF_CELLS:
        assert read_cells(told) == OF_CELLS[chart](told)
    elif chart in OF_POINTS:
        assert not differing(read_points(told), OF_POINTS[chart](told))
    elif chart == "trend":
        assert not differing(read_trend(told), in_trend(told))
    else:
        rows = drawn_rows(told)
        assert not differing(read_rows(told, rows), OF_ROWS[chart](told, rows))


def twin_is_the_answer(told: Told) -> None:
    """Column by column; those that are empty throughout are left out."""
    expected = {name: words for name, words in twin_columns(told).items() if any(words)}
    tree = ElementTree.fromstring(twin.table(told.made, told.said))
    head, *lines = [[cell.text or "" for cell in line] for line in tree.iter("tr")]
    assert head == list(expected)
    assert lines == [list(line) for line in zip(*expected.values(), strict=True)]


def twin_columns(told: Told) -> dict[str, list[str]]:
    said, rows, mean = told.said, told.made.rows, told.measure == "mean" and told.made.chart != "scale"
    by, themes = told.made.selection.by, told.made.chart == "themes"

    def chance(p: float) -> str:
        return said.decimal(p, 3) if p >= 0.001 else f"< {said.decimal(0.001, 3)}"

    def printed(row: Row) -> str:
        number = told.value(row) if row.hidden else told.number(row.value, unit=True)
        return number + told.signs(row) if number else ""

    def between(low: float | None, high: float | None, write: Callable[[float], str], to: str = "–") -> str:
        return "" if low is None or high is None else f"{write(low)}{to}{write(high)}"

    def each(field: str, write: Callable[[Any], str]) -> list[str]:
        return ["" if getattr(row, field) is None else write(getattr(row, field)) for row in rows]

    def unit(words: str) -> str:
        return words if mean or not words else said.with_percent(words)

    def decimal(value: float) -> str:
        return said.decimal(value, 2)

    groups = [
        said("themes.interview", number=row.group) if row.raised is not None else said.group(by, row.group)
        for row in rows
    ]
    columns = {
        "item": each("item", said.theme if themes else said.item),
        "group": groups,
        "among": each("among", lambda one: said(f"among.{one}")),
        "asked": each("asked", lambda one: "" if one else said("trend.not_asked")),
        "raised": each("raised", lambda one: said(f"themes.{'yes' if one else 'no'}")),
        "level": each("level", said.level),
        "own_level": each("own_level", said.level),
        "own_use": each("own_use", lambda one: said(f"own.{'yes' if one else 'no'}")),
        "n": each("n", said.whole),
        "mean" if mean else "share": list(map(printed, rows)),
        "interval": [unit(told.ends(row)) for row in rows],
        "same": each("same", said.percent),
        "higher": each("higher", said.percent),
        "higher_interval": [unit(between(row.higher_low, row.higher_high, said.points)) for row in rows],
        "peers": each("peers", said.percent),
        "base": each("base", said.whole),
        "organisations": each("organisations", said.whole),
        "use": each("use", said.percent),
        "use_interval": [unit(between(row.use_low, row.use_high, said.points)) for row in rows],
        **{part: each(part, said.percent) for part in ("important", "both", "used", "neither")},
        "x": each("x", decimal),
        "y": each("y", decimal),
        "rest": each("rest", lambda one: told.number(one, unit=True)),
        "difference": [told.gap(row) for row in rows],
        "difference_interval": [
            between(row.difference_low, row.difference_high, said.signed, " … ") for row in rows
        ],
        "p": each("p", chance),
        "q": each("q", chance),
        "deff": each("deff", decimal),
        "n_eff": each("n_eff", said.whole),
        "delta": each("delta", decimal),
        "consensus": each("consensus", decimal),
    }
    heads = {name: said(f"column.{name}") for name in columns}
    if told.made.chart == "benchmark":
        heads["share"] = said("column.lower")
    if told.made.chart == "trend":
        heads["rest"] = said("column.first")
    elif against := told.made.selection.against:
        heads["rest"] = said.group(by, against)
    return {heads[name]: words for name, words in columns.items()}


@pytest.mark.parametrize(("study", "chart"), list(product(STUDIES, CHARTS)))
def test_the_picture_and_the_table_beside_it_say_what_the_answer_says(
    opened: Callable[[str], Release], study: str, chart: str
) -> None:
    for told in told_of(chart, opened(study)):
        if told.made.rows:
            picture_is_the_answer(told)
        twin_is_the_answer(told)
        hidden_rows_have_no_number(told.made)


def hidden_rows_have_no_number(made: Answer) -> None:
    for row in made.rows:
        assert not row.hidden or row.to_dict().keys() <= {"item", "group", "hidden", "among"}


def hide(made: Answer, places: Set[tuple[str, str, str | None]]) -> Answer:
    """The same answer with the rows of these items, groups and sides hidden; a bar of levels is one row."""
    hidden = {place: Row(place[0], place[1], hidden=True, among=place[2]) for place in places}
    rows = [hidden.get((row.item, row.group, row.among), row) for row in made.rows]
    return replace(made, rows=tuple({id(row): row for row in rows}.values()))


@pytest.mark.parametrize("chart", sorted({*CHARTS} - {"themes", "similar"}))
@pytest.mark.parametrize("study", ["executives-2015", "waves"])
def test_a_hidden_row_gives_no_number_anywhere(
    opened: Callable[[str], Release], study: str, chart: str
) -> None:
    release = opened(study)
    said = Voice("en", release.study, release.groups)
    for made in made_for(chart, release)[::4]:
        for row in made.rows[:1] + made.rows[-1:]:
            place = (row.item, row.group, row.among)
            told = Told(hide(made, {place}), said)
            picture_is_the_answer(told)
            twin_is_the_answer(told)
        everything = Told(hide(made, {(row.item, row.group, row.among) for row in made.rows}), said)
        if made.rows:
            picture_is_the_answer(everything)
            twin_is_the_answer(everything)
        assert CHARTS[chart].headline(everything.made, said)


@pytest.mark.parametrize(("study", "chart"), list(product(STUDIES, CHARTS)))
def test_every_picture_is_sound_and_has_a_finding_in_words(
    opened: Callable[[str], Release], study: str, chart: str
) -> None:
    one, levels = CHARTS[chart], len(opened(study).study.scale.levels)
    for told in told_of(chart, opened(study)) if one.offered(opened(study)) else ():
        title = one.headline(told.made, told.said)
        assert title and not {*"{}"} & {*title}
        assert twin.alt(told.made, title, told.said).startswith(title)
        assert one.question(told.made, told.said)
        if isinstance(told.figure, dict):
            assert longest(told.figure) <= max(3 * len(told.made.rows), levels + 4)
        else:
            assert told.figure.count("<table") == 1


@pytest.mark.parametrize("chart", CHARTS)
def test_every_figure_is_one_that_plotly_knows(opened: Callable[[str], Release], chart: str) -> None:
    for study, given in product(("executives-2015", "waves"), ({}, {"measure": "mean", "item": "web"})):
        release = opened(study)
        made = answer(CHARTS[chart], parse(release, given)[0], release, own_of(release.study))
        figure = CHARTS[chart].figure(made, Voice("en", release.study, release.groups))
        if isinstance(figure, dict):
            go.Figure(figure)


def longest(figure: Any) -> int:
    """The longest list anywhere in a figure: no array may be longer than what is shown."""
    if isinstance(figure, dict):
        return max(map(longest, figure.values()), default=0)
    if isinstance(figure, list):
        return max([len(figure), *map(longest, figure)])
    return 0


@pytest.mark.parametrize(("study", "chart"), list(product(STUDIES, CHARTS)))
def test_a_chart_that_is_not_offered_has_no_rows(
    opened: Callable[[str], Release], study: str, chart: str
) -> None:
    release = opened(study)
    offered = CHARTS[chart].offered(release)
    assert offered == _has(release, chart)
    for made in made_for(chart, release):
        assert (offered or not made.rows) and (bool(made.rows) or not offered or chart == "similar")


def _has(release: Release, chart: str) -> bool:
    """Whether the release has what a chart shows."""
    groups = [[one for one in some if one != NOT_STATED] for some in release.groups.values()]
    return {
        "heatmap": bool(groups),
        "compare": bool(groups),
        "similar": any(len(some) >= 3 for some in groups),
        "use": release.study.use is not None,
        "users": release.study.use is not None,
        "adoption": release.study.use is not None,
        "unused": release.study.use is not None,
        "trend": release.study.id == "waves",
        "themes": bool(release.interviews),
    }.get(chart, True)
