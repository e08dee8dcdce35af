"""The process in which a foreign format is parsed, within limits: python -m survey.intake.child."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from survey.intake import spss, xlsx
from survey.intake.apart import ABOUT, ANSWERS, TOLD
from survey.told import Told, as_json, told

MEMORY, PROCESSOR, WRITTEN = 3 << 30, 240, 2 << 30  # bytes, seconds, bytes
PARSERS: dict[str, Callable[[Path, Path, Mapping[str, Any]], dict[str, Any]]] = {
    "xlsx": xlsx.parse,
    "sav": spss.parse,
}


def main(kind: str, path: str, folder: str, asked: str) -> None:
    """Parse a file; what is said of it goes into the folder: its problems, or its columns and notes."""
    notes = limited()
    try:
        about = PARSERS[kind](Path(path), Path(folder) / ANSWERS, json.loads(asked))
        about["notes"] = [*about.get("notes", ()), *notes]
    except MemoryError:
        about = {"failed": [told("it needs more than {most} GB of memory", most=MEMORY >> 30)]}
    except BaseException as error:  # noqa: BLE001 - a parser may raise anything, and the parent says what
        about = {"failed": [told("it is damaged ({why})", why=_why(error))]}
    about |= {name: [as_json(one) for one in about[name]] for name in TOLD if name in about}
    (Path(folder) / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _why(error: BaseException) -> str:
    """What an error says: our own words, or those of a parser on one line."""
    said = next(iter(error.args), None)
    return said if isinstance(said, Told) else " ".join(str(error).split())[:200] or type(error).__name__


def limited() -> list[Told]:
    """Memory, time and size of files from here on; a note for each that the system cannot limit."""
    try:
        import resource
    except ImportError:
        return [told("this system cannot limit the memory and time of what reads the file")]
    limits = {"AS": MEMORY, "CPU": PROCESSOR, "FSIZE": WRITTEN, "CORE": 0}
    without = []
    for name, most in limits.items():
        try:
            kind = getattr(resource, f"RLIMIT_{name}")
            _, hard = resource.getrlimit(kind)
            held = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (held, hard))
        except (AttributeError, ValueError, OSError):
            without.append(name)
    if not without:
        return []
    return [told("this system cannot limit {names} of what reads the file", names=", ".join(without))]


if __name__ == "__main__":
    main(*sys.argv[1:])
