"""Which file of answers is which round of the codebook, and how each is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from survey import rounds
from survey.codebook import Round, plain
from survey.errors import IntakeError, did_you_mean, listed
from survey.study import Study
from survey.told import Told, told

Files = Path | Sequence[Path]
"""A file of answers, or the files of all rounds of a study."""


@dataclass(frozen=True)
class Batch:
    """A file of answers, and how the codebook reads it.

    study   the codebook, with the columns that this file has
    wave    the round that everybody in it belongs to; "" where a column says so
    given   by:<dimension> → the group of everybody in it, "" for not stated
    before  what goes before the codebook's spellings: kind or dimension → writing → code
    """

    path: Path
    study: Study
    wave: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def batches(study: Study, files: Files) -> tuple[Batch, ...]:
    """The files in the order of the codebook's rounds. Raises IntakeError unless each round has one."""
    paths = [files] if isinstance(files, Path) else list(files)
    if not study.rounds and len(paths) == 1:
        return (Batch(paths[0], study),)
    fits = [(path, [one for one in study.rounds if _named(path, one)]) for path in paths]
    problems = list(_strangers(study, fits)) if study.rounds else [_without_rounds()]
    if problems:
        raise IntakeError(called(files), problems)
    return tuple(_batch(study, one, path) for one in study.rounds for path, fit in fits if one in fit)


def called(files: Files) -> str:
    """What people call the files together."""
    if isinstance(files, Path):
        return files.name
    first, *others = files
    return told("{first} and {n} more", first=first.name, n=len(others)) if others else first.name


def _without_rounds() -> Told:
    return told(
        "are several files, and the codebook has no rounds; write a table [[rounds]] for each of them"
    )


def _named(path: Path, one: Round) -> bool:
    name, file = plain(path.name), plain(one.file)
    return name == file or fnmatchcase(name, file)


def _strangers(study: Study, fits: Sequence[tuple[Path, Sequence[Round]]]) -> Iterator[Told]:
    """Files that are of no round or of several, and rounds without a file or with several."""
    for path, fit in fits:
        if not fit:
            files = [one.file for one in study.rounds]
            hint = did_you_mean(path.name, files) or told("; the rounds are in {files}", files=listed(files))
            yield told("{file}: is of no round of the codebook{hint}", file=path.name, hint=hint)
        elif len(fit) > 1:
            yield told(
                "{file}: may be of the rounds {rounds}; make the file of each name fewer files",
                file=path.name,
                rounds=listed(one.wave for one in fit),
            )
    for one in study.rounds:
        found = [path.name for path, fit in fits if one in fit]
        if not found:
            yield told(
                'round "{wave}": none of the files is "{file}"; name the files of all rounds',
                wave=one.wave,
                file=one.file,
            )
        elif len(found) > 1:
            yield told(
                'round "{wave}": {files} may all be "{file}"; name one of them',
                wave=one.wave,
                files=listed(found),
                file=one.file,
            )


def _batch(study: Study, one: Round, path: Path) -> Batch:
    waves = {f"by:{each.id}": one.wave for each in study.dimensions if each.wave}
    given = waves | {f"by:{name}": "" for name in one.without}
    before = {kind: _meant(rounds.codes(study, kind), words) for kind, words in one.values.items()}
    return Batch(path, rounds.as_written(study, one), one.wave, given, before)


def _meant(codes: Mapping[str, str], words: Mapping[str, str | int]) -> dict[str, str]:
    return {raw: codes[str(target)] for raw, target in words.items()}
