"""How many readers one process bears, ours beside the same charts in Streamlit's own parts.

`python -m benchmarks.readers`: each clicks every two seconds; borne is who gets 95 of 100 clicks within a
second.
"""

import argparse
import asyncio
import statistics
import tempfile
from pathlib import Path

from benchmarks.answers import CODEBOOK
from benchmarks.crowd import Side, click_ours, click_stock, crowd
from benchmarks.servers import ours, stock
from benchmarks.sides import note
from survey.database import Releases
from survey.release.publish import publish_file

LIMIT, PAUSE = 1.0, 2.0  # seconds
STEP = 1.15  # how much more readers are tried each time, at least


def slowest(side: Side, readers: int, seconds: float) -> float:
    """The time that 95 of 100 clicks keep within."""
    took = asyncio.run(crowd(side, readers, seconds, PAUSE))
    return statistics.quantiles(took, n=20)[-1]


def borne(side: Side, first: int, seconds: float) -> tuple[int, float]:
    """The most readers that are served in time, and the time that 95 of 100 of their clicks kept within."""
    best, at, tried = 0, 0.0, first
    while (found := slowest(side, tried, seconds)) <= LIMIT:
        print(f"{tried} readers: {found:.2f} s", flush=True)
        best, at, tried = tried, found, max(tried + 1, round(tried * STEP))
    print(f"{tried} readers: {found:.2f} s", flush=True)
    return best, at


def main() -> None:
    """Measure, print and keep how many more ours bears."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=20, help="of clicking, each time")
    arguments.add_argument("--first", type=int, default=40, help="readers of ours to begin with")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        publish_file(CODEBOOK, CODEBOOK.with_name("answers.csv"), Releases(Path(folder)))
        with stock("stock", folder) as theirs:
            other, _ = borne(Side(theirs, "", click_stock), 2, given.seconds)
        with ours(folder) as mine:
            most, at = borne(Side(mine, "lang=en", click_ours), given.first, given.seconds)
    replicas = {f"replicas_for_{many}": -(-many // most) for many in (1_000, 10_000)}
    note("readers", most / other, ours=most, other=other, p95_ms=round(at * 1000), **replicas)


if __name__ == "__main__":
    main()
