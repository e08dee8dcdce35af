"""A shelf whose releases can be told apart by any chart, and a reader who says which one is on the screen."""

import asyncio
import json
import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from survey.charts import CHARTS
from survey.charts.finished import finished
from survey.database import Entry, Releases
from survey.release.publish import publish_file
from survey.selection import parse
from tests.browser import serving
from tests.browser.serving import Server, free_port
from tests.builders import LEVELS, SMALL, small_rows, write
from tests.faults.catalogue import CannotTryError, Scene
from tests.load.reader import Reader

MEAN = "study=small&by=sector&measure=mean&lang=en"
PAGES = {"ranking": ("ranking",), "heatmap": ("heatmap",), "item": ("item", "scale", "users")}


@dataclass
class Shelf:
    """Releases of the small study: of each, everybody rates everything alike, and what its charts show."""

    folder: Path
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def releases(self) -> Releases:
        """The shelf itself."""
        return Releases(self.folder)

    def answers(self, turn: int) -> Path:
        """The file of a release of another level than the one before."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        rows = small_rows()
        for row in rows:
            row["meeting"] = row["web"] = row["letter"] = LEVELS[turn % len(LEVELS)]
        return write(self.folder.with_name(f"answers-{turn}.csv"), rows)

    def publish(self, turn: int) -> Entry:
        """Publish it here; it becomes current."""
        publish_file(SMALL, self.answers(turn), self.releases, unshown=True)
        return self.note()

    def note(self) -> Entry:
        """Keep what the charts of the current release show, whoever has published it."""
        release = self.releases.open("small")
        charts = {chart for page in PAGES.values() for chart in page}
        self.known[release.name] = {chart: _figure(chart, release) for chart in charts}
        return release.entry

    def read(self) -> str:
        """The release that the folder holds as current: whole, and with the numbers it was published with."""
        release = Releases(self.folder).open("small")
        release.check()
        found = {chart: _figure(chart, release) for chart in self.known[release.name]}
        assert found == self.known[release.name], f"{release.name} has other numbers than when published"
        return release.name

    def files(self) -> set[str]:
        """What lies in the folder of the study."""
        return {one.name for one in (self.folder / "small").iterdir()}

    def which(self, page: str, reader: Reader) -> str:
        """The release that every chart on the page shows. Raises AssertionError for none, or for two."""
        assert not reader.failed, "a run has ended in an error"
        found = {chart: _same(reader.data(f"chart-{chart}")) for chart in PAGES[page]}
        shown = [name for name, known in self.known.items() if all(known[one] == found[one] for one in found)]
        assert shown, f"{page} shows no release as it was published"
        return shown[-1]

    def seen(self, address: str, page: str = "ranking") -> str:
        """The release that somebody who opens the page sees."""

        async def look() -> str:
            reader = await Reader.open(address, page, MEAN)
            try:
                await reader.load()
                return self.which(page, reader)
            finally:
                await reader.close()

        return asyncio.run(look())


def _figure(chart: str, release: Any) -> str:
    query = dict(part.split("=") for part in MEAN.split("&")[1:-1])
    selection, _ = parse(release, query)
    return _same({"figure": finished(CHARTS[chart], selection, release, "en").figure})


def _same(data: dict[str, Any]) -> str:
    picture = data.get("figure") or data.get("table")
    return json.dumps(picture, sort_keys=True)


def shelf_of(scene: Scene, turns: int = 2) -> Shelf:
    """A shelf with so many releases."""
    shelf = Shelf(scene.place / "releases")
    for turn in range(turns):
        shelf.publish(turn)
    return shelf


@contextmanager
def running(
    shelf: Shelf,
    log: Path | None = None,
    program: str = "streamlit",
    before: Sequence[str] = (),
    **environment: str,
) -> Iterator[Server]:
    """The app on this shelf; `program` in place of Streamlit, and `before` it what starts it."""
    port = free_port()
    command = [*before, sys.executable, "-m", program, "run", "app.py", "--server.port", str(port)]
    address = f"http://127.0.0.1:{port}"
    given = {"SURVEY_RELEASES": str(shelf.folder), **environment}
    with serving.running(command, f"{address}/_stcore/health", given, log=log) as process:
        yield Server(address, process)


@contextmanager
def broken(shelf: Shelf, what: str, log: Path | None = None) -> Iterator[Server]:
    """The app with something broken in it (tests/faults/broken.py)."""
    with running(shelf, log, "tests.faults.broken", BROKEN=what) as server:
        yield server


def unprivileged() -> tuple[str, ...]:
    """What starts a program that obeys permissions, also for root. Raises CannotTryError."""
    if os.geteuid():
        return ()
    if not shutil.which("setpriv"):
        raise CannotTryError("root passes by permissions, and there is no setpriv to take that away")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")


def health(address: str) -> tuple[int, dict[str, Any]]:
    """What a probe is told: its status, and the rest."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def well(shelf: Shelf, server: Server, name: str) -> None:
    """The app shows this release and says that it is well. Raises AssertionError."""
    for page in ("ranking", "item"):
        assert shelf.seen(server.address, page) == name
    assert health(server.address)[0] == 200
