"""A survey opened on this computer: the commands draft and import, each in a process of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from survey.draft.proposal import Proposal, from_kept
from survey.errors import StudyError, SurveyError
from survey.intake import private
from survey.settings import HOME
from survey.study import Study
from survey.told import Line, Say, from_json, told, unheard

LONGEST_NAME = 120


@dataclass(frozen=True)
class File:
    """A file as it was dropped: its name and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Tried:
    """What an import would publish, in lines; `large` where it is much unlike what is being shown."""

    lines: tuple[Line, ...]
    large: bool


class RefusedError(SurveyError):
    """A command refused a file; it says why."""


def propose(file: File, options: Mapping[str, str], battery: int) -> Proposal:
    """What `draft` makes of a file. Raises RefusedError."""
    with _laid(file) as path:
        given = [word for name, value in options.items() for word in (f"--{name}", value) if value]
        found = _run(["draft", str(path), "--battery", str(battery), *given], path.name)
        return from_kept(found["proposal"])


def tried(codebook: str, file: File, say: Say) -> Tried:
    """What `import` would publish. Raises RefusedError."""
    found = _import(codebook, file, say, "--dry-run")
    lines = tuple(Line(one["word"], from_json(one["said"])) for one in found["ready"])
    return Tried(lines, found["large"])


def published(codebook: str, file: File, say: Say) -> str:
    """Publish it, for whoever has seen what is otherwise; gives the release. Raises RefusedError."""
    return str(_import(codebook, file, say, "--yes", "--accept-large-change")["published"])


def fits(codebook: str, proposal: Proposal) -> bool:
    """Whether a file has every column that a wide codebook asks for: it may hold new answers to it."""
    try:
        study = Study.from_toml(codebook)
    except StudyError:
        return False
    wanted = {item.level_column for item in study.items} | {one.group_column for one in study.dimensions}
    return not study.interviews and not study.rounds and wanted <= set(proposal.columns)


def _import(codebook: str, file: File, say: Say, *options: str) -> dict[str, Any]:
    with _laid(file) as path:
        book = path.parent.parent / "codebook.toml"
        book.write_text(codebook, encoding="utf-8", newline="\n")
        return _run(["import", str(book), str(path), *options], path.name, say)


@contextmanager
def _laid(file: File) -> Iterator[Path]:
    """The file in a folder that is nobody else's and is gone afterwards."""
    with private.folder() as folder:
        place = folder / "file"
        place.mkdir()
        path = place / tame(file.name)
        path.write_bytes(file.content)
        yield path


def tame(name: str) -> str:
    """A name that any system takes for a file's, as like as can be."""
    last = PurePath(name.replace("\\", "/")).name
    said = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "_", last).strip(". ")
    stem, dot, ending = said.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot and stem else (said[:LONGEST_NAME] or "file")


def _run(command: Sequence[str], name: str, say: Say = unheard) -> dict[str, Any]:
    """What a command tells, its stages as they come. It ends with whoever waits for it."""
    found: dict[str, Any] = {}
    whole = [sys.executable, "-m", "survey", *command, "--format", "json"]
    with subprocess.Popen(  # noqa: S603
        whole,
        cwd=HOME,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                event = json.loads(line)
                say(from_json(event["stage"]), event.get("left")) if "stage" in event else found.update(event)
        except BaseException:
            process.kill()
            raise
    if process.returncode or "problems" in found:
        raise _refused(found, process.returncode, name)
    return found


def _refused(found: Mapping[str, Any], code: int, name: str) -> RefusedError:
    gave_up = told("what reads it gave up (code {code}); save it again, or as CSV", code=code)
    problems = [from_json(one) for one in found.get("problems", ())] or [gave_up]
    return RefusedError(str(found.get("subject", name)), problems, from_json(found.get("outcome", "")))
