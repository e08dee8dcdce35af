"""The headers of every response: what a page may load and do, and who may show it in a frame."""

import hashlib
import re
from base64 import b64encode
from functools import cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from survey.server.first import first_page
from survey.settings import Settings


class SecurityHeaders:
    """Adds the headers to every response of the app; the websocket is left alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        frames = Settings.from_environment().frames
        self.headers = [(name.encode(), value.encode()) for name, value in headers(frames).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self.headers]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def headers(frames: tuple[str, ...] = ()) -> dict[str, str]:
    """Name → value; `frames` are the origins whose pages may show the app in a frame."""
    return {
        "content-security-policy": policy(frames),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "cross-origin-opener-policy": "same-origin",
    }


def policy(frames: tuple[str, ...] = ()) -> str:
    """The content security policy: everything from the app itself, no script but its own."""
    return "; ".join(
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
            " ".join(("frame-ancestors 'self'", *frames)),
        )
    )


@cache
def inline_script_hashes() -> tuple[str, ...]:
    """The hash of every script that the first page holds in line, for the policy."""
    scripts = re.findall(r"<script>(.*?)</script>", first_page(), re.DOTALL)
    return tuple(f"'sha256-{b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts)
