"""What every writing in the file means: each different one is looked up once, whatever the number of rows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from survey.codebook import (
    NOT_STATED,
    Dimension,
    Scale,
    Use,
    group_spellings,
    item_spellings,
    level_spellings,
    plain,
)
from survey.engine import Engine
from survey.errors import did_you_mean, listed
from survey.intake.columns import Layout
from survey.intake.sheet import Column
from survey.rounds import ITEMS, SCALE, USE
from survey.study import Study
from survey.told import Told, told

MOST = 20
NO_COLUMN = Column("")


@dataclass(frozen=True)
class Spelling:
    """A writing that was taken for something the codebook spells otherwise."""

    where: str
    raw: str
    meaning: str
    n: int


@dataclass(frozen=True)
class Words:
    """How one kind of thing may be written, each writing with its code.

    spelt   every way
    listed  what the codebook lists as values: these alone may stand for a code that the file labels otherwise
    blank   the code of nothing
    first   what goes before all of these, in this file
    """

    spelt: Mapping[str, str]
    listed: Mapping[str, str]
    blank: str
    first: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Meant:
    """What a writing means: its code, None where that is not known; and what people call it.

    missing  the file itself calls it missing
    clash    its label says another thing than the values of the codebook
    """

    code: str | None
    said: Told
    missing: bool = False
    clash: bool = False


class Writing(NamedTuple):
    """Something that stands in a column of the view `source`, how often, and in which row first.

    value  as the file holds it: a text, a number …
    raw    the same as text; "" where nothing stands there
    """

    value: Any
    raw: str
    n: int
    line: int


@dataclass
class Found:
    """What was looked up, problems and notable spellings.

    codes    column of the view `source` → what stands there, with its code
    missing  (column, writing) → how often the file calls an answer missing
    """

    codes: dict[str, list[tuple[Writing, str]]] = field(default_factory=dict)
    problems: list[Told] = field(default_factory=list)
    seen: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    missing: dict[tuple[str, Told], int] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[Told, ...]:
        """What the file calls missing."""
        return tuple(
            told(
                'column "{column}": {said} taken as missing, as the file says ({n})',
                column=column,
                said=said,
                n=n,
            )
            for (column, said), n in self.missing.items()
        )

    @property
    def spellings(self) -> tuple[Spelling, ...]:
        """Where one thing is written in several ways: every way but the most frequent."""
        return tuple(
            Spelling(where, raw, max(ways, key=lambda one: ways[one]), count)
            for (where, _), ways in self.seen.items()
            for raw, count in sorted(ways.items())
            if raw != max(ways, key=lambda one: ways[one])
        )

    def met(self, where: str, code: str, raw: str, n: int) -> None:
        """Count a writing of something."""
        ways = self.seen.setdefault((where, code), {})
        ways[raw] = ways.get(raw, 0) + n


def of(study: Study, layout: Layout, engine: Engine) -> Found:
    """Look up everything that is written in the view `source`; leaves the table `organisations`."""
    found = Found()
    source = engine.connection.view("source")
    if layout.long:
        _look_up_items(study, layout, engine, found)
        known = [writing.value for writing, _ in found.codes["item"]]
        source = (
            source.filter(ColumnExpression("item").isin(*map(ConstantExpression, known))) if known else source
        )
    _look_up_answers(study, layout, engine, source, found)
    _name_organisations(layout, engine, found)
    _look_up_groups(study, layout, engine, found)
    return found


def writings(engine: Engine, source: duckdb.DuckDBPyRelation, name: str) -> list[Writing]:
    """What stands in a column of the view, in the order of the rows in which each stands first."""
    value = ColumnExpression(name)
    measured = [
        value.alias("value"),
        value.cast(duckdb.sqltypes.VARCHAR).alias("raw"),
        FunctionExpression("count").alias("n"),
        FunctionExpression("min", ColumnExpression("line")).alias("first"),
    ]
    rows = engine.fetched(source.aggregate(measured))
    return sorted((Writing(value, raw or "", n, line) for value, raw, n, line in rows), key=_line)


def _line(writing: Writing) -> int:
    return writing.line


def _codes(spelt: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word: code for code, words in spelt.items() for word in words}


def cleaned(raw: str) -> str:
    """A writing as the codebook compares it; 4.0 is 4."""
    word = plain(raw)
    return re.sub(r"^(-?\d+)(?:\.0+|,0{1,2})$", r"\1", word)


def meant(raw: str, column: Column, words: Words) -> Meant:
    """What a writing in a column means. Where a file labels its codes the labels decide, never the codes."""
    code = raw.strip()
    label = column.labels.get(code)
    said = told('"{raw}" (labelled "{label}")', raw=raw, label=label) if label else told('"{word}"', word=raw)
    if own := words.first.get(cleaned(raw)) or words.first.get(cleaned(label or "")):
        return Meant(own, said)
    by_label = words.spelt.get(cleaned(label)) if label else None
    by_code = words.listed.get(cleaned(raw))
    if code in column.missing:
        absent = by_code or (by_label if by_label and by_label.startswith("-") else None)
        return Meant(absent or words.blank, said, missing=absent is None)
    if label:
        clash = None not in (by_label, by_code) and by_label != by_code
        return Meant(None if clash else by_label or by_code, said, clash=clash)
    if not column.labels or not code or _numbered(column, words):
        return Meant(words.spelt.get(cleaned(raw)), said)
    return Meant(by_code, told("{said} (without a label)", said=said))


def _numbered(column: Column, words: Words) -> bool:
    """Whether no label says something else than its number would, and one says the same."""
    known = {code: words.spelt.get(cleaned(label)) for code, label in column.labels.items()}
    known = {code: word for code, word in known.items() if word and code not in column.missing}
    said = {code: words.spelt.get(cleaned(code)) for code in known}
    return any(said.values()) and all(said[code] in (None, word) for code, word in known.items())


def _clashes(one: Meant) -> Told:
    return told(
        "{said}: the codebook's values say something else than the file's label; correct one of them",
        said=one.said,
    )


def _at(line: int, column: str, problem: Told) -> Told:
    return told('row {row}, column "{column}": {problem}', row=line, column=column, problem=problem)


def _look_up_items(study: Study, layout: Layout, engine: Engine, found: Found) -> None:
    column = layout.columns["item"]
    values = {item.id: map(plain, item.values) for item in study.items}
    words = Words(_codes(item_spellings(study)), _codes(values), "", _first(layout, ITEMS))
    found.codes["item"] = []
    for writing in writings(engine, engine.connection.view("source"), "item"):
        one = meant(writing.raw, layout.known[column], words)
        if one.code:
            found.codes["item"].append((writing, one.code))
            found.met(column, one.code, writing.raw, writing.n)
            continue
        hint = did_you_mean(writing.raw, words.spelt) or _known(item.id for item in study.items)
        unknown = told(
            "{said} is not an item{again}{hint}", said=one.said, again=_again(writing.n), hint=hint
        )
        found.problems.append(_at(writing.line, column, _clashes(one) if one.clash else unknown))


def _look_up_answers(
    study: Study, layout: Layout, engine: Engine, source: duckdb.DuckDBPyRelation, found: Found
) -> None:
    levels = replace(_levels(study.scale), first=_first(layout, SCALE))
    uses = replace(_uses(study.use), first=_first(layout, USE))
    unknown: dict[tuple[str, str], list[int]] = {}
    for name in (one for one in layout.answered if one != "item"):
        of_use = name == "in_use" or name.startswith("use:")
        words, kind = (uses, told("use")) if of_use else (levels, told("level"))
        column = layout.columns[name]
        found.codes[name] = []
        for writing in writings(engine, source, name):
            one = meant(writing.raw, layout.known[column], words)
            if one.code is None:
                place = unknown.setdefault((column, writing.raw), [writing.line, 0])
                place[1] += writing.n
                continue
            found.codes[name].append((writing, one.code))
            if one.missing:
                found.missing[column, one.said] = found.missing.get((column, one.said), 0) + writing.n
            elif writing.raw.strip():
                label = layout.known[column].labels.get(writing.raw.strip())
                found.met(kind, one.code, label or writing.raw.strip(), writing.n)
    found.problems += list(_unknown_answers(unknown, study, layout))


def _levels(scale: Scale) -> Words:
    spelt = {str(code): words for code, words in level_spellings(scale).items()}
    values = {str(number): map(plain, level.values) for number, level in enumerate(scale.levels, start=1)}
    values |= {str(-number): map(plain, one.values) for number, one in enumerate(scale.absent, start=1)}
    return Words(_codes(spelt) | {"": "0"}, _codes(values), "0")


def _unknown_answers(
    unknown: Mapping[tuple[str, str], list[int]], study: Study, layout: Layout
) -> Iterator[Told]:
    uses = {name for ours, name in layout.columns.items() if ours == "in_use" or ours.startswith("use:")}
    ordered = sorted(unknown.items(), key=lambda one: one[1][0])
    for (column, raw), (line, n) in ordered[:MOST]:
        of_use = column in uses and study.use is not None
        one = meant(raw, layout.known[column], _uses(study.use) if of_use else _levels(study.scale))
        problem = (
            _clashes(one)
            if one.clash
            else _not_a_use(one.said, study.use)
            if of_use and study.use
            else _not_a_level(raw, one.said, study.scale)
        )
        yield _at(line, column, told("{problem}{again}", problem=problem, again=_again(n)))
    if len(ordered) > MOST:
        yield told("and {n} more values like these", n=len(ordered) - MOST)


def _not_a_level(raw: str, said: Told, scale: Scale) -> Told:
    if said.endswith("(without a label)"):
        return told(
            "{said} is not known; list it in the values of a level, or label it in the file", said=said
        )
    words = [word for words in level_spellings(scale).values() for word in words]
    numeric = said == f'"{raw}"' and re.fullmatch(r"-?[\d.,]+", raw.strip())
    return told(
        "{said} is not on the scale 1–{highest}{hint}{dated}",
        said=told("level {level}", level=raw) if numeric else said,
        highest=len(scale.levels),
        hint=did_you_mean(raw, words),
        dated=_dated(raw),
    )


def _not_a_use(said: Told, use: Use) -> Told:
    return told("{said} says neither yes nor no{known}", said=said, known=_known((*use.yes, *use.no)))


def _known(words: Iterable[str]) -> Told:
    return told("; known are {names}", names=listed(words))


def _dated(raw: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d-\d\d( 00:00:00)?", raw.strip()):
        return told(
            "; a spreadsheet turned it into a date, as it does with 1-9 and 10-49: make it text there"
        )
    return ""


def _uses(use: Use | None) -> Words:
    """How use may be written → yes, no or unknown. A study without use knows none of it."""
    said = [(word, "yes") for word in use.yes] + [(word, "no") for word in use.no] if use else []
    spelt = {cleaned(word): code for word, code in said}
    named = use is not None and {"yes", "no"} & use.model_fields_set
    return Words(spelt | {"": "unknown"}, spelt if named else {}, "unknown")


def _name_organisations(layout: Layout, engine: Engine, found: Found) -> None:
    """One name for every way of writing an organisation: variants must not pass for several (R1)."""
    engine.make("intake/organisation_writings")
    foreign = [row["raw"] for row in engine.rows("intake/foreign_organisations")]
    names = {"raw": pa.array(foreign, pa.string()), "name": pa.array(map(plain, foreign), pa.string())}
    engine.give("given_organisations", names)
    engine.make("intake/organisations")
    for row in engine.rows("intake/organisations_alike"):
        found.met(layout.columns.get("organisation", ""), row["name"], row["raw"], row["n"])


def _look_up_groups(study: Study, layout: Layout, engine: Engine, found: Found) -> None:
    source = engine.connection.view("source")
    known = {f"by:{one.id}": replace(_groups(one), first=_first(layout, one.id)) for one in study.dimensions}
    for name in layout.groups:
        found.codes[name] = []
        for writing in writings(engine, source, name):
            if name in layout.given:
                found.codes[name].append((writing, writing.raw or NOT_STATED))
                continue
            column = layout.columns[name]
            one = meant(writing.raw, layout.known[column], known[name])
            if one.code is None:
                found.problems.append(
                    _at(writing.line, column, _no_group(one, writing, study, name, known[name]))
                )
                continue
            found.codes[name].append((writing, one.code))
            if one.missing:
                found.missing[column, one.said] = writing.n
            elif raw := writing.raw.strip():
                found.met(column, one.code, layout.known[column].labels.get(raw) or raw, writing.n)


def _no_group(one: Meant, writing: Writing, study: Study, name: str, words: Words) -> Told:
    if one.clash:
        return _clashes(one)
    ids = [group.id for group in study.dimension(name.removeprefix("by:")).groups]
    hint = _dated(writing.raw) or did_you_mean(writing.raw, words.spelt) or _known(ids)
    return told("{said} is not a group{again}{hint}", said=one.said, again=_again(writing.n), hint=hint)


def _groups(dimension: Dimension) -> Words:
    values = {
        one.id: [plain(word) for word in (*one.values, one.code or "") if word] for one in dimension.groups
    }
    values[NOT_STATED] = [plain(word) for word in dimension.missing]
    return Words(_codes(group_spellings(dimension)) | {"": NOT_STATED}, _codes(values), NOT_STATED)


def _first(layout: Layout, kind: str) -> dict[str, str]:
    return {cleaned(raw): code for raw, code in layout.before.get(kind, {}).items()}


def _again(n: int) -> str:
    return told(" ({n} times)", n=n) if n > 1 else ""
