"""A chart for those who do not see it: the same numbers as a table, and in a sentence."""

from collections.abc import Callable
from html import escape

from survey.charts import marks
from survey.charts.chart import Answer, Row
from survey.texts import Voice

Column = tuple[str, Callable[[Row], str]]


def table(answer: Answer, voice: Voice) -> str:
    """Every row of the answer as an HTML table. A column that is empty throughout is left out."""
    columns = [(name, [cell(row) for row in answer.rows]) for name, cell in _columns(answer, voice)]
    kept = [(name, cells) for name, cells in columns if any(cells)]
    head = "".join(f'<th scope="col">{escape(voice(f"column.{name}"))}</th>' for name, _ in kept)
    lines = zip(*(cells for _, cells in kept), strict=True)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in lines)
    inner = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="twin" tabindex="0">{inner}</div>'


def _columns(answer: Answer, voice: Voice) -> list[Column]:
    measure, by = answer.selection.measure, answer.selection.by
    if answer.chart == "scale":
        measure = "top"

    def number(value: float | None) -> str:
        return "" if value is None else voice.whole(value)

    return [
        ("item", lambda row: voice.item(row.item)),
        ("group", lambda row: voice.group(by, row.group)),
        ("level", lambda row: voice.level(row.level) if row.level else ""),
        ("n", lambda row: number(row.n)),
        ("mean" if measure == "mean" else "share", lambda row: marks.value(row, measure, voice)),
        ("interval", lambda row: marks.interval(row, measure, voice)),
        ("base", lambda row: number(row.base)),
        ("organisations", lambda row: number(row.organisations)),
    ]


def alt(answer: Answer, title: str, voice: Voice) -> str:
    """What the picture shows, in words: its finding, the highest and the lowest, and who answered."""
    who = voice.who(answer.respondents, answer.organisations, answer.exact)
    rows = sorted((row for row in answer.shown() if row.level is None), key=lambda row: row.value or 0)
    if len(rows) < 2:
        return voice("alt.plain", title=title, who=who)
    lowest, highest = rows[0], rows[-1]
    measure = answer.selection.measure
    return voice(
        "alt.values",
        title=title,
        highest=voice.item(highest.item),
        highest_value=marks.value(highest, measure, voice),
        lowest=voice.item(lowest.item),
        lowest_value=marks.value(lowest, measure, voice),
        who=who,
    )
