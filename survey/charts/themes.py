"""What came up in the interviews? Themes down the side, interviews across, beside what the answers say."""

from collections.abc import Iterator
from html import escape

from survey.charts import marks
from survey.charts.chart import Answer, Asked, Chart, Row, rows_of
from survey.charts.native import Cell, Native
from survey.codebook import ALL
from survey.database import Release
from survey.selection import Selection
from survey.texts import Voice

RAISED, NOT_RAISED = "●", "○"


def offered(release: Release) -> bool:
    """Whether interviews are published."""
    return bool(release.interviews)


def complete(selection: Selection, _release: Release) -> Selection:
    """Beside the interviews stands what everybody says, of every item, by the share of the top."""
    return selection.with_(groups=(), against=None, within=(), family=None, measure="top")


def table(asked: Asked) -> Iterator[Row]:
    """A row per theme with how many raised it and what everybody's answers say, then one per interview.

    The themes that most raised come first.
    """
    interviews = asked.release.interviews
    rated = {row.item: row for row in rows_of(asked, asked.counts.apart([ALL]))}
    for theme in sorted(interviews, key=lambda one: -sum(interviews[one].values())):
        row, raised = rated.get(theme), interviews[theme]
        shown = row if row and not row.hidden else Row(theme, ALL)
        yield Row(
            theme,
            ALL,
            n=sum(raised.values()),
            base=shown.base,
            share=shown.share,
            low=shown.low,
            high=shown.high,
            reliability=shown.reliability,
        )
        for interview, yes in raised.items():
            yield Row(theme, interview, raised=yes)


def question(_answer: Answer, voice: Voice) -> str:
    """What came up?"""
    return voice("themes.question")


def headline(answer: Answer, voice: Voice) -> str:
    """What came up in most interviews."""
    totals = [row for row in answer.rows if row.n is not None]
    of = len({row.group for row in answer.rows if row.raised is not None})
    most = max((row.n or 0 for row in totals), default=0)
    themes = voice.listed(voice.theme(row.item, short=True) for row in totals if row.n == most)
    return voice(
        "themes.headline.every" if most == of else "themes.headline.most", themes=themes, count=most, of=of
    )


def measure(_answer: Answer, voice: Voice) -> str:
    """What the signs are, and whose answers stand beside them."""
    return voice("themes.key", measure=voice.measure("top"))


def figure(answer: Answer, voice: Voice) -> str:
    """The table itself, as HTML; every sign has a word for those who do not see it."""
    interviews = list(dict.fromkeys(row.group for row in answer.rows if row.raised is not None))
    cells = {(row.item, row.group): row for row in answer.rows}
    head = "".join(
        f'<th scope="col">{escape(voice("themes.interview", number=one))}</th>' for one in interviews
    )
    totals = [row for row in answer.rows if row.n is not None]
    picked = answer.selection.item
    body = "".join(_line(row, [cells[row.item, one] for one in interviews], picked, voice) for row in totals)
    caption = escape(voice("themes.question"))
    more = "".join(f'<th scope="col">{escape(voice(f"themes.{one}"))}</th>' for one in ("raised", "rated"))
    return (
        f'<div class="heat themes" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr><td></td>{head}{more}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _line(total: Row, cells: list[Row], picked: str | None, voice: Voice) -> str:
    item = any(one.id == total.item for one in voice.study.items)
    pick = marks.pickable(total.item) if item else ""
    signs = "".join(_sign(bool(row.raised), voice) for row in cells)
    rated = _rated(total, voice)
    return (
        f'<tr{marks.chosen(total.item == picked)}><th scope="row"{pick}>'
        f"{escape(voice.theme(total.item, short=True))}</th>{signs}"
        f'<td class="all">{total.n}/{len(cells)}</td><td class="rated">{escape(rated)}</td></tr>'
    )


def _rated(total: Row, voice: Voice) -> str:
    return f"{marks.value(total, 'top', voice)}{marks.low(total)}" if total.share is not None else "–"


def native(answer: Answer, voice: Voice) -> Native:
    """The table of the figure."""
    interviews = list(dict.fromkeys(row.group for row in answer.rows if row.raised is not None))
    cells = {(row.item, row.group): row for row in answer.rows}
    names = [voice("themes.interview", number=one) for one in interviews]
    head = ("", *names, voice("themes.raised"), voice("themes.rated"))
    lines = (
        (
            Cell(voice.theme(total.item, short=True)),
            *(_native(bool(cells[total.item, one].raised)) for one in interviews),
            Cell(f"{total.n}/{len(interviews)}", 0, bold=True),
            Cell(_rated(total, voice), 0),
        )
        for total in answer.rows
        if total.n is not None
    )
    return Native("table", cells=(tuple(map(Cell, head)), *lines))


def _native(raised: bool) -> Cell:
    return Cell(RAISED, 0.5, bold=True) if raised else Cell(NOT_RAISED, 0)


def _sign(raised: bool, voice: Voice) -> str:
    word = escape(voice("themes.yes" if raised else "themes.no"))
    kind, sign = ("raised", RAISED) if raised else ("silent", NOT_RAISED)
    return f'<td class="{kind}"><span aria-hidden="true">{sign}</span><span class="unseen">{word}</span></td>'


CHART = Chart(
    "themes", table, question, headline, measure, figure, native, offered=offered, complete=complete
)
