"""Processor time that a click costs the server, ours beside the same charts in Streamlit's own parts.

`python -m benchmarks.processor`
"""

import argparse
import asyncio
import statistics
import tempfile
from pathlib import Path

from benchmarks.answers import CODEBOOK
from benchmarks.crowd import Side, click_ours, click_stock
from benchmarks.servers import ours, stock
from benchmarks.sides import note
from survey.database import Releases
from survey.release.publish import publish_file
from tests.load.process import processor_seconds

CLICKS = 100


async def spent(side: Side, rounds: int) -> list[float]:
    """Seconds of a processor per click, round by round."""
    reader = await side.reader()
    found = list[float]()
    for _ in range(rounds + 1):
        before = processor_seconds(side.server.process.pid)
        for turn in range(CLICKS):
            await side.click(reader, turn)
        found.append((processor_seconds(side.server.process.pid) - before) / CLICKS)
    await reader.close()
    if reader.failed:
        raise RuntimeError("a page failed")
    return found[1:]


def main() -> None:
    """Measure, print and keep the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        publish_file(CODEBOOK, CODEBOOK.with_name("answers.csv"), Releases(Path(folder)))
        with ours(folder) as mine, stock("stock", folder) as theirs:
            first = asyncio.run(spent(Side(mine, "lang=en", click_ours), rounds))
            other = asyncio.run(spent(Side(theirs, "", click_stock), rounds))
    one, two = statistics.median(first), statistics.median(other)
    note("processor", one / two, ours_ms=round(one * 1000, 1), other_ms=round(two * 1000, 1), clicks=CLICKS)


if __name__ == "__main__":
    main()
