"""Signed links to one view: what they show, in which language and until when cannot be changed by a reader.

A token is JSON, signed with HMAC-SHA-256 by itsdangerous; it holds the parameters of the view, as a link has
them, and the second at which it ends. A reader can read a token, for it is not a secret what it shows.
"""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

from survey.errors import LinkError
from survey.settings import Settings

SHORTEST = 32
LONGEST = 4096  # characters of a token: what an address bar takes with ease
MAKE = "make one with python -m survey link --new-key"
_PURPOSE = "survey embed 1"


def new_key() -> str:
    """A key of 256 random bits."""
    return secrets.token_urlsafe(32)


def keys() -> tuple[str, ...]:
    """The keys that the settings name, the newest first; none where links need no signature.

    Raises LinkError where the file is at fault, or was there and is gone: then no link is good.
    """
    settings = Settings.from_environment()
    file = settings.named("link_keys")
    if file is None and settings.link_keys not in _met:
        return ()
    _met.add(settings.link_keys)
    return read(settings.link_keys)


_met: set[Path] = set()


def read(file: Path) -> tuple[str, ...]:
    """The keys in a file, one a line, the newest first; lines with # are notes. Raises LinkError."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines()]
    except OSError as error:
        raise LinkError(file.name, [f"cannot be read ({error.strerror}); is {file} its place?"]) from error
    except UnicodeDecodeError as error:
        raise LinkError(file.name, ["is not a text of keys"]) from error
    found = [(place, line) for place, line in enumerate(lines, 1) if line and not line.startswith("#")]
    problems = [
        f"line {place}: a key has {SHORTEST} characters or more; {MAKE}"
        for place, line in found
        if len(line) < SHORTEST
    ]
    if not found:
        problems = [f"has no key; {MAKE}"]
    if problems:
        raise LinkError(file.name, problems)
    return tuple(line for _, line in found)


def signed(view: Mapping[str, str], until: int, known: tuple[str, ...]) -> str:
    """The token of a view, good until a second since 1970, by the newest key."""
    token = _serializer(known[:1]).dumps({"view": dict(sorted(view.items())), "until": until})
    text = token.decode() if isinstance(token, bytes) else token
    if len(text) > LONGEST:
        raise LinkError("link", [f"is longer than {LONGEST} characters; choose fewer groups"])
    return text


def opened(token: str, known: tuple[str, ...], now: float) -> Mapping[str, str] | None:
    """The view of a token; None where it was not signed by one of the keys, or has ended."""
    if not known or len(token) > LONGEST:
        return None
    try:
        content = _serializer(known).loads(token)
    except (BadData, UnicodeError):
        return None
    return content["view"] if now < content["until"] else None


def _serializer(known: tuple[str, ...]) -> URLSafeSerializer:
    return URLSafeSerializer(
        list(reversed(known)),
        salt=_PURPOSE,
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )
