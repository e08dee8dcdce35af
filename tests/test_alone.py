"""The app needs no network, and opens no socket but its own."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.builders import ROOT

UNSHARED = ("unshare", "--net") if os.name == "posix" and os.geteuid() == 0 else ("unshare", "-r", "--net")


def permitted() -> bool:
    """Whether this machine lets us make a namespace."""
    return bool(shutil.which("unshare")) and not subprocess.run([*UNSHARED, "true"], check=False).returncode


def test_it_imports_serves_and_exports_where_there_is_no_network_and_listens_at_one_port() -> None:
    if not permitted():
        pytest.skip("this machine does not permit `unshare --net`")
    command = [*UNSHARED, sys.executable, "-m", "tests.alone"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stderr.splitlines()[-1])
    assert found["interfaces"] == ["lo"]
    assert found["codes"] == [0, 0]
    sound, pages = found["pages"]
    assert sound == pages
    assert len(found["opened"]) >= 1 and found["strange"] == []
