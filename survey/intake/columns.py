"""Which column of the file is which of the codebook, and the same file under our own names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from survey.codebook import ALL
from survey.errors import IntakeError, did_you_mean
from survey.study import Study

# Between a level and a use that were written for one item: a character that no survey tool writes.
DIVIDER = "\x1f"


@dataclass(frozen=True)
class Source:
    """A file as DuckDB sees it.

    line   what tells a row's place in the file, 0 for the first row of answers
    first  the number a person would give that row
    """

    relation: duckdb.DuckDBPyRelation
    columns: tuple[str, ...]
    line: Expression
    first: int


@dataclass(frozen=True)
class Layout:
    """Where everything is.

    long      a row per answer, else a row per respondent
    columns   our name → the file's; names are respondent, organisation, weight, item, level, in_use,
              by:<dimension>, level:<item> and use:<item>
    left_out  columns of the file that the codebook does not name
    """

    long: bool
    columns: Mapping[str, str]
    left_out: tuple[str, ...]


def find(study: Study, present: Sequence[str], file: str) -> Layout:
    """The layout of a file with these columns. Raises IntakeError naming every column that is not there."""
    long = _is_long(study, present)
    wanted = dict(_wanted(study, long))
    exact = {name: name for name in present}
    loose = {_loose(name): name for name in present}
    found = {ours: exact.get(name) or loose.get(_loose(name), "") for ours, name in wanted.items()}
    optional = {ours for ours in wanted if ours == "in_use" or ours.startswith("use:")}
    missing = [wanted[ours] for ours, name in found.items() if not name and ours not in optional]
    known = {ours: name for ours, name in found.items() if name}
    left_out = tuple(name for name in present if name not in known.values())
    if missing:
        raise IntakeError(file, _missing(missing, left_out))
    return Layout(long, known, left_out)


def _loose(name: str) -> str:
    return " ".join(name.split()).casefold()


def _is_long(study: Study, present: Sequence[str]) -> bool:
    loose = {_loose(name) for name in present}
    wide = any(_loose(item.level_column) in loose for item in study.items)
    return not wide and _loose(study.source.item) in loose


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


def _missing(missing: Sequence[str], strangers: Sequence[str]) -> Iterator[str]:
    """A problem per missing column: the misspelt one that stands for it, else its absence."""
    for name in missing:
        near = next((one for one in strangers if did_you_mean(one, [name])), None)
        if near:
            yield f'column "{near}": not in the codebook; did you mean "{name}"?'
        else:
            yield f'column "{name}": not in the file; add it, or correct the column in the codebook'


def rename(source: Source, layout: Layout) -> None:
    """The view `source`: line, respondent, organisation, weight, by:…, and per item or per line a pair."""
    line = FunctionExpression("add", source.line, ConstantExpression(source.first)).alias("line")
    people = [_text(layout, name).alias(name) for name in ("respondent", "organisation", "weight")]
    groups = [_blank(_text(layout, name)).alias(name) for name in layout.columns if name.startswith("by:")]
    everybody = ConstantExpression(ALL).alias(f"by:{ALL}")
    source.relation.select(line, *people, *groups, everybody, *_pairs(layout)).create_view(
        "source", replace=True
    )


def _pairs(layout: Layout) -> Iterator[Expression]:
    if layout.long:
        yield _text(layout, "item").alias("item")
        yield _pair(_text(layout, "level"), _text(layout, "in_use")).alias("pair")
        return
    for name in layout.columns:
        if name.startswith("level:"):
            item = name.removeprefix("level:")
            yield _pair(_text(layout, name), _text(layout, f"use:{item}")).alias(f"pair:{item}")


def _text(layout: Layout, name: str) -> Expression:
    column = layout.columns.get(name)
    value = ColumnExpression(column) if column else ConstantExpression(None)
    return value.cast(duckdb.sqltypes.VARCHAR)


def _blank(value: Expression) -> Expression:
    return FunctionExpression("concat", value, ConstantExpression(""))


def _pair(level: Expression, use: Expression) -> Expression:
    """Level and use as written, NULL when both are blank."""
    both = FunctionExpression("concat", level, ConstantExpression(DIVIDER), use)
    return FunctionExpression("nullif", both, ConstantExpression(DIVIDER))
