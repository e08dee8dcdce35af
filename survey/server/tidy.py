"""What is cleared away while the app runs: sessions and releases that are over, and memory that lies free."""

import asyncio
import ctypes
import gc
from contextlib import suppress

EVERY = 60  # seconds


async def tidy() -> None:
    """Let go of what is over, and give the system back what lies free.

    A session that ended, and a release that was replaced, refer to themselves: Python by itself would let go
    of them late, and with them of their memory and of the session's open files.
    """
    while True:
        await asyncio.sleep(EVERY)
        with suppress(RuntimeError):  # no thread can be started just now
            await asyncio.to_thread(_clear)


def _clear() -> None:
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):  # not every system's library can
        ctypes.CDLL(None).malloc_trim(0)
