"""What fails: noted in the log under a number, counted, and nothing of it told but the number.

An exception is written as its type and the lines of code it went through, never with its message: that may
hold what somebody answered or typed.
"""

import logging
import re
import secrets
import traceback
from typing import Any

from survey import metrics


def noted(log: logging.Logger, event: str, error: BaseException, **what: str) -> str:
    """Log an error and count it; gives the number under which the log tells of it."""
    number = secrets.token_hex(4)
    metrics.ERRORS.inc()
    log.error(event, extra={"fields": {"id": number, **what, **way(error)}})
    return number


def way(error: BaseException) -> dict[str, Any]:
    """The type of an exception and the lines of code that it went through, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{_short(one.filename)}:{one.lineno} {one.name}" for one in frames]
    return {"error": type(error).__name__, "at": places[-8:]}


def _short(file: str) -> str:
    """A file and its folder: above that may stand somebody's name."""
    return "/".join(re.split(r"[\\/]", file)[-2:])
