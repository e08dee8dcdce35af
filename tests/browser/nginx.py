"""Debian's nginx with deploy/nginx.conf in front of replicas of the app, for tests and benchmarks.

The file is the one that is deployed; only ports and the places of its logs are replaced in it.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser import install
from tests.browser.serving import ROOT, Server, free_port, started

SITE = ROOT / "deploy" / "nginx.conf"
BASE = "insights"
ACCESS_LOG, ERROR_LOG = "insights.log", "insights-error.log"

# What Debian's /etc/nginx/nginx.conf says around a site, but for places that are this machine's.
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 2;
{user}
events {{ worker_connections 768; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    default_type application/octet-stream;
    access_log {folder}/other.log;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/site.conf;
}}
"""


@contextmanager
def replicas(releases: Path, many: int = 2, **environment: str) -> Iterator[list[Server]]:
    """The app several times over one folder of releases, all started at once."""
    environment |= {"SURVEY_RELEASES": str(releases), "STREAMLIT_SERVER_BASE_URL_PATH": BASE}
    with ExitStack() as running, ThreadPoolExecutor(many) as starting:
        apps = [started("app.py", port=free_port(), log=None, **environment) for _ in range(many)]
        yield list(starting.map(running.enter_context, apps))


@contextmanager
def nginx(folder: Path, servers: Sequence[str], changed: Mapping[str, str] | None = None) -> Iterator[str]:
    """nginx in front of two servers; gives the address below which readers find the app.

    `changed`: text of deploy/nginx.conf → what stands in its place. Skips where there is no nginx.
    """
    program = install.nginx()
    if program is None:
        pytest.skip("there is no nginx: python -m tests.browser.install")
    port = free_port()
    (folder / "site.conf").write_text(site(port, servers, folder, changed or {}), encoding="utf-8")
    main = folder / "nginx.conf"
    user = "user root root;" if os.geteuid() == 0 else ""
    main.write_text(AROUND.format(folder=folder, user=user), encoding="utf-8")
    process = subprocess.Popen(
        [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(main)], cwd=folder
    )
    try:
        listening(port, process)
        yield f"http://127.0.0.1:{port}/{BASE}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def listening(port: int, process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """Until somebody listens there. Whether nginx lets a request in is for a test to find out."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nginx does not listen; it ended with code {process.poll()}")


def site(port: int, servers: Sequence[str], folder: Path, changed: Mapping[str, str]) -> str:
    """deploy/nginx.conf for this machine."""
    one, two = (urlsplit(server).netloc for server in servers)
    text = SITE.read_text(encoding="utf-8")
    here = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8501 ": f"server {one} ",
        "server 127.0.0.1:8502 ": f"server {two} ",
        f"/var/log/nginx/{ACCESS_LOG}": str(folder / ACCESS_LOG),
        f"/var/log/nginx/{ERROR_LOG}": str(folder / ERROR_LOG),
    }
    for old, new in {**here, **changed}.items():
        if text.count(old) != 1:
            raise ValueError(f"{old!r} is {text.count(old)} times in {SITE.name}")
        text = text.replace(old, new)
    return text
