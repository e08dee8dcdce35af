"""Who answered what was not asked: an item of some rounds only, answered in another one."""

from collections.abc import Iterator

import duckdb

from survey.database import give, query
from survey.intake.columns import DIVIDER, Layout
from survey.study import Study
from survey.told import Told, told

MOST = 20


def problems(study: Study, layout: Layout, connection: duckdb.DuckDBPyConnection) -> Iterator[Told]:
    """Every answer to an item in a round in which it was not asked; a blank is none."""
    rounds = [group.id for group in study.wave.groups] if study.wave else []
    unasked = [(item.id, wave) for item in study.items for wave in rounds if not study.asked(item.id, wave)]
    if not study.wave or not unasked:
        return
    give(connection, "given_unasked", ("item", "wave"), unasked)
    name = f"by:{study.wave.id}"
    place = 1 + layout.groups.index(name)
    found = connection.execute(query("intake/unasked").sql, {"dimension": name, "place": place}).fetchall()
    for item, wave, raw, n, line in found[:MOST]:
        column, said = _written(item, raw, layout)
        yield told(
            'row {row}, column "{column}": "{said}"{again}, but "{item}" was not asked in "{wave}"; '
            'leave it blank, or name the round in the waves of "{item}"',
            row=line,
            column=column,
            said=said,
            again=told(" ({n} times)", n=n) if n > 1 else "",
            item=item,
            wave=wave,
        )
    if len(found) > MOST:
        yield told("and {n} more answers like these", n=len(found) - MOST)


def _written(item: str, raw: str, layout: Layout) -> tuple[str, str]:
    """The column of an answer and what stands there: the level, or the use where there is no level."""
    level, _, use = raw.partition(DIVIDER)
    ours = ("level", "in_use") if layout.long else (f"level:{item}", f"use:{item}")
    return (layout.columns[ours[0]], level) if level.strip() else (layout.columns[ours[1]], use)
