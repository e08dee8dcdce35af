"""What of the system stands in the way of a release, in words: no room, a limit, a read-only folder."""

import errno
import os
import shutil
from pathlib import Path

from survey.database import Entry
from survey.errors import PlaceError
from survey.told import Told, told

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
MEGABYTE = 1_000_000


def withheld(error: Exception, folder: Path, kept: tuple[Entry, ...]) -> PlaceError | None:
    """Why nothing can be written for the study in this folder; None where the error is another one.

    `kept` are its releases, which tell how much room one takes.
    """
    reason = next((one for one in FULL if _is(error, one)), None)
    if reason == errno.EFBIG:
        return PlaceError(
            str(folder), [told("no file here may grow as large as a release; raise the limit (ulimit -f)")]
        )
    if reason:
        return PlaceError(str(folder), [_full(folder, kept)])
    if isinstance(error, OSError) and _below(error.filename, folder.parent):
        why = error.strerror or type(error).__name__
        return PlaceError(str(error.filename), [told("cannot be written to: {why}", why=why)])
    return None


def _is(error: Exception, reason: int) -> bool:
    """DuckDB tells the reason in the words of the system alone."""
    return getattr(error, "errno", None) == reason or os.strerror(reason) in str(error)


def _full(folder: Path, kept: tuple[Entry, ...]) -> Told:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = round(shutil.disk_usage(there).free / MEGABYTE, 1)
    sizes = [one.path.stat().st_size for one in kept if one.path.is_file()]
    if not sizes:
        return told("the disk is full: {free} MB are free; make room and import again", free=free)
    return told(
        "the disk is full: a release of this study takes {needed} MB, {free} MB are free; make room and "
        "import again",
        needed=round(max(sizes) / MEGABYTE, 1),
        free=free,
    )


def _below(name: object, folder: Path) -> bool:
    return isinstance(name, str) and Path(name).is_relative_to(folder)
