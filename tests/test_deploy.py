"""What an administrator is given in deploy/: it fits the app, and it says what is so."""

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from survey import metrics
from survey.__main__ import _parser
from survey.database import Releases
from survey.settings import Settings
from tests.browser.serving import free_port, wait
from tests.builders import ROOT

DEPLOY = ROOT / "deploy"
GUIDE = (DEPLOY / "README.md").read_text(encoding="utf-8")
UNIT = DEPLOY / "survey@.service"
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
SCORE = 1.5  # of systemd-analyze security: 0 is shut tight, 10 is open


def copied() -> dict[str, str]:
    """What the image holds of the project: path → path in it."""
    lines = re.findall(r"^COPY (.+) (\S+)$", CONTAINER, re.MULTILINE)
    return {name: f"{to}{name}" if to.endswith("/") else to for names, to in lines for name in names.split()}


def words(instruction: str) -> list[str]:
    """The words of a CMD in its exec form."""
    text = CONTAINER.replace("\\\n", "\n")
    found = re.search(rf"{instruction} (\[[^\]]*\])$", text, re.MULTILINE)
    assert found
    return [str(one) for one in json.loads(found[1])]


def test_the_image_holds_what_is_there_and_is_let_through() -> None:
    let = re.findall(r"^!(\S+)$", (ROOT / ".containerignore").read_text(encoding="utf-8"), re.MULTILINE)
    for name in copied():
        assert (ROOT / name).exists(), name
    assert set(let) == set(copied())
    assert (ROOT / ".dockerignore").read_bytes() == (ROOT / ".containerignore").read_bytes()


def test_the_image_holds_all_that_the_app_needs(tmp_path: Path, releases: Releases) -> None:
    for name, to in copied().items():
        (tmp_path / to).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / to)
    port = str(free_port())
    command, probe = (
        [one.replace("8501", port).replace("0.0.0.0", "127.0.0.1") for one in words(line)]
        for line in (r"^CMD", r"^    CMD")
    )
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "nowhere")}
    environment |= {"SURVEY_RELEASES": str(releases.folder), "PYTHONDONTWRITEBYTECODE": "1"}
    assert command[0] == "streamlit" and probe[0] == "python"
    server = subprocess.Popen([sys.executable, "-m", *command], cwd=tmp_path, env=environment)
    try:
        wait(f"http://127.0.0.1:{port}/insights/_stcore/health", server)
        assert subprocess.run([sys.executable, *probe[1:]], check=False).returncode == 0
    finally:
        server.terminate()
        assert server.wait(timeout=10) == 0
    assert subprocess.run([sys.executable, *probe[1:]], check=False, capture_output=True).returncode == 1


def test_the_image_runs_as_nobody_in_particular_and_with_locked_packages() -> None:
    assert re.search(r"^FROM \S+/python:3\.1[12]-slim$", CONTAINER, re.MULTILINE)
    assert "--require-hashes -r requirements.lock" in CONTAINER
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", CONTAINER, re.MULTILINE)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_the_unit_is_understood_and_shut_tight(tmp_path: Path) -> None:
    unit = tmp_path / "survey@8501.service"
    text = UNIT.read_text(encoding="utf-8").replace("/opt/survey/.venv/bin/streamlit", sys.executable)
    unit.write_text(re.sub(r"^#(?=LoadCredential|Environment|IPAddress)", "", text, flags=re.MULTILINE))
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
    )
    assert told.returncode == 0 and unit.name not in told.stderr, told.stderr
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager"]
    command += [f"--threshold={SCORE * 10:.0f}", str(unit)]
    assert subprocess.run(command, capture_output=True).returncode == 0


def test_the_guide_names_commands_files_and_metrics_that_are_there() -> None:
    usage = _parser().format_help()
    for command in set(re.findall(r"-m survey (\w+)", GUIDE)):
        assert command in usage
    for link in re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)", GUIDE):
        assert (DEPLOY / link).exists(), link
    metrics.RELEASE_GOOD.labels("small").set(1)
    there = metrics.exposed().decode()
    for name in set(re.findall(r"\b(?:survey|process)_[a-z_]+\b", GUIDE)):
        assert re.search(rf"^# TYPE {name.removesuffix('_bucket')} ", there, re.MULTILINE), name
    settings = {f"SURVEY_{one.name.upper()}" for one in dataclasses.fields(Settings)}
    assert set(re.findall(r"SURVEY_[A-Z_]*[A-Z]", GUIDE + UNIT.read_text(encoding="utf-8"))) <= settings


def test_the_page_of_the_intranet_loads_nothing_but_frames_and_their_script() -> None:
    page = (DEPLOY / "intranet.html").read_text(encoding="utf-8")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(loaded) == 4 and page.count("<iframe") == 3
    assert all(one.startswith("https://intranet.example.fi/insights/embed") for one in loaded)
    assert "@import" not in page and "url(" not in page


def test_the_doctor_sees_the_settings_that_the_unit_gives_to_streamlit(
    tmp_path: Path, releases: Releases
) -> None:
    (tmp_path / "access.toml").write_text('sign_in = "oidc"\n[studies]\n"*" = ["@kaiku.fi"]\n')
    values = {
        "redirect_uri": "https://intranet.example.fi/insights/oauth2callback",
        "cookie_secret": "x" * 32,
        "client_id": "survey",
        "client_secret": "secret",
        "server_metadata_url": f"http://127.0.0.1:{free_port()}/nobody",
    }
    lines = [f'{name} = "{value}"' for name, value in values.items()]
    (tmp_path / "secrets.toml").write_text("\n".join(["[auth]", *lines]))
    for name in ("access.toml", "secrets.toml"):
        (tmp_path / name).chmod(0o600)
    environment = os.environ | {
        "SURVEY_RELEASES": str(releases.folder),
        "SURVEY_ACCESS": str(tmp_path / "access.toml"),
        "STREAMLIT_SECRETS_FILES": str(tmp_path / "secrets.toml"),
        "STREAMLIT_SERVER_BASE_URL_PATH": "insights",
    }
    command = [sys.executable, "-m", "survey", "doctor"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True).stdout
    wrong = [line for line in told.splitlines() if line.startswith("wrong")]
    assert len(wrong) == 1 and "does not answer as a provider" in wrong[0], told
