"""From nothing kept to the first chart: time and bytes on the wire, beside stock Streamlit with one chart.

`python -m benchmarks.first_load`
"""

import argparse
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.answers import CODEBOOK
from benchmarks.browsing import CHART
from benchmarks.servers import ours, stock
from benchmarks.sides import note
from survey.database import Releases
from survey.release.publish import publish_file
from tests.browser.serving import browser

# A network as at a client's: 10 Mbit/s and 40 ms there and back.
SLOW = {"offline": False, "latency": 40, "downloadThroughput": 1_250_000, "uploadThroughput": 1_250_000}


@dataclass
class Load:
    """What came over the wire until the first chart was drawn, and how long that took."""

    bytes: int = 0
    requests: int = 0
    seconds: float = 0

    def finished(self, event: dict[str, Any]) -> None:
        """A response has arrived: as long as it was on the wire, headers and all."""
        self.bytes += int(event["encodedDataLength"])
        self.requests += 1

    def received(self, event: dict[str, Any]) -> None:
        """A message of the websocket has arrived; text is counted as it is, the rest is base64 here."""
        frame = event["response"]
        length = len(frame["payloadData"])
        self.bytes += length if frame["opcode"] == 1 else length * 3 // 4


def first_load(chromium: Browser, address: str, slow: bool) -> Load:
    """Open an address with nothing kept from before, and wait for the first chart."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    page, load = context.new_page(), Load()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    if slow:
        wire.send("Network.emulateNetworkConditions", SLOW)
    wire.on("Network.loadingFinished", load.finished)
    wire.on("Network.webSocketFrameReceived", load.received)
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(CHART)
    seen = Load(load.bytes, load.requests, time.perf_counter() - begun)
    context.close()
    return seen


def median(loads: list[Load]) -> Load:
    """Each figure in the middle."""
    return Load(
        round(statistics.median(one.bytes for one in loads)),
        round(statistics.median(one.requests for one in loads)),
        statistics.median(one.seconds for one in loads),
    )


def main() -> None:
    """Measure, print and keep the ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=10)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        publish_file(CODEBOOK, CODEBOOK.with_name("answers.csv"), Releases(Path(folder)))
        with ours(folder) as mine, stock("bare") as theirs, browser() as chromium:
            addresses = (f"{mine.address}/ranking?lang=en", theirs.address)
            seen = {
                slow: [
                    [first_load(chromium, address, slow) for address in addresses] for _ in range(rounds + 1)
                ][1:]
                for slow in (False, True)
            }
    (fast, other), (far, further) = (
        [median([one[at] for one in seen[slow]]) for at in range(2)] for slow in (False, True)
    )
    note(
        "first_load",
        fast.seconds / other.seconds,
        bytes_ratio=round(fast.bytes / other.bytes, 2),
        slow_ratio=round(far.seconds / further.seconds, 2),
        ours_ms=round(fast.seconds * 1000),
        other_ms=round(other.seconds * 1000),
        ours_slow_ms=round(far.seconds * 1000),
        other_slow_ms=round(further.seconds * 1000),
        ours_kb=round(fast.bytes / 1000),
        other_kb=round(other.bytes / 1000),
        rounds=rounds,
    )


if __name__ == "__main__":
    main()
