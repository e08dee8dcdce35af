"""What in a well-formed codebook does not hold together: every problem, with its remedy."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from pathlib import PurePath
from typing import Any

from survey import rounds
from survey.codebook import (
    NOT_STATED,
    OTHER_GROUPS,
    RESERVED,
    Check,
    Codebook,
    Dimension,
    Finding,
    Scale,
    group_spellings,
    level_spellings,
)
from survey.errors import did_you_mean, listed
from survey.told import Told, told

SHARES_OFF = 0.005


def contradictions(study: Codebook) -> Iterator[Told]:
    """Every way in which a well-formed codebook does not hold together, with its remedy."""
    yield from _identities(study)
    yield from _scale(study.scale)
    yield from _families(study)
    for dimension in study.dimensions:
        yield from _dimension(dimension)
    yield from _tables(study)
    yield from _waves(study)
    yield from _columns(study)
    yield from rounds.problems(study)
    yield from _columns_of_rounds(study)
    yield from _interviews(study)
    yield from _weighting(study)
    for finding in study.findings:
        yield from _finding(study, finding)


def _identities(study: Codebook) -> Iterator[Told]:
    kinds: dict[str, Iterable[Any]] = {
        "items": study.items,
        "families": study.families,
        "dimensions": study.dimensions,
        "findings": study.findings,
    }
    for kind, entries in kinds.items():
        yield from _repeated(kind, [one.id for one in entries])
    if sum(dimension.wave for dimension in study.dimensions) > 1:
        yield told("dimensions: more than one has wave = true; keep the one that tells the rounds apart")


def _repeated(where: str, ids: Iterable[str]) -> Iterator[Told]:
    for id, times in Counter(ids).items():
        if times > 1:
            yield told(
                '{where}: id "{id}" is given {n} times; give each its own', where=where, id=id, n=times
            )
        if id in RESERVED:
            yield told('{where}: id "{id}" is reserved; choose another', where=where, id=id)


def _scale(scale: Scale) -> Iterator[Told]:
    highest = len(scale.levels)
    wanted = list(range(highest - len(scale.top) + 1, highest + 1))
    if sorted(scale.top) != wanted:
        yield told(
            "scale.top: {top} does not reach up to level {highest} without a gap; "
            "levels run from lowest to highest, so {n} top levels are {wanted}",
            top=str(sorted(scale.top)),
            highest=highest,
            n=len(scale.top),
            wanted=str(wanted),
        )
    elif len(scale.top) == highest:
        yield told("scale.top: every level counts as important; leave out the lower ones")
    spelt = {
        told("level {level}", level=code)
        if code > 0
        else told('"{word}"', word=scale.absent[-code - 1].id): words
        for code, words in level_spellings(scale).items()
    }
    yield from _clashes("scale", spelt)


def _clashes(where: str, spelt: Mapping[Told, tuple[str, ...]]) -> Iterator[Told]:
    owner: dict[str, Told] = {}
    for name, words in spelt.items():
        for word in words:
            if owner.setdefault(word, name) != name:
                yield told(
                    '{where}: "{word}" means both {one} and {other}; keep it in one of them',
                    where=where,
                    word=word,
                    one=owner[word],
                    other=name,
                )


def _families(study: Codebook) -> Iterator[Told]:
    known = [family.id for family in study.families]
    for item in study.items:
        if item.family and item.family not in known:
            yield told(
                'items: family "{family}" of "{item}" is not among the families{hint}',
                family=item.family,
                item=item.id,
                hint=did_you_mean(item.family, known),
            )
    if known and (without := [item.id for item in study.items if not item.family]):
        yield told(
            "items: {items} without a family although the study has families; name one",
            items=listed(without),
        )
    for empty in set(known) - {item.family for item in study.items}:
        yield told('families: no item belongs to "{family}"; remove it or name it in an item', family=empty)


def _dimension(dimension: Dimension) -> Iterator[Told]:
    where = told('dimension "{dimension}"', dimension=dimension.id)
    known = [group.id for group in dimension.groups]
    yield from _repeated(where, [*known, *(merge.id for merge in dimension.merges)])
    spelt = {told('"{word}"', word=id): words for id, words in group_spellings(dimension).items()}
    yield from _clashes(where, spelt)
    taken: dict[str, str] = {}
    for merge in dimension.merges:
        for group in merge.groups:
            if group not in known:
                yield told(
                    '{where}: merge "{merge}" names "{group}", which is not a group{hint}',
                    where=where,
                    merge=merge.id,
                    group=group,
                    hint=did_you_mean(group, known),
                )
            elif taken.setdefault(group, merge.id) != merge.id:
                yield told(
                    '{where}: group "{group}" is in the merges "{one}" and "{other}"; keep it in one',
                    where=where,
                    group=group,
                    one=taken[group],
                    other=merge.id,
                )


def _tables(study: Codebook) -> Iterator[Told]:
    known = [dimension.id for dimension in study.dimensions]
    for table in study.tables:
        where = f"tables: {list(table)}"
        for name in table:
            if name not in known:
                yield _no_dimension(where, name, known)
        if len(set(table)) < max(2, len(table)):
            yield told("{where} needs two different dimensions or more", where=where)
        elif len(table) > 2 and not study.open:
            yield told(
                "{where} crosses more than two dimensions; only a study with open = true may", where=where
            )
    for crossed, times in Counter(tuple(sorted(table)) for table in study.tables).items():
        if times > 1:
            yield told("tables: {table} is given {n} times; keep one", table=str(list(crossed)), n=times)


def _no_dimension(where: str, name: str, known: Iterable[str]) -> Told:
    hint = did_you_mean(name, known)
    return told('{where}: "{name}" is not a dimension{hint}', where=where, name=name, hint=hint)


def _waves(study: Codebook) -> Iterator[Told]:
    rounds = [group.id for one in study.dimensions if one.wave for group in one.groups]
    for item in study.items:
        if item.waves and not rounds:
            yield told(
                'items: "{item}" has waves, but no dimension has wave = true; mark the rounds', item=item.id
            )
        for wave in item.waves if rounds else ():
            if wave not in rounds:
                hint = did_you_mean(wave, rounds) or told("; known are {names}", names=listed(rounds))
                yield told(
                    'items: wave "{wave}" of "{item}" is not a round{hint}',
                    wave=wave,
                    item=item.id,
                    hint=hint,
                )


def _interviews(study: Codebook) -> Iterator[Told]:
    if not (interviews := study.interviews):
        return
    yield from _repeated("interviews.themes", [theme.id for theme in interviews.themes])
    if interviews.file != PurePath(interviews.file).name or "\\" in interviews.file:
        yield told(
            'interviews.file: "{file}" is a path; name a file that lies beside the codebook',
            file=interviews.file,
        )
    if not (interviews.agreed or study.synthetic or study.open):
        yield told(
            "interviews.agreed: whoever knows somebody who was interviewed may learn what they raised; "
            "say agreed = true if everybody interviewed agreed to that, else leave [interviews] out"
        )


def _columns(study: Codebook) -> Iterator[Told]:
    source = study.source
    named = [
        *((item.level_column, told('item "{item}"', item=item.id)) for item in study.items),
        *((item.in_use_column, told('use of "{item}"', item=item.id)) for item in study.items if study.use),
        *((one.group_column, told('dimension "{dimension}"', dimension=one.id)) for one in study.dimensions),
        *(
            (column, name)
            for name in ("respondent", "organisation", "weight")
            if (column := getattr(source, name))
        ),
    ]
    claims: dict[str, list[str]] = {}
    for column, claimant in named:
        claims.setdefault(column.casefold(), []).append(claimant)
    for column, claimants in claims.items():
        if len(claimants) > 1:
            yield told(
                'column "{column}" is claimed by {claimants}; give each its own',
                column=column,
                claimants=reduce(
                    lambda some, one: told("{some} and by {one}", some=some, one=one), claimants
                ),
            )


def _columns_of_rounds(study: Codebook) -> Iterator[Told]:
    """Columns that only one round's file has twice."""
    known = set(_columns(study))
    for one in study.rounds:
        written = rounds.as_written(study, one)
        asked = tuple(each for each in written.dimensions if not each.wave and each.id not in one.without)
        for problem in _columns(written.model_copy(update={"dimensions": asked})):
            if problem not in known:
                yield told('round "{wave}": {problem}', wave=one.wave, problem=problem)


def _weighting(study: Codebook) -> Iterator[Told]:
    dimensions = {dimension.id: dimension for dimension in study.dimensions}
    margins = study.weighting.margins if study.weighting else ()
    yield from _repeated("weighting", [margin.dimension for margin in margins])
    for margin in margins:
        where = told('weighting: margin "{dimension}"', dimension=margin.dimension)
        if margin.dimension not in dimensions:
            hint = did_you_mean(margin.dimension, dimensions)
            yield told("{where} is not a dimension{hint}", where=where, hint=hint)
            continue
        known = [group.id for group in dimensions[margin.dimension].groups]
        for group in margin.shares:
            if group not in known:
                yield told(
                    '{where}: "{group}" is not a group of it{hint}',
                    where=where,
                    group=group,
                    hint=did_you_mean(group, known),
                )
        if abs((total := sum(margin.shares.values())) - 1) > SHARES_OFF:
            yield told(
                "{where}: the shares add up to {total:.4g}; they must add up to 1", where=where, total=total
            )


def _finding(study: Codebook, finding: Finding) -> Iterator[Told]:
    where = told('finding "{finding}"', finding=finding.id)
    items = [item.id for item in study.items]
    for check in finding.checks:
        for item in check.items:
            if item not in items:
                hint = did_you_mean(item, items)
                yield told('{where}: "{item}" is not an item{hint}', where=where, item=item, hint=hint)
        if check.kind in ("used_more", "used_less") and not study.use:
            yield told(
                '{where}: a check of kind "{kind}" needs the table [use]', where=where, kind=check.kind
            )
        if check.kind == "equal" and len(check.items) < 2:
            yield told('{where}: a check of kind "equal" needs two items or more', where=where)
        for name in check.missing():
            yield told(
                '{where}: a check of kind "{kind}" needs "{name}"', where=where, kind=check.kind, name=name
            )
        if check.by:
            yield from _finding_groups(study, where, check)


def _finding_groups(study: Codebook, where: Told, check: Check) -> Iterator[Told]:
    dimensions = {dimension.id: dimension for dimension in study.dimensions}
    if check.by not in dimensions:
        yield _no_dimension(where, check.by or "", dimensions)
        return
    dimension = dimensions[check.by]
    known = [*(one.id for one in (*dimension.groups, *dimension.merges)), OTHER_GROUPS, NOT_STATED]
    for group in check.groups:
        if group not in known:
            yield told(
                '{where}: "{group}" is not a group of "{dimension}"{hint}',
                where=where,
                group=group,
                dimension=check.by,
                hint=did_you_mean(group, known),
            )
