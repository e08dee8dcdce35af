"""A draft as the text of a codebook: every line a person can read, every doubt marked `# check:`."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from survey.codebook import CHECK
from survey.draft import Draft
from survey.draft.batteries import Battery, Point
from survey.draft.lexicon import bare, language
from survey.draft.people import Category, Dimension
from survey.draft.profile import Profile

LONGEST_ID, LONGEST_NAME = 40, 70
TOOLS = {
    "qualtrics": "Qualtrics",
    "limesurvey": "LimeSurvey",
    "surveymonkey": "SurveyMonkey",
    "google-forms": "Google Forms",
    "questback": "Questback",
    "spss": "SPSS",
    "plain": "a plain table",
}
APART = {
    "dont_know": {"fi": "en osaa sanoa", "sv": "vet inte", "en": "don't know"},
    "not_relevant": {"fi": "ei koske minua", "sv": "inte relevant", "en": "not relevant"},
    "no_answer": {"fi": "ei vastausta", "sv": "inget svar", "en": "no answer"},
}
WORDS = {
    "fi": ("kohde", "kohteet", "vastaajaa"),
    "sv": ("objekt", "objekt", "svarande"),
    "en": ("item", "items", "people"),
}


def written(draft: Draft) -> str:
    """The codebook of a draft, as TOML."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    asked = [one.stem or one.name for one in draft.sheet.columns]
    speaks = language([*asked, *(point.label for point in draft.battery.points)])
    yield from _opening(draft)
    yield from _study(draft, speaks)
    yield from _scale(draft.battery, speaks)
    yield from _source(draft)
    yield from _items(draft.battery.columns)
    taken: set[str] = set()
    for one in draft.people.dimensions:
        yield from _dimension(one, taken)
    yield from _rest(draft)


def _opening(draft: Draft) -> Iterator[str]:
    tool = TOOLS.get(draft.sheet.tool, draft.sheet.tool)
    yield f"# Drafted from {draft.file}: {tool}, {draft.rows} rows, {len(draft.sheet.columns)} columns."
    yield '# Read it through. Where a line ends in a remark that begins with "check:", decide, and take the'
    yield "# remark out; python -m survey import says which are left, and publishes nothing before."
    yield from (f"# {note}" for note in draft.sheet.notes)
    yield ""


def _study(draft: Draft, speaks: str) -> Iterator[str]:
    stem = draft.battery.stem or ("" if len(draft.battery.columns) > 1 else draft.battery.columns[0].title)
    item, items, respondents = WORDS[speaks]
    name = PurePath(draft.file).stem
    yield f"id = {_text(slug(name, set()).replace('_', '-'))}"
    yield f"languages = [{_text(speaks)}]  {CHECK} the language of the labels below"
    yield f"title = {_text(name)}  {CHECK} what readers call the survey"
    yield f"question = {_text(stem or '…')}  {CHECK} what was asked of every item"
    yield "open = false  # true where the answers of every respondent are public already"
    yield ""
    yield "[words]"
    yield f"item = {_text(item)}  {CHECK} what one of them is called, such as channel"
    yield f"items = {_text(items)}  {CHECK} and several of them"
    yield f"respondents = {_text(respondents)}  {CHECK} who answered, as said after a number"
    yield ""
    yield "[provenance]"
    yield f"source = {_text(draft.file)}  {CHECK} who asked, and when; it stands below every chart"
    yield f"about = {_text('…')}  {CHECK} how, whom and why, in a sentence or two"
    yield ""


def _scale(battery: Battery, speaks: str) -> Iterator[str]:
    highest = len(battery.points)
    top = list(range(highest - (1 if highest < 4 else 2) + 1, highest + 1))
    named = " or ".join(battery.points[one - 1].label for one in top)
    yield "[scale]"
    yield f"top = {top}  {CHECK} the levels that count as important, or as agreeing"
    yield f"top_label = {_text(named)}  {CHECK} what these are called together"
    if not battery.sure:
        yield f"{CHECK} the labels do not say their order; put the lowest first"
    elif battery.turned:
        yield f"{CHECK} in the file 1 is the highest; by its words the lowest is the first below"
    elif all(re.fullmatch(r"\d+", point.label) for point in battery.points):
        yield f"{CHECK} the file has bare numbers: is the highest the most, and what are they called?"
    else:
        yield "# The lowest first, by their words."
    yield from (line for point in battery.points for line in _level(point))
    yield ""
    for kind, raws in battery.apart.items():
        yield "[[scale.absent]]"
        yield f"id = {_text(kind)}"
        yield f"label = {_text(APART[kind][speaks])}"
        yield f"values = {_list(raws)}  {CHECK} is this no point of the scale?"
        yield ""


def _level(point: Point) -> Iterator[str]:
    yield "[[scale.levels]]"
    yield f"label = {_text(point.label)}  # {point.n} answers"
    yield f"values = {_list(point.values)}{_guess(point.guessed)}"


def _guess(guessed: Sequence[str]) -> str:
    return f"  {CHECK} is {_list(guessed)[1:-1]} the same?" if guessed else ""


def _source(draft: Draft) -> Iterator[str]:
    who, asked = draft.people, draft.asked
    yield "[source]"
    for name in ("encoding", "delimiter", "sheet", "decimal", "tool"):
        value = getattr(asked, name, None)
        if value and value != type(asked).model_fields[name].default:
            yield f"{name} = {_text(value)}"
    if who.respondent:
        yield f"respondent = {_text(who.respondent.column.name)}"
    if who.organisation:
        yield f"organisation = {_text(who.organisation.column.name)}  {CHECK} is it each respondent's?"
    else:
        yield '# organisation = "…"  # the column of it, where several respondents may be of one'
    if who.weight:
        yield f"weight = {_text(who.weight.column.name)}  {CHECK} how much each respondent counts?"
    yield ""


def _items(columns: Sequence[Profile]) -> Iterator[str]:
    taken: set[str] = set()
    for one in columns:
        yield "[[items]]"
        yield f"id = {_text(slug(one.title, taken))}"
        long = f"  {CHECK} long for a chart; say it shorter" if len(one.title) > LONGEST_NAME else ""
        yield f"label = {_text(one.title)}{long}"
        yield f"column = {_text(one.column.name)}"
        yield ""


def _dimension(one: Dimension, others: set[str]) -> Iterator[str]:
    taken: set[str] = set()
    yield f"# {one.column.given} of {one.column.rows} said; a dimension that nobody compares by can go."
    yield "[[dimensions]]"
    yield f"id = {_text(slug(one.column.title, others))}"
    long = f"  {CHECK} say it shorter" if len(one.column.title) > LONGEST_NAME // 2 else ""
    yield f"label = {_text(one.column.title)}{long}"
    yield f"column = {_text(one.column.column.name)}"
    if one.missing:
        yield f"missing = {_list(one.missing)}"
    yield "groups = ["
    for category in one.categories:
        yield _group(category, taken)
    yield "]"
    yield ""


def _group(one: Category, taken: set[str]) -> str:
    also = [raw for raw in one.values if bare(raw) != bare(one.label)]
    values = f", values = {_list(also)}" if also else ""
    code = _text(slug(one.label, taken))
    said = f"    {{ id = {code}, label = {_text(one.label)}{values} }},"
    return f"{said}  # {one.n}{_guess(one.guessed)}"


def _rest(draft: Draft) -> Iterator[str]:
    """What else is in the file, so that nobody has to open it to find out."""
    for at, one in enumerate(draft.batteries, start=1):
        if at != draft.chosen + 1:
            first = one.columns[0].title[:LONGEST_NAME]
            yield f"# --battery {at}: {len(one.columns)} items on {len(one.points)} levels, first “{first}”"
    if draft.others:
        yield "# Of these columns nothing is made:"
        yield from (f"#   {one.column.name[:100]}" for one in draft.others)


def slug(text: str, taken: set[str]) -> str:
    """A code made of a text, one that is not taken yet; it is taken then."""
    letters = unicodedata.normalize("NFKD", bare(text).replace("ß", "ss").replace("ø", "o"))
    words = re.findall(r"[a-z0-9]+", letters.encode("ascii", "ignore").decode())
    short = ""
    for word in words:
        if short and len(short) + len(word) >= LONGEST_ID:
            break
        short = f"{short}_{word}" if short else word[:LONGEST_ID]
    short = short or "x"
    if short in ("all", "not_stated", "other_groups"):
        short = f"{short}_of_them"
    code, n = short, 2
    while code in taken:
        code, n = f"{short}_{n}", n + 1
    taken.add(code)
    return code


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, words))}]"
