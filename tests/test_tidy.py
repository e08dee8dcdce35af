"""What was replaced goes, while the app runs."""

import asyncio
import gc
import weakref
from pathlib import Path

import pytest

from survey.server import tidy
from tests.test_database import shelf


def test_a_release_that_was_replaced_is_let_go_within_a_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidy, "EVERY", 0.02)
    releases = shelf(tmp_path)
    release, _ = releases.shown("small")
    circle: list[object] = [release]
    circle.append(circle)
    gone = weakref.ref(release)
    del release, circle

    async def swap() -> None:
        tidying = asyncio.create_task(tidy.tidy())
        releases.step_back("small")
        releases.shown("small")
        for _ in range(200):
            await asyncio.sleep(0.02)
            if gone() is None:
                break
        tidying.cancel()

    gc.disable()
    try:
        asyncio.run(swap())
    finally:
        gc.enable()
    assert gone() is None
