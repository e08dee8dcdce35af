"""Answers for tests, small enough to be checked in the head."""

import csv
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb

from survey.database import Releases
from survey.intake.profiles import Profiles
from survey.intake.rounds import Files
from survey.own import Own, OwnAnswer
from survey.release.publish import Ready, publish_file
from survey.study import Study
from survey.summary import printed, summary

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
Typed = Callable[..., CompletedProcess[str]]

# Of 40 in each round, how many rate an item 4 or 5; None where it was not asked.
WAVES = ROOT / "tests" / "studies" / "waves.toml"
WAVE_TOPS: dict[str, tuple[int | None, int | None, int | None]] = {
    "meeting": (32, 32, 32),
    "web": (20, 20, 20),
    "social": (8, 18, 30),
    "letter": (30, 18, 8),
    "email": (20, 21, 20),
    "chat": (None, 16, 16),
    "fax": (10, 10, None),
}


def own_of(study: Study) -> Own:
    """A client that rates all, level by level in turn, and uses every second item, not the first."""
    levels = len(study.scale.levels)
    given = {
        item.id: OwnAnswer(item.id, at % 2 == 1 if study.use else None, 1 + (2 * at + 1) % levels)
        for at, item in enumerate(study.items)
    }
    return Own.of(study, "Acme <b>&", given)


def told(codebook: Path, files: Files, releases: Releases) -> list[str]:
    """What an import says before it publishes, line by line."""
    lines: list[str] = []

    def agree(ready: Ready) -> str:
        lines.extend(printed(summary(ready)).splitlines())
        return ""

    publish_file(codebook, files, releases, agree=agree)
    return lines


class Said(NamedTuple):
    """What one respondent said of one item, as an import holds it."""

    respondent: int
    organisation: int | None
    groups: Mapping[str, str]
    item: str
    level: int
    use: int


def said(study: Study, connection: duckdb.DuckDBPyConnection) -> list[Said]:
    """Every answer in the private table of an import, respondent by respondent, in the order of the items."""
    profiles, items = Profiles.of(study), [item.id for item in study.items]
    rows = connection.sql(
        "SELECT respondent, organisation, profile, levels, uses FROM respondents ORDER BY respondent"
    ).fetchall()
    return [
        Said(respondent, organisation, profiles.told(profile), item, level, use)
        for respondent, organisation, profile, levels, uses in rows
        for item, level, use in zip(items, levels, uses, strict=True)
        if level or use
    ]


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


LEVELS = ("none", "2", "3", "4")  # four of the small study's levels, as its files write them


def letters(level: str) -> list[Row]:
    """The answers of the small study, in which everybody finds letters so important."""
    return [row | {"letter": level} for row in small_rows()]


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


def waves_rows() -> list[Row]:
    """360 people: 40 of each of three sectors in each of three rounds, two of a firm.

    Half of a round's firms answered in every round. Of each 40 as many rate an item 4 or 5 as WAVE_TOPS says;
    who they are is dealt out, the same every time. The first of each 40 leaves the web and the chat blank.
    """
    chance = Random(2023)
    return [
        row
        for at, wave in enumerate(("2015", "2019", "2023"))
        for sector in ("public", "trade", "services")
        for row in _wave_rows(wave, sector, {item: tops[at] for item, tops in WAVE_TOPS.items()}, chance)
    ]


def _wave_rows(wave: str, sector: str, tops: Mapping[str, int | None], chance: Random) -> list[Row]:
    rows = []
    for n in range(40):
        firm = f"{sector}{n // 2}" if n < 20 else f"{sector}{n // 2}in{wave}"
        rows.append({"id": f"{wave}{sector}{n}", "round": wave, "firm": firm, "sector": sector})
    for item, many in tops.items():
        places = list(range(40))
        chance.shuffle(places)
        for place, row in zip(places, rows, strict=True):
            silent = many is None or (item in ("web", "chat") and row is rows[0])
            important = place < (many or 0)
            row[item] = "" if silent else str(4 + place % 2 if important else 1 + place % 3)
            row[f"{item}_in_use"] = "" if silent else "yes" if important or place % 4 == 0 else "no"
    return rows


def waves_answers(path: Path) -> Path:
    """The answers of the study in rounds as a wide CSV file."""
    rows = waves_rows()
    return write(path, rows, tuple(rows[0]))


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


def open_study(folder: Path) -> Releases:
    """A shelf with the small study as open data, sector crossed with size, and with three interviews."""
    text = SMALL.read_text(encoding="utf-8")
    text = text.replace('id = "small"', 'id = "small"\nopen = true\ntables = [["sector", "size"]]', 1)
    part = '[interviews]\nfile = "interviews.csv"\nagreed = true\n\n[source]'
    codebook = folder / "codebook.toml"
    codebook.write_text(text.replace("[source]", part, 1), encoding="utf-8")
    raised = {"meeting": "1 2", "web": "1 2 3", "letter": ""}
    said = [
        {"theme": theme, "interview": one, "raised": "yes" if one in some.split() else "no"}
        for theme, some in raised.items()
        for one in "123"
    ]
    write(folder / "interviews.csv", said, ("theme", "interview", "raised"))
    publish_file(codebook, small_answers(folder / "a.csv"), Releases(folder / "releases"))
    return Releases(folder / "releases")


def demonstrated(folder: Path) -> Releases:
    """A shelf with every bundled study, and one in rounds."""
    shelf = Releases(folder)
    for codebook in sorted(ROOT.glob("data/*/codebook.toml")):
        publish_file(codebook, codebook.with_name("answers.csv"), shelf)
    with TemporaryDirectory() as made:
        publish_file(WAVES, waves_answers(Path(made) / "waves.csv"), shelf)
    return shelf


def everything(folder: Path) -> Releases:
    """The same shelf with the small study on it too."""
    shelf = demonstrated(folder)
    with TemporaryDirectory() as made:
        publish_file(SMALL, small_answers(Path(made) / "small.csv"), shelf)
    return shelf


def once(folder: Path, make: Callable[[Path], object], seconds: float = 300) -> Path:
    """The folder as the first process that wants it makes it; the others wait until it is whole.

    TimeoutError where it does not become so.
    """
    half, end = folder.with_name(f"{folder.name}-half"), time.monotonic() + seconds
    while not folder.exists():
        try:
            half.mkdir()
        except FileExistsError:
            if time.monotonic() > end:
                raise TimeoutError(folder) from None
            time.sleep(0.1)
            continue
        try:
            if not folder.exists():
                make(half)
                half.rename(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return folder
