"""What in a well-formed codebook does not hold together: every problem, with its remedy."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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
from survey.told import told

SHARES_OFF = 0.005


def contradictions(study: Codebook) -> Iterator[str]:
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


def _identities(study: Codebook) -> Iterator[str]:
    kinds: dict[str, Iterable[Any]] = {
        "items": study.items,
        "families": study.families,
        "dimensions": study.dimensions,
        "findings": study.findings,
    }
    for kind, entries in kinds.items():
        yield from _repeated(kind, [one.id for one in entries])
    if sum(dimension.wave for dimension in study.dimensions) > 1:
        yield "dimensions: more than one has wave = true; keep the one that tells the rounds apart"


def _repeated(where: str, ids: Iterable[str]) -> Iterator[str]:
    for id, times in Counter(ids).items():
        if times > 1:
            yield f'{where}: id "{id}" is given {times} times; give each its own'
        if id in RESERVED:
            yield f'{where}: id "{id}" is reserved; choose another'


def _scale(scale: Scale) -> Iterator[str]:
    highest = len(scale.levels)
    wanted = list(range(highest - len(scale.top) + 1, highest + 1))
    if sorted(scale.top) != wanted:
        yield (
            f"scale.top: {sorted(scale.top)} does not reach up to level {highest} without a gap; "
            f"levels run from lowest to highest, so {len(scale.top)} top levels are {wanted}"
        )
    elif len(scale.top) == highest:
        yield "scale.top: every level counts as important; leave out the lower ones"
    yield from _clashes(
        "scale",
        {
            (f"level {code}" if code > 0 else f'"{scale.absent[-code - 1].id}"'): words
            for code, words in level_spellings(scale).items()
        },
    )


def _clashes(where: str, spelt: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    owner: dict[str, str] = {}
    for name, words in spelt.items():
        for word in words:
            if owner.setdefault(word, name) != name:
                yield f'{where}: "{word}" means both {owner[word]} and {name}; keep it in one of them'


def _families(study: Codebook) -> Iterator[str]:
    known = [family.id for family in study.families]
    for item in study.items:
        if item.family and item.family not in known:
            hint = did_you_mean(item.family, known)
            yield f'items: family "{item.family}" of "{item.id}" is not among the families{hint}'
    if known and (without := [item.id for item in study.items if not item.family]):
        yield f"items: {listed(without)} without a family although the study has families; name one"
    for empty in set(known) - {item.family for item in study.items}:
        yield f'families: no item belongs to "{empty}"; remove it or name it in an item'


def _dimension(dimension: Dimension) -> Iterator[str]:
    where, known = f'dimension "{dimension.id}"', [group.id for group in dimension.groups]
    yield from _repeated(where, [*known, *(merge.id for merge in dimension.merges)])
    yield from _clashes(where, {f'"{id}"': words for id, words in group_spellings(dimension).items()})
    taken: dict[str, str] = {}
    for merge in dimension.merges:
        for group in merge.groups:
            if group not in known:
                hint = did_you_mean(group, known)
                yield f'{where}: merge "{merge.id}" names "{group}", which is not a group{hint}'
            elif taken.setdefault(group, merge.id) != merge.id:
                both = f'"{taken[group]}" and "{merge.id}"'
                yield f'{where}: group "{group}" is in the merges {both}; keep it in one'


def _tables(study: Codebook) -> Iterator[str]:
    known = [dimension.id for dimension in study.dimensions]
    for table in study.tables:
        where = f"tables: {list(table)}"
        for name in table:
            if name not in known:
                yield f'{where}: "{name}" is not a dimension{did_you_mean(name, known)}'
        if len(set(table)) < max(2, len(table)):
            yield f"{where} needs two different dimensions or more"
        elif len(table) > 2 and not study.open:
            yield f"{where} crosses more than two dimensions; only a study with open = true may"
    for crossed, times in Counter(tuple(sorted(table)) for table in study.tables).items():
        if times > 1:
            yield f"tables: {list(crossed)} is given {times} times; keep one"


def _waves(study: Codebook) -> Iterator[str]:
    rounds = [group.id for one in study.dimensions if one.wave for group in one.groups]
    for item in study.items:
        if item.waves and not rounds:
            yield f'items: "{item.id}" has waves, but no dimension has wave = true; mark the rounds'
        for wave in item.waves if rounds else ():
            if wave not in rounds:
                hint = did_you_mean(wave, rounds) or f"; known are {listed(rounds)}"
                yield f'items: wave "{wave}" of "{item.id}" is not a round{hint}'


def _interviews(study: Codebook) -> Iterator[str]:
    if not (interviews := study.interviews):
        return
    yield from _repeated("interviews.themes", [theme.id for theme in interviews.themes])
    if interviews.file != PurePath(interviews.file).name or "\\" in interviews.file:
        yield f'interviews.file: "{interviews.file}" is a path; name a file that lies beside the codebook'
    if not (interviews.agreed or study.synthetic or study.open):
        yield (
            "interviews.agreed: whoever knows somebody who was interviewed may learn what they raised; "
            "say agreed = true if everybody interviewed agreed to that, else leave [interviews] out"
        )


def _columns(study: Codebook) -> Iterator[str]:
    source = study.source
    named = [
        *((item.level_column, f'item "{item.id}"') for item in study.items),
        *((item.in_use_column, f'use of "{item.id}"') for item in study.items if study.use),
        *((one.group_column, f'dimension "{one.id}"') for one in study.dimensions),
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
            yield f'column "{column}" is claimed by {" and by ".join(claimants)}; give each its own'


def _columns_of_rounds(study: Codebook) -> Iterator[str]:
    """Columns that only one round's file has twice."""
    known = set(_columns(study))
    for one in study.rounds:
        written = rounds.as_written(study, one)
        asked = tuple(each for each in written.dimensions if not each.wave and each.id not in one.without)
        for problem in _columns(written.model_copy(update={"dimensions": asked})):
            if problem not in known:
                yield told('round "{wave}": {problem}', wave=one.wave, problem=problem)


def _weighting(study: Codebook) -> Iterator[str]:
    dimensions = {dimension.id: dimension for dimension in study.dimensions}
    margins = study.weighting.margins if study.weighting else ()
    yield from _repeated("weighting", [margin.dimension for margin in margins])
    for margin in margins:
        where = f'weighting: margin "{margin.dimension}"'
        if margin.dimension not in dimensions:
            yield f"{where} is not a dimension{did_you_mean(margin.dimension, dimensions)}"
            continue
        known = [group.id for group in dimensions[margin.dimension].groups]
        for group in margin.shares:
            if group not in known:
                yield f'{where}: "{group}" is not a group of it{did_you_mean(group, known)}'
        if abs((total := sum(margin.shares.values())) - 1) > SHARES_OFF:
            yield f"{where}: the shares add up to {total:.4g}; they must add up to 1"


def _finding(study: Codebook, finding: Finding) -> Iterator[str]:
    where, items = f'finding "{finding.id}"', [item.id for item in study.items]
    for check in finding.checks:
        for item in check.items:
            if item not in items:
                yield f'{where}: "{item}" is not an item{did_you_mean(item, items)}'
        if check.kind in ("used_more", "used_less") and not study.use:
            yield f'{where}: a check of kind "{check.kind}" needs the table [use]'
        if check.kind == "equal" and len(check.items) < 2:
            yield f'{where}: a check of kind "equal" needs two items or more'
        for name in check.missing():
            yield f'{where}: a check of kind "{check.kind}" needs "{name}"'
        if check.by:
            yield from _finding_groups(study, where, check)


def _finding_groups(study: Codebook, where: str, check: Check) -> Iterator[str]:
    dimensions = {dimension.id: dimension for dimension in study.dimensions}
    if check.by not in dimensions:
        yield f'{where}: "{check.by}" is not a dimension{did_you_mean(check.by or "", dimensions)}'
        return
    dimension = dimensions[check.by]
    known = [*(one.id for one in (*dimension.groups, *dimension.merges)), OTHER_GROUPS, NOT_STATED]
    for group in check.groups:
        if group not in known:
            yield f'{where}: "{group}" is not a group of "{check.by}"{did_you_mean(group, known)}'
