"""Files that the app serves: Plotly's bundle, under a name that changes with it; a script for other pages."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response

BUNDLE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
SCRIPT = Path(__file__).parent / "ui" / "browser" / "embed.js"
KEEP = "public, max-age=31536000, immutable"


@cache
def plotly_name() -> str:
    """The address of Plotly's bundle below the app's own: with a part of its hash."""
    return f"assets/plotly-{hashlib.sha256(BUNDLE.read_bytes()).hexdigest()[:16]}.js"


@cache
def _compressed() -> bytes:
    return gzip.compress(BUNDLE.read_bytes(), 6, mtime=0)


async def plotly_bundle(request: Request) -> Response:
    """Plotly's bundle, compressed for every browser that takes it so."""
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"cache-control": KEEP, "vary": "accept-encoding"}
    headers |= {"content-encoding": "gzip"} if packed else {}
    body = _compressed() if packed else BUNDLE.read_bytes()
    return Response(body, media_type="text/javascript", headers=headers)


async def embed_script(_request: Request) -> Response:
    """The script by which a page lets its frames grow to their content."""
    headers = {"cache-control": "public, max-age=3600", "cross-origin-resource-policy": "cross-origin"}
    return Response(SCRIPT.read_bytes(), media_type="text/javascript", headers=headers)
