"""Faults of the app while it serves: ended, hanging, at fault in a part."""

import asyncio
import time
from contextlib import suppress
from threading import Thread

from survey.charts import CHARTS
from survey.texts import Text
from tests.browser import views
from tests.browser.serving import free_port, started
from tests.faults.broken import SECRET
from tests.faults.catalogue import Scene, fault
from tests.faults.shelf import MEAN, broken, running, shelf_of
from tests.load.reader import Reader


@fault(
    "X2",
    "the app is killed",
    "started anew it shows the same link with the same numbers within 10 s",
    short=False,
)
def killed(scene: Scene) -> str:
    """By a signal that nobody can catch."""
    shelf, port, slowest = shelf_of(scene), free_port(), 0.0
    with started("app.py", port=port, SURVEY_RELEASES=str(shelf.folder)) as server:
        assert shelf.seen(server.address) == "small-2"
        server.process.kill()
        server.process.wait()
    for _ in range(scene.times(1, 5)):
        begun = time.monotonic()
        with started("app.py", port=port, SURVEY_RELEASES=str(shelf.folder)) as server:
            assert shelf.seen(server.address) == "small-2"
            slowest = max(slowest, time.monotonic() - begun)
            server.process.kill()
            server.process.wait()
    assert slowest <= 10, f"{slowest:.1f} s"
    return f"the same numbers after {slowest:.1f} s"


@fault("X3", "the app is told to stop while pages are being made", "it ends with code 0 within 10 s")
def stopped(scene: Scene) -> str:
    """While readers click."""
    shelf, slowest = shelf_of(scene), 0.0
    for _ in range(scene.times(1, 10)):
        with running(shelf) as server:

            async def busy(address: str = server.address) -> None:
                readers = [await Reader.open(address, "ranking", MEAN) for _ in range(5)]
                with suppress(Exception):
                    while True:
                        await asyncio.gather(*(one.load() for one in readers))

            thread = Thread(target=lambda: asyncio.run(busy()), daemon=True)
            thread.start()
            time.sleep(1)
            begun = time.monotonic()
            server.process.terminate()
            code = server.process.wait(timeout=15)
            taken = time.monotonic() - begun
            assert code == 0, f"code {code}"
            assert taken <= 10, f"{taken:.1f} s"
            slowest = max(slowest, taken)
            thread.join(15)
    return f"code 0 after {slowest:.1f} s at the most"


@fault(
    "X22",
    "a statement hangs",
    "it is interrupted after 2 s, its place on the page says so with a number, the rest of the page is there",
    short=False,
)
def hanging(scene: Scene) -> str:
    """The statement of one chart on a page of two has no end."""
    shelf = shelf_of(scene)
    with broken(shelf, "scale=hangs") as server:
        begun = time.monotonic()
        told, charts = asyncio.run(_page(server.address, "item"))
        taken = time.monotonic() - begun
    assert told == 1 and charts == {"item", "users"}, (told, charts)
    assert 2 <= taken < 6, f"{taken:.1f} s"
    return f"the page was whole but for one chart after {taken:.1f} s"


@fault(
    "X28",
    "any chart fails",
    "its place says so with a number that the log has, too; nobody is told the error; no page fails",
    short=False,
)
def failing(scene: Scene) -> str:
    """All at once, and in the long form one at a time."""
    shelf, log = shelf_of(scene), scene.place / "log"
    alone = [[name] for name in CHARTS] if scene.long else []
    pages, parts = 0, 0
    for names in ([*CHARTS], *alone):
        with broken(shelf, " ".join(f"{one}=fails" for one in names), log) as server:
            said = 0
            for page in (one for one in views.PAGES if one != "open"):
                told, charts = asyncio.run(_page(server.address, page))
                assert not charts & set(names), (page, charts)
                pages, said = pages + 1, said + told
        written = log.read_text(encoding="utf-8")
        assert SECRET not in written, f"{names}: the log tells what the error said"
        assert written.count("part failed") == said, f"{names}: the log has other numbers than the pages"
        parts += said
    assert parts >= len(alone), f"{parts} places say so"
    return f"{pages} pages, {parts} places that say so, no page failed"


async def _page(address: str, page: str) -> tuple[int, set[str]]:
    """How many places of a page say that something is not available, and the charts that it shows."""
    reader = await Reader.open(address, page, f"{MEAN}&chart=ranking&deck=ranking~heatmap")
    try:
        await reader.load()
    finally:
        await reader.close()
    assert not reader.failed, f"{page} has failed"
    words = [str(one) for one in reader.shown.values()]
    assert not any(SECRET in one for one in words), f"{page} tells what the error said"
    apology = Text("en")("door.failed")
    assert not any(apology in one for one in words), f"{page} has failed as a whole"
    charts = {
        one.bidi_component.id.rpartition("-")[2]
        for one in reader.shown.values()
        if '"figure"' in one.bidi_component.json or '"table"' in one.bidi_component.json
    }
    told = Text("en")("nothing.failed", number="").partition("(")[0]
    return sum(told in one for one in words), charts
