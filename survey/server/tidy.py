"""What is cleared away while the app runs: releases that were replaced, and memory that lies free."""

import asyncio
import ctypes
import gc
from contextlib import suppress

from survey.database import Releases

EVERY = 60  # seconds


async def tidy(releases: Releases) -> None:
    """Let go of what releases that were replaced have left, and give the system back what lies free.

    Python by itself would do the first late, and the second hardly. The first is done twice, for a reader may
    still have the old one when the first turn comes.
    """
    before, turns = releases.edition(), 0
    while True:
        await asyncio.sleep(EVERY)
        with suppress(OSError, RuntimeError):  # no file may be opened just now, or no thread be started
            now = releases.edition()
            turns = 2 if now != before else turns
            before = now
            if turns:
                turns -= 1
                await asyncio.to_thread(gc.collect)
            await asyncio.to_thread(give_back)


def give_back() -> None:
    """Give free memory back to the system, where its library can."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
