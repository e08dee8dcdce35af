"""The whole grid of a study, every group against the rest on every item, beside `svy` on the same answers.

`python -m benchmarks.grid`
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import svy

from benchmarks.sides import alternately, note
from survey.codebook import MEASURES
from survey.counts import Counts
from survey.database import Release, Releases
from survey.measure import measured
from survey.paired import paired
from survey.published import read_counts
from survey.release.publish import publish_file
from tests.browser.serving import ROOT

FOLDER = ROOT / "data" / "executives-2015"


def milliseconds(work: Callable[[], object]) -> Callable[[], float]:
    """A measurement of some work."""

    def once() -> float:
        start = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - start)

    return once


def grid(release: Release) -> Callable[[], object]:
    """Everything that is measured of all groups and items, from counts: the four measures with intervals,
    differences, p, q, effective bases, Cliff's δ and consensus; and importance against use."""
    by_use = [read_counts(release, "sector", one) for one in ("level", "users", "others")]
    groups, scale = by_use[0].groups[1:], release.study.scale

    def work() -> object:
        by_use[0].worked_out.clear()
        parts = [one.apart(groups) for one in by_use]
        found = [measured(by_use[0], parts[0], measure, scale) for measure in MEASURES]
        return found, paired(parts[0], parts[1], parts[2], "top", scale)

    return work


def tables(counts: Counts, merged: dict[str, str]) -> Callable[[], object]:
    """Shares, intervals and Rao–Scott tests of the top alone by svy, from the answers."""
    with (FOLDER / "answers.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    samples = []
    for item in counts.items:
        asked = [row for row in rows if row[item] in tuple("12345")]
        columns = {
            "organisation": [row["organisation"] for row in asked],
            "sector": [merged[row["sector"]] for row in asked],
            "top": [int(row[item] in "45") for row in asked],
        }
        samples.append(svy.Sample(data=pl.DataFrame(columns), design=svy.Design(psu="organisation")))

    def work() -> object:
        return [
            (sample.estimation.prop(y="top", by="sector"), sample.categorical.tabulate("sector", "top"))
            for sample in samples
        ]

    return work


def main() -> None:
    """Measure, print and keep the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=50)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        shelf = Releases(Path(folder))
        publish_file(FOLDER / "codebook.toml", FOLDER / "answers.csv", shelf)
        release = shelf.open("executives-2015")
        counts = read_counts(release, "sector")
        merged = {one: group for group, members in release.groups["sector"].items() for one in members}
        sides = alternately(
            milliseconds(grid(release)),
            milliseconds(tables(counts, merged)),
            rounds,
        )
    note(
        "grid",
        groups=len(counts.groups) - 1,
        items=len(counts.items),
        ours_ms=round(sides.ours, 1),
        svy_ms=round(sides.other, 1),
        ratio=round(sides.ratio, 3),
        rounds=rounds,
    )


if __name__ == "__main__":
    main()
