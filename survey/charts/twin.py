"""A chart for those who do not see it: the same numbers as a table, and in a sentence."""

from collections.abc import Callable, Sequence
from html import escape

from survey.charts import marks
from survey.charts.chart import Answer, Row
from survey.texts import Voice

Column = tuple[str, Callable[[Row], str]]
SMALLEST = 0.001


def table(answer: Answer, voice: Voice) -> str:
    """Every row of the answer as an HTML table. A column that is empty throughout is left out."""
    columns = [(name, [cell(row) for row in answer.rows]) for name, cell in _columns(answer, voice)]
    kept = [(name, cells) for name, cells in columns if any(cells)]
    head = "".join(f'<th scope="col">{escape(_heading(name, answer, voice))}</th>' for name, _ in kept)
    lines = zip(*(cells for _, cells in kept), strict=True)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in lines)
    inner = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="twin" tabindex="0">{inner}</div>'


def _heading(name: str, answer: Answer, voice: Voice) -> str:
    """What a column holds; what the others are is the chart's own."""
    if name == "rest" and answer.chart == "trend":
        return voice("column.first")
    if name == "rest" and answer.selection.against:
        return voice.group(answer.selection.by, answer.selection.against)
    return voice(f"column.{name}")


def _columns(answer: Answer, voice: Voice) -> list[Column]:
    measure, by = answer.selection.measure, answer.selection.by
    if answer.chart == "scale":
        measure = "top"

    def number(value: float | None) -> str:
        return "" if value is None else voice.whole(value)

    def decimal(value: float | None) -> str:
        return "" if value is None else voice.decimal(value, 2)

    def percent(value: float | None) -> str:
        return "" if value is None else voice.percent(value)

    name = voice.theme if answer.chart == "themes" else voice.item
    return [
        ("item", lambda row: name(row.item)),
        ("group", lambda row: _group(row, by, voice)),
        ("among", lambda row: voice(f"among.{row.among}") if row.among else ""),
        ("asked", lambda row: voice("trend.not_asked") if row.asked is False else ""),
        ("raised", lambda row: _raised(row, voice)),
        ("level", lambda row: voice.level(row.level) if row.level else ""),
        ("n", lambda row: number(row.n)),
        ("mean" if measure == "mean" else "share", lambda row: _marked(row, measure, voice)),
        ("interval", lambda row: marks.interval(row, measure, voice)),
        ("base", lambda row: number(row.base)),
        ("organisations", lambda row: number(row.organisations)),
        ("use", lambda row: percent(row.use)),
        ("use_interval", lambda row: _between(row.use_low, row.use_high, voice)),
        ("important", lambda row: percent(row.important)),
        ("both", lambda row: percent(row.both)),
        ("used", lambda row: percent(row.used)),
        ("neither", lambda row: percent(row.neither)),
        ("x", lambda row: decimal(row.x)),
        ("y", lambda row: decimal(row.y)),
        ("rest", lambda row: _rest(row, measure, voice)),
        ("difference", lambda row: marks.difference(row, measure, voice)),
        ("difference_interval", lambda row: _ends(row, voice)),
        ("p", lambda row: _chance(row.p, voice)),
        ("q", lambda row: _chance(row.q, voice)),
        ("deff", lambda row: decimal(row.deff)),
        ("n_eff", lambda row: number(row.n_eff)),
        ("delta", lambda row: decimal(row.delta)),
        ("consensus", lambda row: decimal(row.consensus)),
    ]


def _group(row: Row, by: str, voice: Voice) -> str:
    return (
        voice("themes.interview", number=row.group) if row.raised is not None else voice.group(by, row.group)
    )


def _raised(row: Row, voice: Voice) -> str:
    return "" if row.raised is None else voice("themes.yes" if row.raised else "themes.no")


def _between(low: float | None, high: float | None, voice: Voice) -> str:
    return "" if low is None or high is None else f"{voice.points(low)}–{voice.percent(high)}"


def _marked(row: Row, measure: str, voice: Voice) -> str:
    if row.value is None and not row.hidden:
        return ""
    return marks.value(row, measure, voice) + marks.arrow(row) + marks.low(row)


def _rest(row: Row, measure: str, voice: Voice) -> str:
    if row.rest is None:
        return ""
    return voice.decimal(row.rest) if measure == "mean" else voice.percent(row.rest)


def _ends(row: Row, voice: Voice) -> str:
    if row.difference_low is None or row.difference_high is None:
        return ""
    return f"{voice.signed(row.difference_low)} … {voice.signed(row.difference_high)}"


def _chance(p: float | None, voice: Voice) -> str:
    if p is None:
        return ""
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
