"""Answers for tests, small enough to be checked in the head."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "studies" / "small.toml"
COLUMNS = (
    "id",
    "firm",
    "sector",
    "size",
    "meeting",
    "meeting_in_use",
    "web",
    "web_in_use",
    "letter",
    "letter_in_use",
)
Row = dict[str, str]


def small_rows() -> list[Row]:
    """44 people: 20 public in 10 firms, 20 trade in 20 firms, 4 in the arts.

    Everybody calls a meeting "everything" and has it in use. Of the public 5 of 20 find the
    web important, in trade 15 of 20; the first two of trade do not know. Letters matter to
    nobody; half of the public have them in use.
    """
    rows = [
        _row(f"p{n}", f"public{n // 2}", "public", "50" if n % 2 else "1-9", n < 5, n % 2 == 0)
        for n in range(20)
    ]
    rows += [_row(f"t{n}", f"trade{n}", "trade", "10-49", n >= 5, False) for n in range(20)]
    rows += [_row(f"a{n}", f"arts{n}", "arts", "50", True, False) for n in range(4)]
    rows[20]["web"] = rows[21]["web"] = "?"
    return rows


def _row(id: str, firm: str, sector: str, size: str, web: bool, letters: bool) -> Row:
    values = (
        id,
        firm,
        sector,
        size,
        "4",
        "yes",
        "3" if web else "2",
        "yes",
        "none",
        "yes" if letters else "no",
    )
    return dict(zip(COLUMNS, values, strict=True))


def small_answers(path: Path) -> Path:
    """The small study's answers as a wide CSV file."""
    return write(path, small_rows())


def write(path: Path, rows: Iterable[Mapping[str, str]], columns: Sequence[str] = COLUMNS) -> Path:
    """Rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def long_rows(rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """The same answers, a row per respondent and item."""
    people = ("id", "firm", "sector", "size")
    return [
        {name: row[name] for name in people}
        | {"item": item, "level": row[item], "in_use": row[f"{item}_in_use"]}
        for row in rows
        for item in ("meeting", "web", "letter")
    ]
