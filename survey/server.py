"""The web server's side of the app: what happens at start, the health check, the headers."""

import gc
import hashlib
import logging
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from survey.assets import plotly_bundle, plotly_name
from survey.brand import Brand, brand
from survey.charts import CHARTS
from survey.charts.chart import answer
from survey.database import Releases
from survey.errors import OutdatedError, SurveyError
from survey.palette import DARK, LIGHT
from survey.selection import parse
from survey.settings import Settings
from survey.texts import Voice

log = logging.getLogger("survey")


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Before the first reader: the client's look, a release to show, all imported, little left to collect."""
    settings = Settings.from_environment()
    dress(brand())
    releases = Releases(settings.releases)
    publish_bundled(settings, releases)
    warm(releases)
    gc.collect()
    gc.freeze()
    yield


def dress(look: Brand) -> None:
    """Make Streamlit's themes look so; what a look does not say stays as .streamlit/config.toml says it."""
    for theme, palette, own in (("light", look.light, LIGHT), ("dark", look.dark, DARK)):
        for name, value in palette.options().items() if palette != own else ():
            config.set_option(f"theme.{theme}.{name}", value)
    if look.font:
        config.set_option("theme.font", look.font)
        config.set_option("theme.headingFont", look.font)


def publish_bundled(settings: Settings, releases: Releases) -> None:
    """Publish the bundled studies when nothing is published yet, so that the app opens on something.

    One that an earlier version of the program published is published anew.
    """
    published = releases.studies()
    wanted = [
        codebook
        for codebook in sorted(settings.studies.glob("*/codebook.toml"))
        if not published or _outdated(releases, codebook.parent.name)
    ]
    for codebook in wanted:
        from survey.release.publish import publish_file  # only a first start pays for it

        try:
            publish_file(codebook, codebook.with_name("answers.csv"), releases)
        except (SurveyError, OSError) as error:
            log.error("%s", error)


def _outdated(releases: Releases, study: str) -> bool:
    try:
        if releases.current(study):
            releases.open(study)
    except OutdatedError:
        return True
    except SurveyError:
        pass
    return False


def warm(releases: Releases) -> None:
    """Answer and draw every chart of every study once."""
    for study in releases.studies():
        try:
            _draw_all(releases, study)
        except SurveyError as error:
            log.error("%s", error)


def _draw_all(releases: Releases, study: str) -> None:
    release = releases.open(study)
    selection, _ = parse(release, {})
    for chart in CHARTS.values():
        chart.figure(answer(chart, selection, release), Voice("en", release.study, release.groups))


async def healthz(_request: Request) -> JSONResponse:
    """200 and the name of every current release when each answers a query, else 503 and the reason."""
    releases = Releases(Settings.from_environment().releases)
    names, problems = {}, []
    for study in releases.studies():
        try:
            names[study] = _probe(releases, study)
        except SurveyError as error:
            problems.append(str(error))
    if not names and not problems:
        problems.append("no study has been published")
    body = {"status": "failing" if problems else "ok", "releases": names}
    return JSONResponse(
        body | ({"problems": problems} if problems else {}), status_code=503 if problems else 200
    )


def _probe(releases: Releases, study: str) -> str:
    """The name of a study's current release, once it has answered a query anew."""
    release = releases.open(study)
    release.check()
    return release.name


class SecurityHeaders:
    """Adds the headers to every response of the app; the websocket is left alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *_HEADERS]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def inline_script_hashes() -> list[str]:
    """The hash of every script that Streamlit's own page holds in line, for the policy."""
    page = Path(streamlit.__file__).with_name("static") / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    return [f"'sha256-{b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts]


POLICY = "; ".join(
    (
        "default-src 'self'",
        " ".join(("script-src 'self'", *inline_script_hashes())),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]


def routes() -> list[Route]:
    """What the app serves besides Streamlit: at its root, and below the base path."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    own = {"healthz": healthz, plotly_name(): plotly_bundle}
    above = ("", f"/{base}") if base else ("",)
    return [Route(f"{path}/{name}", serves) for path in above for name, serves in own.items()]


ROUTES = routes()
MIDDLEWARE = [Middleware(SecurityHeaders)]
