"""The checks of a figure: each number in it is that of the row it stands at, or one of a few of drawing."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from scipy.optimize import isotonic_regression

from survey.charts import marks, scale
from survey.charts.chart import Row
from survey.codebook import ALL, NOT_STATED
from tests.payload.numbers import forms, visible
from tests.payload.received import NOTHING, Tokens
from tests.payload.seen import Reader, Seen, Shown

Json = dict[str, Any]

HIDDEN_CARGO = (
    "customdata",
    "ids",
    "bdata",
    "hovertemplate",
    "texttemplate",
    "source",
    "dataframe",
    "template",
)

# How things are drawn: by name the only numbers that a figure may hold besides those of its rows.
DRAWING: dict[str, tuple[float, ...]] = {
    "opacity": (0.5, 0.55, 0.6, 1),
    "size": (6, 7, 9, 11, 12, 13, 14, 15, 16),
    "width": (0, 0.72, 1, 1.2, 1.5, 2, 3, 4),
    "thickness": (1.2,),
    "standoff": (6,),
    "tickangle": (0,),
    "textangle": (0,),
    "zerolinewidth": (2,),
}
MARGINS: dict[str, tuple[float, ...]] = {
    "l": (8, 10, 44), "t": (8, 10, 14), "b": (10, 30, 34, 44), "pad": (6,), "r": (10, 14),
}  # fmt: skip
HEIGHTS = {"use": 470, "trend": 470, "similar": 500}
PARTS = {"lower": "share", "same": "same", "higher": "higher"}
ROW_HEIGHTS, BESIDE = (29, 40), 44
COLOUR = re.compile(r"#0000[0-3][0-9]")
QUARTERS = (0, 0.25, 0.5, 0.75, 1)


class Figures(Reader):
    """Reads figures."""

    def __init__(self, seen: Seen, shown: Shown) -> None:
        super().__init__(seen)
        self.shown, self.made, self.voice = shown, shown.made, shown.voice
        self.levels = len(seen.release.study.scale.levels)

    def faults(self, figure: Json) -> Iterator[str]:
        """Everything in a figure that is not of its answer or of how things are drawn."""
        if set(figure) != {"data", "layout"}:
            yield f"figure: it holds {sorted(figure)}"
            return
        data, layout = [dict(one) for one in figure["data"]], dict(figure["layout"])
        check = {"use": self._use, "trend": self._trend, "similar": self._similar}.get(self.shown.chart)
        yield from (check or self._rows)(data, layout)
        cargo = sorted({*_keys(data, layout)} & {*HIDDEN_CARGO})
        yield from (f"figure: it carries {one}" for one in cargo)
        for trace in data:
            meta = trace.pop("meta", "roomy")
            if meta not in ("roomy", "labels"):
                yield f"figure: meta is {meta}"
            yield from self._rest(trace, "")
        yield from self._rest(layout, "layout")

    # What every figure has.

    def _rest(self, thing: Any, name: str) -> Iterator[str]:
        """What is left of a figure is how it is drawn."""
        if isinstance(thing, Mapping):
            for one, value in thing.items():
                yield from self._rest(value, one)
        elif isinstance(thing, list):
            for value in thing:
                yield from self._rest(value, name)
        elif isinstance(thing, str):
            if not COLOUR.fullmatch(thing):
                yield from self.strange(f"figure.{name}", visible(thing), NOTHING)
        elif (
            isinstance(thing, int | float)
            and not isinstance(thing, bool)
            and thing not in DRAWING.get(name, ())
        ):
            yield f"figure: the number {thing} as {name}"

    def _as_long(self, trace: Json, most: int) -> Iterator[str]:
        """No array is longer than what is drawn."""
        for path, array in _arrays(trace, ""):
            if len(array) > most:
                yield f"figure: {len(array)} values in {path} for {most} drawn"

    def _is(self, what: str, value: Any, meant: Any) -> Iterator[str]:
        """A number, or several, that follow from the answer."""
        values, others = (list(one) if isinstance(one, list | tuple) else [one] for one in (value, meant))
        self.numbers += len(values)
        if len(values) != len(others) or not all(map(_close, values, others)):
            yield f"figure: {what} is {value}, not {meant}"

    def _size(self, layout: Json, height: int | Sequence[int], right: int | None = None) -> Iterator[str]:
        """Height and margins."""
        heights = [height] if isinstance(height, int) else height
        if (given := layout.pop("height")) not in heights:
            yield f"figure: a height of {given}, not {heights}"
        yield from self._margins(layout.pop("margin"), right)

    def _margins(self, margins: Json, right: int | None) -> Iterator[str]:
        for name, value in margins.items():
            allowed = (right,) if name == "r" and right is not None else MARGINS.get(name, ())
            if value not in allowed:
                yield f"figure: a margin {name} of {value}, not {allowed}"

    def _pick(self, pick: Json, row: Row) -> Iterator[str]:
        """What a click selects: codes of the row."""
        codes = {"item": row.item, "group": row.group}
        if any(codes.get(name) != code or code in (ALL, NOT_STATED) for name, code in pick.items()):
            yield f"figure: a click at {row.item}/{row.group} selects {pick}"

    def _across(self, axis: Json, measure: str) -> Iterator[str]:
        """The axis of what is measured, over its whole range; it takes what it has checked away."""
        means = measure == "mean"
        ticks = [float(level) for level in range(1, self.levels + 1)] if means else list(QUARTERS)
        yield from self._is("an axis", axis.pop("range"), _aired(ticks[0], ticks[-1]))
        yield from self._is("ticks", axis.pop("tickvals"), ticks)
        for tick, word in zip(ticks, axis.pop("ticktext"), strict=True):
            allowed = frozenset({f"{tick:.0f}"}) if means else forms(self.voice.language, (tick,), "percent")
            yield from self.strange("figure.ticktext", word, allowed)

    # Rows: ranking, compare, scale, item, users, adoption.

    def _rows(self, data: list[Json], layout: Json) -> Iterator[str]:
        rows = self._drawn()
        up, across = dict(layout.pop("yaxis")), dict(layout.pop("xaxis"))
        names = up.pop("categoryarray")
        if len(names) != len(rows) or len({*names}) != len(names):
            yield f"figure: {len(names)} names for {len(rows)} rows"
            return
        edge = across["range"][1]
        for name, some in zip(names, rows, strict=True):
            yield from self.strange("figure.categoryarray", visible(name), self._words(some))
        plain = [re.sub(r"^<b>(.*)</b>$", r"\1", one) for one in up.pop("ticktext")]
        if plain != [re.sub(r"^<b>(.*)</b>$", r"\1", one) for one in names] or up.pop("tickvals") != names:
            yield "figure: the ticks are not the names"
        yield from self._is("the rows' axis", up.pop("range"), [len(names) - 0.5, -0.5])
        picks = layout.pop("meta").get("picks", [{}] * len(rows))
        yield from self._is("the number of picks", len(picks), len(rows))
        for pick, (row, *_) in zip(picks, rows, strict=False):
            yield from self._pick(pick, row)
        shapes = layout.pop("shapes")
        yield from self._bands([one for one in shapes if one["type"] == "rect"], rows)
        yield from self._intervals([one for one in shapes if one["type"] != "rect"], rows)
        yield from self._size(layout, [height * len(names) + BESIDE for height in ROW_HEIGHTS], _room(data))
        for trace in data:
            yield from self._trace(trace, dict(zip(names, rows, strict=True)), edge)
        yield from self._value_axis(across)
        yield from self._rest(up, "yaxis")
        yield from self._rest(across, "xaxis")

    def _drawn(self) -> list[list[Row]]:
        """Per name on the axis its rows: the levels of a bar, else one."""
        if self.shown.chart == "scale":
            return list(scale.bars(self.made.rows).values())
        return [[row] for row in self.made.rows]

    def _words(self, rows: Iterable[Row]) -> Tokens:
        """The numbers in words of some rows."""
        return NOTHING.union(
            *(said for row, said in zip(self.made.rows, self.shown.rows, strict=True) if row in rows)
        )

    def _bands(self, shapes: list[Json], rows: list[list[Row]]) -> Iterator[str]:
        """A wash behind each row that the reader picked, and nothing else."""
        chosen = self.made.selection
        for shape in shapes:
            at = shape["y0"] + 0.5
            ends = {"x0": 0, "x1": 1, "y0": at - 0.5, "y1": at + 0.5}
            if at not in range(len(rows)) or any(shape.get(name) != end for name, end in ends.items()):
                yield f"figure: a shape at {shape}"
                continue
            row = rows[int(at)][0]
            if row.item != chosen.item and row.group not in chosen.groups:
                yield f"figure: a band at {row.item}/{row.group}, which is not picked"
            yield from self._rest({name: value for name, value in shape.items() if name not in ends}, "shape")

    def _intervals(self, shapes: list[Json], rows: list[list[Row]]) -> Iterator[str]:
        """A line below the bar of each row that is shown, over its interval."""
        of = [(at, row) for at, (row, *_) in enumerate(rows) if self.shown.chart == "benchmark"]
        drawn = [(at, row) for at, row in of if not row.hidden]
        yield from self._is("the number of intervals", len(shapes), len(drawn))
        for shape, (at, row) in zip(shapes, drawn, strict=False):
            ends = {"x0": row.low, "x1": row.high, "y0": at + 0.44, "y1": at + 0.44}
            for name, end in ends.items():
                yield from self._is("an interval", shape[name], end)
            yield from self._rest({name: one for name, one in shape.items() if name not in ends}, "shape")

    def _trace(self, trace: Json, rows: Mapping[str, list[Row]], edge: float) -> Iterator[str]:
        at = trace.pop("y")
        lines = trace.get("mode") == "lines"
        if len(at) > (3 if lines else 1) * len(rows):
            yield f"figure: {len(at)} marks for {len(rows)} rows"
        yield from self._as_long(trace, len(at))
        field = self._field(trace.get("name"))
        several = (_as_long_as(at, trace.pop(one, None)) for one in ("x", "text", "hovertext"))
        for name, x, text, hover in zip(at, *several, strict=True):
            if name is None and x is None:
                continue
            if name not in rows:
                yield f"figure: a mark at “{name}”, which is no row"
                continue
            column = trace.get("mode") == "text" and x == edge
            if x is not None and not column:
                self.numbers += 1
                if not any(_close(x, one) for one in self._marks(rows[name], field)):
                    yield f"figure: {x} at “{name}” is no published number of it"
            for words in (text, hover):
                allowed = self._words(rows[name])
                yield from self.strange(f"figure at “{name}”", visible(words or ""), allowed)

    def _field(self, name: str | None) -> str | int | None:
        """What a part of the bars is: a level of the scale, or one of the four of adoption."""
        if self.shown.chart == "scale":
            labels = {marks.plain(self.voice.level(one)): one for one in range(1, self.levels + 1)}
            return labels.get(str(name))
        if self.shown.chart == "benchmark":
            parts_of = {self.voice(f"benchmark.{one}"): field for one, field in PARTS.items()}
            return parts_of.get(str(name))
        parts = ("important", "both", "used", "neither")
        return next((one for one in parts if self.voice(f"use.{one}") == name), None)

    def _marks(self, rows: list[Row], field: str | int | None) -> list[float]:
        """Where a row may be drawn; a level below the top to the left, unless stacked."""
        if self.shown.chart == "scale":
            top = self.seen.release.study.scale.top
            left = field not in top and self.made.selection.view == "aligned"
            return [-(row.share or 0) if left else row.share or 0 for row in rows if row.level == field]
        of_bars = self.shown.chart in ("adoption", "benchmark")
        names = [field] if of_bars else ["share", "mean", "low", "high", "rest"]
        names += ["use"] if self.shown.chart == "unused" else []
        values = [getattr(row, str(name), None) for row in rows for name in names]
        return [one for one in values if one is not None]

    def _value_axis(self, across: Json) -> Iterator[str]:
        """The axis below the rows: over the whole range, or as far as the aligned bars reach."""
        measure = "top" if self.shown.chart in ("scale", "adoption") else self.made.selection.measure
        if self.shown.chart != "scale" or self.made.selection.view == "stacked":
            yield from self._across(across, measure)
            return
        top = self.seen.release.study.scale.top
        bars = [bar for bar in scale.bars(self.made.rows).values() if bar[0].share is not None]
        right = max((sum(row.share or 0 for row in bar if row.level in top) for bar in bars), default=1.0)
        left = max((sum(row.share or 0 for row in bar if row.level not in top) for bar in bars), default=1.0)
        ticks = [-one for one in reversed(QUARTERS[1:])] + list(QUARTERS)
        yield from self._is("an axis", across.pop("range"), _aired(-left, right))
        yield from self._is("ticks", across.pop("tickvals"), ticks)
        for tick, word in zip(ticks, across.pop("ticktext"), strict=True):
            yield from self.strange(
                "figure.ticktext", word, forms(self.voice.language, (abs(tick),), "percent")
            )

    # Planes: use, trend, similar.

    def _points(self, trace: Json, rows: Sequence[Row]) -> Iterator[tuple[int, Row | str]]:
        """Place in the trace and the row of its pick; what is wrong where there is none."""
        most = len(trace["x"])
        if len(trace["y"]) != most or len(trace["customdata"]) != most:
            yield (
                0,
                f"figure: {len(trace['y'])} heights and {len(trace['customdata'])} picks for {most} points",
            )
            return
        for at, pick in enumerate(trace.pop("customdata")):
            found = [
                row for row in rows if pick and all(getattr(row, name) == one for name, one in pick.items())
            ]
            if len(found) == 1 and set(pick) <= {"item", "group"}:
                yield at, found[0]
            else:
                yield at, f"figure: a point that selects {pick}, which is no row"

    def _map(
        self, data: list[Json], rows: Sequence[Row], across: str, up: str, names: Mapping[Row, str]
    ) -> Iterator[str]:
        """Points with their names, each of a row of its own."""
        drawn: list[Row] = []
        for trace in data:
            yield from self._as_long(trace, len(trace["x"]))
            for at, row in self._points(trace, rows):
                if isinstance(row, str):
                    yield row
                    continue
                drawn.append(row)
                where = f"{row.item}/{row.group}"
                yield from self._is(f"{across} of {where}", trace["x"][at], getattr(row, across))
                yield from self._is(f"{up} of {where}", trace["y"][at], getattr(row, up))
                label = visible(trace["text"][at]).removesuffix(" [u]")
                if label not in ("", names[row]):
                    yield f"figure: “{label}” at {where}"
                yield from self.strange(
                    f"figure at {where}", visible(trace["hovertext"][at]), self._words([row])
                )
            for name in ("x", "y", "text", "hovertext"):
                trace.pop(name)
        if len(drawn) != len({id(row) for row in drawn}):
            yield "figure: a row is drawn twice"

    def _names(self, rows: Iterable[Row]) -> dict[Row, str]:
        by = self.made.selection.by
        return {
            row: _plain(
                self.voice.item(row.item, short=True)
                if row.item != ALL
                else self.voice.group(by, row.group, True)
            )
            for row in rows
        }

    def _use(self, data: list[Json], layout: Json) -> Iterator[str]:
        rows = [row for row in self.made.rows if row.share is not None and row.use is not None]
        yield from self._map(data, rows, "use", "share", self._names(rows))
        for name in ("xaxis", "yaxis"):
            axis = dict(layout.pop(name))
            yield from self._across(axis, "top")
            yield from self._rest(axis, name)
        yield from self._size(layout, HEIGHTS["use"])
        ends = ({"x0": 0.5, "x1": 0.5, "y0": 0, "y1": 1}, {"y0": 0.5, "y1": 0.5, "x0": 0, "x1": 1})
        for shape, meant in zip(layout.pop("shapes"), ends, strict=True):
            for name, end in meant.items():
                yield from self._is(f"the cross's {name}", shape[name], end)
            yield from self._rest({name: one for name, one in shape.items() if name not in meant}, "shape")
        corners = [(one["x"], one["y"]) for one in layout["annotations"]]
        if sorted(corners) != sorted(product((0, 1), repeat=2)):
            yield f"figure: words at {corners}"
        for one in layout.pop("annotations"):
            shifts = {"xshift": (-6, 6), "yshift": (-4, 4), "x": (0, 1), "y": (0, 1)}
            yield from (
                f"figure: {name} of {one[name]}" for name, some in shifts.items() if one[name] not in some
            )
            yield from self._rest(
                {name: value for name, value in one.items() if name not in shifts}, "corner"
            )

    def _similar(self, data: list[Json], layout: Json) -> Iterator[str]:
        rows = [row for row in self.made.rows if row.x is not None and row.y is not None]
        items = [row for row in rows if row.group == ALL]
        groups = [row for row in rows if row.item == ALL]
        for trace, some in zip(data, (items, groups), strict=True):
            yield from self._map([trace], some, "x", "y", self._names(some))
        for name in "xy":
            axis = dict(layout.pop(f"{name}axis"))
            values = [0.0, *(getattr(row, name) for row in rows)]
            air = 0.12 * (max(values) - min(values))
            yield from self._is("an axis", axis.pop("range"), _aired(min(values) - air, max(values) + air))
            yield from self._is("ticks", axis.pop("tickvals"), [0])
            yield from self._rest(axis, f"{name}axis")
        yield from self._size(layout, HEIGHTS["similar"])

    def _trend(self, data: list[Json], layout: Json) -> Iterator[str]:
        rows = [row for row in self.made.rows if row.value is not None]
        rounds = list(dict.fromkeys(row.group for row in self.made.rows))
        drawn: list[str] = []
        for trace in data:
            yield from self._line(trace, rows, rounds, drawn)
        if len(drawn) != len({*drawn}):
            yield "figure: an item has two lines"
        lasts = {row.item: row for row in rows}
        narrow = dict(layout.pop("meta")["narrow"])
        yield from self._rounds(dict(layout.pop("xaxis")), rounds)
        yield from self._rounds(dict(narrow.pop("xaxis")), rounds)
        up = dict(layout.pop("yaxis"))
        ends = up["range"]
        yield from self._across(up, self.made.selection.measure)
        yield from self._rest(up, "yaxis")
        labels = layout.pop("annotations")
        yield from self._ends(labels, lasts, ends, len(rounds))
        yield from self._ends(narrow.pop("annotations"), lasts, ends, len(rounds))
        yield from self._size(layout, HEIGHTS["trend"], 210)
        yield from self._margins(narrow.pop("margin"), 130)
        yield from self._rest(narrow, "narrow")

    def _line(self, trace: Json, rows: list[Row], rounds: list[str], drawn: list[str]) -> Iterator[str]:
        """The rounds of an item, each at its value with its interval."""
        at, picks, errors = trace.pop("x"), trace.pop("customdata"), dict(trace.pop("error_y"))
        yield from self._as_long(trace, len(at))
        items = {pick.get("item") for pick in picks}
        mine = [row for row in rows if {row.item} == items]
        drawn += [row.item for row in mine[:1]]
        if any(set(pick) != {"item"} for pick in picks) or len(items) > 1:
            yield f"figure: a line that selects {picks}"
        yield from self._is("rounds of a line", at, [rounds.index(row.group) for row in mine])
        yield from self._is("a line", trace.pop("y"), [row.value for row in mine])
        above = [(row.high or 0) - (row.value or 0) for row in mine]
        below = [(row.value or 0) - (row.low or 0) for row in mine]
        yield from self._is("an interval", errors.pop("array"), above)
        yield from self._is("an interval", errors.pop("arrayminus"), below)
        yield from self._rest(errors, "error_y")
        for row, hover in zip(mine, trace.pop("hovertext"), strict=True):
            yield from self.strange(f"figure at {row.item}/{row.group}", visible(hover), self._words([row]))

    def _rounds(self, axis: Json, rounds: list[str]) -> Iterator[str]:
        """The axis of rounds, each over the base of one of its rows."""
        yield from self._is("ticks", axis.pop("tickvals"), list(range(len(rounds))))
        yield from self._is("an axis", axis.pop("range"), [-0.08 * len(rounds), len(rounds) - 0.92])
        for round_, word in zip(rounds, axis.pop("ticktext"), strict=True):
            bases = [
                one for row in self.made.rows if row.group == round_ for one in (row.base, row.organisations)
            ]
            yield from self.strange(
                "figure.ticktext", visible(word), forms(self.voice.language, bases, "whole")
            )
        yield from self._rest(axis, "xaxis")

    def _ends(
        self, labels: list[Json], lasts: Mapping[str, Row], ends: Sequence[float], rounds: int
    ) -> Iterator[str]:
        """Names at the ends of the lines: spread by their last values alone, each with its own numbers."""
        order = sorted(lasts.values(), key=lambda row: row.value or 0)
        if len(labels) != len(order):
            yield f"figure: {len(labels)} names for {len(order)} lines"
            return
        heights = _spread([row.value or 0 for row in order], 17 * (ends[1] - ends[0]) / (470 - 14 - 34), ends)
        for row, label, y in zip(order, labels, heights, strict=True):
            yield from self._is("a name's place", [label["x"], label["y"]], [rounds - 0.92, y])
            if not visible(label["name"]).startswith(_plain(self.voice.item(row.item, short=True))):
                yield f"figure: “{label['name']}” at the line of {row.item}"
            for words in (label["text"], label["name"]):
                yield from self.strange(f"figure at {row.item}", visible(words), self._words([row]))
            kept = {name: one for name, one in label.items() if name not in ("x", "y", "text", "name")}
            yield from self._rest(kept, "annotation")


def _close(one: Any, other: Any) -> bool:
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _aired(low: float, high: float) -> list[float]:
    """The ends of an axis with a little air beyond."""
    air = 0.02 * (high - low)
    return [low - air, high + air]


def _plain(words: str) -> str:
    return re.sub(r"[ \n\t]+", " ", words).strip()


def _room(data: Iterable[Json]) -> int:
    """Pixels at the right for the longest of the words that are written beside the rows."""
    words = [word for trace in data if trace.get("mode") == "text" for word in trace["text"]]
    return 16 + max((8 * len(re.sub(r"<[^>]+>", "", word)) for word in words), default=0)


def _spread(values: Sequence[float], apart: float, ends: Sequence[float]) -> list[float]:
    """Where names stand that may not overlap: the nearest ascending places, by isotonic regression."""
    if not values:
        return []
    step = min(apart, (ends[1] - ends[0]) / max(1, len(values) - 1))
    offsets = [step * place for place in range(len(values))]
    fitted = isotonic_regression([one - off for one, off in zip(values, offsets, strict=True)]).x
    kept = [min(max(float(one), ends[0]), ends[1] - offsets[-1]) for one in fitted]
    return [one + off for one, off in zip(kept, offsets, strict=True)]


def _arrays(thing: Any, name: str) -> Iterator[tuple[str, list[Any]]]:
    """Every array in a figure, by name."""
    if isinstance(thing, list):
        yield name, thing
        for one in thing:
            yield from _arrays(one, name)
    elif isinstance(thing, Mapping):
        for one, value in thing.items():
            yield from _arrays(value, f"{name}.{one}")


def _keys(*things: Any) -> Iterator[str]:
    for thing in things:
        if isinstance(thing, Mapping):
            yield from thing
            yield from _keys(*thing.values())
        elif isinstance(thing, list):
            yield from _keys(*thing)


def _as_long_as(others: Sequence[Any], values: Any) -> list[Any]:
    """Values beside others, one for all or none; what is missing is None."""
    several = list(values) if isinstance(values, list) else [values] * len(others)
    return (several + [None] * len(others))[: len(others)]
