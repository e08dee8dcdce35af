"""From a click on a group to the repainted chart, beside the barest Streamlit app.

`python -m benchmarks.click`
"""

import argparse
import itertools
import tempfile
from collections.abc import Callable

from playwright.sync_api import Page

from benchmarks.sides import alternately, note
from tests.browser.serving import browser, serve

# Clicks a button and waits, frame by frame, until a chart with other numbers has its points drawn.
CLICK = """
async (label) => {
    const signs = () => [...document.querySelectorAll('.js-plotly-plot')]
        .filter((plot) => plot.data && plot.querySelector('.point'))
        .map((plot) => JSON.stringify(plot.data.map((trace) => trace.x)));
    const before = new Set(signs());
    const button = [...document.querySelectorAll('button')].find((one) => one.innerText.trim() === label);
    const start = performance.now();
    button.click();
    while (performance.now() - start < 10000) {
        await new Promise(requestAnimationFrame);
        if (signs().some((sign) => !before.has(sign))) return performance.now() - start;
    }
    throw new Error('the chart did not change');
}
"""
SETTLE = 700


def clicking(page: Page, labels: tuple[str, ...]) -> Callable[[], float]:
    """A measurement: click the next label, give the milliseconds until the chart has changed."""
    turn = itertools.cycle(labels)

    def once() -> float:
        page.bring_to_front()
        taken = float(page.evaluate(CLICK, next(turn)))
        page.wait_for_timeout(SETTLE)
        return taken

    return once


def main() -> None:
    """Measure, print and keep the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=30)
    rounds = arguments.parse_args().rounds
    with (
        tempfile.TemporaryDirectory() as releases,
        serve("app.py", SURVEY_RELEASES=releases) as ours,
        serve("benchmarks/bare.py") as bare,
        browser() as chromium,
    ):
        pages = [chromium.new_page(viewport={"width": 1366, "height": 768}) for _ in range(2)]
        for page, address in zip(pages, (f"{ours}/ranking?lang=en", bare), strict=True):
            page.goto(address)
            page.wait_for_selector(".js-plotly-plot .point")
            page.wait_for_timeout(2000)
        sides = alternately(clicking(pages[0], ("Trade", "All")), clicking(pages[1], ("Two", "One")), rounds)
    note(
        "click",
        ours_ms=round(sides.ours),
        bare_ms=round(sides.other),
        ratio=round(sides.ratio, 2),
        rounds=rounds,
    )


if __name__ == "__main__":
    main()
