"""The log: one line of JSON an event where a machine reads it, plain lines in a terminal.

Messages of exceptions (survey/failures.py), addresses, queries and names of readers are not written.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from streamlit import logger as streamlit_logs

from survey.failures import way

OWN = "survey"


def keep_journal() -> None:
    """Send what the app, Streamlit and its server log to standard error, in this form."""
    handler = logging.StreamHandler()
    handler.setFormatter(Plain() if sys.stderr.isatty() else Lines())
    handler.addFilter(_ours)

    def through(logger: logging.Logger) -> None:
        logger.handlers, logger.propagate = [handler], False

    streamlit_logs.setup_formatter = through  # Streamlit gives each of its loggers a handler with this
    streamlit_logs.update_formatter()
    through(logging.getLogger(OWN))
    logging.getLogger(OWN).setLevel(logging.INFO)


def _ours(record: logging.LogRecord) -> bool:
    """All of our own; of the others what is wrong, but an error in a page: that is told with its number."""
    if record.name.split(".")[0] == OWN:
        return True
    return record.levelno >= logging.WARNING and record.getMessage() != "Uncaught app execution"


def said(record: logging.LogRecord) -> dict[str, Any]:
    """An event as fields: when, how bad, from where, what; and of an exception its type and its way."""
    fields: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": record.getMessage(),
    }
    fields |= getattr(record, "fields", {})
    if record.exc_info and record.exc_info[1]:
        fields |= way(record.exc_info[1])
    return fields


class Lines(logging.Formatter):
    """One line of JSON an event."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(said(record), ensure_ascii=False)


class Plain(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        fields = said(record)
        words = f"{fields['time'][11:19]} {fields['event']}"
        more = [
            f"{name} {fields[name]}"
            for name in fields
            if name not in ("time", "level", "logger", "event", "at")
        ]
        return "\n    ".join([" ".join([words, *more]), *fields.get("at", ())])
