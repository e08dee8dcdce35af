"""The rounds of a study in several files: the codebook as each of them writes it, and what contradicts it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import TypeVar

from survey.codebook import NOT_STATED, Codebook, Dimension, Item, Round, plain
from survey.errors import did_you_mean, listed
from survey.told import Told, told

SCALE, USE, ITEMS = "scale", "use", "items"
Book = TypeVar("Book", bound=Codebook)


def as_written(study: Book, one: Round) -> Book:
    """The codebook with the columns and the [source] of one round's file."""
    own = {name: getattr(one.source, name) for name in one.source.model_fields_set}
    return study.model_copy(
        update={
            "source": study.source.model_copy(update=own),
            "items": tuple(_item(item, one.columns) for item in study.items),
            "dimensions": tuple(_dimension(dimension, one.columns) for dimension in study.dimensions),
        }
    )


def _item(item: Item, columns: Mapping[str, str]) -> Item:
    use = columns.get(item.in_use_column, item.in_use_column)
    return item.model_copy(update={"column": columns.get(item.id, item.column), "use_column": use})


def _dimension(dimension: Dimension, columns: Mapping[str, str]) -> Dimension:
    return dimension.model_copy(update={"column": columns.get(dimension.id, dimension.column)})


def codes(study: Codebook, kind: str) -> dict[str, str]:
    """What a writing of that kind may stand for, and its code in the tables of answers."""
    if kind == SCALE:
        absent = {one.id: str(-at) for at, one in enumerate(study.scale.absent, start=1)}
        return absent | {str(at): str(at) for at, _ in enumerate(study.scale.levels, start=1)}
    if kind == USE:
        return {"yes": "yes", "no": "no"} if study.use else {}
    if kind == ITEMS:
        return {item.id: item.id for item in study.items}
    groups = (group.id for one in study.dimensions if one.id == kind for group in one.groups)
    return {id: id for id in (*groups, NOT_STATED)}


def problems(study: Codebook) -> Iterator[Told]:
    """What in the rounds does not hold together with the rest of the codebook."""
    wave = next((one for one in study.dimensions if one.wave), None)
    if wave is None:
        if study.rounds:
            yield told("rounds: no dimension has wave = true; mark the one whose groups they are")
        return
    yield from _waves(study.rounds, [group.id for group in wave.groups])
    for one in study.rounds:
        for problem in _round(study, one, [each.id for each in study.dimensions if each != wave]):
            yield told('round "{wave}": {problem}', wave=one.wave, problem=problem)


def _waves(rounds: Iterable[Round], known: list[str]) -> Iterator[Told]:
    seen: set[str] = set()
    for one in rounds:
        if one.wave not in known:
            yield told(
                'rounds: wave "{wave}" is not a round{hint}', wave=one.wave, hint=_hint(one.wave, known)
            )
        if one.wave in seen:
            yield told('rounds: wave "{wave}" has two files; keep one table for it', wave=one.wave)
        seen.add(one.wave)


def _round(study: Codebook, one: Round, dimensions: list[str]) -> Iterator[Told]:
    if one.file != PurePath(one.file).name or "\\" in one.file:
        yield told('file "{file}" is a path; write the name alone', file=one.file)
    for name in ("organisation", "weight"):
        if getattr(one.source, name) and not getattr(study.source, name):
            yield told("source.{name}: name it in [source] too, for every round needs one", name=name)
    for name in one.without:
        if name not in dimensions:
            yield told('without: "{name}" is not a dimension{hint}', name=name, hint=_hint(name, dimensions))
    asked = [name for name in dimensions if name not in one.without]
    yield from _columns(study, one, asked)
    yield from _values(study, one, asked)


def _columns(study: Codebook, one: Round, dimensions: Iterable[str]) -> Iterator[Told]:
    uses = [item.in_use_column for item in study.items if study.use]
    known = [*(item.id for item in study.items), *dimensions, *uses]
    for name in one.columns:
        if name in known:
            continue
        if name in type(study.source).model_fields:
            yield told('columns: "{name}" is a word of [source]; write source.{name} in the round', name=name)
        else:
            yield told(
                'columns: "{name}" is no item, dimension or column of use{hint}',
                name=name,
                hint=_hint(name, known),
            )


def _values(study: Codebook, one: Round, dimensions: Iterable[str]) -> Iterator[Told]:
    known = [SCALE, ITEMS, *([USE] if study.use else []), *dimensions]
    for kind, words in one.values.items():
        if kind not in known:
            yield told('values: "{kind}" is no dimension{hint}', kind=kind, hint=_hint(kind, known))
        else:
            yield from _words(kind, words, codes(study, kind))


def _words(kind: str, words: Mapping[str, str | int], known: Iterable[str]) -> Iterator[Told]:
    meant: dict[str, str | int] = {}
    for raw, target in words.items():
        if str(target) not in known:
            yield told(
                'values.{kind}: "{raw}" stands for "{target}", which is not known{hint}',
                kind=kind,
                raw=raw,
                target=target,
                hint=_hint(str(target), known),
            )
        if meant.setdefault(plain(raw), target) != target:
            yield told('values.{kind}: "{raw}" is there twice; keep one of them', kind=kind, raw=raw)


def _hint(word: str, known: Iterable[str]) -> str:
    known = list(known)
    return did_you_mean(word, known) or told("; known are {names}", names=listed(known))
