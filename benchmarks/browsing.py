"""A reader in a real browser, timed inside the page: from a click to the chart that it changes."""

import itertools
from collections.abc import Callable, Sequence

from playwright.sync_api import Browser, Page, ViewportSize

VIEWPORT: ViewportSize = {"width": 1366, "height": 768}
CHART = ".js-plotly-plot .point"
# Clicks what bears the label and looks, frame by frame, until every chart is drawn and has stayed so for
# a while; what is told is when the last of them changed.
CLICK = """
async (label) => {
    const drawn = (plot) => plot.querySelector('.point') && plot.data;
    const sign = () => JSON.stringify([...document.querySelectorAll('.js-plotly-plot')]
        .map((plot) => (drawn(plot) ? plot.data.map((trace) => trace.x) : 'bare')));
    const all = [...document.querySelectorAll('button, label')];
    const wanted = all.find((one) => one.innerText.trim() === label);
    const before = sign();
    const start = performance.now();
    let [last, changed] = [before, 0];
    wanted.click();
    while (performance.now() - start < 90000) {
        await new Promise(requestAnimationFrame);
        const now = sign();
        if (now !== last) [last, changed] = [now, performance.now() - start];
        else if (now === before || now.includes('bare')) continue;
        else if (performance.now() - start > changed + 300) return changed;
    }
    throw new Error('the chart did not change');
}
"""
SETTLE = 400  # ms, in which whatever comes after the chart may come


def opened(chromium: Browser, address: str) -> Page:
    """A tab with the page at the address, once its first chart is drawn and all is quiet."""
    page = chromium.new_page(viewport=VIEWPORT)
    shown(page, address, CHART)
    return page


def shown(page: Page, address: str, chart: str) -> None:
    """Go to the address and wait for its first chart, until all is quiet."""
    page.goto(address)
    page.wait_for_selector(chart)
    page.wait_for_timeout(2500)


def clicking(page: Page, labels: Sequence[str]) -> Callable[[], float]:
    """A measurement: click the next label, give the milliseconds until the last chart has changed."""
    turn = itertools.cycle(labels)

    def once() -> float:
        page.bring_to_front()
        taken = float(page.evaluate(CLICK, next(turn)))
        page.wait_for_timeout(SETTLE)
        return taken

    return once
