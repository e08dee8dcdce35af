"""Parsers of foreign formats run in a process of their own: what goes wrong there ends there.

The child writes a Parquet file and a JSON file into a private folder, which is gone when its rows are loaded.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from survey.errors import IntakeError
from survey.intake import private
from survey.told import Told, from_json, told

CHILD = "survey.intake.child"
HOME = Path(__file__).resolve().parent.parent.parent
SECONDS = 300
ANSWERS, ABOUT = "answers.parquet", "about.json"
TOLD = ("problems", "notes", "failed")  # lists of words that it says
KEPT = ("PATH", "SYSTEMROOT", "PYTHONPATH", "LANG", "LC_ALL")


def parsed(
    kind: str, path: Path, connection: duckdb.DuckDBPyConnection, asked: Mapping[str, object]
) -> tuple[dict[str, Any], duckdb.DuckDBPyRelation]:
    """What a child says of a file, and its rows: a table of text with the columns c0, c1, …

    Raises IntakeError with the problems that it found, or with the reason why it did not end well.
    """
    with private.folder() as folder:
        about = _run(kind, path, folder, asked)
        if problems := about.get("problems"):
            raise IntakeError(path.name, problems)
        connection.read_parquet(str(folder / ANSWERS)).to_table("file_rows")
    return about, connection.table("file_rows")


def _run(kind: str, path: Path, folder: Path, asked: Mapping[str, object]) -> dict[str, Any]:
    command = [sys.executable, "-m", CHILD, kind, str(path.absolute()), str(folder)]
    settings = {name: os.environ[name] for name in KEPT if name in os.environ}
    settings |= {"TMPDIR": str(folder), "TEMP": str(folder), "PYTHONUTF8": "1"}
    settings |= {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    try:
        ended = subprocess.run(  # noqa: S603
            [*command, json.dumps(asked)],
            cwd=HOME,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _unread(path, told("it took more than {n} seconds", n=SECONDS)) from None
    kept = folder / ABOUT
    if ended.returncode or not kept.is_file():
        raise _unread(path, _why(ended.returncode))
    about: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    about |= {name: [from_json(one) for one in about[name]] for name in TOLD if name in about}
    for why in about.get("failed", ()):
        raise _unread(path, why)
    return about


def _unread(path: Path, why: Told) -> IntakeError:
    return IntakeError(path.name, [told("cannot be read: {why}; save it again, or as CSV", why=why)])


def _why(code: int) -> Told:
    """Why a child ended without a word."""
    if code >= 0:
        return told("what reads it gave up (code {code})", code=code)
    name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
    return told("what reads it was stopped ({name}); it is damaged, or too large when unpacked", name=name)
