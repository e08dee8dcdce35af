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
    error, minute = context.get("exception"), int(time.monotonic() // 60)
    if isinstance(error, OSError) and error.errno in SCARCE:
        _told("connections wait: no more may be open", minute, reason=errno.errorcode[error.errno])
        return
    what = re.split(r"[(<:]", str(context.get("message")))[0].strip()
    found = way(error) if error else {"error": "", "at": []}
    _told("failed between requests", minute, what=what, error=found["error"], at=tuple(found["at"]))


@lru_cache(maxsize=64)
def _told(event: str, _minute: int, **fields: str | tuple[str, ...]) -> None:
    """Log the same once a minute."""
    log.error(event, extra={"fields": fields})
