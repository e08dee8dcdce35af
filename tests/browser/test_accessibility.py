"""Every page for those who zoom in, use a keyboard or have it read to them: axe-core, and a narrow window.

axe finds what a machine can find of WCAG 2.2 AA; zero findings are where a person's look begins.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from survey.codebook import LANGUAGES
from survey.database import Releases
from tests.browser.serving import serve
from tests.browser.views import (
    IFRAME,
    LAPTOP,
    PAGES,
    PAINTED,
    PHONE,
    PROJECTOR,
    THEMES,
    ZOOMED,
    View,
)

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# What a page is opened in, and the windows that it is looked at in from there.
WINDOWS = {LAPTOP: (LAPTOP, PROJECTOR), PHONE: (PHONE,), IFRAME: (IFRAME,)}
AXE = Axe()

# What is wider than its place and scrolls there by itself; a table may.
SCROLLING = """() => [...document.querySelectorAll('.stMain *')]
    .filter((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && !one.matches('.heat, .twin'))
    .map((one) => `${one.className}: ${one.scrollWidth} in ${one.clientWidth}`)"""
WIDTH = "() => Math.max(document.querySelector('.stMain').scrollWidth, document.documentElement.scrollWidth)"

# A colour on its way to another is neither; so nothing takes time.
STILL = (
    "() => document.head.insertAdjacentHTML('beforeend', '<style>* { transition: none !important }</style>')"
)

Opened = Callable[[View], Page]


def views() -> list[View]:
    """Every page as a laptop, a phone and an iframe open it, each in a language of its own."""
    return [
        View(page, LANGUAGES[(number + place) % 3], THEMES[(number + place) % 2], size, size == IFRAME)
        for number, page in enumerate(PAGES)
        for place, size in enumerate(WINDOWS)
    ]


@pytest.fixture(scope="module")
def address(releases: Releases) -> Iterator[str]:
    with serve("app.py", SURVEY_RELEASES=str(releases.folder)) as started:
        yield started


@pytest.fixture(scope="module")
def opened(reader: BrowserContext, address: str) -> Iterator[Opened]:
    """Opens a view and waits until it is painted; all share a tab."""
    page = reader.new_page()

    def open_(view: View) -> Page:
        become(page, view)
        page.goto(f"{address}{view.path()}", wait_until="commit")
        painted(page, view)
        page.evaluate(STILL)
        return page

    yield open_
    page.close()


@pytest.fixture(scope="module")
def shown(request: pytest.FixtureRequest, opened: Opened) -> tuple[View, Page]:
    """A view and the tab with it; tests of the same view share what was opened."""
    return request.param, opened(request.param)


def become(page: Page, view: View) -> None:
    """Take the theme and the size of a view."""
    page.emulate_media(color_scheme=view.theme, reduced_motion="reduce")
    page.set_viewport_size({"width": view.size[0], "height": view.size[1]})


def painted(page: Page, view: View) -> None:
    page.wait_for_function(PAINTED, arg=view.waits_for(), timeout=15_000)


def found(page: Page) -> list[str]:
    """What axe has against a page: the rule, the place, its HTML, and why."""
    options = {"runOnly": list(RULES), "resultTypes": ["violations"], "preload": False}
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}\n  {node['html'][:150]}\n  {_why(node)}"
        for rule in AXE.run(page, options=options).response["violations"]
        for node in rule["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))


def looks(view: View) -> Iterator[View]:
    """How it is looked at from there: a laptop in both themes, every other window in the view's own."""
    yield from (replace(view, size=size) for size in WINDOWS[view.size])
    if view.size == LAPTOP:
        yield replace(view, theme=next(theme for theme in THEMES if theme != view.theme))


@pytest.mark.parametrize("shown", views(), ids=str, indirect=True)
def test_axe_finds_nothing_in_either_theme(shown: tuple[View, Page]) -> None:
    view, page = shown
    faults = []
    for now in looks(view):
        become(page, now)
        painted(page, now)
        faults += [f"[{now}] {fault}" for fault in found(page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("shown", [view for view in views() if view.size == PHONE], ids=str, indirect=True)
def test_a_page_at_400_percent_is_read_without_scrolling_sideways(shown: tuple[View, Page]) -> None:
    view, page = shown
    now = replace(view, size=ZOOMED)
    become(page, now)
    painted(page, now)
    page.wait_for_timeout(300)  # pictures take a moment to follow the window
    assert page.evaluate(WIDTH) <= ZOOMED[0]
    assert page.evaluate(SCROLLING) == []


def test_every_page_is_looked_at_in_every_language() -> None:
    assert {(view.page, view.language) for view in views()} == set(product(PAGES, LANGUAGES))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Table", ".twin"),
        ("Share and save", ".menu"),
        ("How to read this", ".how a"),
        ("What the choices do", ".explained"),
    ],
)
def test_axe_finds_nothing_in_what_opens_on_a_click(
    opened: Opened, theme: Any, name: str, inside: str
) -> None:
    page = opened(View("ranking", "en", theme, PROJECTOR))
    page.get_by_role("button", name=name).click()
    page.locator(inside).first.wait_for()
    faults = found(page)
    page.keyboard.press("Escape")
    assert not faults, "\n".join(faults)
