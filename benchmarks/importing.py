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

from benchmarks.answers import CODEBOOK, made
from benchmarks.sides import alternately, note
from survey.study import Study
from tests.browser.serving import ROOT

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
        file = made(given.respondents)
        os.environ["SURVEY_RELEASES"] = str(Path(folder) / "releases")
        command = [sys.executable, "-m", "survey", "import", str(CODEBOOK), str(file), "--yes"]
        ours, peaks = running(command, Path(folder) / "releases")
        bare, _ = running(
            [sys.executable, "-c", BARE, str(file), *(item.level_column for item in study.items)]
        )
        sides = alternately(ours, bare, given.rounds)
    usual = given.respondents == arguments.get_default("respondents")
    note(
        "importing" if usual else f"importing --respondents {given.respondents}",
        items=len(study.items),
        ours_s=round(sides.ours, 1),
        bare_s=round(sides.other, 1),
        ratio=round(sides.ratio, 1),
        peak_mb=round(max(peaks)),
    )


if __name__ == "__main__":
    main()
