"""Damage files of answers at random: each is refused in words, or read, and what it changes is told.

`python -m tests.faults.fuzzing 5000` damages each kind of file five thousand times, `5000 sav` one kind;
`--repeat sav 17` instead makes the file of one seed again, and says where it lies and what came of it.

A kind is tried in a process of its own, so that a crash is seen and the file known. Workbooks and SPSS files
are parsed by what parses them in an import, within its limits, but in one process for many files. What is
read is counted as an import counts it and held against the sound file; the attacker and the writing of a
release are left out.
"""

import contextlib
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from survey.codebook import ALL
from survey.engine import DuckEngine
from survey.errors import SurveyError
from survey.intake import apart, read
from survey.release.cells import Tables, tables
from survey.release.count import count
from survey.release.difference import EVERYBODY, RESPONDENTS, difference
from survey.study import Study
from tests.builders import COLUMNS, ROOT, SMALL, long_rows, small_rows, write
from tests.test_same_study import LONG, as_sav, as_xlsx

SLOW = 60.0  # seconds that a file may take
MANY = 200  # files that one parser reads: then it has used little of its time
Chance = random.Random


def _parquet(path: Path, **how: Any) -> Path:
    pq.write_table(pa.table({name: [row[name] for row in small_rows()] for name in COLUMNS}), path, **how)
    return path


PLAIN: Mapping[str, Any] = {"compression": "none", "use_dictionary": False}
KINDS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "csv": ("a.csv", lambda path: write(path, small_rows())),
    "long": ("a.csv", lambda path: write(path, long_rows(small_rows()), LONG)),
    "xlsx": ("a.xlsx", lambda path: as_xlsx(path, small_rows())),
    "sav": ("a.sav", lambda path: as_sav(path, small_rows())),
    "zsav": ("a.zsav", lambda path: as_sav(path, small_rows())),
    "parquet": ("a.parquet", _parquet),
    "plain-parquet": ("a.parquet", lambda path: _parquet(path, **PLAIN)),
}


# Damage


def flipped(data: bytes, chance: Chance) -> bytes:
    """One to three bits are others."""
    held = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def cut(data: bytes, chance: Chance) -> bytes:
    """It ends early."""
    return data[: chance.randrange(len(data))]


def moved(data: bytes, chance: Chance) -> bytes:
    """A piece stands in another place, too, or is gone, or is nothing but zeros."""
    start, size = chance.randrange(len(data)), chance.choice((1, 2, 4, 8, 64, 512))
    piece, at = data[start : start + size], chance.randrange(len(data))
    way = chance.randrange(4)
    if way == 0:
        return data[:at] + piece + data[at:]
    if way == 1:
        return data[:start] + data[start + size :]
    return data[:at] + (piece if way == 2 else bytes(len(piece))) + data[at + len(piece) :]


def numbered(data: bytes, chance: Chance) -> bytes:
    """Two or four bytes are a number of the kind that counts and offsets go wrong with."""
    at, size = chance.randrange(len(data)), chance.choice((2, 4))
    number: int = chance.choice((0, 1, 127, 255, 32767, 65535, 2**31 - 1, 2**32 - 1)) % 256**size
    return data[:at] + number.to_bytes(size, "little") + data[at + size :]


def retyped(data: bytes, chance: Chance) -> bytes:
    """A digit, a sign or a cell of a text is another one."""
    places = [found.span() for found in re.finditer(rb"\d+|[A-Za-z_]{2,}|[^\w\s]", data)]
    start, end = chance.choice(places)
    other, last = chance.choice(places)
    signs = (b"", b"\n", b'"', b";", b",", b"\xe4", b"\0", b"1", b"3", b"99", b"\xe2\x80\x8b", b"-")
    return data[:start] + chance.choice((*signs, data[other:last])) + data[end:]


def relined(data: bytes, chance: Chance) -> bytes:
    """A line is gone, stands again, or stands elsewhere."""
    lines = data.splitlines(keepends=True)
    one = lines.pop(chance.randrange(len(lines)))
    for _ in range(chance.randrange(3)):
        lines.insert(chance.randrange(len(lines) + 1), one)
    return b"".join(lines)


def repacked(data: bytes, chance: Chance) -> bytes:
    """One part of a workbook is damaged, and its sum is right again."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = chance.choice([one for one in parts if parts[one]] + ["xl/worksheets/sheet1.xml"] * 8)
    parts[name] = chance.choice((retyped, retyped, flipped, cut, moved))(parts[name], chance)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return out.getvalue()


def footed(data: bytes, chance: Chance) -> bytes:
    """The last part of a Parquet file, which says where everything is, is damaged; its size is right."""
    size = int.from_bytes(data[-8:-4], "little")
    pages, foot = data[: -8 - size], data[-8 - size : -8]
    foot = chance.choice((flipped, moved, numbered))(foot, chance)
    return pages + foot + len(foot).to_bytes(4, "little") + b"PAR1"


RAW = (flipped, flipped, moved, numbered, cut)
DAMAGE: dict[str, tuple[Callable[[bytes, Chance], bytes], ...]] = {
    "csv": (retyped, retyped, retyped, relined, flipped, moved, cut),
    "long": (retyped, retyped, retyped, relined, flipped, moved, cut),
    "xlsx": (*(repacked,) * 6, flipped, moved, cut),
    "sav": RAW,
    "zsav": RAW,
    "parquet": (*RAW, footed, footed),
    "plain-parquet": (*RAW, footed, footed),
}


def damaged(kind: str, seed: int, sound: bytes) -> bytes:
    """The same damage for the same seed."""
    chance = random.Random(f"{kind} {seed}")
    return chance.choice(DAMAGE[kind])(sound, chance)


# Reading


class Parser:
    """What parses workbooks and SPSS files, for many files; a new one where the last has ended."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.files, self.ended = 0, 0
        self.said: Queue[str] = Queue()

    def run(self, kind: str, path: Path, folder: Path, asked: Mapping[str, object]) -> dict[str, Any]:
        """As `apart._run`."""
        process = self._ready()
        assert process.stdin is not None
        process.stdin.write(json.dumps([kind, str(path), str(folder), json.dumps(asked)]) + "\n")
        process.stdin.flush()
        end = time.monotonic() + SLOW
        while time.monotonic() < end and process.poll() is None:
            with contextlib.suppress(Empty):
                self.said.get(timeout=0.2)
                about: dict[str, Any] = json.loads((folder / apart.ABOUT).read_text(encoding="utf-8"))
                if failed := about.get("failed"):
                    raise apart._unread(path, failed)
                return about
        self.ended += 1
        if process.poll() is None:
            self.close()
            raise TimeoutError(path)
        raise apart._unread(path, apart._why(process.returncode))

    def _ready(self) -> subprocess.Popen[str]:
        if self.process is None or self.process.poll() is not None or self.files >= MANY:
            self.close()
            self.files, self.said = 0, Queue()
            command = [sys.executable, "-m", "tests.faults.parsing"]
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            Thread(target=self._listen, args=(self.process, self.said), daemon=True).start()
        self.files += 1
        return self.process

    @staticmethod
    def _listen(process: subprocess.Popen[str], said: "Queue[str]") -> None:
        for line in process.stdout or ():
            said.put(line)

    def close(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@cache
def _study() -> Study:
    return Study.read(SMALL)


@dataclass(frozen=True)
class Made:
    """What is read of a file, and what would be published of it."""

    respondents: list[tuple[Any, ...]]
    tables: Tables


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One for all files: to start one takes as long as to read some."""
    return duckdb.connect(config={"threads": 1, "memory_limit": "1GB"})


@contextlib.contextmanager
def _empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a database of its own, with nothing in it."""
    with _engine().cursor() as connection:
        connection.execute("ATTACH ':memory:' AS own")
        connection.execute("USE own")
        try:
            yield connection
        finally:
            connection.execute("USE memory")
            connection.execute("DETACH own")


def made_of(path: Path, sound: Made | None = None) -> Made:
    """What an import makes of a file; of the same respondents the same, without counting them again.

    Raises SurveyError.
    """
    study = _study()
    with _empty() as connection:
        engine = DuckEngine(connection)
        read(study, path, engine)
        respondents = connection.table("respondents").order("ALL").fetchall()
        if sound and respondents == sound.respondents:
            return sound
        _, counted = count(study, engine, engine)
        return Made(respondents, tables(study, counted))


def outcome(path: Path, sound: Made) -> str:
    """ "refused", "same", "told", or what is wrong."""
    try:
        made = made_of(path, sound)
    except SurveyError as error:
        whole = error.problems and all(str(one).strip() for one in error.problems)
        return "refused" if whole and "Traceback" not in str(error) else f"refused without words: {error}"
    except Exception as error:  # noqa: BLE001 - whatever it is, an import would have ended with it
        return f"{type(error).__name__}: {str(error).splitlines()[:1]}"
    changed = set(_changed(sound.tables, made.tables))
    if not changed:
        return "same"
    told = "\n".join(difference(sound.tables, made.tables, "small-1").lines())
    silent = [name for names in changed for name in names if name not in told]
    return f"not told: {', '.join(sorted(set(silent)))}" if silent else "told"


def _changed(old: Tables, new: Tables) -> Iterator[tuple[str, str]]:
    """The item and the group of every published number that is another one, is new or is gone."""
    one, two = _numbers(old), _numbers(new)
    for place in one.keys() | two.keys():
        if one.get(place) != two.get(place):
            dimension, group, item = place[:3]
            yield (
                RESPONDENTS if item == ALL else item,
                EVERYBODY if dimension == ALL else f"{dimension}: {group}",
            )


def _numbers(made: Tables) -> dict[tuple[str, ...], tuple[object, ...]]:
    found: dict[tuple[str, ...], tuple[object, ...]] = {}
    for row in made.counts:
        found[row["dimension"], row["group"], row["item"], str(row["level"]), row["use"]] = (row["n"],)
    for row in made.bases:
        place = row["dimension"], row["group"], row["item"], row["question"]
        found[place] = row["n"], row["used"], row["organisations"]
    return found


def _tried(kind: str, seeds: range, place: Path) -> Iterator[tuple[int, str]]:
    """Each seed with its outcome."""
    name, make = KINDS[kind]
    parser = Parser()
    apart._run = parser.run
    try:
        sound = made_of(make(place / name))
        content = (place / name).read_bytes()
        for seed in seeds:
            (place / name).write_bytes(damaged(kind, seed, content))
            start = time.monotonic()
            found = outcome(place / name, sound)
            slow = time.monotonic() - start > SLOW
            yield seed, f"took {time.monotonic() - start:.0f} seconds" if slow else found
    finally:
        parser.close()


def _try(kind: str, seeds: range) -> None:
    """A line with seed and outcome for each at once: the first that is missing is of a crash."""
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        for seed, found in _tried(kind, seeds, Path(folder)):
            print(json.dumps([seed, found]), flush=True)


def fuzz(kind: str, many: int) -> tuple[Counter[str], list[str]]:
    """How often each outcome was, and what was wrong, each with the command that repeats it."""
    command = [sys.executable, "-m", "tests.faults.fuzzing", "--try", kind]
    found, wrong, seed = Counter[str](), list[str](), 0
    while seed < many:
        run = subprocess.run(
            [*command, str(seed), str(many)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        for line in run.stdout.splitlines():
            seed, said = json.loads(line)
            seed += 1
            found[said if said in ("refused", "same", "told") else "wrong"] += 1
            if said not in ("refused", "same", "told"):
                wrong.append(_named(kind, seed - 1, said))
        if run.returncode:
            wrong.append(_named(kind, seed, f"ended with {run.returncode}: {run.stderr[-500:]}"))
            found["wrong"] += 1
            seed += 1
    return found, wrong


def _named(kind: str, seed: int, said: str) -> str:
    return f"python -m tests.faults.fuzzing --repeat {kind} {seed}: {said}"


def _repeat(kind: str, seed: int) -> None:
    """One damaged file again, left in a folder, and what is said of it."""
    place = Path(tempfile.mkdtemp(prefix="fuzzing-"))
    for _, said in _tried(kind, range(seed, seed + 1), place):
        print(f"{place / KINDS[kind][0]}: {said}")
    try:
        made_of(place / KINDS[kind][0])
    except SurveyError as error:
        print(error)


def _main(many: int, kinds: list[str]) -> int:
    failed = False
    for kind in kinds or KINDS:
        found, wrong = fuzz(kind, many)
        failed = failed or bool(wrong)
        told = ", ".join(f"{found[one]:,} {one}" for one in ("refused", "same", "told", "wrong"))
        print(f"{kind:<14}{sum(found.values()):,} files: {told}", *wrong[:20], sep="\n  ", flush=True)
    return int(failed)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--try", kind, first, last]:
            _try(kind, range(int(first), int(last)))
        case ["--repeat", kind, seed]:
            _repeat(kind, int(seed))
        case [many, *kinds]:
            sys.exit(_main(int(many), kinds))
        case _:
            sys.exit(_main(5_000, []))
