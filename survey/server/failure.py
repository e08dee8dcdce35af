"""When a page fails: the reader gets a number, and the log says what happened under that number."""

import logging
import secrets

from survey import metrics, ui
from survey.server.journal import way

log = logging.getLogger("survey.page")


def failed(error: Exception) -> bool:
    """Log an error of a page under a number and show the reader that number, and nothing else of it."""
    number = secrets.token_hex(4)
    metrics.ERRORS.inc()
    log.error("page failed", extra={"fields": {"id": number, **way(error)}})
    ui.apologise(number)
    return True
