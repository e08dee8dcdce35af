"""What many tests need: the bundled studies and the small one, published once per run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.manifest_scanner import scan_component_manifests

# Every worker has a core of its own: linear algebra in several threads would only wait for others.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

from survey.__main__ import main
from survey.database import Release, Releases
from survey.intake import apart, child
from tests.builders import ROOT, Typed, everything, once
from tests.samples import sample

# What takes longest. Begun first, no file of these is what the others wait for at the end.
LONG = (
    "test_soak",
    "test_fuzzing",
    "test_faults",
    "test_accessibility",
    "test_digging",
    "test_bad_files",
    "test_opening",
    "test_payload",
    "test_presenting",
    "test_reading",
    "test_sign_in",
    "test_nginx",
    "test_staying",
    "test_attacker",
    "test_frames",
    "test_release",
    "test_found_out",
    "test_pictures",
    "test_hostile",
    "test_door",
    "test_real_files",
    "test_import_command",
    "test_workbooks",
    "test_findings",
    "test_pages",
    "test_server",
    "test_supply",
    "test_benchmark",
    "test_failing",
    "test_asking",
    "test_database",
    "test_pptx",
    "test_alone",
    "test_rounds",
    "test_brand",
    "test_intranet",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, the others as they were."""
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def searched_once() -> Iterator[None]:
    """Streamlit looks through what is installed for components once, not for every page that is opened."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every bundled study, the small one and one in rounds, for all workers: to be copied."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return once(shared / "published", everything)


@pytest.fixture(scope="session")
def releases(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Releases]:
    """A shelf with every bundled study, the small one and one in rounds; the settings point to it."""
    folder = shutil.copytree(published, tmp_path_factory.mktemp("releases"), dirs_exist_ok=True)
    before = os.environ.get("SURVEY_RELEASES")
    os.environ["SURVEY_RELEASES"] = str(folder)
    yield Releases(folder)
    if before is None:
        del os.environ["SURVEY_RELEASES"]
    else:
        os.environ["SURVEY_RELEASES"] = before


@pytest.fixture
def executives(releases: Releases) -> Release:
    return releases.open("executives-2015")


@pytest.fixture
def small(releases: Releases) -> Release:
    return releases.open("small")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """The command line in this process, on the shelf in a folder: what a process of its own would give."""
    monkeypatch.chdir(ROOT)

    def run(folder: Path, *arguments: object) -> CompletedProcess[str]:
        command = [str(one) for one in arguments]
        monkeypatch.setenv("SURVEY_RELEASES", str(folder))
        capsys.readouterr()
        try:
            code = main(command)
        except SystemExit as ended:
            assert isinstance(ended.code, int)
            code = ended.code
        said = capsys.readouterr()
        return CompletedProcess(command, code, said.out, said.err)

    return run


@pytest.fixture
def flying() -> Path:
    """A real survey export, where it lies beside the project."""
    return sample("surveymonkey/flying-etiquette.csv")


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that nobody else uses."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks and SPSS files are parsed in this process, without limits: the same words, sooner."""

    def run(command: list[str], **_: object) -> CompletedProcess[str]:
        child.main(*command[command.index("-m") + 2 :])
        return CompletedProcess(command, 0)

    monkeypatch.setattr(child, "limited", list)
    monkeypatch.setattr(
        apart, "subprocess", SimpleNamespace(run=run, DEVNULL=None, TimeoutExpired=TimeoutError)
    )
