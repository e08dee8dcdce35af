"""Files that are sent from memory: read once, compressed once, named by what is in them.

Streamlit reads each of its own files from the disk anew for every browser and sends it as it is: 60 scripts
of 2.5 MB before its first page does anything.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from starlette.datastructures import Headers
from starlette.responses import Response

FOREVER = "public, max-age=31536000, immutable"
ASK = "no-cache"  # may be kept, but it is asked first whether it still is so
HARDEST = 9  # of gzip
WORTH = 0.95  # what compresses less than this is sent as it is


@dataclass(frozen=True)
class Kept:
    """A file as it is sent.

    content   its bytes
    kind      its media type
    keep      how long a browser may keep it
    more      further headers
    """

    content: bytes
    kind: str
    keep: str = ASK
    more: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def packed(self) -> bytes | None:
        """The same compressed; None where that gains nothing."""
        made = gzip.compress(self.content, HARDEST, mtime=0) if _text(self.kind) else self.content
        return made if len(made) < WORTH * len(self.content) else None

    @cached_property
    def hash(self) -> str:
        """What stands for the content in an ETag and in a name."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    def answer(self, method: str, asked: Headers) -> Response:
        """The answer to GET or HEAD with these headers."""
        packed = self.packed if takes_gzip(asked.get("accept-encoding", "")) else None
        tag = f'"{self.hash}{"-gzip" if packed else ""}"'
        headers = {"etag": tag, "cache-control": self.keep, **self.more}
        headers |= {"vary": "accept-encoding"} if self.packed else {}
        if matches(tag, asked.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        headers |= {"content-encoding": "gzip"} if packed else {}
        body = packed or self.content
        headers |= {"content-length": str(len(body))}
        return Response(b"" if method == "HEAD" else body, headers=headers, media_type=self.kind)


def takes_gzip(accepted: str) -> bool:
    """Whether a browser that accepts this takes gzip."""
    for one in accepted.lower().split(","):
        name, _, weight = one.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight not in ("0", "0.0", "0.00", "0.000")
    return False


def matches(tag: str, known: str) -> bool:
    """Whether a browser that names these ETags has what bears this one."""
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in known.split(","))


def _text(kind: str) -> bool:
    return kind.startswith("text/") or kind in ("application/json", "image/svg+xml")
