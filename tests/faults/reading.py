"""Faults on the way to a reader, and what readers do that nobody thought of."""

import re
import statistics
import time
import urllib.request

from playwright.sync_api import Page, expect

from tests.browser.serving import browser, free_port, started
from tests.faults.catalogue import Scene, fault
from tests.faults.shelf import MEAN, running, shelf_of
from tests.faults.wire import wire
from tests.load.process import megabytes

NUMBERS = "JSON.stringify(document.querySelector('.js-plotly-plot').data.map((trace) => trace.x))"
LINK = f"ranking?{MEAN}"
TRADE, ALL = "Trade", "All"


def _opened(page: Page, address: str, link: str = LINK) -> str:
    page.goto(f"{address}/{link}")
    return _drawn(page)


def _drawn(page: Page) -> str:
    page.wait_for_selector(".js-plotly-plot .point", timeout=60_000)
    return str(page.evaluate(NUMBERS))


def _choose(page: Page, group: str) -> float:
    """Click on a group; seconds until its name stands above the chart."""
    begun = time.monotonic()
    page.get_by_role("button", name=group, exact=True).click()
    there = expect(page.locator(".head .question"))
    (there.to_contain_text if group != ALL else there.not_to_contain_text)(TRADE, timeout=30_000)
    return time.monotonic() - begun


def _renewed(page: Page, before: set[str]) -> str:
    """What is drawn once it is something else."""
    page.wait_for_function(f"(before) => {NUMBERS} !== before", arg=next(iter(before)), timeout=60_000)
    return _drawn(page)


def _runs(address: str) -> int:
    """How often a page was made so far."""
    with urllib.request.urlopen(f"{address}/metrics") as answer:
        told = answer.read().decode()
    return sum(
        int(float(one))
        for one in re.findall(r'^survey_run_seconds_count\{page="ranking"\} (\S+)$', told, re.M)
    )


@fault(
    "X18",
    "the connection of a reader is cut",
    "the same view, used again without a reload; beyond what the server keeps (2 min) from the link",
    short=False,
)
def cut(scene: Scene) -> str:
    """5 s; in the long form 10, 60 and 180."""
    shelf, found = shelf_of(scene), []
    with running(shelf) as server, browser() as chromium:
        for seconds in (10, 60, 180) if scene.long else (5,):
            context = chromium.new_context()
            page = context.new_page()
            _opened(page, server.address, f"{LINK}&groups=trade")
            before = _drawn(page)
            context.set_offline(True)
            page.wait_for_timeout(1000 * seconds)
            context.set_offline(False)
            begun = time.monotonic()
            _choose(page, ALL)
            assert "groups=" not in page.url
            _choose(page, TRADE)
            assert _drawn(page) == before, f"{seconds} s: another view"
            found.append(f"{seconds} s: used again after {time.monotonic() - begun:.1f} s")
            context.close()
    return "; ".join(found)


@fault(
    "X19",
    "the network is slow and loses packets (100 kbit/s, 300 ms, 2 %)",
    "a choice is on the screen within 8 s, and asks the server once",
    short=False,
)
def slow(scene: Scene) -> str:
    """Slow once the page is there: scripts come once and are kept."""
    shelf = shelf_of(scene)
    with running(shelf) as server, wire(server.address) as laid, browser() as chromium:
        page = chromium.new_page()
        _opened(page, laid.address)
        page.wait_for_timeout(2000)
        laid.rate, laid.delay, laid.loss = 100_000 / 8, 0.15, 0.02
        before = _runs(server.address)
        took = [_choose(page, (TRADE, ALL)[turn % 2]) for turn in range(scene.times(4, 20))]
        runs = _runs(server.address) - before
    assert max(took) <= 8, f"{max(took):.1f} s"
    assert runs <= len(took), f"{runs} runs for {len(took)} choices"
    return f"{len(took)} choices: {statistics.median(took):.1f} s, {max(took):.1f} s at the most; {runs} runs"


@fault(
    "X20",
    "a proxy ends what is idle for a minute",
    "a page that is only read stays connected",
    short=False,
)
def idle(scene: Scene) -> str:
    """Two minutes without a click."""
    shelf = shelf_of(scene)
    with running(shelf) as server, wire(server.address, patience=60) as laid, browser() as chromium:
        page, closed = chromium.new_page(), list[object]()
        page.on("websocket", lambda socket: socket.on("close", lambda one: closed.append(one)))
        _opened(page, laid.address)
        page.wait_for_timeout(130_000)
        assert not closed, "the connection was ended"
        _choose(page, TRADE)
    return f"two minutes idle, connected; {laid.cuts} other connections were ended"


@fault(
    "X21",
    "the server is started anew under open tabs",
    "every tab shows the new release within 15 s, without a reload",
    short=False,
)
def restarted(scene: Scene) -> str:
    """30 tabs (3 in short), killed and started while another release has come."""
    shelf, port, tabs = shelf_of(scene), free_port(), scene.times(3, 30)
    with browser() as chromium:
        context = chromium.new_context()
        with started("app.py", port=port, SURVEY_RELEASES=str(shelf.folder)) as server:
            pages = [context.new_page() for _ in range(tabs)]
            before = {_opened(page, server.address) for page in pages}
            server.process.kill()
            server.process.wait()
        shelf.publish(2)
        with started("app.py", port=port, SURVEY_RELEASES=str(shelf.folder)):
            begun, after = time.monotonic(), set()
            for page in pages:
                after.add(_renewed(page, before))
            taken = time.monotonic() - begun
            assert len(before) == len(after) == 1
            assert taken <= 15, f"{taken:.1f} s"
    return f"{tabs} tabs of the new release after {taken:.1f} s"


@fault(
    "X34",
    "a reader clicks fifty times in a second",
    "the last choice is what page, link and row show, no run is left waiting, and the next click is obeyed",
)
def hasty(scene: Scene) -> str:
    """Two groups in turn."""
    shelf, clicks = shelf_of(scene), 50
    with running(shelf) as server, browser() as chromium:
        page = chromium.new_page()
        _opened(page, server.address)
        before = _runs(server.address)
        page.evaluate(
            """async ([names, clicks]) => {
                const named = (name) => [...document.querySelectorAll('.choices button')]
                    .find((one) => one.innerText.trim() === name);
                for (let turn = 0; turn < clicks; turn += 1) {
                    named(names[turn % 2])?.click();
                    await new Promise((done) => setTimeout(done, 1000 / clicks));
                }
            }""",
            [[ALL, TRADE], clicks],
        )
        expect(page.locator(".head .question")).to_contain_text(TRADE)
        page.wait_for_timeout(1000)
        expect(page.locator(".head .question")).to_contain_text(TRADE)
        assert _chosen(page) == {True}
        runs = _runs(server.address) - before
        page.wait_for_timeout(1000)
        assert _runs(server.address) - before == runs, "runs were left waiting"
        trade = page.locator(".choices button", has_text=re.compile(f"^{TRADE}$"))
        for _ in range(2):
            was = trade.get_attribute("aria-pressed")
            trade.click()
            expect(trade).to_have_attribute("aria-pressed", "false" if was == "true" else "true")
            page.wait_for_timeout(1000)
            assert len({TRADE in page.locator(".head .question").inner_text(), *_chosen(page)}) == 1
    assert runs <= clicks + 1, f"{runs} runs"
    return f"{clicks} clicks, {runs} runs, the last choice is shown"


def _chosen(page: Page) -> set[bool]:
    """Whether trade is chosen: as the link says, and as the row of choices does."""
    pressed = page.locator(".choices button[aria-pressed=true]").all_inner_texts()
    return {"groups=trade" in page.url, TRADE in [one.strip() for one in pressed]}


@fault(
    "X35",
    "back and forward, the same tab twice, a bookmark of a group that is no longer published",
    "the right view, or a word about what is not offered; never an error",
    short=False,
)
def wandering(scene: Scene) -> str:
    """As a reader does it."""
    shelf = shelf_of(scene)
    with running(shelf) as server, browser() as chromium:
        context = chromium.new_context()
        page = context.new_page()
        everybody = _opened(page, server.address)
        _choose(page, TRADE)
        trade = _drawn(page)
        page.get_by_role("link", name="Scale", exact=True).click()
        expect(page.locator(".legend")).to_be_visible()
        page.go_back()
        _settled(page, trade)
        page.go_forward()
        expect(page.locator(".legend")).to_be_visible()
        twin = context.new_page()
        assert _opened(twin, server.address, f"{LINK}&groups=trade") == trade
        _opened(twin, server.address, f"{LINK}&groups=arts")
        expect(twin.locator(".told")).to_contain_text("arts")
        assert _drawn(twin) == everybody
        assert not [one for one in (page, twin) if one.get_by_role("alert").count()]
    return "each view as it was, and a word about the group that is gone"


def _settled(page: Page, numbers: str) -> None:
    shown = "document.querySelector('.js-plotly-plot')?.data"
    page.wait_for_function(f"(wanted) => {shown} && {NUMBERS} === wanted", arg=numbers)


@fault(
    "X36",
    "one reader has twenty tabs open when a release comes",
    "every tab shows it within a minute; a tab costs the server at most 4 MB",
    short=False,
)
def many_tabs(scene: Scene) -> str:
    """4 in short."""
    shelf, tabs = shelf_of(scene), scene.times(4, 20)
    with running(shelf) as server, browser() as chromium:
        context = chromium.new_context()
        before_memory = megabytes(server.process.pid)
        pages = [context.new_page() for _ in range(tabs)]
        before = {_opened(page, server.address) for page in pages}
        each = (megabytes(server.process.pid) - before_memory) / tabs
        shelf.publish(3)
        begun, after = time.monotonic(), set()
        for page in pages:
            after.add(_renewed(page, before))
        taken = time.monotonic() - begun
    assert len(before) == len(after) == 1
    assert taken <= 60, f"{taken:.0f} s"
    assert each <= 4, f"{each:.1f} MB a tab"
    return f"{tabs} tabs of the new release after {taken:.0f} s, {each:.2f} MB a tab"


@fault(
    "X37",
    "the app is updated under an open tab",
    "the tab loads itself anew, once, and shows the same view",
)
def updated(scene: Scene) -> str:
    """Another build of the scripts, at the same address."""
    shelf, port = shelf_of(scene), free_port()
    with browser() as chromium:
        page, loads = chromium.new_page(), list[object]()
        page.on("load", lambda one: loads.append(one))
        with started("app.py", port=port, SURVEY_RELEASES=str(shelf.folder)) as server:
            before = _opened(page, server.address, f"{LINK}&groups=trade")
        again = {"SURVEY_RELEASES": str(shelf.folder), "BROKEN": "scripts=another"}
        with started("app.py", "tests.faults.broken", port, None, **again):
            page.wait_for_event("load", timeout=30_000)
            assert _drawn(page) == before and "groups=trade" in page.url
            page.wait_for_timeout(3000)
            assert len(loads) == 2, f"{len(loads)} loads"
            _choose(page, ALL)
    return "loaded anew once, the same view, and it can be used"
