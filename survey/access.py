"""Who may see which study: one small table in a file, and what it says of a reader.

sign_in = "oidc"                        # or "header": a proxy in front of the app says who it is
hours = 12                              # how long one lasts; then the reader signs in again
groups = "groups"                       # the claim of the sign-in that lists a reader's groups

[header]                                # only for sign_in = "header"
address = "X-Forwarded-Email"
groups = "X-Forwarded-Groups"           # comma-separated
key = "…"                               # the proxy sends the same in X-Survey-Key, or is not believed

[studies]
"*" = ["@kaiku.fi"]                     # every study that has no line of its own
executives-2015 = ["@kaiku.fi", "anna@partner.fi", "group:board"]
case-2021 = ["*"]                       # anybody, without a sign-in

Without the file everybody sees everything, and the app listens to its own machine alone.
"""

import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from survey import tables
from survey.errors import AccessError, listed
from survey.settings import Settings

ANYBODY = "*"
GROUP = "group:"
KEY_HEADER = "X-Survey-Key"
SHORTEST_KEY = 24
WAYS = ("oidc", "header")
_KEY = re.compile(rf"[!-~][ -~]{{{SHORTEST_KEY - 2},}}[!-~]")  # as a header can carry it
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # a header's name, RFC 9110 5.6.2


@dataclass(frozen=True)
class Reader:
    """Who reads: an address in lower case, None for none that is certain; the groups that the sign-in tells.

    `known` is whether anybody has signed in, of whom perhaps neither is told.
    """

    address: str | None = None
    groups: frozenset[str] = frozenset()
    known: bool = False


NOBODY = Reader()


@dataclass(frozen=True)
class Header:
    """The names of the headers in which a proxy says who reads, and the key by which it is known."""

    address: str
    groups: str | None
    key: str = field(repr=False)

    @property
    def names(self) -> frozenset[str]:
        """Every header of the proxy's, in lower case: from anybody else they are taken away."""
        return frozenset(one.lower() for one in (self.address, self.groups, KEY_HEADER) if one)

    def believes(self, key: str | None) -> bool:
        """Whether a request with this key comes from the proxy."""
        return hmac.compare_digest((key or "").encode(), self.key.encode())


@dataclass(frozen=True)
class Access:
    """The table: how readers sign in, and for each study who may see it."""

    studies: Mapping[str, tuple[str, ...]]
    sign_in: str | None = None
    hours: float = 12
    groups: str = "groups"
    header: Header | None = None

    def sees(self, reader: Reader, study: str) -> bool:
        """Whether a reader may see a study: its own line decides, else the line of all studies."""
        allowed = self.studies.get(study, self.studies.get(ANYBODY, ()))
        return any(_fits(one, reader) for one in allowed)

    @property
    def open(self) -> bool:
        """Whether everything is for anybody."""
        return all(ANYBODY in allowed for allowed in self.studies.values()) and ANYBODY in self.studies


OPEN = Access({ANYBODY: (ANYBODY,)})


def _fits(entry: str, reader: Reader) -> bool:
    if entry == ANYBODY:
        return True
    if entry.startswith(GROUP):
        return entry.removeprefix(GROUP) in reader.groups
    if reader.address is None:
        return False
    if entry.startswith("@"):
        name, _, domain = reader.address.partition("@")
        return bool(name) and f"@{domain}" == lowered(entry)
    return reader.address == lowered(entry)


def lowered(text: str) -> str:
    """In lower case as far as it is ASCII: the Kelvin sign is not to become a k."""
    return "".join(one.lower() if one.isascii() else one for one in text)


def access() -> Access:
    """The table that the settings name, as it is now. Raises AccessError; then nobody may see anything.

    One that was there and is gone opens nothing, or to save it anew would, for a moment.
    """
    settings = Settings.from_environment()
    file = settings.named("access")
    if file is None and _last is not None and _last[0][0] == settings.access:
        file = settings.access
    return _kept(file) if file else OPEN


_last: tuple[tuple[Path, tuple[int, ...]], Access] | None = None


def _kept(file: Path) -> Access:
    """The table in a file, read anew when the file has changed."""
    global _last
    try:
        state = file.stat()
    except OSError as error:
        raise AccessError(file.name, [f"cannot be read ({error.strerror}); is {file} its place?"]) from error
    mark = (file, (state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_size))
    last = _last
    if last is None or last[0] != mark:
        _last = last = (mark, read(file))
    return last[1]


def read(file: Path) -> Access:
    """The table in a file. Raises AccessError with everything that is wrong with it."""
    given = tables.read(file, AccessError)
    problems = [*_unknown(given, _CHECKS)]
    found: dict[str, Any] = {}
    for key, check in _CHECKS.items():
        if key in given:
            try:
                found[key] = check(given[key])
            except ValueError as error:
                problems += [f"{key}: {line}" for line in error.args]
    problems += _missing(given, found)
    if problems:
        raise AccessError(file.name, problems)
    return Access(**found)


def _unknown(given: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    yield from (f'"{key}" is not known{hint}' for key, hint in tables.unknown(given, known))


def _missing(given: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """What one line asks of another."""
    if "studies" not in given:
        yield 'studies: is missing; for all of a domain write [studies] and "*" = ["@your.domain"]'
    named = sorted({one for allowed in found.get("studies", {}).values() for one in allowed} - {ANYBODY})
    if named and "sign_in" not in given:
        yield f'sign_in: is missing, so nobody can be {listed(named, 3)}; write "oidc" or "header"'
    if found.get("sign_in") == "header" and "header" not in given:
        yield "header: is missing; it names the headers of the proxy, and its key"
    if "header" in given and given.get("sign_in", WAYS[0]) == WAYS[0]:
        yield 'header: is only for sign_in = "header"'


def _sign_in(value: Any) -> str:
    if value not in WAYS:
        raise ValueError(f"{value!r} is not one of {listed(WAYS)}")
    return str(value)


def _hours(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 720:
        raise ValueError(f"{value!r} is not a number of hours from 0 to 720")
    return float(value)


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is not the name of a claim")
    return value


def _header(value: Any) -> Header:
    names = {"address": True, "groups": False, "key": True}
    if not isinstance(value, Mapping):
        raise ValueError("is not a table; write [header] and its lines below")
    problems = list(_unknown(value, names))
    problems += [f'"{name}" is missing' for name, needed in names.items() if needed and name not in value]
    for name in ("address", "groups"):
        if name in value and not (isinstance(value[name], str) and _TOKEN.fullmatch(value[name])):
            problems.append(f"{name}: {value[name]!r} is not the name of a header")
    key = value.get("key")
    if key is not None and not (isinstance(key, str) and _KEY.fullmatch(key)):
        problems.append(
            f"key: is not a text of {SHORTEST_KEY} ASCII characters or more, no blank at its ends"
        )
    if problems:
        raise ValueError(*problems)
    return Header(value["address"], value.get("groups"), value["key"])


def _studies(value: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError('is not a table such as "*" = ["@kaiku.fi"]')
    problems = [line for study, allowed in value.items() for line in _lines(study, allowed)]
    if problems:
        raise ValueError(*problems)
    return {study: tuple(allowed) for study, allowed in value.items()}


def _lines(study: str, allowed: Any) -> Iterator[str]:
    if not isinstance(allowed, list):
        yield f'{study}: {allowed!r} is not a list such as ["@kaiku.fi", "anna@partner.fi", "group:board"]'
        return
    for one in allowed:
        if not isinstance(one, str) or not _ENTRY.fullmatch(one):
            yield (
                f'{study}: {one!r} is none of "*" (anybody), "@domain", "name@domain" and "group:name"; '
                "a study that nobody may see has the list []"
            )


_ENTRY = re.compile(r"\*|[^@\s:*]*@[^@\s:*]+\.[^@\s:*]+|group:\S(.*\S)?")
_CHECKS = {"sign_in": _sign_in, "hours": _hours, "groups": _words, "header": _header, "studies": _studies}
