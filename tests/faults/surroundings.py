"""Another clock, another zone, another language, and next to nothing in the environment."""

import os
import shutil
import struct
import subprocess
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.builders import ROOT
from tests.faults.catalogue import CannotTryError, Scene, fault
from tests.faults.means import before_all, command, done, given, survey
from tests.faults.shelf import Shelf, health, running, shelf_of, well

DAY = 86_400
CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
static long none;
static volatile long *ahead = &none;
__attribute__((constructor)) static void begin(void) {
    int file = open(getenv("CLOCK_AHEAD"), O_RDONLY);
    void *found = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    if (found != MAP_FAILED) ahead = found;
}
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, now);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += *ahead;
    return code;
}
time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec fine;
    clock_gettime(CLOCK_REALTIME, &fine);
    now->tv_sec = fine.tv_sec;
    now->tv_usec = fine.tv_nsec / 1000;
    return 0;
}
"""


class Clock:
    """What processes that are given `environment` take for the time."""

    def __init__(self, place: Path) -> None:
        source, made, self._ahead = place / "clock.c", place / "clock.so", place / "ahead"
        source.write_text(CLOCK, encoding="utf-8")
        build = ["cc", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"]
        if not shutil.which("cc") or subprocess.run(build, capture_output=True, check=False).returncode:
            raise CannotTryError("nothing here compiles C, of which the clock is made")
        self.environment = {"LD_PRELOAD": str(made), "CLOCK_AHEAD": str(self._ahead), "TZ": "Europe/Helsinki"}
        self._ahead.write_bytes(bytes(8))

    def jump(self, to: float) -> None:
        """It is that time now, in seconds since 1970."""
        with self._ahead.open("r+b") as file:
            file.write(struct.pack("l", int(to - time.time())))


def _moments(long: bool) -> dict[str, float]:
    """A day on and back, the end of 32 bits, and the nights in which an hour is lost and comes twice."""
    some = {"a day back": time.time() - DAY}
    more = {
        "a day on": time.time() + DAY,
        "2038": 2**31 - 1.0,
        "behind 2038": 2**31 + 60.0,
        "the short night": datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC).timestamp(),
        "the long night": datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp(),
        "1970": 60.0,
    }
    return some | more if long else some


@fault(
    "X29",
    "the clock jumps: a day on, a day back, past 2038, a night of summer time",
    "releases stay in the order of their numbers, the newest is shown, and the app goes on",
    short=False,
)
def clock(scene: Scene) -> str:
    """An import after each jump, while somebody reads."""
    shelf, clock = shelf_of(scene, 1), Clock(scene.place)
    moments = _moments(scene.long)
    with running(shelf, None, **clock.environment) as server:
        for turn, (name, moment) in enumerate(moments.items(), start=1):
            clock.jump(moment)
            done(survey(shelf, *command(shelf, turn), environment=given(shelf, **clock.environment)))
            newest = shelf.note()
            os.utime(newest.path, (moment, moment))
            assert shelf.note().number == turn + 1, name
            assert shelf.seen(server.address) == newest.name, name
            assert health(server.address)[0] == 200, name
    lines = survey(shelf, "releases").stdout.splitlines()
    numbers = [int(line.split()[0].rpartition("-")[2]) for line in lines]
    assert numbers == sorted(numbers) and lines[-1].endswith("UTC  current"), lines
    return f"{len(moments)} jumps ({', '.join(moments)}): numbers in order, each shown at once"


def _exports(shelf: Shelf, place: Path, environment: Mapping[str, str], long: bool) -> dict[str, bytes]:
    """What the command line gives out, file by file."""
    place.mkdir(exist_ok=True)
    asked: dict[str, tuple[str, ...]] = {"ranking.csv": ("answer", "ranking", "--format", "csv")}
    if long:
        asked["heatmap.json"] = ("answer", "heatmap", "--measure", "mean", "--lang", "fi", "--format", "json")
        asked["deck.html"] = ("deck", "--by", "sector", "--lang", "sv")
    for name, arguments in asked.items():
        out = ("--study", "small", "--out", place / name)
        done(survey(shelf, *arguments, *out, environment=given(shelf, **environment)))
    return {name: (place / name).read_bytes() for name in asked}


def _alike(scene: Scene, shelf: Shelf, ways: Mapping[str, Mapping[str, str]]) -> None:
    """In each of these environments the exports are the same, and an import reads what is published."""
    place = scene.place / "exports"
    usual = _exports(shelf, place, {}, scene.long)
    for name, environment in ways.items():
        assert _exports(shelf, place, environment, scene.long) == usual, f"{name}: other exports"
        run = survey(shelf, *command(shelf, 0), environment=given(shelf, **environment))
        assert run.stdout.endswith("already current small-1\n"), f"{name}: {run.stdout}{run.stderr}"


@fault(
    "X30",
    "the machine is in another time zone: 14 hours before, 12 hours behind",
    "the same exports, byte by byte, and an import finds the same numbers",
    short=False,
)
def zone(scene: Scene) -> str:
    """Both ends of the world."""
    shelf = shelf_of(scene, 1)
    zones = ("Pacific/Kiritimati", "Etc/GMT+12", "America/St_Johns")[: scene.times(1, 3)]
    _alike(scene, shelf, {one: {"TZ": one} for one in zones})
    if scene.long:
        for one in zones:
            with running(shelf, TZ=one) as server:
                well(shelf, server, "small-1")
    return f"{', '.join(zones)}: the same"


@fault(
    "X31",
    "the machine speaks another language: Turkish, German, Arabic, none",
    "the same exports, byte by byte, and an import reads the same answers",
    short=False,
)
def language(scene: Scene) -> str:
    """Locales that are made here, and taken on by Python in full."""
    shelf, place = shelf_of(scene, 1), scene.place / "locales"
    place.mkdir()
    wanted = ("tr_TR", "de_DE", "ar_EG")[: scene.times(1, 3)]
    made = [one for one in wanted if _made(place, one)]
    if not made:
        raise CannotTryError("no locale can be made here")
    taken = before_all(scene.place / "site", "import locale; locale.setlocale(locale.LC_ALL, '')")
    ways = {one: {"LOCPATH": str(place), "LC_ALL": f"{one}.UTF-8", **taken} for one in made}
    ways |= {"C": {"LC_ALL": "C"}} if scene.long else {}
    _alike(scene, shelf, ways)
    if scene.long:
        for environment in ways.values():
            with running(shelf, None, **environment) as server:
                well(shelf, server, "small-1")
    return f"{', '.join(ways)}: the same"


def _made(place: Path, name: str) -> bool:
    if not shutil.which("localedef"):
        return False
    make = ["localedef", "-i", name, "-f", "UTF-8", str(place / f"{name}.UTF-8")]
    return subprocess.run(make, capture_output=True, check=False).returncode == 0


def _bare(scene: Scene, shelf: Shelf) -> dict[str, tuple[dict[str, str], Path]]:
    """Name → environment and folder of a process that has next to nothing."""
    usual = given(shelf)
    home = scene.place / "home"
    home.mkdir(mode=0o500)
    homeless = {name: value for name, value in usual.items() if name not in ("HOME", "USER", "LOGNAME")}
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    found = {
        "an empty environment": ({"SURVEY_RELEASES": str(shelf.folder)}, ROOT),
        "a console of ASCII": (usual | ascii_only, ROOT),
        "no home": (homeless, ROOT),
        "a home that is read only": (usual | {"HOME": str(home)}, ROOT),
        "a home that is not there": (usual | {"HOME": "/nowhere"}, ROOT),
        "temporary files nowhere": (usual | {"TMPDIR": "/nowhere"}, ROOT),
        "from /": (usual | {"PYTHONPATH": str(ROOT)}, Path("/")),
    }
    return found if scene.long else dict(list(found.items())[:1])


@fault(
    "X32",
    "a bare machine: no HOME, no environment, a console of ASCII, no folder for temporary files, run from /",
    "the command line imports and answers, and the app starts; what cannot be done is said in a sentence",
    short=False,
)
def bare(scene: Scene) -> str:
    """An import of each, and what it published asked for; in the long form the app too."""
    shelf = shelf_of(scene, 1)
    ways = _bare(scene, shelf)
    for turn, (name, (environment, folder)) in enumerate(ways.items(), start=1):
        done(survey(shelf, *command(shelf, turn), environment=environment, folder=folder))
        assert shelf.note().name == f"small-{turn + 1}", name
        asked = ("answer", "ranking", "--study", "small", "--lang", "fi")
        run = survey(shelf, *asked, environment=environment, folder=folder)
        done(run)
        assert f'"release": "small-{turn + 1}"' in run.stdout, name
    if scene.long:
        with running(shelf, HOME="/nowhere", TMPDIR="/nowhere") as server:
            well(shelf, server, shelf.note().name)
        _without_temporary(scene, shelf)
    return f"{', '.join(ways)}: imported and answered"


def _without_temporary(scene: Scene, shelf: Shelf) -> None:
    """A workbook is parsed in a folder for temporary files: without any, that is said."""
    nowhere = "import tempfile; tempfile._candidate_tempdir_list = lambda: []"
    book = scene.place / "answers.xlsx"
    asked = ("answer", "ranking", "--study", "small", "--format", "xlsx", "--out", book)
    done(survey(shelf, *asked))
    environment = given(shelf, **before_all(scene.place / "site", nowhere))
    run = survey(shelf, "draft", book, "--out", scene.place / "a.toml", environment=environment)
    assert run.returncode == 5 and "temporary" in run.stderr, run.stderr
    assert "Traceback" not in run.stderr, run.stderr
