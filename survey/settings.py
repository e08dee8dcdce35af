"""Everything that can be set from outside: one table, read from the environment here and nowhere else."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What can be set; the environment variable is SURVEY_ and the name in capitals."""

    releases: Path = field(default=HOME / "data" / "releases", metadata={"meaning": "folder of the releases"})
    studies: Path = field(default=HOME / "data", metadata={"meaning": "folder of the bundled studies"})

    @classmethod
    def from_environment(cls) -> "Settings":
        """The settings as the environment gives them, else their defaults."""
        given = {one.name: os.environ.get(f"SURVEY_{one.name.upper()}") for one in fields(cls)}
        return cls(**{name: Path(value) for name, value in given.items() if value})
