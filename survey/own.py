"""A client's own answers to a study: entered in the browser or read from a small file, and never published.

A file is a table of a line per item, which a spreadsheet can fill in:

    study,name,item,label,in_use,level,answer
    executives-2015,Acme,linkedin,LinkedIn,yes,4,important

`item` is the only column that must be there. `label` and `answer` are for whoever reads the file; what
counts are the codes beside them.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from survey.codebook import plain
from survey.errors import OwnError, nearest
from survey.study import Study
from survey.texts import Voice, words

COLUMNS = ("study", "name", "item", "label", "in_use", "level", "answer")
LARGEST = 100  # kB
LONGEST_NAME = 80
# A spreadsheet takes what begins so for a formula; behind an apostrophe it is text.
_FORMULA = ("=", "+", "-", "@", "'")

AnyKind = TypeVar("AnyKind")


@dataclass(frozen=True)
class OwnAnswer:
    """What a client says of one item. What they did not say is None.

    | field | meaning |
    |---|---|
    | in_use | whether they have it in use |
    | level | how they rate it: 1 is the lowest |
    """

    item: str
    in_use: bool | None = None
    level: int | None = None


@dataclass(frozen=True)
class Own:
    """A client's own answers to one study; `name` is what they are called, and may be empty.

    `answers` are of the items of which they said something, in the study's order.
    """

    study: str
    name: str = ""
    answers: tuple[OwnAnswer, ...] = ()

    @classmethod
    def of(cls, study: Study, name: str, given: Mapping[str, OwnAnswer]) -> "Own":
        """The answers to a study's items, of which some may say nothing, by item."""
        told = (given[item.id] for item in study.items if item.id in given)
        kept = tuple(one for one in told if (one.in_use, one.level) != (None, None))
        return cls(study.id, called(name), kept)

    def to(self, item: str) -> OwnAnswer:
        """What was said of an item, which may be nothing."""
        return next((one for one in self.answers if one.item == item), OwnAnswer(item))


def called(name: str) -> str:
    """A client's name as it is kept: in one line, without signs that nobody sees, not too long."""
    seen = (one for one in re.sub(r"\s+", " ", name) if one.isprintable())
    return re.sub(r" +", " ", "".join(seen)).strip()[:LONGEST_NAME].strip()


def to_csv(own: Own, voice: Voice) -> bytes:
    """The answers as a file that opens to the same again: a line for every item of the study.

    Semicolons part the cells where the language has a decimal comma, as spreadsheets expect there.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter="," if voice.language == "en" else ";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in voice.study.items:
        said = own.to(item.id)
        use = "" if said.in_use is None else "yes" if said.in_use else "no"
        level = (str(said.level), voice.level(said.level)) if said.level else ("", "")
        line = (own.study, own.name, item.id, voice.item(item.id), use, *level)
        writer.writerow(map(_as_text, line))
    return target.getvalue().encode("utf-8-sig")


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _of_text(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def from_csv(data: bytes, voice: Voice) -> Own:
    """The answers in a file, to the study of `voice`. Raises OwnError with every problem, in its language.

    UTF-8, cells parted by commas or semicolons. Use is yes or no, true or false, 1 or 0, x or blank, or as
    the app or the codebook says it; a level its number or its label in any language.
    """
    reading = _Reading(voice)
    own = reading.own(data)
    if reading.problems:
        raise OwnError(voice("own.file"), reading.problems)
    return own


class _Reading:
    """A file being read, and what is wrong with it so far."""

    def __init__(self, voice: Voice) -> None:
        self.voice, self.study, self.problems = voice, voice.study, list[str]()

    def own(self, data: bytes) -> Own:
        """The answers as far as they can be read."""
        given: dict[str, OwnAnswer] = {}
        names: list[str] = []
        for row, cells in self._rows(data):
            names += [cells["name"]] if cells.get("name") else []
            item = self._item(row, cells)
            if item in given:
                self._wrong("twice", row, "item", value=item)
            elif item:
                given[item] = OwnAnswer(item, self._use(row, cells), self._level(row, cells))
        return Own.of(self.study, names[0] if names else "", given)

    def _wrong(self, problem: str, row: int = 0, column: str = "", value: str = "", hint: str = "") -> None:
        """Keep a problem: where it is, what it is, what would mend it."""
        said = self.voice(f"own.problem.{problem}", value=value[:60], most=LARGEST)
        if hint:
            said = f"{said} {self.voice('own.problem.near', value=hint)}"
        self.problems.append(
            self.voice("own.problem.at", row=row, column=column, problem=said) if row else said
        )

    def _rows(self, data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
        """The number of every line that says something, and its cells by column."""
        lines = self._lines(data)
        head = [plain(one).replace(" ", "_") for one in (lines[0] if lines else ())]
        if "item" not in head:
            if lines or not self.problems:
                self._wrong("no_item")
            return
        for name in (one for one in head if one and one not in COLUMNS):
            self._wrong("column", value=name, hint=nearest(name, COLUMNS))
        for name in sorted({one for one in head if one and head.count(one) > 1}):
            self._wrong("column_twice", value=name)
        for row, line in enumerate(lines[1:], start=2):
            cells = [_of_text(one.strip()) for one in line]
            if any(cells[len(head) :]):
                self._wrong("too_many", row, head[-1])
            elif any(cells):
                named = dict(zip(head, cells, strict=False))
                if self._is_of_this_study(named.get("study", "")):
                    yield row, named

    def _lines(self, data: bytes) -> Sequence[Sequence[str]]:
        """The cells of every line, the heading first."""
        if len(data) > 1000 * LARGEST:
            self._wrong("too_large")
            return ()
        try:
            text = data.decode("utf-8-sig")
            first = text.partition("\n")[0]
            delimiter = ";" if first.count(";") > first.count(",") else ","
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except UnicodeDecodeError:
            self._wrong("encoding")
        except csv.Error:
            self._wrong("not_csv")
        return ()

    def _is_of_this_study(self, study: str) -> bool:
        """Whether a line is; said once."""
        if study in ("", self.study.id):
            return True
        known = self.voice("own.problem.study", value=study[:60], study=self.study.id)
        self.problems += [known] if known not in self.problems else []
        return False

    def _item(self, row: int, cells: Mapping[str, str]) -> str:
        """The item of a line; empty for none that there is."""
        item = cells.get("item", "")
        items = [one.id for one in self.study.items]
        if not item and (cells.get("in_use") or cells.get("level")):
            self._wrong("nothing", row, "item")
        elif item and item not in items:
            self._wrong("item", row, "item", item, nearest(item, items))
        return item if item in items else ""

    def _use(self, row: int, cells: Mapping[str, str]) -> bool | None:
        cell = cells.get("in_use", "")
        if cell and not self.study.use:
            self._wrong("use_not_asked", row, "in_use", cell)
            return None
        return self._spelt(self._uses, "use", row, "in_use", cell)

    def _level(self, row: int, cells: Mapping[str, str]) -> int | None:
        return self._spelt(self._levels, "level", row, "level", cells.get("level", ""))

    def _spelt(
        self, known: Mapping[str, AnyKind], problem: str, row: int, column: str, cell: str
    ) -> AnyKind | None:
        """What a cell says; nothing for a blank one."""
        if cell and plain(cell) not in known:
            self._wrong(problem, row, column, cell, nearest(plain(cell), known))
        return known.get(plain(cell))

    @cached_property
    def _uses(self) -> Mapping[str, bool]:
        """Spelling → whether it is in use."""
        use = self.study.use
        yes = ("yes", "true", "1", "x", *words("own.yes").values(), *(use.yes if use else ()))
        no = ("no", "false", "0", *words("own.no").values(), *(use.no if use else ()))
        return {plain(one): True for one in yes} | {plain(one): False for one in no}

    @cached_property
    def _levels(self) -> Mapping[str, int]:
        """Spelling → level: its number, or its label in any language. A number is never another level's."""
        levels = list(enumerate(self.study.scale.levels, start=1))
        labels = {
            plain(label): level
            for level, one in levels
            for label in (*one.label.values(), *(one.short or {}).values())
        }
        return labels | {str(level): level for level, _ in levels}
