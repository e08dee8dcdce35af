"""A chart for those who do not see it: the same numbers as a table, and in a sentence."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from survey.charts import marks
from survey.charts.chart import Answer, Row
from survey.texts import Voice

SMALLEST = 0.001


@dataclass(frozen=True)
class Column:
    """What the table of an answer says of every row.

    | field | meaning |
    |---|---|
    | name | what it holds |
    | heading | the same for a reader |
    | words | a row's cell as printed; empty where it does not apply |
    | kind | what its numbers are: count, share, mean, decimal or chance; empty where it is words alone |
    | fields | the fields of a row that are its numbers: one, or the two ends of an interval |
    """

    name: str
    heading: str
    words: Callable[[Row], str]
    kind: str = ""
    fields: tuple[str, ...] = ()


def table(answer: Answer, voice: Voice) -> str:
    """Every row of the answer as an HTML table."""
    kept = columns(answer, voice)
    head = "".join(f'<th scope="col">{escape(one.heading)}</th>' for one in kept)
    lines = ("".join(f"<td>{escape(one.words(row))}</td>" for one in kept) for row in answer.rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    inner = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="twin" tabindex="0">{inner}</div>'


def columns(answer: Answer, voice: Voice) -> list[Column]:
    """The columns of the answer's table. One that is empty throughout is left out."""
    every = (Column(name, _heading(name, answer, voice), *rest) for name, *rest in _columns(answer, voice))
    return [one for one in every if any(one.words(row) for row in answer.rows)]


def _heading(name: str, answer: Answer, voice: Voice) -> str:
    """What a column holds; what the others are is the chart's own."""
    if name == "rest" and answer.chart == "trend":
        return voice("column.first")
    if name == "share" and answer.chart == "benchmark":
        return voice("column.lower")
    if name == "rest" and answer.selection.against:
        return voice.group(answer.selection.by, answer.selection.against)
    return voice(f"column.{name}")


def _columns(answer: Answer, voice: Voice) -> Iterator[tuple[Any, ...]]:
    """Every column as its name, words, kind and fields."""
    measure, by = answer.selection.measure, answer.selection.by
    if answer.chart == "scale":
        measure = "top"
    value = "mean" if measure == "mean" else "share"
    name = voice.theme if answer.chart == "themes" else voice.item

    def number(field: str, kind: str, write: Callable[[float], str]) -> tuple[Any, ...]:
        def words(row: Row) -> str:
            value = getattr(row, field)
            return "" if value is None else write(value)

        return field, words, kind, (field,)

    def decimal(value: float) -> str:
        return voice.decimal(value, 2)

    yield "item", lambda row: name(row.item)
    yield "group", lambda row: _group(row, by, voice)
    yield "among", lambda row: voice(f"among.{row.among}") if row.among else ""
    yield "asked", lambda row: voice("trend.not_asked") if row.asked is False else ""
    yield "raised", lambda row: _raised(row, voice)
    yield "level", lambda row: voice.level(row.level) if row.level else ""
    yield "own_level", lambda row: voice.level(row.own_level) if row.own_level else ""
    yield "own_use", lambda row: _used(row, voice)
    yield number("n", "count", voice.whole)
    yield value, lambda row: _marked(row, measure, voice), value, ("value",)
    yield "interval", lambda row: marks.interval(row, measure, voice), value, ("low", "high")
    yield number("same", "share", voice.percent)
    yield number("higher", "share", voice.percent)
    yield (
        "higher_interval",
        lambda row: marks.between(row.higher_low, row.higher_high, "top", voice),
        "share",
        ("higher_low", "higher_high"),
    )
    yield number("peers", "share", voice.percent)
    yield number("base", "count", voice.whole)
    yield number("organisations", "count", voice.whole)
    yield number("use", "share", voice.percent)
    yield (
        "use_interval",
        lambda row: marks.between(row.use_low, row.use_high, "use", voice),
        "share",
        ("use_low", "use_high"),
    )
    for part in ("important", "both", "used", "neither"):
        yield number(part, "share", voice.percent)
    yield number("x", "decimal", decimal)
    yield number("y", "decimal", decimal)
    yield number("rest", value, voice.decimal if measure == "mean" else voice.percent)
    yield "difference", lambda row: marks.difference(row, measure, voice), value, ("difference",)
    yield (
        "difference_interval",
        lambda row: _ends(row, voice),
        value,
        ("difference_low", "difference_high"),
    )
    yield number("p", "chance", lambda p: _chance(p, voice))
    yield number("q", "chance", lambda q: _chance(q, voice))
    yield number("deff", "decimal", decimal)
    yield number("n_eff", "decimal", voice.whole)
    yield number("delta", "decimal", decimal)
    yield number("consensus", "decimal", decimal)


def _group(row: Row, by: str, voice: Voice) -> str:
    return (
        voice("themes.interview", number=row.group) if row.raised is not None else voice.group(by, row.group)
    )


def _raised(row: Row, voice: Voice) -> str:
    return "" if row.raised is None else voice("themes.yes" if row.raised else "themes.no")


def _used(row: Row, voice: Voice) -> str:
    return "" if row.own_use is None else voice("own.yes" if row.own_use else "own.no")


def _marked(row: Row, measure: str, voice: Voice) -> str:
    if row.value is None and not row.hidden:
        return ""
    return marks.value(row, measure, voice) + marks.arrow(row) + marks.low(row)


def _ends(row: Row, voice: Voice) -> str:
    if row.difference_low is None or row.difference_high is None:
        return ""
    return f"{voice.signed(row.difference_low)} … {voice.signed(row.difference_high)}"


def _chance(p: float, voice: Voice) -> str:
    return f"< {voice.decimal(SMALLEST, 3)}" if p < SMALLEST else voice.decimal(p, 3)


def alt(answer: Answer, title: str, voice: Voice) -> str:
    """What the picture shows, in words: its finding, the highest and the lowest, and who answered."""
    who = voice.who(answer.respondents, answer.organisations, answer.exact)
    drawn = [row for row in answer.shown() if row.value is not None and row.level is None]
    if len(drawn) < 2:
        return voice("alt.plain", title=title, who=who)
    lowest, *_, highest = sorted(drawn, key=lambda row: row.value or 0)
    measure = answer.selection.measure
    return voice(
        "alt.values",
        title=title,
        highest=_called(highest, drawn, answer, voice),
        highest_value=marks.value(highest, measure, voice),
        lowest=_called(lowest, drawn, answer, voice),
        lowest_value=marks.value(lowest, measure, voice),
        who=who,
    )


def _called(row: Row, drawn: Sequence[Row], answer: Answer, voice: Voice) -> str:
    """What tells a row from the others: its item, its group, whether it is of users."""
    name = voice.theme if answer.chart == "themes" else voice.item
    names = {
        "item": lambda: name(row.item),
        "group": lambda: voice.group(answer.selection.by, row.group, short=True),
        "among": lambda: voice(f"among.{row.among}"),
    }
    varying = [one for one in names if len({getattr(other, one) for other in drawn}) > 1]
    return ", ".join(names[one]() for one in varying)
