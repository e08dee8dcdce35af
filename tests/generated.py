"""Made-up surveys of awkward shapes, for the attacker: the same every time for a seed."""

import random
from collections.abc import Callable
from pathlib import Path

from tests.builders import COLUMNS, SMALL, Row, write

CROSSED = SMALL.read_text(encoding="utf-8").replace(
    'languages = ["en"', 'tables = [["sector", "size"]]\nlanguages = ["en"', 1
)
SECTORS, SIZES = ("public", "trade", "arts"), ("1-9", "10-49", "50")
Shape = Callable[[random.Random, int], tuple[str, str, str]]


def _even(chance: random.Random, number: int) -> tuple[str, str, str]:
    return chance.choice(SECTORS), chance.choice(SIZES), f"firm{number // 2}"


def _skewed(chance: random.Random, number: int) -> tuple[str, str, str]:
    sector = chance.choices(SECTORS, (80, 15, 5))[0]
    return sector, chance.choices(SIZES, (70, 25, 5))[0], f"firm{int(number**0.8)}"


def _nested(chance: random.Random, number: int) -> tuple[str, str, str]:
    """Size follows from the sector, but for a few."""
    at = chance.choices((0, 1, 2), (50, 30, 20))[0]
    size = SIZES[at] if chance.random() > 0.03 else chance.choice(SIZES)
    return SECTORS[at], size, f"firm{number}"


def _tiny(chance: random.Random, number: int) -> tuple[str, str, str]:
    sector = chance.choices((*SECTORS, ""), (90, 5, 3, 2))[0]
    return sector, chance.choices((*SIZES, ""), (4, 90, 4, 2))[0], f"firm{number}"


def _dominant(chance: random.Random, number: int) -> tuple[str, str, str]:
    """One organisation gives two in five answers, and is in every group."""
    firm = "giant" if chance.random() < 0.4 else f"firm{number // 2}"
    return chance.choice(SECTORS), chance.choice(SIZES), firm


def _missing(chance: random.Random, number: int) -> tuple[str, str, str]:
    return _even(chance, number)


def _one_group(chance: random.Random, number: int) -> tuple[str, str, str]:
    return "trade", chance.choice(SIZES) if number % 40 == 0 else "10-49", f"firm{number // 3}"


SHAPES: dict[str, Shape] = {
    "even": _even,
    "skewed": _skewed,
    "nested": _nested,
    "tiny": _tiny,
    "dominant": _dominant,
    "missing": _missing,
    "one group": _one_group,
}


def rows_of(shape: str, seed: int, people: int = 160) -> list[Row]:
    """A survey of that shape: answers by chance, more of them blank in the shape "missing"."""
    chance = random.Random(f"{shape} {seed}")
    blank = 0.5 if shape == "missing" else 0.05
    rows = []
    for number in range(people):
        sector, size, firm = SHAPES[shape](chance, number)
        answers: list[str] = []
        for _ in range(3):
            level = (
                ""
                if chance.random() < blank
                else chance.choices(("none", "2", "3", "4"), (40, 20, 20, 20))[0]
            )
            answers += [level, "" if chance.random() < blank / 2 else chance.choice(("yes", "no"))]
        values = (f"person{number}", firm, sector, size, *answers)
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows


def files(folder: Path, rows: list[Row], codebook: str = CROSSED) -> tuple[Path, Path]:
    """Codebook and answers as files."""
    path = folder / "codebook.toml"
    path.write_text(codebook, encoding="utf-8")
    return path, write(folder / "answers.csv", rows)
