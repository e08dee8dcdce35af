"""A real server on loopback and a real browser in front of it, for tests and benchmarks."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.install import executable

ROOT = Path(__file__).resolve().parent.parent.parent
# What Chromium shall leave alone: it takes the last such list, so Playwright's own stands here too. Ours are
# the pages behind its address bar, which cost a quarter of what a page of the app does, for every tab.
WITHOUT = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
    "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,"
    "PreconnectToSearch"
)
QUIET = (
    f"--disable-features={WITHOUT}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def listening(handler: Callable[..., BaseHTTPRequestHandler], host: str = "127.0.0.1") -> Iterator[str]:
    """A small web server on loopback; gives its address, by this name of the machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def free_port(wanted: int = 0) -> int:
    """A port of loopback on which nobody listens: this one, where it is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def _usual_port() -> int:
    """One for all servers that run in turn: a browser keeps what it has compiled of an address."""
    return free_port()


class Server(NamedTuple):
    """A running app: where it is, and its process."""

    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def serve(
    script: str,
    program: str = "streamlit",
    port: int | None = None,
    log: Path | None = None,
    **environment: str,
) -> Iterator[str]:
    """`streamlit run script` on a free port of loopback; gives its address once it is ready.

    `program` is the module that is run in Streamlit's place; `port` is for who has to know it beforehand;
    what it writes goes to the file `log`.
    """
    with started(script, program, port, log, **environment) as server:
        yield server.address


@contextmanager
def started(
    script: str,
    program: str = "streamlit",
    port: int | None = None,
    log: Path | None = None,
    **environment: str,
) -> Iterator[Server]:
    """The same, for who has to end it before its time."""
    port = port or free_port(_usual_port())
    command = [sys.executable, "-m", program, "run", script, "--server.port", str(port)]
    base = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
    address = f"http://127.0.0.1:{port}{f'/{base}' if base else ''}"
    with running(command, f"{address}/_stcore/health", environment, log=log) as process:
        yield Server(address, process)


@contextmanager
def running(
    command: list[str],
    answers: str,
    environment: Mapping[str, str],
    folder: Path = ROOT,
    log: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that is started in the folder, once something answers at the address; ended afterwards."""
    with log.open("wb") if log else nullcontext() as errors:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=errors, stderr=errors
        )
    try:
        wait(answers, process)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait(address: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Until the server answers at the address."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with code {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


@contextmanager
def browser(*arguments: str) -> Iterator[Browser]:
    """Chromium without a window and without a word to the outside."""
    with sync_playwright() as playwright, launched(playwright, *arguments) as started:
        yield started


@contextmanager
def launched(playwright: Playwright, *arguments: str) -> Iterator[Browser]:
    """The same, where Playwright is there already."""
    started = playwright.chromium.launch(executable_path=executable(), args=[*QUIET, *arguments])
    try:
        yield started
    finally:
        started.close()


@contextmanager
def profile(
    playwright: Playwright, *arguments: str, size: tuple[int, int] = (1366, 768)
) -> Iterator[BrowserContext]:
    """A reader's own Chromium, which keeps what it has loaded and compiled; in British English."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=executable(),
            args=[*QUIET, *arguments],
            viewport={"width": size[0], "height": size[1]},
            locale="en-GB",
        )
        try:
            yield context
        finally:
            context.close()


@contextmanager
def tab(context: BrowserContext) -> Iterator[Page]:
    """A new tab; what it leaves behind is gone with it."""
    page = context.new_page()
    try:
        yield page
    finally:
        page.close()
        context.clear_cookies()
        context.clear_permissions()
        context.set_offline(False)
