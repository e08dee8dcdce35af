"""What comes in: nobody reaches what is internal, only the proxy says who reads, and all is counted."""

import time
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from survey import metrics
from survey.access import access
from survey.errors import AccessError
from survey.server.prompt import at_once
from survey.server.room import Room, turn_away, wait

INTERNAL = (
    "_stcore/metrics",
    "_stcore/agent",
    "_stcore/script-health-check",
    "_stcore/allowed-message-origins",
)
KINDS = {
    "_stcore": "internal",
    "media": "download",
    "static": "asset",
    "assets": "asset",
    "component": "asset",
}
NAMED = ("healthz", "metrics", "news")
THEMES = {"light": "light_theme", "dark": "dark_theme"}


class Gate:
    """Stands before the app: hides, strips, redirects and counts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.base = str(config.get_option("server.baseUrlPath") or "").strip("/")
        self.room = Room()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            at_once(receive)
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._reader(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, start, status = self._below_base(scope["path"]), time.perf_counter(), [500]

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            own = self._answered(path, scope)
            await (own or self.app)(_without_claims(scope), receive, counted)
        finally:
            kind = kind_of(path)
            metrics.REQUESTS.labels(kind, str(status[0])).inc()
            metrics.SECONDS.labels(kind).observe(time.perf_counter() - start)

    async def _reader(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.room.full:
            await turn_away(receive, send)
            return
        with self.room:
            await self.app(_without_claims(scope), receive, send)

    def _below_base(self, path: str) -> str:
        """The path below the base path, without the slash at its beginning."""
        path = path.strip("/")
        return path.removeprefix(self.base).strip("/") if f"{path}/".startswith(f"{self.base}/") else path

    def _answered(self, path: str, scope: Scope) -> Response | None:
        """The answer that the app is not even asked for; None where it is."""
        if any(f"{path}/".startswith(f"{one}/") for one in INTERNAL):
            return PlainTextResponse("Not found", 404)
        if path not in NAMED and not is_host_allowed(Headers(scope=scope).get("host")):
            return PlainTextResponse("This host is not served here", 400)
        if self.room.full and kind_of(path) == "page" and "." not in path:  # not a file, such as embed.js
            return wait(scope)
        return _dressed(scope)


def kind_of(path: str) -> str:
    """What a request is for, in a word; few words, so that they can be counted."""
    first = path.split("/")[0]
    return first if first in NAMED else KINDS.get(first, "page")


def _without_claims(scope: Scope) -> Scope:
    """The request without the headers that say who reads, unless the proxy's key is among them."""
    try:
        header = access().header
    except AccessError:
        return scope  # then nobody sees anything
    if header is None or header.believes(Headers(scope=scope).get("x-survey-key")):
        return scope
    names = {name.encode() for name in header.names}
    return {**scope, "headers": [one for one in scope["headers"] if one[0].lower() not in names]}


def _dressed(scope: Scope) -> Response | None:
    """theme=light or theme=dark in an address becomes what Streamlit calls it."""
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    theme = THEMES.get(dict(given).get("theme", ""))
    if not theme or scope["method"] not in ("GET", "HEAD"):
        return None
    kept = [one for one in given if one[0] not in ("theme", "embed", "embed_options")]
    options = [("embed", "true"), ("embed_options", theme), ("embed_options", "hide_loading_screen")]
    last = scope["path"].rpartition("/")[2]
    return RedirectResponse(f"./{quote(last)}?{urlencode([*kept, *options])}", 307)
