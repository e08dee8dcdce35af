"""What goes wrong between requests, where no page is at fault: told as everything is, and not too often."""

import asyncio
import errno
import logging
import re
import time
from functools import lru_cache
from typing import Any

from survey.failures import way

log = logging.getLogger("survey.between")
SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


def listen() -> None:
    """Have what the loop of events cannot tell anybody else told here.

    Left to itself it would write thousands of lines a second while no more files may be opened.
    """
    asyncio.get_running_loop().set_exception_handler(_failed)


def _failed(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in SCARCE:
        _short_of(errno.errorcode[error.errno], int(time.monotonic() // 60))
        return
    what = re.split(r"[(<:]", str(context.get("message")))[0].strip()
    log.error("failed between requests", extra={"fields": {"what": what, **(way(error) if error else {})}})


@lru_cache(maxsize=8)
def _short_of(reason: str, _minute: int) -> None:
    """Log, once a minute, that who comes now has to wait."""
    log.error("connections wait: no more may be open", extra={"fields": {"reason": reason}})
