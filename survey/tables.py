"""Small files of settings that people write: TOML, read with every problem told."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from survey.errors import SurveyError, did_you_mean, listed


def read(file: Path, error: type[SurveyError]) -> Mapping[str, Any]:
    """What a TOML file holds. Raises this error where it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise error(file.name, [f"cannot be read ({problem.strerror}); is {file} its place?"]) from problem
    except UnicodeDecodeError as problem:
        raise error(file.name, ["is not UTF-8; save it as that"]) from problem
    except tomllib.TOMLDecodeError as problem:
        raise error(file.name, [f"is not TOML: {problem}"]) from problem


def unknown(given: Iterable[str], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every key that is not known, and what is instead."""
    for key in given:
        if key not in known:
            yield key, did_you_mean(key, known) or f"; known are {listed(known)}"
