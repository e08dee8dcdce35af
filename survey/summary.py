"""What the commands say of a file, before and after it is counted: lines, each under a word."""

from collections.abc import Iterable, Iterator, Mapping

from survey.codebook import CROSS
from survey.draft.proposal import TOOLS, Proposal
from survey.errors import listed
from survey.errors import shown as printable
from survey.intake import FileReading, Reading
from survey.release.cells import Tables
from survey.release.publish import Ready
from survey.release.weighting import Weighted
from survey.told import Line, Told, told

SPELT = {"taken": "taken as", "left": "left out"}


def printed(lines: Iterable[Line]) -> str:
    """Lines for a terminal."""
    return "\n".join(f"{SPELT.get(one.word, one.word):<10}{printable(str(one.said))}" for one in lines)


def recognised(one: Proposal) -> Iterator[Line]:
    """What a file was taken for."""
    yield Line("read", told("{file}: {tool}, {rows:,} rows", file=one.file, tool=tool(one), rows=one.rows))
    yield from (Line("note", note) for note in one.notes)
    scale = ", ".join(f"“{level[0].label}”" for level in one.levels)
    yield Line("items", told("{n}, rated {scale}", n=len(one.rated), scale=scale))
    if one.order == "unsaid":
        yield Line("items", told("in which order they are rated is for you to say"))
    for word, column in (("ids", one.respondent), ("firms", one.organisation), ("weight", one.weight)):
        if column:
            yield Line(word, column)
    names = ", ".join(dimension.label for dimension in one.compared if dimension.kept)
    yield Line("compare", names or told("by nothing"))


def tool(one: Proposal) -> str:
    """Who wrote the file."""
    return told("a plain table") if one.tool == "plain" else TOOLS[one.tool]


def summary(ready: Ready) -> Iterator[Line]:
    """What was read, merged, left out and hidden; how complete it is, what looks odd, what is otherwise."""
    for file in ready.reading.files:
        yield from _read(file)
    if len(ready.reading.files) > 1:
        yield Line("together", _amount(ready.reading))
    yield from _merged(ready.tables)
    if ready.weighted:
        yield Line("weighted", _weighted(ready.weighted))
    names = {item.id: ready.study.say(item.label, ready.study.languages[0]) for item in ready.study.items}
    yield from _shown(ready.tables, names)
    report = ready.report
    attacked = told(
        "{sets:,} published sets, {sums:,} combinations: nobody found",
        sets=report.sets,
        sums=report.combinations,
    )
    yield Line("attacked", attacked)
    for one in ready.quality.items:
        off = {"levels": one.levels, "others": one.others, "blank": one.blank}
        given = told(
            "{item}: {levels:,} on the scale, {others:,} off it, {blank:,} none", item=names[one.item], **off
        )
        yield Line("answers", given)
    yield from (Line("look", odd) for odd in ready.quality.odd())
    if ready.difference and (lines := list(ready.difference.lines())):
        yield Line("unlike", told("{release}, which is being shown:", release=ready.difference.release))
        yield from (Line("unlike", line) for line in lines)


def _amount(reading: FileReading | Reading) -> Told:
    who = told("{n:,} respondents", n=reading.respondents)
    if reading.organisations:
        who = told("{who} in {n:,} organisations", who=who, n=reading.organisations)
    return told("{who}, {n:,} answers", who=who, n=reading.answers)


def _read(reading: FileReading) -> Iterator[Line]:
    shape = told("a row per answer") if reading.shape == "long" else told("a row per respondent")
    if reading.tool != "plain":
        shape = told("{tool}, {shape}", tool=TOOLS[reading.tool], shape=shape)
    said = told("{file} ({shape}): {amount}", file=reading.file, shape=shape, amount=_amount(reading))
    yield Line("read", said)
    yield from (Line("note", note) for note in reading.notes)
    if reading.dropped:
        yield Line("dropped", told("{n:,} respondents who answered nothing", n=reading.dropped))
    for one in reading.spellings:
        as_ = told(
            '{where}: "{raw}" for "{meaning}" ({n:,})',
            where=one.where,
            raw=one.raw,
            meaning=one.meaning,
            n=one.n,
        )
        yield Line("taken", as_)
    if left := reading.left_out:
        columns = listed(left, 6)
        many = told("{n} columns: {columns}", n=len(left), columns=columns)
        yield Line("left", many if len(left) > 1 else told("1 column: {columns}", columns=columns))


def _merged(tables: Tables) -> Iterator[Line]:
    for group in tables.groups:
        if len(group["members"]) > 1:
            members = ", ".join(group["members"])
            into = {"dimension": group["dimension"], "members": members, "group": group["group"]}
            yield Line("merged", told("{dimension}: {members} into {group}", **into))


def _weighted(weighted: Weighted) -> Told:
    return told(
        "{lowest:.2f} to {highest:.2f}: worth {worth:.0f} respondents of equal weight "
        "(efficiency {efficiency:.0f} %, design effect {effect:.2f})",
        lowest=weighted.lowest,
        highest=weighted.highest,
        worth=weighted.worth,
        efficiency=100 * weighted.efficiency,
        effect=1 / weighted.efficiency,
    )


def _shown(tables: Tables, names: Mapping[str, str]) -> Iterator[Line]:
    for item, count in tables.hidden().items():
        yield Line("hidden", told("{item} in {n} groups", item=names[item], n=count))
    for table, (cells, shown) in tables.crossed().items():
        crossed = {"table": " × ".join(table.split(CROSS)), "shown": shown, "cells": cells}
        yield Line("crossed", told("{table}: {shown:,} of {cells:,} cells are shown", **crossed))
    if raised := tables.interviews:
        themes, interviews = ({row[name] for row in raised} for name in ("theme", "interview"))
        n = {"themes": len(themes), "interviews": len(interviews)}
        yield Line("themes", told("{themes}, and in which of {interviews} interviews each was raised", **n))
