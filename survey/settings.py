"""Everything that can be set from outside: one table, read from the environment here and nowhere else."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from survey.errors import SettingsError

HOME = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What can be set; the environment variable is SURVEY_ and the name in capitals."""

    releases: Path = field(default=HOME / "data" / "releases", metadata={"meaning": "folder of the releases"})
    studies: Path = field(default=HOME / "data", metadata={"meaning": "folder of the bundled studies"})
    brand: Path = field(default=HOME / "brand.toml", metadata={"meaning": "the client's look"})

    q: float = field(default=0.05, metadata={"meaning": "largest q-value of a difference that is marked"})
    gap: float = field(default=0.10, metadata={"meaning": "smallest difference of shares that is marked"})

    @classmethod
    def from_environment(cls) -> "Settings":
        """The settings as the environment gives them, else their defaults. Raises SettingsError."""
        given = {one.name: os.environ.get(f"SURVEY_{one.name.upper()}") for one in fields(cls)}
        return cls(**{name: _value(name, text) for name, text in given.items() if text})


def _value(name: str, text: str) -> Any:
    if name not in ("q", "gap"):
        return Path(text)
    try:
        if 0 <= (share := float(text)) <= 1:
            return share
    except ValueError:
        pass
    default = getattr(Settings, name)
    raise SettingsError(
        f"SURVEY_{name.upper()}", [f'"{text}" is not a number from 0 to 1; leave it out for {default}']
    )
