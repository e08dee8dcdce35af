"""A cold deep link, from nothing kept in the browser to the painted chart, beside the barest Streamlit app.

Ours is the ranking with its frame; the other is Streamlit as it comes with one prepared `st.plotly_chart`,
each as it is served, with no proxy between. Also over a slow line, where bytes count.

`python -m benchmarks.first_load`
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from benchmarks.browsing import CHART
from benchmarks.servers import ours, stock
from benchmarks.sides import note
from tests.browser.serving import browser

# Notes when a chart has its marks and the frame with them has been shown.
PAINTED = """
const drawn = () => {
    if (!document.querySelector(%r)) requestAnimationFrame(drawn);
    else requestAnimationFrame(() => requestAnimationFrame(() => (window.painted = performance.now())));
};
requestAnimationFrame(drawn);
"""
# Milliseconds to the server and back, and bytes a second: 10 Mbit/s.
SLOW = {"offline": False, "latency": 40, "downloadThroughput": 1_250_000, "uploadThroughput": 1_250_000}
SETTLE = 1500  # ms, in which whatever was asked for before the chart may still come


@dataclass
class Load:
    """What came over the wire, headers and all, and the milliseconds until the chart was painted."""

    bytes: int = 0
    requests: int = 0
    painted: float = 0

    def finished(self, event: dict[str, Any]) -> None:
        """A response has arrived."""
        self.bytes += int(event["encodedDataLength"])
        self.requests += 1

    def received(self, event: dict[str, Any]) -> None:
        """A message of the websocket has arrived; text is counted as it is, the rest is base64 here."""
        frame = event["response"]
        length = len(frame["payloadData"])
        self.bytes += length if frame["opcode"] == 1 else length * 3 // 4


def first_load(chromium: Browser, address: str, slow: bool = False) -> Load:
    """Open an address with nothing kept, and wait for the chart and what was asked for with it."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    page, load = context.new_page(), Load()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    if slow:
        wire.send("Network.emulateNetworkConditions", SLOW)
    wire.on("Network.loadingFinished", load.finished)
    wire.on("Network.webSocketFrameReceived", load.received)
    page.add_init_script(PAINTED % CHART)
    page.goto(address)
    page.wait_for_selector(CHART)
    page.wait_for_timeout(SETTLE)
    load.painted = float(page.evaluate("window.painted"))
    context.close()
    return load


def loads(chromium: Browser, addresses: Iterable[str], rounds: int, slow: bool) -> list[Load]:
    """The medians of each address, opened in turn, after one round that does not count."""
    every = [[first_load(chromium, one, slow) for one in addresses] for _ in range(rounds + 1)]
    return [median(of_one) for of_one in zip(*every[1:], strict=True)]


def median(of_one: Iterable[Load]) -> Load:
    """Each figure in the middle."""
    found = list(of_one)

    def middle(figure: Callable[[Load], float]) -> float:
        return statistics.median(map(figure, found))

    return Load(
        round(middle(lambda one: one.bytes)),
        round(middle(lambda one: one.requests)),
        middle(lambda one: one.painted),
    )


def main() -> None:
    """Measure, print and keep the ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=11)
    rounds = arguments.parse_args().rounds
    with (
        tempfile.TemporaryDirectory() as releases,
        ours(releases) as mine,
        stock("bare") as other,
        browser() as chromium,
    ):
        addresses = [f"{mine.address}/ranking?lang=en", other.address]
        here, bare = loads(chromium, addresses, rounds, slow=False)
        far, far_bare = loads(chromium, addresses, max(1, rounds // 3), slow=True)
    note(
        "first_load",
        ratio=here.painted / bare.painted,
        bytes_ratio=round(here.bytes / bare.bytes, 3),
        slow_ratio=round(far.painted / far_bare.painted, 3),
        ours_ms=round(here.painted),
        bare_ms=round(bare.painted),
        ours_kb=round(here.bytes / 1000),
        bare_kb=round(bare.bytes / 1000),
        ours_requests=here.requests,
        bare_requests=bare.requests,
        slow="10 Mbit/s, 40 ms",
        slow_ours_ms=round(far.painted),
        slow_bare_ms=round(far_bare.painted),
        rounds=rounds,
    )


if __name__ == "__main__":
    main()
