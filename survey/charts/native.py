"""A chart as an office program draws it by itself: categories, series and cells, without any file format."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts import marks
from survey.charts.chart import Row
from survey.texts import Voice


@dataclass(frozen=True)
class Series:
    """Values of one kind.

    | field | meaning |
    |---|---|
    | values | one per category; across a scatter, `x` as well |
    | colour, colours | a colour of marks; one per value where they differ |
    | labels | a number format per value, as office programs have them; "" where no number stands |
    | low, high | ends of the intervals |
    | strong | drawn heavier than the others |
    | named | its name stands beside its point |
    | at | how high its name stands at the end of its line |
    | inside | its numbers stand inside its bars, at the axis, where they have room |
    """

    name: str
    values: tuple[float | None, ...]
    colour: str
    colours: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    x: tuple[float, ...] = ()
    strong: bool = False
    named: bool = True
    at: float | None = None
    inside: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its words, how dark it is (0–1; None for a head), whether it is bold."""

    text: str
    shade: float | None = None
    bold: bool = False


@dataclass(frozen=True)
class Native:
    """What is drawn.

    | field | meaning |
    |---|---|
    | kind | "bars", "dumbbell", "stacked", "diverging", "scatter", "lines" or "table" |
    | categories | rows of bars, rounds of lines |
    | ends, across | from where to where the values reach; of a scatter also across |
    | format | of the numbers on the axis; "" for an axis without any |
    | key | colours beside what they mean |
    | axes | what the axes of a scatter are: across, up |
    | corners | what the quarters of a scatter mean: upper left, upper right, lower left, lower right |
    | square | a unit is as long across as up |
    | cells | a table's rows; the first is the head, the first of each row its name |
    | how | how to read it; "" where that is as on the page |
    | measure | what its numbers are; "" where that is as on the page |
    """

    kind: str
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    ends: tuple[float, float] = (0, 1)
    across: tuple[float, float] = (0, 1)
    format: str = ""
    key: tuple[tuple[str, str], ...] = ()
    axes: tuple[str, str] = ("", "")
    corners: tuple[str, ...] = ()
    square: bool = False
    cells: tuple[tuple[Cell, ...], ...] = ()
    how: str = ""
    measure: str = ""

    @property
    def intervals(self) -> bool:
        """Whether it has lines that are intervals."""
        return any(low is not None for one in self.series for low in one.low)

    @property
    def hides(self) -> bool:
        """Whether something in it is marked as not shown."""
        named = (*self.categories, *(one.name for one in self.series))
        words = (*named, self.measure, *(cell.text for row in self.cells for cell in row))
        return any(marks.HIDDEN in one for one in words)


def number_format(measure: str, voice: Voice) -> str:
    """How an office program writes a value: "0%" or "0.0"."""
    if measure == "mean":
        return "0.0"
    return voice.with_percent("0").replace("\u00a0", '"\u00a0"')


def with_words(form: str, words: str) -> str:
    """A number format that ends in words."""
    quoted = words.replace('"', "”")
    return f'{form}"{quoted}"' if words else form


def ends(measure: str, voice: Voice) -> tuple[float, float]:
    """From where to where values reach."""
    return (1, len(voice.study.scale.levels)) if measure == "mean" else (0, 1)


def category(name: str, row: Row) -> str:
    """A row's name; with "[c]" where it has no number."""
    return name if row.value is not None else f"{name} {marks.HIDDEN if row.hidden else '[x]'}"


def with_base(name: str, row: Row, voice: Voice) -> str:
    """A name with its base beside it."""
    return name if row.base is None else f"{name} ({voice.brief(row.base, row.organisations)})"


def bars(
    rows: Sequence[Row], names: Sequence[str], sides: tuple[str, str], measure: str, voice: Voice
) -> Native:
    """A bar with its interval per row, coloured where a difference is certain; beside it the rest.

    `sides` are what the rows and the rest are called.
    """
    form = number_format(measure, voice)
    compared = any(row.rest is not None for row in rows)
    first = Series(
        sides[0],
        tuple(row.value for row in rows),
        marks.STRONG,
        tuple(marks.STRONG if row.certain or not compared else marks.CONTEXT for row in rows),
        tuple(
            with_words(form, marks.arrow(row) + marks.low(row)) if row.value is not None else ""
            for row in rows
        ),
        tuple(row.low for row in rows),
        tuple(row.high for row in rows),
    )
    rest = Series(sides[1], tuple(row.rest for row in rows), marks.HAIRLINE)
    return Native(
        "bars",
        tuple(category(name, row) for name, row in zip(names, rows, strict=True)),
        (first, rest) if compared else (first,),
        ends(measure, voice),
        format=form,
        key=((sides[0], marks.STRONG), (sides[1], marks.HAIRLINE)) if compared else (),
        how=voice("native.compared" if compared else "native.bars"),
        measure=voice.measure(measure) if compared else "",
    )


def part(name: str, values: Sequence[float | None], colour: str, form: str, sign: int = 1) -> Series:
    """One part of every row's bar, with its share where it fits; to the left for a sign of −1."""
    return Series(
        name,
        tuple(None if value is None else sign * value for value in values),
        colour,
        labels=tuple("" if value is None or value < marks.NARROW else form for value in values),
    )
