"""What is sent from memory at which address: the first page, scripts, styles, fonts, Plotly."""

import mimetypes
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from survey.assets import SCRIPT, plotly_bundle, plotly_name
from survey.server.first import BROWSER, COMPONENTS, PAGES, STATIC, first_page, modules, named
from survey.server.kept import ASK, FOREVER, Kept
from survey.ui.component import FILES

HASHED = re.compile(r"\.[\w-]{8}\.\w+$")
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".woff2": "font/woff2"}
HOUR = "public, max-age=3600"
ABROAD = {"cross-origin-resource-policy": "cross-origin"}


class Shelf:
    """Answers what it has; everything else, and who asks for a part, is left to the app behind it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        base = str(config.get_option("server.baseUrlPath") or "").strip("/")
        self.root = f"/{base}/" if base else "/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = self._name(scope) if scope["type"] == "http" else None
        if name is None:
            await self.app(scope, receive, send)
        elif name in shelf():
            kept = await to_thread.run_sync(packed, name)
            await kept.answer(scope["method"], Headers(scope=scope))(scope, receive, send)
        else:
            await PlainTextResponse("Not found", 404)(scope, receive, send)

    def _name(self, scope: Scope) -> str | None:
        """What is asked for, below the app's address; None where the app is asked.

        What has no page's name is also found at the root, as everything that the app serves itself.
        """
        if scope["method"] not in ("GET", "HEAD") or "range" in Headers(scope=scope):
            return None
        below = scope["path"].startswith(self.root)
        name = scope["path"].removeprefix(self.root if below else "/")
        if name in shelf() and (below or name not in PAGES):
            return str(name)
        return name if name.startswith("static/") else None


@cache
def shelf() -> Mapping[str, Callable[[], Kept]]:
    """Name → what makes the file."""
    static = {path.relative_to(STATIC).as_posix(): path for path in STATIC.glob("static/*/*")}
    ours = {f"{COMPONENTS}/survey.{one}/{path.name}": path for one in FILES for path in BROWSER.glob("*.js")}
    found: dict[str, Callable[[], Kept]] = {
        name: partial(_file, path) for name, path in (static | ours).items()
    }
    found |= {name: partial(_page, name) for name in PAGES}
    found[plotly_name()] = lambda: Kept(plotly_bundle(), KINDS[".js"], FOREVER)
    found["embed.js"] = lambda: Kept(SCRIPT.read_bytes(), KINDS[".js"], HOUR, ABROAD)
    return found


@cache
def packed(name: str) -> Kept:
    """The file of this name, read and compressed."""
    made = shelf()[name]()
    _ = made.packed, made.hash
    return made


def _file(path: Path) -> Kept:
    kind = KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Kept(path.read_bytes(), kind, FOREVER if HASHED.search(path.name) else ASK)


def _page(name: str) -> Kept:
    return Kept(first_page(name).encode(), KINDS[".html"])


def prepare() -> None:
    """Read and compress what a first view needs; then nobody waits for it."""
    for name in ("", *named(first_page()), *modules(), plotly_name()):
        packed(name)
