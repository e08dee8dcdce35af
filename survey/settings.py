"""Everything that can be set from outside: one table, read from the environment here and nowhere else."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from survey.errors import SettingsError

HOME = Path(__file__).resolve().parent.parent
Networks = tuple[IPv4Network | IPv6Network, ...]
LARGEST_FILE = 500  # megabytes of a file that is opened in the browser
LOOPBACK: Networks = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def own_machine(address: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return any(ip_address(address) in network for network in LOOPBACK)
    except ValueError:
        return address == "localhost"


@dataclass(frozen=True)
class Settings:
    """What can be set; the environment variable is SURVEY_ and the name in capitals."""

    releases: Path = field(default=HOME / "data" / "releases", metadata={"meaning": "folder of the releases"})
    studies: Path = field(default=HOME / "data", metadata={"meaning": "folder of the bundled studies"})
    brand: Path = field(default=HOME / "brand.toml", metadata={"meaning": "the client's look"})
    access: Path = field(
        default=HOME / "access.toml", metadata={"meaning": "who signs in how, and who may see which study"}
    )
    link_keys: Path = field(
        default=HOME / "link.keys", metadata={"meaning": "keys that sign embed links, one a line"}
    )
    frames: tuple[str, ...] = field(
        default=(), metadata={"meaning": "origins whose pages may show the app in a frame, apart by blanks"}
    )
    watchers: Networks = field(
        default=LOOPBACK,
        metadata={
            "meaning": "networks that may read /metrics and what is at fault (/healthz too), apart by blanks"
        },
    )

    readers: int = field(
        default=400,
        metadata={"meaning": "most browsers connected to one process; who comes after is asked to wait"},
    )
    opening: bool = field(
        default=False,
        metadata={
            "meaning": "yes: at the computer that the app runs on, a survey can be opened in the browser"
        },
    )
    q: float = field(default=0.05, metadata={"meaning": "largest q-value of a difference that is marked"})
    gap: float = field(default=0.10, metadata={"meaning": "smallest difference of shares that is marked"})

    @classmethod
    def from_environment(cls) -> "Settings":
        """The settings as the environment gives them, else their defaults. Raises SettingsError."""
        given = {one.name: os.environ.get(f"SURVEY_{one.name.upper()}") for one in fields(cls)}
        return cls(**{name: _value(name, text) for name, text in given.items() if text})

    def watches(self, address: str) -> bool:
        """Whether whoever comes from this address may watch how the app is."""
        try:
            return any(ip_address(address) in network for network in self.watchers)
        except ValueError:
            return False

    def named(self, name: str) -> Path | None:
        """The file of an optional setting; None where it was not named and is not there.

        One that was named is given though it is missing, so that a slip of the pen switches nothing off.
        """
        file: Path = getattr(self, name)
        return None if file == getattr(Settings, name) and not file.exists() else file


def _value(name: str, text: str) -> Any:
    try:
        return _READ.get(name, Path)(text)
    except ValueError as error:
        raise SettingsError(
            f"SURVEY_{name.upper()}", [f"{error}; leave it out for {_default(name)}"]
        ) from None


def _default(name: str) -> str:
    default = getattr(Settings, name)
    if isinstance(default, bool):
        return "yes" if default else "no"
    return " ".join(map(str, default)) or "none" if isinstance(default, tuple) else str(default)


def _share(text: str) -> float:
    try:
        if 0 <= (share := float(text)) <= 1:
            return share
    except ValueError:
        pass
    raise ValueError(f'"{text}" is not a number from 0 to 1')


def _yes(text: str) -> bool:
    known = {"yes": True, "no": False}
    if text.casefold() in known:
        return known[text.casefold()]
    raise ValueError(f'"{text}" is neither yes nor no')


def _origins(text: str) -> tuple[str, ...]:
    return tuple(_origin(one) for one in text.split())


def _origin(text: str) -> str:
    """https://intranet.example.fi, with a port where it has one and nothing behind."""
    parts = urlsplit(text)
    whole = f"{parts.scheme}://{parts.netloc}"
    odd = parts.username or any(sign in parts.netloc for sign in ";,'\"")
    if parts.scheme not in ("http", "https") or not parts.hostname or whole != text or odd:
        raise ValueError(f'"{text}" is not an origin such as https://intranet.example.fi')
    return whole


def _networks(text: str) -> Networks:
    return tuple(map(_network, text.split()))


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError:
        raise ValueError(f'"{text}" is not an address or a network such as 10.20.0.0/16') from None


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text):
        return int(text)
    raise ValueError(f'"{text}" is not a number from 1 up')


_READ: dict[str, Callable[[str], Any]] = {
    "readers": _count,
    "opening": _yes,
    "q": _share,
    "gap": _share,
    "frames": _origins,
    "watchers": _networks,
}
