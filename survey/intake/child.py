"""The process in which a foreign format is parsed, within limits: python -m survey.intake.child."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from survey.intake import spss, xlsx
from survey.intake.apart import ABOUT, ANSWERS

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
        about = {"failed": f"it needs more than {MEMORY >> 30} GB of memory"}
    except BaseException as error:  # noqa: BLE001 - a parser may raise anything, and the parent says what
        said = " ".join(str(error).split())[:200]
        about = {"failed": f"it is damaged ({said or type(error).__name__})"}
    (Path(folder) / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def limited() -> list[str]:
    """Memory, time and size of files from here on; a note for each that the system cannot limit."""
    try:
        import resource
    except ImportError:
        return ["this system cannot limit the memory and time of what reads the file"]
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
    return [f"this system cannot limit {', '.join(without)} of what reads the file"] if without else []


if __name__ == "__main__":
    main(*sys.argv[1:])
