"""What every writing in the file means: each different one is looked up once, whatever the number of rows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import duckdb

from survey.codebook import NOT_STATED, Scale, Use, group_spellings, item_spellings, level_spellings, plain
from survey.database import give, query
from survey.errors import did_you_mean, listed
from survey.intake.columns import DIVIDER, Layout
from survey.study import Study

MOST = 20


@dataclass(frozen=True)
class Spelling:
    """A writing that was taken for something the codebook spells otherwise."""

    where: str
    raw: str
    meaning: str
    n: int


@dataclass
class Found:
    """What was looked up: `meanings` as (name, raw, code), problems and notable spellings."""

    meanings: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seen: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    @property
    def spellings(self) -> tuple[Spelling, ...]:
        """Where one thing is written in several ways: every way but the most frequent."""
        several = ((key, ways) for key, ways in self.seen.items() if len(ways) > 1)
        return tuple(
            Spelling(where, raw, max(ways, key=lambda one: ways[one]), count)
            for (where, _), ways in several
            for raw, count in sorted(ways.items())
            if raw != max(ways, key=lambda one: ways[one])
        )

    def met(self, where: str, code: str, raw: str, n: int) -> None:
        """Count a writing of something."""
        ways = self.seen.setdefault((where, code), {})
        ways[raw] = ways.get(raw, 0) + n


def of(study: Study, layout: Layout, connection: duckdb.DuckDBPyConnection) -> Found:
    """Look up everything that is written; leaves the table `meanings` and the view `lines`."""
    found = Found()
    if layout.long:
        _look_up_items(study, layout, connection, found)
        _keep(found, connection)
    _run(connection, "intake/long" if layout.long else "intake/wide")
    _look_up_pairs(study, layout, connection, found)
    _name_organisations(layout, connection, found)
    _run(connection, "intake/people" if layout.long or "respondent" in layout.columns else "intake/everybody")
    _look_up_groups(study, layout, connection, found)
    _keep(found, connection)
    return found


def _run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute(query(name).sql)


def _rows(
    connection: duckdb.DuckDBPyConnection, name: str, **parameters: object
) -> list[tuple[str, str, int, int]]:
    return connection.execute(query(name).sql, parameters or None).fetchall()


def _keep(found: Found, connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, "given_meanings", ("name", "raw", "code"), found.meanings)
    _run(connection, "intake/meanings")


def _codes(spelt: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word: code for code, words in spelt.items() for word in words}


def cleaned(raw: str) -> str:
    """A writing as the codebook compares it; 4.0 is 4."""
    word = plain(raw)
    return re.sub(r"^(-?\d+)\.0+$", r"\1", word)


def _look_up_items(study: Study, layout: Layout, connection: duckdb.DuckDBPyConnection, found: Found) -> None:
    codes, column = _codes(item_spellings(study)), layout.columns["item"]
    for _, raw, n, line in _rows(connection, "intake/items"):
        code = codes.get(cleaned(raw))
        if code:
            found.meanings.append(("item", raw, code))
            found.met(column, code, raw, n)
        else:
            hint = did_you_mean(raw, codes) or f"; known are {listed(item.id for item in study.items)}"
            found.problems.append(f'row {line}, column "{column}": "{raw}" is not an item{_again(n)}{hint}')


def _look_up_pairs(study: Study, layout: Layout, connection: duckdb.DuckDBPyConnection, found: Found) -> None:
    levels = {word: str(code) for code, words in level_spellings(study.scale).items() for word in words} | {
        "": "0"
    }
    uses = _uses(study.use)
    unknown: dict[tuple[str, str], list[int]] = {}
    for item, raw, n, line in _rows(connection, "intake/pairs"):
        level_raw, _, use_raw = raw.partition(DIVIDER)
        where = _columns_of(item, layout)
        level, use = levels.get(cleaned(level_raw)), uses.get(cleaned(use_raw))
        for column, written, code, kind in (
            (where[0], level_raw, level, "level"),
            (where[1], use_raw, use, "use"),
        ):
            if code is None:
                unknown.setdefault((column, written), [line, 0])[1] += n
            elif written.strip():
                found.met(kind, code, written.strip(), n)
        if level is not None and use is not None:
            found.meanings.append((item, raw, f"{level}/{use}"))
    found.problems += list(_unknown_pairs(unknown, study, layout))


def _columns_of(item: str, layout: Layout) -> tuple[str, str]:
    if layout.long:
        return layout.columns["level"], layout.columns.get("in_use", "")
    return layout.columns[f"level:{item}"], layout.columns.get(f"use:{item}", "")


def _unknown_pairs(
    unknown: Mapping[tuple[str, str], list[int]], study: Study, layout: Layout
) -> Iterator[str]:
    uses = {name for ours, name in layout.columns.items() if ours == "in_use" or ours.startswith("use:")}
    ordered = sorted(unknown.items(), key=lambda one: one[1][0])
    for (column, raw), (line, n) in ordered[:MOST]:
        problem = (
            _not_a_use(raw, study.use) if column in uses and study.use else _not_a_level(raw, study.scale)
        )
        yield f'row {line}, column "{column}": {problem}{_again(n)}'
    if len(ordered) > MOST:
        yield f"and {len(ordered) - MOST} more values like these"


def _not_a_level(raw: str, scale: Scale) -> str:
    words = [word for words in level_spellings(scale).values() for word in words]
    number = f"level {raw}" if re.fullmatch(r"-?[\d.,]+", raw.strip()) else f'"{raw}"'
    return f"{number} is not on the scale 1–{len(scale.levels)}{did_you_mean(raw, words)}"


def _not_a_use(raw: str, use: Use) -> str:
    return f'"{raw}" says neither yes nor no; known are {listed((*use.yes, *use.no))}'


def _uses(use: Use | None) -> dict[str, str]:
    """How use may be written → yes, no or unknown. A study without use knows none of it."""
    said = [(word, "yes") for word in use.yes] + [(word, "no") for word in use.no] if use else []
    return {cleaned(word): code for word, code in said} | {"": "unknown"}


def _name_organisations(layout: Layout, connection: duckdb.DuckDBPyConnection, found: Found) -> None:
    """One name for every way of writing an organisation: variants must not pass for several (R1)."""
    _run(connection, "intake/organisation_writings")
    foreign = [raw for (raw,) in connection.execute(query("intake/foreign_organisations").sql).fetchall()]
    give(connection, "given_organisations", ("raw", "name"), [(raw, plain(raw)) for raw in foreign])
    _run(connection, "intake/organisations")
    for name, raw, n in connection.execute(query("intake/organisations_alike").sql).fetchall():
        found.met(layout.columns.get("organisation", ""), name, raw, n)


def _look_up_groups(
    study: Study, layout: Layout, connection: duckdb.DuckDBPyConnection, found: Found
) -> None:
    names = [name for name in layout.columns if name.startswith("by:")]
    codes = {f"by:{one.id}": _codes(group_spellings(one)) | {"": NOT_STATED} for one in study.dimensions}
    for name, raw, n, line in _rows(connection, "intake/groups", dimensions=[*names, "by:all"]):
        if name not in codes:
            continue
        code, column = codes[name].get(cleaned(raw)), layout.columns[name]
        if code is None:
            known = [group.id for group in study.dimension(name.removeprefix("by:")).groups]
            hint = did_you_mean(raw, codes[name]) or f"; known are {listed(known)}"
            found.problems.append(f'row {line}, column "{column}": "{raw}" is not a group{_again(n)}{hint}')
            continue
        found.meanings.append((name, raw, code))
        if raw.strip():
            found.met(column, code, raw.strip(), n)


def _again(n: int) -> str:
    return f" ({n} times)" if n > 1 else ""
