"""Many people read the app for a long time; every promise is held against what is found.

`python -m tests.load` starts the app on a shelf of its own, with the bundled studies, and ends with 1 when a
promise is broken. What runs of ten minutes and more found stands in RESULTS.md beside this file.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.sides import machine
from tests.builders import everything
from tests.load.process import Elsewhere, Watched
from tests.load.soak import Plan, Soak, serving, soak
from tests.load.verdict import TABLE, broken, figures, judged, minute, told, written

KEPT_FROM = 600  # seconds of a run that is worth being kept


def asked() -> argparse.Namespace:
    """What is asked for."""
    arguments = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    arguments.add_argument("--readers", type=int, default=30)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--think", type=float, default=10, help="seconds between two clicks, on average")
    arguments.add_argument("--imports", type=int, default=0, help="how many releases are published meanwhile")
    arguments.add_argument("--seed", type=int, default=1, help="deals out other clicks")
    arguments.add_argument("--address", default="", help="of an app that is running; else one is started")
    given = arguments.parse_args()
    if given.address and given.imports:
        arguments.error("--imports needs a shelf of our own: leave --address out")
    return given


@contextmanager
def place(address: str, forgets: int) -> Iterator[tuple[str, Watched, Path | None]]:
    """The app, what looks at it, and the shelf if it is ours."""
    if address:
        yield address.rstrip("/"), Elsewhere(address.rstrip("/")), None
        return
    with tempfile.TemporaryDirectory() as folder:
        releases = Path(folder) / "releases"
        everything(releases)
        with serving(releases, forgets) as (own, watched):
            yield own, watched, releases


def say(found: Soak) -> None:
    """How it goes."""
    print(minute(found), flush=True)


def main() -> int:
    """Read, tell, keep, and end with 1 if a promise was broken."""
    given = asked()
    plan = Plan(given.readers, given.minutes * 60, given.think, given.imports, given.seed)
    with place(given.address, plan.forgets) as (address, watched, releases):
        found = soak(plan, address, watched, releases, say)
    seen = figures(found)
    lines = judged(seen)
    print(told(seen, lines, found))
    if plan.seconds >= KEPT_FROM:
        TABLE.write_text(written(plan, machine(), seen, lines), encoding="utf-8")
    return int(bool(broken(lines)))


if __name__ == "__main__":
    sys.exit(main())
