"""What a requirements*.lock says: each package, its version, its hashes, and who needs it."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PACKAGE = re.compile(r"([a-z0-9][a-z0-9._-]*)==([^\s;]+)(?: ; (.+?))?(?: \\)?$")
HASH = re.compile(r"^    --hash=(sha256:[0-9a-f]{64})", re.MULTILINE)
WHO = re.compile(r"^    #(?: via|  ) +(\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """A package of a lock. `where` says on which systems it is installed; empty: on all."""

    name: str
    version: str
    where: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]


def packages(lock: Path = LOCK) -> dict[str, Package]:
    """Every package of a lock, by its name."""
    blocks = re.split(r"^(?=\S)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {one.name: one for one in map(_package, filter(None, blocks))}


def _package(block: str) -> Package:
    first = block.splitlines()[0]
    if not (said := PACKAGE.match(first)):
        raise ValueError(f"no package with its version: {first}")
    name, version, where = said.groups(default="")
    return Package(name, version, where, tuple(HASH.findall(block)), tuple(WHO.findall(block)))
