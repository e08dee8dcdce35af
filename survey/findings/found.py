"""The few statements worth reading of a selection: certain ones, the largest first, at most five."""

from collections import defaultdict
from collections.abc import Iterator

from survey.charts import CHARTS, scale
from survey.charts.chart import Row, answer
from survey.codebook import Check
from survey.database import Release
from survey.findings.claims import Claim, claim
from survey.findings.evidence import Evidence
from survey.findings.judge import HOLDS
from survey.remembered import remembered
from survey.selection import Selection
from survey.settings import Settings
from survey.texts import Voice

MOST, DIFFERENCES = 5, 3
CAMP = 0.2


def evidence(release: Release, measure: str = "top", within: tuple[str, ...] = ()) -> Evidence:
    """The evidence of a release by the settings. A mean is judged by the share of the top."""
    settings = Settings.from_environment()
    return Evidence(release, "top" if measure == "mean" else measure, settings.q, settings.gap, within)


def found(selection: Selection, release: Release, voice: Voice) -> tuple[Claim, ...]:
    """What is certain of a selection: for chosen groups first how they differ, else first what leads."""
    return _found(selection, evidence(release, selection.measure, selection.within), voice.language)


@remembered(128, lambda _selection, seen, _language: seen.release)
def _found(selection: Selection, seen: Evidence, language: str) -> tuple[Claim, ...]:
    voice = Voice(language, seen.study, seen.release.groups)
    asked = selection.with_(measure=seen.measure, item=None)
    differences = _certain(_differences(asked, seen, voice))
    others = [
        *_certain(_leads(asked, seen, voice)),
        *_certain(_divided(asked, seen, voice)),
        *_certain(_gap(asked, seen, voice)),
    ]
    first, more = differences[:DIFFERENCES], differences[DIFFERENCES:]
    ordered = [*first, *others] if selection.groups else [*others[:1], *first, *others[1:]]
    return tuple([*ordered, *more][:MOST])


def _certain(claims: Iterator[Claim]) -> list[Claim]:
    return [one for one in claims if one.verdict == HOLDS]


def _differences(asked: Selection, seen: Evidence, voice: Voice) -> Iterator[Claim]:
    """Groups that rate an item higher or lower than the rest, the largest difference first."""
    chart = CHARTS["ranking" if asked.groups else "heatmap"]
    sides: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for row in answer(chart, asked, seen.release).shown():
        if row.certain:
            sides[row.item, (row.difference or 0) > 0].append(row)
    for (item, higher), rows in sorted(sides.items(), key=lambda side: -max(map(_size, side[1]))):
        groups = [row.group for row in sorted(rows, key=_size, reverse=True)]
        kind = "groups_higher" if higher else "groups_lower"
        checks = (_check(kind, (item,), by=asked.by, groups=_members(one)) for one in groups)
        key = f"finding.{'use' if asked.measure == 'use' else 'rated'}.{'higher' if higher else 'lower'}"
        names = voice.listed(voice.group(asked.by, one, short=len(groups) > 1) for one in groups)
        said = voice(key, groups=names, item=voice.item(item, short=True))
        page, view = ("item", asked)
        if len(groups) == 1:
            page, view = "compare", asked.with_(groups=_members(groups[0]))
        yield claim(said, tuple(checks), seen, page, view.with_(item=item))


def _size(row: Row) -> float:
    return abs(row.difference or 0)


def _members(group: str) -> tuple[str, ...]:
    return tuple(group.split(","))


def _check(kind: str, items: tuple[str, ...], **fields: object) -> Check:
    return Check.model_validate({"kind": kind, "items": items, **fields})


def _of(asked: Selection) -> dict[str, object]:
    """The selected groups as a check names them."""
    return {"by": asked.by, "groups": asked.groups} if asked.groups else {}


def _leads(asked: Selection, seen: Evidence, voice: Voice) -> Iterator[Claim]:
    """The item that comes before every other selected one."""
    ranked = sorted(answer(CHARTS["ranking"], asked, seen.release).shown(), key=lambda row: -(row.share or 0))
    if len(ranked) > 1:
        items = tuple(row.item for row in ranked)
        check = _check("highest", items, **_of(asked))
        said = voice("finding.leads", item=voice.item(items[0], short=True))
        yield claim(said, (check,), seen, "ranking", asked.with_(item=items[0]))


def _divided(asked: Selection, seen: Evidence, voice: Voice) -> Iterator[Claim]:
    """The item of which most chose either end."""
    if seen.measure == "use":
        return
    bars = scale.bars(scale.together(asked, seen.release))
    bar = scale.most_divided(bars, seen.study.scale)
    if bar is not None:
        check = _check("two_camps", (bar[0],), share=CAMP, **_of(asked))
        said = voice("finding.divided", item=voice.item(bar[0], short=True))
        yield claim(said, (check,), seen, "scale", asked.with_(item=bar[0]))


def _gap(asked: Selection, seen: Evidence, voice: Voice) -> Iterator[Claim]:
    """The item of which importance and use lie farthest apart."""
    if not seen.study.use or seen.measure == "use":
        return
    numbers, items = seen.paired(asked.by, asked.groups), seen.counts(asked.by).items
    gaps = {item: float(gap) for item, gap in zip(items, numbers.difference[0], strict=True)}
    shown = [
        row.item
        for row in answer(CHARTS["ranking"], asked, seen.release).shown()
        if gaps[row.item] == gaps[row.item]
    ]
    if shown:
        item = max(shown, key=lambda one: abs(gaps[one]))
        kind = "used_more" if gaps[item] < 0 else "used_less"
        check = _check(kind, (item,), **_of(asked))
        top = voice.counted(seen.measure)
        said = voice(f"finding.{kind}", item=voice.item(item, short=True), top=top)
        yield claim(said, (check,), seen, "use", asked.with_(item=item))
