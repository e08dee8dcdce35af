"""How survey tools head their columns: pure functions over the first rows of a file, as text.

| tool | header rows |
|---|---|
| qualtrics | names; texts, "stem - item"; {"ImportId":…}: or the first two, or the first |
| limesurvey | `code. Question [Item]`, or codes alone |
| surveymonkey | questions, a blank for the one before; choices or "Response": or both in one row |
| google-forms | a timestamp first, then `Question [Row]` |
| questback | question; label; variable such as v_42: or the last two, or the last |
| plain | one |

A column's name is of qualtrics the first row's, of limesurvey the code before the first ". ", of surveymonkey
`question [choice]`, of questback the variable; else it is the heading with single blanks.

Title lines and blank rows above are passed over. What has no heading is called "column 3" by its place; a
name that stands there again gets " (2)", " (3)".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from survey.intake.sheet import Column, named_apart, tidy
from survey.told import Told, told

TOOLS = ("qualtrics", "limesurvey", "surveymonkey", "google-forms", "questback", "spss", "plain")
LOOK = 100  # rows that are looked at, at most
Row = Sequence[str]
Headed = tuple[int, list[Column]]


@dataclass(frozen=True)
class Heading:
    """The header of a file: how many rows stand above the first answer, and what they say."""

    tool: str
    rows: int
    columns: tuple[Column, ...]
    notes: tuple[Told, ...] = ()


def of(rows: Sequence[Row], tool: str | None = None) -> Heading | None:
    """The header in the first rows of a file, of that tool or of the first that it can be of.

    None where there is no row, or none as that tool writes it.
    """
    above = titles(rows)
    top = rows[above:]
    if not top:
        return None
    for name, dialect in DIALECTS.items():
        if tool in (None, name) and (found := dialect(top)):
            count, columns = found
            columns, repeated = named_apart(columns)
            notes = [*_titled(above), *_several(name, count), *_invisible(top[:count]), *repeated]
            return Heading(name, above + count, tuple(columns), tuple(notes))
    return None


def titles(rows: Sequence[Row]) -> int:
    """How many rows stand above the header: blank ones, and titles, which are alone in their row."""
    for at, row in enumerate(rows):
        below = next((one for one in rows[at + 1 :] if _filled(one)), ())
        if _filled(row) and not (_filled(row) == 1 and _filled(below) > 2):
            return at
    return len(rows)


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell.strip())


def _titled(above: int) -> Iterator[Told]:
    if above > 1:
        yield told("{n} rows above the header left out", n=above)
    elif above:
        yield told("1 row above the header left out")


def _several(tool: str, rows: int) -> Iterator[Told]:
    if rows > 1:
        yield told("{n} header rows, as {tool} writes them", n=rows, tool=tool)


def _invisible(rows: Sequence[Row]) -> Iterator[Told]:
    held = [cell for row in rows for cell in row if tidy(cell) != " ".join(cell.split())]
    if held:
        yield told("{n} headings hold invisible characters, which were left out", n=len(held))


def _folded(row: Row) -> list[str]:
    return [re.sub(r"[\s_]", "", cell).casefold() for cell in row]


def _bracketed(text: str) -> tuple[str, str]:
    """`Question [Item]` as question and item; the last brackets hold the item, "" without any."""
    text = tidy(text)
    found = re.fullmatch(r"(.*?)\s*\[([^\[\]]*)\]", text) or re.fullmatch(r"(.*?)\s*\[(.*)\]", text)
    return (found[1].strip(), found[2].strip()) if found else (text, "")


def _carried(row: Row) -> list[str]:
    """A row whose blanks mean the cell before."""
    said, filled = "", []
    for cell in row:
        said = tidy(cell) or said
        filled.append(said)
    return filled


def _qualtrics(top: Sequence[Row]) -> Headed | None:
    ids = next((at for at, row in enumerate(top[:3]) if at and _import_ids(row)), None)
    first = _folded(top[0])
    legacy = len(top) > 1 and first[0] == "v1" and _folded(top[1])[:1] == ["responseid"]
    alone = {"responseid", "distributionchannel"} <= set(first)
    if ids is None and not legacy and not alone:
        return None
    count = ids + 1 if ids else 2 if legacy else 1
    texts = top[1] if legacy or ids == 2 else ()
    return count, [_qualtrics_column(tidy(name), tidy(text)) for name, text in _side_by_side(top[0], texts)]


def _import_ids(row: Row) -> bool:
    return _filled(row) > 0 and all(re.match(r'\s*\{\s*"ImportId"', cell) for cell in row if cell.strip())


def _qualtrics_column(name: str, text: str) -> Column:
    stem, _, item = text.rpartition(" - ") if re.search(r"_\d+(_TEXT)?$", name) else (text, "", "")
    return Column(name, stem or text, item if stem else "")


def _side_by_side(names: Row, *others: Row) -> Iterator[tuple[str, ...]]:
    """The names, each with what stands below or above it; "" where these rows are shorter."""
    yield from list(zip_longest(names, *others, fillvalue=""))[: len(names)]


_VARIABLE = re.compile(r"[A-Za-z_][\w.]*")


def _questback(top: Sequence[Row]) -> Headed | None:
    at = next((at for at, row in enumerate(top[:3]) if _variables(row)), None)
    if at is None:
        return None
    questions, labels = (top[0] if at else ()), (top[1] if at == 2 else ())
    columns, asked = [], ""
    for name, question, label in _side_by_side(top[at], questions, labels):
        of_question = re.fullmatch(r"v_\d+", name.strip())
        asked = tidy(question) or (asked if of_question else "")
        item = "" if tidy(label) == asked else tidy(label)
        columns.append(Column(tidy(name), asked, item))
    return at + 1, columns


def _variables(row: Row) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return any(re.fullmatch(r"v_\d+", one) for one in cells) and all(map(_VARIABLE.fullmatch, cells))


_CODED = re.compile(r"(?P<code>[A-Za-z][A-Za-z0-9_]*(?:\[[^\]]*\])*)\.\s+(?P<text>.*)", re.DOTALL)
_CODE = re.compile(r"(?P<code>[A-Za-z][A-Za-z0-9_]*)\[(?P<item>[^\]]*)\](?:\[[^\]]*\])*")


def _limesurvey(top: Sequence[Row]) -> Headed | None:
    coded = [cell for cell in top[0] if _CODED.fullmatch(cell.strip())]
    codes = {"submitdate", "lastpage"} <= set(_folded(top[0]))
    if not codes and (len(coded) < 2 or 2 * len(coded) < _filled(top[0])):
        return None
    return 1, [_limesurvey_column(cell.strip()) for cell in top[0]]


def _limesurvey_column(heading: str) -> Column:
    if coded := _CODED.fullmatch(heading):
        return Column(coded["code"], *_bracketed(coded["text"]), heading=tidy(heading))
    code = _CODE.fullmatch(heading)
    return Column(tidy(heading), code["code"] if code else tidy(heading), code["item"] if code else "")


_RESPONSE = ("response", "open-endedresponse")


def _surveymonkey(top: Sequence[Row]) -> Headed | None:
    first, second = _folded(top[0]), _folded(top[1]) if len(top) > 1 else []
    known = first[0] == "respondentid"
    answered = any(cell in _RESPONSE for cell in second) and "" in first
    if (known or answered) and second[:1] == [""] and any(second):
        pairs = _side_by_side(_carried(top[0]), top[1])
        return 2, [_surveymonkey_column(question, tidy(choice)) for question, choice in pairs]
    return (1, [_bracketed_column(cell) for cell in top[0]]) if known else None


def _surveymonkey_column(question: str, choice: str) -> Column:
    if not choice or _folded([choice])[0] in _RESPONSE:
        return Column(question, question)
    return Column(f"{question} [{choice}]", question, choice)


def _bracketed_column(heading: str) -> Column:
    stem, item = _bracketed(heading)
    return Column(f"{stem} [{item}]" if item else tidy(heading), stem, item, heading=tidy(heading))


_TIMESTAMP = ("timestamp", "aikaleima", "tidsstämpel", "tidsstempel", "zeitstempel", "horodateur")


def _google_forms(top: Sequence[Row]) -> Headed | None:
    if _folded(top[0])[0] not in _TIMESTAMP:
        return None
    return 1, [_bracketed_column(cell) for cell in top[0]]


def _plain(top: Sequence[Row]) -> Headed | None:
    return 1, [Column(tidy(cell), tidy(cell)) for cell in top[0]]


DIALECTS: dict[str, Callable[[Sequence[Row]], Headed | None]] = {
    "qualtrics": _qualtrics,
    "questback": _questback,
    "surveymonkey": _surveymonkey,
    "google-forms": _google_forms,
    "limesurvey": _limesurvey,
    "plain": _plain,
}
