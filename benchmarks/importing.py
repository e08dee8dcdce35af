"""`import` of many respondents from Parquet, beside the bare GROUP BY of the same file.

`python -m benchmarks.importing`
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.sides import alternately, note
from survey.study import Study
from tests.browser.serving import ROOT

CODEBOOK = ROOT / "data" / "executives-2015" / "codebook.toml"
BARE = """
import duckdb, sys
duckdb.execute("SET threads = 2")
duckdb.execute(
    "SELECT sector, name, level, count(*)"
    " FROM (UNPIVOT (SELECT sector, COLUMNS(c -> list_contains($items, c)) FROM read_parquet($file))"
    " ON COLUMNS(* EXCLUDE sector) INTO NAME name VALUE level) GROUP BY ALL",
    {"file": sys.argv[1], "items": sys.argv[2:]},
).fetchall()
""".replace("c ->", "lambda c:")


def make(path: Path, respondents: int, study: Study) -> None:
    """A wide Parquet file of that many respondents with the study's columns, about 1.3 to an organisation."""
    firm = f"hash(i // 4 + i % 3) % ({respondents} * 3 // 4)"
    columns = ["'r' || i AS respondent", f"'o' || {firm} AS organisation"]
    for place, dimension in enumerate(study.dimensions):
        groups = [group.id for group in dimension.groups]
        of = "i" if dimension.id == "role" else firm
        chosen = f"{groups!r}[1 + CAST(hash({of} + {place}) % {len(groups)} AS INTEGER)]"
        columns.append(f'{chosen} AS "{dimension.group_column}"')
    for place, item in enumerate(study.items):
        level = f"CASE WHEN hash(i + {place}) % 20 > 0 THEN 1 + hash(i * 31 + {place}) % 5 END"
        use = f"CASE WHEN hash(i * 7 + {place}) % 2 = 0 THEN 'yes' ELSE 'no' END"
        columns += [f'{level} AS "{item.level_column}"', f'{use} AS "{item.in_use_column}"']
    select = f"SELECT {', '.join(columns)} FROM (SELECT unnest(range({respondents})) AS i)"
    duckdb.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")


def running(command: list[str], removed: Path | None = None) -> tuple[Callable[[], float], list[float]]:
    """A measurement of a command's seconds, and the list that its peak memory in MB is added to.

    The folder `removed` is emptied before each run, so that nothing is found to be current already.
    """
    peaks: list[float] = []

    def once() -> float:
        if removed:
            shutil.rmtree(removed, ignore_errors=True)
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise RuntimeError(f"{command} ended with {status}")
        peaks.append(used.ru_maxrss / 1024)
        return time.perf_counter() - start

    return once, peaks


def main() -> None:
    """Measure, print and keep ratio and memory."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--respondents", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    study = Study.read(CODEBOOK)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.parquet"
        make(file, given.respondents, study)
        os.environ["SURVEY_RELEASES"] = str(Path(folder) / "releases")
        command = [sys.executable, "-m", "survey", "import", str(CODEBOOK), str(file)]
        ours, peaks = running(command, Path(folder) / "releases")
        bare, _ = running(
            [sys.executable, "-c", BARE, str(file), *(item.level_column for item in study.items)]
        )
        sides = alternately(ours, bare, given.rounds)
    note(
        "importing",
        respondents=given.respondents,
        items=len(study.items),
        ours_s=round(sides.ours, 1),
        bare_s=round(sides.other, 1),
        ratio=round(sides.ratio, 1),
        peak_mb=round(max(peaks)),
    )


if __name__ == "__main__":
    main()
