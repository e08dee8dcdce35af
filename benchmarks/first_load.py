"""From nothing kept to the first chart: bytes on the wire and requests, beside the barest Streamlit app.

Ours as it is deployed, through nginx; the bare app behind the same nginx, and as `streamlit run` serves it.

`python -m benchmarks.first_load`
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.sides import note
from tests.browser.nginx import BASE, nginx
from tests.browser.serving import browser, free_port, serve

CHART = ".js-plotly-plot .point"


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


def first_load(chromium: Browser, address: str) -> Load:
    """Open an address with nothing kept from before, and wait for the first chart."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    page, load = context.new_page(), Load()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", load.finished)
    wire.on("Network.webSocketFrameReceived", load.received)
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(CHART)
    seen = Load(load.bytes, load.requests, time.perf_counter() - begun)
    context.close()
    return seen


@contextmanager
def deployed(script: str, **environment: str) -> Iterator[tuple[str, str]]:
    """A script behind nginx as deploy/nginx.conf says: the address through it, and the one without."""
    environment["STREAMLIT_SERVER_BASE_URL_PATH"] = BASE
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(script, port=free_port(), log=None, **environment) as direct,
        nginx(Path(folder), (direct, direct)) as through,
    ):
        yield through, direct


def median(loads: list[Load]) -> Load:
    """Each figure in the middle."""
    return Load(
        round(statistics.median(one.bytes for one in loads)),
        round(statistics.median(one.requests for one in loads)),
        statistics.median(one.seconds for one in loads),
    )


def main() -> None:
    """Measure, print and keep the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    with (
        tempfile.TemporaryDirectory() as releases,
        deployed("app.py", SURVEY_RELEASES=releases) as (ours, _),
        deployed("benchmarks/bare.py") as (bare, direct),
        browser() as chromium,
    ):
        addresses = (f"{ours}/ranking?lang=en", bare, direct)
        for address in addresses:
            first_load(chromium, address)
        found = [[first_load(chromium, address) for address in addresses] for _ in range(rounds)]
    mine, other, plain = (median([one[at] for one in found]) for at in range(3))
    note(
        "first_load",
        ours_kb=round(mine.bytes / 1000),
        ours_requests=mine.requests,
        ours_ms=round(mine.seconds * 1000),
        bare_kb=round(other.bytes / 1000),
        bare_requests=other.requests,
        bare_ms=round(other.seconds * 1000),
        bare_direct_kb=round(plain.bytes / 1000),
        bare_direct_ms=round(plain.seconds * 1000),
        ratio=round(mine.bytes / other.bytes, 2),
        rounds=rounds,
    )


if __name__ == "__main__":
    main()
