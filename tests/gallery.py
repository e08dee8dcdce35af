"""A picture of every page in both themes, three windows and three languages: `python -m tests.gallery`.

Before a thing is called done, somebody looks at it. This draws what there is to look at: a PNG per view, the
whole page long, and one sheet with the beginning of each, all of them side by side.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Collection, Sequence
from html import escape
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, Error, Page, async_playwright

from survey.codebook import LANGUAGES
from tests.browser.install import executable
from tests.browser.serving import QUIET, serve
from tests.browser.views import LAPTOP, PAGES, PAINTED, PHONE, PROJECTOR, THEMES, View
from tests.builders import demonstrated

FOLDER = Path("build/gallery")
WINDOWS = (LAPTOP, PROJECTOR, PHONE)
AT_ONCE = 3
PATIENCE = 15  # seconds
SHEET, ACROSS = "sheet.html", 2900  # pixels

LENGTH = "() => document.querySelector('.stMain').scrollHeight"
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
STYLE = """
    body { margin: 24px; font: 14px sans-serif; background: #8a94a0; }
    section { display: flex; gap: 12px; align-items: flex-start; margin-bottom: 32px; }
    h2 { width: 90px; margin: 0; font-size: 16px; overflow-wrap: anywhere; }
    figure { margin: 0; } .wide { width: 380px; } .narrow { width: 117px; }
    div { height: 240px; overflow: hidden; } img { display: block; width: 100%; }
"""


def shots(only: Collection[str] = PAGES, quick: bool = False) -> list[View]:
    """The views that are drawn; quick: in one language, as a laptop and a phone show it."""
    languages, sizes = (LANGUAGES[:1], (LAPTOP, PHONE)) if quick else (LANGUAGES, WINDOWS)
    pages = [page for page in PAGES if page in only]
    return [
        View(page, language, theme, size)
        for theme, page, size, language in product(THEMES, pages, sizes, languages)
    ]


async def draw(views: Sequence[View], address: str, folder: Path) -> list[str]:
    """A PNG per view and a sheet of them all; what went wrong, a line per view."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=list(QUIET))
        turn = asyncio.Semaphore(AT_ONCE)
        faults = await asyncio.gather(*(_shot(browser, view, address, folder, turn) for view in views))
        await _sheet(browser, views, folder)
        await browser.close()
    return [fault for fault in faults if fault]


async def _shot(browser: Browser, view: View, address: str, folder: Path, turn: asyncio.Semaphore) -> str:
    """Draw one view; what went wrong, else nothing."""
    width, height = view.size
    async with turn:
        page = await browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=view.theme, reduced_motion="reduce"
        )
        try:
            await page.goto(f"{address}{view.path()}", timeout=PATIENCE * 1000)
            await page.wait_for_function(PAINTED, arg=view.waits_for(), timeout=PATIENCE * 1000)
            await _whole(page, view)
            return ""
        except Error as error:
            return f"{view}: not painted within {PATIENCE} s ({error.message.splitlines()[0]})"
        finally:
            await page.screenshot(path=folder / f"{view}.png")
            await page.close()


async def _whole(page: Page, view: View) -> None:
    """Make the window as high as the page, which scrolls inside it."""
    width, height = view.size
    await page.set_viewport_size({"width": width, "height": max(height, await page.evaluate(LENGTH))})
    await page.evaluate(NEXT_FRAME)


async def _sheet(browser: Browser, views: Sequence[View], folder: Path) -> None:
    html = folder / SHEET
    html.write_text(sheet(views), encoding="utf-8")
    page = await browser.new_page(viewport={"width": ACROSS, "height": 800})
    await page.goto(html.resolve().as_uri())
    await page.screenshot(path=html.with_suffix(".png"), full_page=True)
    await page.close()


def sheet(views: Sequence[View]) -> str:
    """A row per page and theme; in it every window and language with its caption."""
    places = sorted({(PAGES.index(view.page), view.theme) for view in views})
    rows = "".join(
        _row(PAGES[page], [view for view in views if (view.page, view.theme) == (PAGES[page], theme)])
        for page, theme in places
    )
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>{rows}'


def _row(page: str, views: Sequence[View]) -> str:
    return f"<section><h2>{escape(page)}</h2>{''.join(map(_thumbnail, views))}</section>"


def _thumbnail(view: View) -> str:
    width, height = view.size
    kind = "narrow" if view.size == PHONE else "wide"
    caption = f"<figcaption>{width}×{height} {view.language}</figcaption>"
    return f'<figure class="{kind}">{caption}<div><img src="{escape(str(view))}.png" alt=""></div></figure>'


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every view was painted, else 1 and the names of those that were not."""
    asked = _parser().parse_args(arguments)
    views = shots(asked.only, asked.quick)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demonstrated(Path(folder))
        with serve("app.py", SURVEY_RELEASES=folder) as address:
            faults = asyncio.run(draw(views, address, asked.folder))
    print(f"{len(views) - len(faults)} of {len(views)} views in {asked.folder}")
    print(f"all of them: {asked.folder / SHEET.replace('html', 'png')}")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description="A picture of every page.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help=f"where to (default: {FOLDER})")
    parser.add_argument("--only", type=_pages, default=PAGES, metavar="PAGE,PAGE", help="these pages alone")
    parser.add_argument("--quick", action="store_true", help="one language, a laptop and a phone")
    return parser


def _pages(names: str) -> tuple[str, ...]:
    pages = tuple(names.split(","))
    if unknown := [page for page in pages if page not in PAGES]:
        raise argparse.ArgumentTypeError(f"no page {', '.join(unknown)}; there are {', '.join(PAGES)}")
    return pages


if __name__ == "__main__":
    sys.exit(main())
