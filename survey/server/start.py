"""What happens before the first reader comes."""

import asyncio
import gc
import logging
import signal
import threading
import time
import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import Any

from streamlit import config
from uvicorn import Server

from survey import access, findings, signing
from survey.brand import Brand, brand
from survey.charts import CHARTS
from survey.charts.finished import finished
from survey.codebook import LANGUAGES
from survey.database import Entry, Release, Releases, codebook_of, open_release
from survey.errors import OutdatedError, SurveyError
from survey.failures import noted
from survey.palette import DARK, LIGHT
from survey.selection import parse
from survey.server.between import listen
from survey.server.prompt import hurry
from survey.server.shelf import prepare
from survey.server.tidy import tidy
from survey.settings import LARGEST_FILE, Settings, own_machine
from survey.texts import Voice

log = logging.getLogger("survey.start")
PATIENCE = 120  # seconds for which another copy of the app may publish
LAST_WORDS = 6  # seconds in which answers that are under way may end, once the app is told to stop


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Before the first reader: who may read, the client's look, a release, all imported, little to collect.

    With a table of who may see what, or keys of links, that cannot be used the app does not start.
    """
    settings = Settings.from_environment()
    hurry()
    listen()
    stop_in_peace()
    guard()
    dress(brand())
    if settings.opening:
        config.set_option("server.maxUploadSize", LARGEST_FILE)
    prepare()
    releases = Releases(settings.releases)
    publish_bundled(settings, releases)
    shown = warm(releases)
    gc.collect()
    gc.freeze()
    log.info("started", extra={"fields": {"address": address(), "releases": shown}})
    tidying = asyncio.create_task(tidy())
    yield
    tidying.cancel()
    log.info("stopped")
    gc.unfreeze()


def stop_in_peace() -> None:
    """Told to stop, the app ends with code 0, and no slow reader keeps it.

    Uvicorn waits for the last answer without an end, and then dies of the signal that it has already obeyed:
    to whoever runs it, a stop would look like a crash.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if not isinstance(server, Server):
        return

    def stop(*_: object) -> None:
        server.should_exit = True

    server.config.timeout_graceful_shutdown = LAST_WORDS
    signal.signal(signal.SIGTERM, stop)


def guard() -> None:
    """Read who may see what, and the keys of links. Raises SurveyError; warns where anybody may come in."""
    signing.keys()
    host = _host()
    if access.access().open and not own_machine(host):
        log.warning(
            "other machines may reach this app, and everybody sees everything: see SURVEY_ACCESS",
            extra={"fields": {"address": host}},
        )


def _host() -> str:
    return str(config.get_option("server.address") or "0.0.0.0")  # noqa: S104


def address() -> str:
    """Where the app listens."""
    host, base = _host(), str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"http://{f'[{host}]' if ':' in host else host}:{config.get_option('server.port')}/{base}"


def dress(look: Brand) -> None:
    """Make Streamlit's themes look so; what a look does not say stays as .streamlit/config.toml says it."""
    for theme, palette, own in (("light", look.light, LIGHT), ("dark", look.dark, DARK)):
        for name, value in palette.options().items() if palette != own else ():
            config.set_option(f"theme.{theme}.{name}", value)
    if look.font:
        config.set_option("theme.font", look.font)
        config.set_option("theme.headingFont", look.font)


def publish_bundled(settings: Settings, releases: Releases) -> None:
    """Publish the bundled studies when nothing is published yet, so that the app opens on something.

    One that an earlier version of the program published is published anew; not what somebody else did under
    its name.
    """
    published = releases.studies()
    wanted = [
        codebook
        for codebook in sorted(settings.studies.glob("*/codebook.toml"))
        if not published or _outdated(releases, codebook.parent.name)
    ]
    for codebook in wanted:
        try:
            _publish(codebook, releases)
        except (SurveyError, OSError) as error:
            log.error("%s", error)


def _publish(codebook: Path, releases: Releases) -> None:
    """Publish a bundled study; while another copy of the app does so, wait for what it makes."""
    from survey.release.publish import BusyError, publish_file  # only a first start pays for it

    for _ in range(PATIENCE):
        try:
            publish_file(codebook, codebook.with_name("answers.csv"), releases)
            return
        except BusyError:
            time.sleep(1)
            if releases.current(study := codebook.parent.name) and not _outdated(releases, study):
                return


def _outdated(releases: Releases, study: str) -> bool:
    """Whether a study that came with the app was published by an earlier version of it."""
    with suppress(SurveyError):
        if current := releases.current(study):
            try:
                open_release(current)
            except OutdatedError:
                return _synthetic(current)
    return False


def _synthetic(entry: Entry) -> bool:
    """Whether a release says of itself, in whatever format, that nobody gave its answers."""
    with suppress(ValueError):
        return bool(tomllib.loads(codebook_of(entry)).get("synthetic"))
    return False


def warm(releases: Releases) -> list[str]:
    """Finish every chart and finding of every study once, in every language: the first reader waits for none.

    Gives the releases that are shown.
    """
    shown = []
    for study in releases.studies():
        try:
            release, _ = releases.shown(study)
            _finish(release)
            shown.append(release.name)
        except SurveyError as error:
            log.error("%s", error)
    return shown


def _finish(release: Release) -> None:
    selection, _ = parse(release, {})
    offered = [chart for chart in CHARTS.values() if chart.offered(release)]
    for chart, language in product(offered, LANGUAGES):
        with _logged("chart failed", chart=chart.name):
            finished(chart, selection, release, language)
    for language in LANGUAGES:
        with _logged("findings failed", study=release.study.id):
            voice = Voice(language, release.study, release.groups)
            findings.found(selection, release, voice)
            findings.published(findings.evidence(release), voice)


@contextmanager
def _logged(event: str, **what: str) -> Iterator[None]:
    """One of them at fault keeps nobody from the others; a release at fault is told as such."""
    try:
        yield
    except SurveyError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is
        noted(log, event, error, **what)
