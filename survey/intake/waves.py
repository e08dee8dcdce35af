"""Who answered what was not asked: an item of some rounds only, answered in another one."""

from collections.abc import Iterator

from duckdb import ColumnExpression, ConstantExpression, Expression

from survey.engine import Engine
from survey.intake.columns import Layout
from survey.intake.values import Found, Writing, writings
from survey.study import Study
from survey.told import Told, told

MOST = 20
NOTHING = ("0", "unknown")  # a blank, and what means the same


def problems(study: Study, layout: Layout, found: Found, engine: Engine) -> Iterator[Told]:
    """Every answer to an item in a round in which it was not asked; a blank is none."""
    answers = sorted(_unasked(study, layout, found, engine), key=lambda one: (one[2].line, one[0]))
    for item, wave, writing, column in answers[:MOST]:
        yield told(
            'row {row}, column "{column}": "{said}"{again}, but "{item}" was not asked in "{wave}"; '
            'leave it blank, or name the round in the waves of "{item}"',
            row=writing.line,
            column=column,
            said=writing.raw,
            again=told(" ({n} times)", n=writing.n) if writing.n > 1 else "",
            item=item,
            wave=wave,
        )
    if len(answers) > MOST:
        yield told("and {n} more answers like these", n=len(answers) - MOST)


def _unasked(
    study: Study, layout: Layout, found: Found, engine: Engine
) -> Iterator[tuple[str, str, Writing, str]]:
    """Item, round, what is written and in which column: the level, or the use where there is no level."""
    source = engine.connection.view("source")
    for item, wave in _pairs(study):
        rows = source.filter(_one_of(f"by:{study.wave.id}", found, wave)) if study.wave else source
        if layout.long:
            rows = rows.filter(_one_of("item", found, item))
        level, use = ("level", "in_use") if layout.long else (f"level:{item}", f"use:{item}")
        for name in (one for one in (level, use) if one in layout.columns):
            said = {writing.raw for writing, code in found.codes[name] if code not in NOTHING}
            for writing in writings(engine, rows, name):
                if writing.raw in said:
                    yield item, wave, writing, layout.columns[name]
            if name == level:  # a use beside a level is told with it
                rows = rows.filter(ColumnExpression(level).isnull())


def _pairs(study: Study) -> list[tuple[str, str]]:
    rounds = [group.id for group in study.wave.groups] if study.wave else []
    return [(item.id, wave) for item in study.items for wave in rounds if not study.asked(item.id, wave)]


def _one_of(name: str, found: Found, code: str) -> Expression:
    """Whether what stands in a column of the view means this."""
    values = [ConstantExpression(writing.value) for writing, means in found.codes[name] if means == code]
    return ColumnExpression(name).isin(*values) if values else ConstantExpression(False)
