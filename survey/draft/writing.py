"""A proposal as the text of a codebook: every line a person can read, every doubt marked `# check:`."""

import json
from collections.abc import Iterable, Iterator, Sequence

from survey.codebook import CHECK
from survey.draft.lexicon import bare
from survey.draft.proposal import (
    TOOLS,
    Proposal,
    ProposedDimension,
    ProposedGroup,
    ProposedItem,
    ProposedLevel,
)
from survey.told import told

LONGEST_NAME = 70
APART = {
    "dont_know": {"fi": "en osaa sanoa", "sv": "vet inte", "en": "don't know"},
    "not_relevant": {"fi": "ei koske minua", "sv": "inte relevant", "en": "not relevant"},
    "no_answer": {"fi": "ei vastausta", "sv": "inget svar", "en": "no answer"},
}
OR = {"fi": "tai", "sv": "eller", "en": "or"}
FROM = {
    "fi": "Avattu tiedostosta {file}.",
    "sv": "Öppnad ur filen {file}.",
    "en": "Opened from the file {file}.",
}
ORDER = {
    "unsaid": told("the labels do not say their order; put the lowest first"),
    "turned": told("in the file 1 is the highest; by its words the lowest is the first below"),
    "numbers": told("the file has bare numbers: is the highest the most, and what are they called?"),
}


def written(proposal: Proposal) -> str:
    """The codebook of a proposal, as TOML; of a settled one without a doubt."""
    lines = "\n".join(_lines(proposal)) + "\n"
    return "".join(map(_decided, lines.splitlines(keepends=True))) if proposal.settled else lines


def _decided(line: str) -> str:
    """A line without the doubt in it, nothing of a line that holds nothing else."""
    said, mark, _ = line.partition(CHECK)
    return line if not mark else f"{said.rstrip()}\n" if said.strip() else ""


def _lines(one: Proposal) -> Iterator[str]:
    yield from _opening(one)
    yield from _study(one)
    yield from _scale(one)
    yield from _source(one)
    for item in one.rated:
        yield from _item(item) if item.kept else ()
    for dimension in one.compared:
        yield from _dimension(dimension, one.rows) if dimension.kept else ()
    yield from _rest(one)


def _opening(one: Proposal) -> Iterator[str]:
    tool = TOOLS.get(one.tool, one.tool)
    yield f"# Drafted from {one.file}: {tool}, {one.rows} rows, {len(one.columns)} columns."
    if not one.settled:
        yield '# Read it through. Where a line ends in a remark that begins with "check:", decide, and take'
        yield "# the remark out; python -m survey import says which are left, and publishes nothing before."
    yield from (f"# {note}" for note in one.notes)
    yield ""


def _study(one: Proposal) -> Iterator[str]:
    yield f"id = {_text(one.id)}"
    yield f"languages = [{_text(one.language)}]  {CHECK} {told('the language of the labels below')}"
    yield f"title = {_text(one.title)}  {CHECK} {told('what readers call the survey')}"
    yield f"question = {_text(one.question or '…')}  {CHECK} {told('what was asked of every item')}"
    yield f"open = {str(one.open).lower()}  # true where the answers of every respondent are public already"
    yield ""
    yield "[words]"
    yield f"item = {_text(one.item)}  {CHECK} {told('what one of them is called, such as channel')}"
    yield f"items = {_text(one.items)}  {CHECK} {told('and several of them')}"
    yield f"respondents = {_text(one.respondents)}  {CHECK} {told('who answered, as said after a number')}"
    yield ""
    about = one.about or (FROM[one.language].format(file=one.file) if one.settled else "…")
    yield "[provenance]"
    yield f"source = {_text(one.origin)}  {CHECK} {told('who asked, and when; it stands below every chart')}"
    yield f"about = {_text(about)}  {CHECK} {told('how, whom and why, in a sentence or two')}"
    yield ""


def _scale(one: Proposal) -> Iterator[str]:
    top = range(one.top, len(one.levels) + 1)
    called = one.top_label or f" {OR[one.language]} ".join(one.levels[level - 1][0].label for level in top)
    yield "[scale]"
    yield f"top = {list(top)}  {CHECK} {told('the levels that count as important, or as agreeing')}"
    yield f"top_label = {_text(called)}  {CHECK} {told('what these are called together')}"
    doubt = ORDER.get(one.order)
    yield f"{CHECK} {doubt}" if doubt else "# The lowest first, by their words."
    for level in one.levels:
        yield from _level(level)
    yield ""
    for kind, raws in one.absent.items():
        yield "[[scale.absent]]"
        yield f"id = {_text(kind)}"
        yield f"label = {_text(APART[kind][one.language])}"
        yield f"values = {_list(raws)}  {CHECK} {told('is this no point of the scale?')}"
        yield ""


def _level(level: Sequence[ProposedLevel]) -> Iterator[str]:
    guessed = [raw for said in level if said.guessed for raw in said.values]
    yield "[[scale.levels]]"
    yield f"label = {_text(level[0].label)}  # {sum(said.n for said in level)} answers"
    yield f"values = {_list(raw for said in level for raw in said.values)}{_guess(guessed)}"


def _guess(guessed: Sequence[str]) -> str:
    if not guessed:
        return ""
    return f"  {CHECK} {told('is {words} the same?', words=_list(guessed)[1:-1])}"


def _source(one: Proposal) -> Iterator[str]:
    yield "[source]"
    yield from (f"{name} = {_text(value)}" for name, value in one.source.items())
    if one.respondent:
        yield f"respondent = {_text(one.respondent)}"
    if one.organisation:
        doubt = told("is it each respondent's?")
        yield f"organisation = {_text(one.organisation)}  {CHECK} {doubt}"
    else:
        yield '# organisation = "…"  # the column of it, where several respondents may be of one'
    if one.weight:
        yield f"weight = {_text(one.weight)}  {CHECK} {told('how much each respondent counts?')}"
    yield ""


def _item(one: ProposedItem) -> Iterator[str]:
    long = f"  {CHECK} {told('long for a chart; say it shorter')}" if len(one.label) > LONGEST_NAME else ""
    yield "[[items]]"
    yield f"id = {_text(one.id)}"
    yield f"label = {_text(one.label)}{long}"
    yield f"column = {_text(one.column)}"
    yield ""


def _dimension(one: ProposedDimension, rows: int) -> Iterator[str]:
    long = f"  {CHECK} {told('say it shorter')}" if len(one.label) > LONGEST_NAME // 2 else ""
    yield f"# {one.given} of {rows} said; a dimension that nobody compares by can go."
    yield "[[dimensions]]"
    yield f"id = {_text(one.id)}"
    yield f"label = {_text(one.label)}{long}"
    yield f"column = {_text(one.column)}"
    if one.missing:
        yield f"missing = {_list(one.missing)}"
    yield "groups = ["
    yield from map(_group, one.groups)
    yield "]"
    yield ""


def _group(one: ProposedGroup) -> str:
    also = [raw for raw in one.values if bare(raw) != bare(one.label)]
    values = f", values = {_list(also)}" if also else ""
    said = f"    {{ id = {_text(one.id)}, label = {_text(one.label)}{values} }},"
    return f"{said}  # {one.n}{_guess(one.guessed)}"


def _rest(one: Proposal) -> Iterator[str]:
    """What else is in the file, so that nobody has to open it to find out."""
    for at, some in enumerate(one.batteries, start=1):
        if at != one.battery:
            first = some.first[:LONGEST_NAME]
            yield f"# --battery {at}: {some.items} items on {some.levels} levels, first “{first}”"
    if one.free:
        yield "# Of these columns nothing is made:"
        yield from (f"#   {column[:100]}" for column in one.free)


def _text(words: str) -> str:
    """A text of TOML; what a file says is never taken for a doubt."""
    quoted = json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
    return quoted.replace(CHECK, f"\\u0023{CHECK[1:]}")


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, words))}]"
