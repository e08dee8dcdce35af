"""When a page fails: the reader gets a number, and the log says what happened under that number."""

import logging

from survey import ui
from survey.failures import noted

log = logging.getLogger("survey.page")


def failed(error: Exception) -> bool:
    """Log an error of a page under a number and show the reader that number, and nothing else of it."""
    ui.apologise(noted(log, "page failed", error))
    return True
