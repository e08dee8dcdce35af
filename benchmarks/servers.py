"""The servers that are held against each other, each on loopback on a port of its own."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.serving import ROOT, Server, free_port, running, started

PAGES = ROOT / "benchmarks" / "pages"


@contextmanager
def ours(releases: Path | str) -> Iterator[Server]:
    """The app of this project on a shelf of releases."""
    with started("app.py", SURVEY_RELEASES=str(releases)) as server:
        yield server


@contextmanager
def stock(page: str, releases: Path | str = "", **environment: str) -> Iterator[Server]:
    """A page of benchmarks/pages in Streamlit as it comes: without any of our settings."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(PAGES / f"{page}.py")]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false"]
    with tempfile.TemporaryDirectory() as folder, _at(port, command, folder, releases, environment) as server:
        yield server


@contextmanager
def dashed(releases: Path | str) -> Iterator[Server]:
    """The page in Dash."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.pages.dashed", str(port)]
    with _at(port, command, str(ROOT), releases, {}) as server:
        yield server


@contextmanager
def _at(
    port: int, command: list[str], folder: str, releases: Path | str, environment: dict[str, str]
) -> Iterator[Server]:
    address = f"http://127.0.0.1:{port}"
    known = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    given = {"PYTHONPATH": known, "SURVEY_RELEASES": str(releases), **environment}
    with running(command, address, given, Path(folder)) as process:
        yield Server(address, process)
