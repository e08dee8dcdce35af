"""Which column of the file is which of the codebook, and the same file under our own names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from survey.codebook import ALL, plain
from survey.engine import Engine
from survey.errors import IntakeError, did_you_mean
from survey.intake.rounds import Batch
from survey.intake.sheet import Column, Sheet
from survey.study import Study
from survey.told import Told, told

# What an id may have around it that nobody sees.
BLANKS = " \t\n\r\v\f\u00a0\u2007\u2009\u200b\u202f\u3000\ufeff"


@dataclass(frozen=True)
class Layout:
    """Where everything is.

    long      a row per answer, else a row per respondent
    columns   our name → the file's; names are respondent, organisation, weight, item, level, in_use,
              by:<dimension>, level:<item> and use:<item>
    left_out  columns of the file that the codebook does not name
    known     the file's name → its column
    given     by:<dimension> → what holds for everybody in the file, where no column says it
    before    what goes before the codebook's spellings: kind or dimension → writing → code
    """

    long: bool
    columns: Mapping[str, str]
    left_out: tuple[str, ...]
    known: Mapping[str, Column]
    given: Mapping[str, str]
    before: Mapping[str, Mapping[str, str]]

    @property
    def groups(self) -> list[str]:
        """by:<dimension> of every dimension, in the order of the view `source`."""
        return [*(name for name in self.columns if name.startswith("by:")), *self.given]

    @property
    def answered(self) -> list[str]:
        """The columns of answers, as they are called in the view `source`."""
        if self.long:
            return [name for name in ("item", "level", "in_use") if name in self.columns]
        return [name for name in self.columns if name.startswith(("level:", "use:"))]


def find(batch: Batch, present: Sequence[Column]) -> Layout:
    """The layout of a file with these columns. Raises IntakeError naming every column that is not there."""
    study, names = batch.study, _names(present)
    long = _is_long(study, names)
    wanted = {ours: name for ours, name in _wanted(study, long) if ours not in batch.given}
    found = {ours: names.get(name) or names.get(plain(name), "") for ours, name in wanted.items()}
    optional = {ours for ours in wanted if ours == "in_use" or ours.startswith("use:")}
    optional |= {f"level:{item.id}" for item in study.items if not _asked(batch, item.id)}
    missing = [wanted[ours] for ours, name in found.items() if not name and ours not in optional]
    known = {ours: name for ours, name in found.items() if name}
    left_out = tuple(one.name for one in present if one.name not in known.values())
    problems = [*_missing(missing, left_out), *_ambiguous(present, set(known.values()))]
    if missing:
        nameless = [name for name in left_out if re.fullmatch(r"column \d+", name)]
        problems += [told("{column}: has no name", column=name) for name in nameless]
    if problems:
        raise IntakeError(batch.path.name, problems)
    return Layout(long, known, left_out, {one.name: one for one in present}, batch.given, batch.before)


def _asked(batch: Batch, item: str) -> bool:
    """Whether an item must have a column: not where all of the file is a round in which it was not asked."""
    return not batch.wave or batch.study.asked(item, batch.wave)


def _names(present: Sequence[Column]) -> dict[str, str]:
    """How a codebook may write a column → its name: by name, loosely, or by its heading in the file."""
    headed = {plain(one.heading): one.name for one in reversed(present) if one.heading}
    loose = {plain(one.name): one.name for one in present}
    return headed | loose | {one.name: one.name for one in present}


def _ambiguous(present: Sequence[Column], wanted: set[str]) -> Iterator[Told]:
    """Columns that the codebook names, and that have a namesake which it does not."""
    for name in wanted:
        others = [
            one for one in present if one.heading and plain(one.heading) == plain(name) and one.name != name
        ]
        if others and not wanted & {one.name for one in others}:
            yield told(
                'column "{column}": stands {n} times in the header; name them apart',
                column=name,
                n=len(others) + 1,
            )


def _is_long(study: Study, names: Mapping[str, str]) -> bool:
    wide = any(plain(item.level_column) in names for item in study.items)
    return not wide and plain(study.source.item) in names


def _wanted(study: Study, long: bool) -> Iterator[tuple[str, str]]:
    source = study.source
    named = {"respondent": source.respondent, "organisation": source.organisation, "weight": source.weight}
    if long:
        named["respondent"] = source.respondent or "respondent"
        named |= {"item": source.item, "level": source.level}
        named |= {"in_use": source.in_use} if study.use else {}
    yield from ((ours, name) for ours, name in named.items() if name)
    yield from ((f"by:{one.id}", one.group_column) for one in study.dimensions)
    if not long:
        yield from ((f"level:{item.id}", item.level_column) for item in study.items)
        yield from ((f"use:{item.id}", item.in_use_column) for item in study.items if study.use)


def _missing(missing: Sequence[str], strangers: Sequence[str]) -> Iterator[Told]:
    """A problem per missing column: the misspelt one that stands for it, else its absence."""
    for name in missing:
        near = next((one for one in strangers if did_you_mean(one, [name])), None)
        if near:
            yield told(
                'column "{column}": not in the codebook; did you mean "{name}"?', column=near, name=name
            )
        else:
            yield told(
                'column "{column}": not in the file; add it, or correct the column in the codebook',
                column=name,
            )


def decimal(sheet: Sheet, layout: Layout, asked: str | None, file: str, engine: Engine) -> str:
    """The decimal mark of the weights: as the codebook says, else as every one of them is written.

    Raises IntakeError where they are written in two ways, or "1,234" could be either number.
    """
    if asked == "." or "weight" not in layout.columns:
        return "."
    weight = _text(layout, "weight")
    line = FunctionExpression("add", sheet.line, ConstantExpression(sheet.first))
    rows = sheet.relation.select(weight.alias("weight"), line.alias("line"))
    commas, points = (
        rows.filter(FunctionExpression("contains", ColumnExpression("weight"), ConstantExpression(mark)))
        for mark in (",", ".")
    )
    comma, point = (engine.fetched(some.limit(1)) for some in (commas, points))
    column = layout.columns["weight"]
    if comma and point:
        [(raw, row), (other, other_row)] = (*comma, *point)
        problem = told(
            'column "{column}": row {row} writes "{raw}" and row {other_row} writes "{other}"; write all '
            'alike, or name it: source.decimal = ","',
            column=column,
            row=row,
            raw=raw,
            other_row=other_row,
            other=other,
        )
        raise IntakeError(file, [problem])
    decimals = FunctionExpression(
        "regexp_full_match", ColumnExpression("weight"), ConstantExpression(r"\s*[1-9]\d{0,2}(,\d{3})+\s*")
    )
    if comma and not asked and not engine.fetched(commas.filter(~decimals).limit(1)):
        [(raw, row)] = comma
        problem = told(
            'row {row}, column "{column}": "{raw}" may be two numbers; write all alike, or name it: '
            'source.decimal = ","',
            row=row,
            column=column,
            raw=raw,
        )
        raise IntakeError(file, [problem])
    return "," if comma else "."


def rename(sheet: Sheet, layout: Layout, engine: Engine, mark: str = ".") -> None:
    """The view `source`: line, respondent, organisation, weight, by:…, and the answers as they are written.

    That is level:… and use:… of every item, or item, level and in_use of a row. `mark` stands before the
    decimals of a weight.
    """
    line = FunctionExpression("add", sheet.line, ConstantExpression(sheet.first)).alias("line")
    weight = FunctionExpression(
        "replace", _text(layout, "weight"), ConstantExpression(mark), ConstantExpression(".")
    )
    id = FunctionExpression("trim", _text(layout, "respondent"), ConstantExpression(BLANKS))
    people = [id.alias("respondent"), _text(layout, "organisation").alias("organisation")]
    people.append((_text(layout, "weight") if mark == "." else weight).alias("weight"))
    groups = [_blank(_text(layout, name)).alias(name) for name in layout.columns if name.startswith("by:")]
    given = {**layout.given, f"by:{ALL}": ALL}
    groups += [ConstantExpression(said).alias(name) for name, said in given.items()]
    answers = [ColumnExpression(layout.columns[name]).alias(name) for name in layout.answered]
    engine.view(sheet.relation.select(line, *people, *groups, *answers), "source")


def _text(layout: Layout, name: str) -> Expression:
    """What stands in a column, NULL without one; and in a person's own columns where it is missing."""
    column = layout.columns.get(name)
    if column is None:
        return ConstantExpression(None).cast(duckdb.sqltypes.VARCHAR)
    value: Expression = ColumnExpression(column).cast(duckdb.sqltypes.VARCHAR)
    for code in layout.known[column].missing if name in ("respondent", "organisation", "weight") else ():
        value = FunctionExpression("nullif", value, ConstantExpression(code))
    return value


def _blank(value: Expression) -> Expression:
    return FunctionExpression("concat", value, ConstantExpression(""))
