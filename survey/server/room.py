"""How many can read at once; whoever comes after is asked to wait, on a page that tries again by itself."""

from html import escape

from starlette.datastructures import Headers, QueryParams
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from survey import metrics
from survey.codebook import LANGUAGES
from survey.settings import Settings
from survey.texts import Text

AGAIN = 20  # seconds until the page tries again
TRY_AGAIN = 1013  # of a websocket: the server is busy
PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<style>
  body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 0 }}
  main {{ max-width: 32rem; margin: 25vh auto 0; padding: 1.5rem }}
  h1 {{ font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem }}
</style>
<main><h1>{title}</h1><p>{body}</p></main></html>
"""


class Room:
    """The readers who are here, of so many as there is room for."""

    def __init__(self) -> None:
        self.most = Settings.from_environment().readers
        self.here = 0

    @property
    def full(self) -> bool:
        """Whether nobody else can come in."""
        return self.here >= self.most

    def __enter__(self) -> None:
        self.here += 1
        metrics.READERS.set(self.here)

    def __exit__(self, *_: object) -> None:
        self.here -= 1
        metrics.READERS.set(self.here)


def wait(scope: Scope) -> HTMLResponse:
    """503, in the reader's language, with the same address tried again after a while."""
    metrics.REFUSALS.labels("full").inc()
    text = Text(_language(scope))
    page = PAGE.format(
        language=text.language,
        title=escape(text("full.title")),
        body=escape(text("full.how", seconds=AGAIN)),
    )
    again = {"retry-after": str(AGAIN), "refresh": str(AGAIN), "cache-control": "no-store"}
    return HTMLResponse(page, 503, again)


async def turn_away(receive: Receive, send: Send) -> None:
    """Close a connection that came too late for the page to say so."""
    metrics.REFUSALS.labels("full").inc()
    await receive()
    await send({"type": "websocket.close", "code": TRY_AGAIN})


def _language(scope: Scope) -> str:
    """From the link, else the browser's first that there is, else English."""
    asked = Headers(scope=scope).get("accept-language", "").split(",")
    wanted = [
        QueryParams(scope["query_string"]).get("lang", ""),
        *(one.strip()[:2].casefold() for one in asked),
    ]
    return next((one for one in wanted if one in LANGUAGES), "en")
