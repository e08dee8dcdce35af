"""Memory of a further reader, and what is left of readers who went away.

`python -m benchmarks.memory`
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from streamlit import config

from benchmarks.answers import CODEBOOK
from benchmarks.crowd import Side, click_ours
from benchmarks.servers import ours
from benchmarks.sides import note
from survey.database import Releases
from survey.release.publish import publish_file
from tests.load.process import megabytes

AT_ONCE = 100


async def visits(side: Side, readers: int, clicks: int) -> float:
    """So many come, click and go; the megabytes that the server held with the last ones there."""
    held = 0.0
    for _ in range(readers // AT_ONCE):
        tabs = [await side.reader() for _ in range(AT_ONCE)]
        for tab in tabs:
            for turn in range(clicks):
                await side.click(tab, turn)
        held = megabytes(side.server.process.pid)
        await asyncio.gather(*(tab.close() for tab in tabs))
    return held


def main() -> None:
    """Measure, print and keep megabytes."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sessions", type=int, default=2000)
    sessions = arguments.parse_args().sessions
    forgotten = config.get_option("server.disconnectedSessionTTL") + 15
    with tempfile.TemporaryDirectory() as folder:
        publish_file(CODEBOOK, CODEBOOK.with_name("answers.csv"), Releases(Path(folder)))
        with ours(folder) as server:
            side = Side(server, "lang=en", click_ours)
            asyncio.run(visits(side, AT_ONCE, 2))
            time.sleep(forgotten)
            before = megabytes(server.process.pid)
            reader = (asyncio.run(visits(side, AT_ONCE, 2)) - before) / AT_ONCE
            asyncio.run(visits(side, sessions - AT_ONCE, 2))
            time.sleep(forgotten)
            growth = megabytes(server.process.pid) - before
    note(
        "memory",
        reader / 0.1,
        reader_mb=round(reader, 3),
        growth_mb=round(growth, 1),
        sessions=sessions,
        server_mb=round(before),
    )


if __name__ == "__main__":
    main()
