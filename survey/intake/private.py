"""Folders for copies of answers: nobody else can read them, and none outlives its process for long."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STALE = 3600  # seconds


@contextmanager
def folder() -> Iterator[Path]:
    """A private folder that is gone afterwards; those of processes that were killed an hour ago go too."""
    for orphan in Path(tempfile.gettempdir()).glob("survey-*-*"):
        if _orphaned(orphan):
            shutil.rmtree(orphan, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"survey-{os.getpid()}-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _orphaned(path: Path) -> bool:
    """Whether a folder is ours, old, and of a process that is no more."""
    process = path.name.split("-")[1]
    try:
        found = path.lstat()
        ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
        if not (ours and process.isdigit() and time.time() - found.st_mtime > STALE):
            return False
        os.kill(int(process), 0) if os.name == "posix" else None
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return os.name != "posix"
