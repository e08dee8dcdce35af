"""What the browser tests share: one Chromium, one server on a shelf of its own, a page."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.serving import launched, profile, serve, tab
from tests.builders import ROOT


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser for readers who have never been here."""
    with launched(playwright) as started:
        yield started


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Has a browser keep what it has loaded and compiled, and no more, from one module to the next."""
    return f"--disk-cache-dir={tmp_path_factory.mktemp('kept')}"


@pytest.fixture(scope="module")
def reader(playwright: Playwright, kept: str) -> Iterator[BrowserContext]:
    """A reader's own browser."""
    with profile(playwright, kept) as started:
        yield started


@pytest.fixture(scope="module")
def folder(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with the bundled studies alone."""
    folder = tmp_path_factory.mktemp("releases")
    for codebook in ROOT.glob("data/*/codebook.toml"):
        shutil.copytree(published / codebook.parent.name, folder / codebook.parent.name)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The app as it starts on what was published before."""
    with serve("app.py", SURVEY_RELEASES=str(folder)) as started:
        yield started


@pytest.fixture
def page(reader: BrowserContext) -> Iterator[Page]:
    with tab(reader) as opened:
        yield opened
