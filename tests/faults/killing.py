"""Kill an import at any moment: readers go on with exactly one whole release, and the next import works.

`python -m tests.faults.killing 100` does it a hundred times.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from survey.database import Releases
from survey.published import read_counts
from survey.release.publish import publish_file
from tests.builders import ROOT, WAVES, waves_rows, write

WHOLE = 1.15  # of the time that an import takes: by then most have ended
FOREVER = 600.0
ALIKE = 25  # turns after which the same answers come again


@dataclass
class Toll:
    """What was seen: imports killed while they worked, those that had ended before, and what was wrong."""

    killed: int = 0
    ended: int = 0
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.killed} killed at work, {self.ended} done before, {len(self.wrong)} wrong"


def answers(path: Path, turn: int) -> Path:
    """The study in rounds with other answers each time: the same come again after ALIKE turns, not before."""
    rows = waves_rows()
    for at, row in enumerate(rows):
        shift = turn if at % 2 else turn // 5
        row["letter"] = str(1 + (int(row["letter"] or 1) + shift) % 5)
    return write(path, rows, tuple(rows[0]))


def shown(releases: Releases) -> tuple[str, str]:
    """The release that readers see, and the counts that only a whole one can give."""
    release = releases.open("waves")
    release.check()
    counts = read_counts(release, next(iter(release.groups)))
    return release.name, repr(counts.level.tolist())


def kill(times: int, seed: int = 1) -> Toll:
    """Start an import and kill it, so many times; each moment of its life is as likely."""
    chance, toll = random.Random(seed), Toll()
    with tempfile.TemporaryDirectory() as folder:
        place, releases = Path(folder), Releases(Path(folder) / "releases")
        publish_file(WAVES, answers(place / "a.csv", 0), releases)
        begun = time.monotonic()
        _killed(place, releases, 1, FOREVER)
        longest = WHOLE * (time.monotonic() - begun)
        last = 1  # whose answers are shown: others are tried until an import has come through
        for turn in range(2, times + 2):
            before, other = shown(releases), last + 1 + turn % (ALIKE - 1)
            done = _killed(place, releases, other, chance.uniform(0, longest))
            toll.ended += done
            toll.killed += not done
            toll.wrong += tuple(_wrong(releases, before, turn, done))
            last = last if shown(releases) == before else other
        publish_file(WAVES, answers(place / "a.csv", last + 1), releases, unshown=True)
        toll.wrong += tuple(f"left behind: {one}" for one in _orphans(releases))
    return toll


def _killed(place: Path, releases: Releases, turn: int, after: float) -> bool:
    """Start an import, kill it after so many seconds; whether it had ended by then."""
    file = answers(place / "a.csv", turn)
    command = [sys.executable, "-m", "survey", "import", str(WAVES), str(file), "--unshown", "--yes"]
    asked = os.environ | {"SURVEY_RELEASES": str(releases.folder)}
    importer = subprocess.Popen(
        [*command, "--accept-large-change"],
        cwd=ROOT,
        env=asked,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + after
    while time.monotonic() < end and importer.poll() is None:
        time.sleep(0.005)
    done = importer.poll() is not None
    importer.kill()
    importer.wait()
    return done


def _wrong(releases: Releases, before: tuple[str, str], turn: int, done: bool) -> list[str]:
    """What is not as promised: the old release or the new one, whole; the new one where the import ended."""
    try:
        name, counts = shown(Releases(releases.folder))
    except Exception as error:  # noqa: BLE001
        return [f"turn {turn}: nothing can be shown: {error}"]
    if (name, counts) == before:
        return [f"turn {turn}: the import ended and is not shown"] if done else []
    return [] if counts != before[1] else [f"turn {turn}: another release with the numbers of the one before"]


def _orphans(releases: Releases) -> list[str]:
    """What an import that was killed has left, and the next one should have cleared away."""
    folder = releases.folder / "waves"
    return [one.name for one in folder.iterdir() if one.name.startswith((".build", ".spill", "CURRENT."))]


if __name__ == "__main__":
    found = kill(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    print(found)
    print("\n".join(found.wrong))
    sys.exit(bool(found.wrong))
