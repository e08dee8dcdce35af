"""`import` with Spark local[2] beside DuckDB, from the same Parquet file, in turn.

`python -m benchmarks.spark` needs requirements-spark.txt and Java.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.answers import CODEBOOK, made
from benchmarks.importing import running
from benchmarks.sides import alternately, note
from survey.study import Study


def main() -> None:
    """Measure, print and keep ratio and memory; Spark's start is part of its time, its memory is not ours."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--respondents", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    file = made(given.respondents)
    with tempfile.TemporaryDirectory() as folder:
        releases = Path(folder) / "releases"
        os.environ["SURVEY_RELEASES"] = str(releases)
        command = [sys.executable, "-m", "survey", "import", str(CODEBOOK), str(file), "--yes"]
        spark, _ = running([*command, "--engine", "spark=local[2]"], releases)
        duck, _ = running(command, releases)
        sides = alternately(spark, duck, given.rounds)
    note(
        "spark",
        respondents=given.respondents,
        items=len(Study.read(CODEBOOK).items),
        spark_s=round(sides.ours, 1),
        duckdb_s=round(sides.other, 1),
        ratio=round(sides.ratio, 1),
    )


if __name__ == "__main__":
    main()
