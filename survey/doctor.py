"""Try every setting that the app relies on, and say what is wrong with it and what would mend it."""

import http.client
import json
import os
import re
import secrets
import ssl
import stat
import tomllib
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from click import Context
from streamlit import config
from streamlit.web.cli import main_run

from survey import access, brand, signing
from survey.access import ANYBODY, Access
from survey.database import Releases
from survey.errors import SurveyError, did_you_mean, listed
from survey.settings import HOME, Settings, own_machine

GOOD, NOTE, WRONG = "ok", "note", "wrong"
PATIENCE = 5  # seconds for an answer
SHORTEST_SECRET = 32
AUTH = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SAFE = {
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableAgentApi": False,
    "browser.gatherUsageStats": False,
}


@dataclass(frozen=True)
class Finding:
    """What was tried: ok, note (it works, but think about it) or wrong; and in words."""

    state: str
    said: str


def as_started() -> None:
    """Take Streamlit's settings from the environment too, as `streamlit run` does."""
    context = Context(main_run)
    for one in main_run.params:
        if one.name and (given := one.value_from_envvar(context)):
            config.set_option(one.name.replace("_", "."), one.type_cast_value(context, given))


def examined(address: str = "") -> Iterator[Finding]:
    """Everything that was tried, in order; from outside too where the address that readers use is given."""
    try:
        settings = Settings.from_environment()
    except SurveyError as error:
        yield from _wrong(error)
        return
    table = None
    yield from _packages()
    yield from _releases(settings)
    yield from _brand(settings)
    try:
        table = access.access()
    except SurveyError as error:
        yield from _wrong(error)
    if table:
        yield from _access(settings, table)
    yield from _keys(settings)
    yield from _server(settings, table)
    if address:
        yield from _outside(address, settings)


def _wrong(error: SurveyError) -> Iterator[Finding]:
    yield from (Finding(WRONG, f"{error.subject}: {problem}") for problem in error.problems)


def _packages() -> Iterator[Finding]:
    wanted = re.findall(
        r"^([\w.-]+)(?:\[\w+\])?==(\S+)$", (HOME / "requirements.txt").read_text(), re.MULTILINE
    )
    problems = [
        f"{name} {_version(name)} (tested with {one})" for name, one in wanted if _version(name) != one
    ]
    missing = [one for one in problems if " missing " in one]
    if problems:
        state = WRONG if missing else NOTE
        yield Finding(state, f"packages: {listed(missing or problems, 6)}; pip install -r requirements.lock")
    else:
        yield Finding(GOOD, f"packages: {len(wanted)}, as tested")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _releases(settings: Settings) -> Iterator[Finding]:
    """Whether there is something to show, and each release answers."""
    releases = Releases(settings.releases)
    studies = releases.studies()
    if not studies:
        if settings.releases.exists() and not os.access(settings.releases, os.W_OK):
            yield Finding(WRONG, f"releases: nothing in {settings.releases}, and it cannot be written")
        else:
            yield Finding(
                NOTE, f"releases: nothing yet in {settings.releases}; the first start publishes two"
            )
    for study in studies:
        try:
            release = releases.open(study)
            release.check()
            yield Finding(GOOD, f"releases: {release.name}, of {release.entry.created:%Y-%m-%d %H:%M} UTC")
        except SurveyError as error:
            yield from _wrong(error)


def _brand(settings: Settings) -> Iterator[Finding]:
    if file := settings.named("brand"):
        try:
            brand.read(file)
            yield Finding(GOOD, f"brand: {file.name}")
        except SurveyError as error:
            yield from _wrong(error)


def _access(settings: Settings, table: Access) -> Iterator[Finding]:
    """Who may see what, and whether they can sign in."""
    published = Releases(settings.releases).studies()
    for study in table.studies:
        if study != ANYBODY and study not in published:
            hint = did_you_mean(study, published) or f"; published are {listed(published)}"
            yield Finding(WRONG, f'access: no study "{study}" is published{hint}')
    if file := settings.named("access"):
        yield Finding(GOOD, f"access: {file.name}, sign-in {table.sign_in or 'none'}")
        yield from _private(file, "access")
    if table.sign_in == "oidc":
        yield from _oidc()


def _private(file: Path, what: str) -> Iterator[Finding]:
    """Whether a file with secrets is readable by more than its owner and group."""
    if os.name == "posix" and file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP):
        yield Finding(WRONG, f"{what}: others may read or change {file}; chmod 640 {file}")


def _oidc() -> Iterator[Finding]:
    """The provider of the sign-in, as Streamlit's secrets name it."""
    if _version("Authlib") == "missing":
        yield Finding(WRONG, "sign-in: the package Authlib is missing; pip install -r requirements.lock")
    files = [Path(one) for one in config.get_option("secrets.files") if Path(one).exists()]
    given: dict[str, Any] = {}
    try:
        for file in files:
            given |= tomllib.loads(file.read_text(encoding="utf-8")).get("auth", {})
            yield from _private(file, "sign-in")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        yield Finding(WRONG, f"sign-in: {file} cannot be read ({type(error).__name__})")
        return
    if missing := [name for name in AUTH if not given.get(name)]:
        where = listed(map(str, config.get_option("secrets.files")))
        yield Finding(WRONG, f"sign-in: [auth] in {where} has no {listed(missing)}")
        return
    if len(str(given["cookie_secret"])) < SHORTEST_SECRET:
        yield Finding(WRONG, f"sign-in: cookie_secret is shorter than {SHORTEST_SECRET} characters")
    back = "/".join(filter(None, (_base(), "oauth2callback")))
    if urlsplit(str(given["redirect_uri"])).path.strip("/") != back:
        yield Finding(WRONG, f"sign-in: redirect_uri does not end with /{back}")
    yield from _provider(str(given["server_metadata_url"]))


def _provider(address: str) -> Iterator[Finding]:
    try:
        with _opened(address) as answer:
            told = json.loads(answer.read())
        yield Finding(GOOD, f"sign-in: the provider {told['issuer']} answers")
    except (OSError, ValueError, KeyError) as error:
        yield Finding(WRONG, f"sign-in: {address} does not answer as a provider ({_reason(error)})")


def _keys(settings: Settings) -> Iterator[Finding]:
    file = settings.named("link_keys")
    if file is None:
        return
    try:
        known = signing.read(file)
    except SurveyError as error:
        yield from _wrong(error)
        return
    yield from _private(file, "link keys")
    yield Finding(GOOD, f"link keys: {len(known)}; frames show signed links alone")


def _server(settings: Settings, table: Access | None) -> Iterator[Finding]:
    """Where the app listens, and Streamlit's own settings on which its safety rests."""
    host, port = str(config.get_option("server.address") or ""), config.get_option("server.port")
    for name, safe in SAFE.items():
        if (now := config.get_option(name)) != safe:
            yield Finding(WRONG, f"server: {name} is {now!r}; set it to {safe!r} in .streamlit/config.toml")
    if not own_machine(host) and (table is None or table.open):
        yield Finding(
            WRONG,
            f"server: listens to {host or 'every machine'} and everybody sees everything; "
            "set server.address to 127.0.0.1, or say in SURVEY_ACCESS who may",
        )
    elif not own_machine(host):
        yield Finding(NOTE, f"server: listens to {host or 'every machine'}; only a proxy should reach it")
    if settings.opening:
        yield Finding(
            NOTE,
            "opening: at this computer a survey can be opened in the browser; a server needs no such thing",
        )
    for origin in settings.frames:
        state = NOTE if origin.startswith("http://") else GOOD
        yield Finding(state, f"frames: {origin} may show the app" + (", without TLS" * (state == NOTE)))
    here = f"http://{host if host and host != '0.0.0.0' else '127.0.0.1'}:{port}"  # noqa: S104
    try:
        with _opened(f"{here}/healthz") as answer:
            yield Finding(GOOD, f"server: {here} answers, {json.loads(answer.read())['status']}")
    except urllib.error.HTTPError as error:
        yield Finding(WRONG, f"server: {here}/healthz says {error.code}; its body says why")
    except (OSError, ValueError, KeyError):
        yield Finding(NOTE, f"server: nothing of this app answers at {here} now")


def _base() -> str:
    return str(config.get_option("server.baseUrlPath") or "").strip("/")


def _outside(address: str, settings: Settings) -> Iterator[Finding]:
    """The app as readers reach it: through the proxy."""
    try:
        with _opened(f"{address}/") as answer:
            headers = answer.headers
    except OSError as error:
        yield Finding(WRONG, f"outside: {address}/ does not answer ({_reason(error)})")
        return
    if urlsplit(address).scheme != "https" and not own_machine(urlsplit(address).hostname or ""):
        yield Finding(WRONG, "outside: the address is not https; sign-ins and views can be read on the way")
    policy = headers.get_all("content-security-policy") or []
    wanted = " ".join(("frame-ancestors 'self'", *settings.frames))
    if len(policy) != 1 or wanted not in policy[0]:
        yield Finding(
            WRONG, f"outside: the policy is not the app's own, with {wanted}; the proxy must pass it on"
        )
    else:
        yield Finding(GOOD, "outside: the security policy arrives")
    if headers.get("x-frame-options"):
        yield Finding(WRONG, "outside: the proxy adds X-Frame-Options, which forbids frames; take it out")
    yield from _tried(_trials(address))


def _trials(address: str) -> Iterable[tuple[str, Callable[[], bool], str]]:
    own = urlsplit(address)
    origin = f"{own.scheme}://{own.netloc}"
    return (
        ("compresses", lambda: _compresses(address), "its proxy must pass Accept-Encoding on, or compress"),
        ("passes the websocket on", lambda: _upgrades(address, origin), "see Upgrade in deploy/nginx.conf"),
        (
            "refuses the websocket to other sites",
            lambda: not _upgrades(address, "https://elsewhere.invalid"),
            "the proxy must pass Origin and Host on as they are",
        ),
        ("keeps /metrics to itself", lambda: not _answers(f"{address}/metrics"), "see deploy/nginx.conf"),
        (
            "hides what is internal",
            lambda: not _answers(f"{address}/_stcore/metrics"),
            "something else than this app answers there",
        ),
    )


def _tried(trials: Iterable[tuple[str, Callable[[], bool], str]]) -> Iterator[Finding]:
    for what, trial, remedy in trials:
        try:
            good, why = trial(), remedy
        except OSError as error:
            good, why = False, _reason(error)
        yield Finding(GOOD, f"outside: {what}") if good else Finding(WRONG, f"outside: not so: {what}; {why}")


def _opened(address: str, **headers: str) -> Any:
    if urlsplit(address).scheme not in ("http", "https"):
        raise ValueError(f"{address} is no web address")
    request = urllib.request.Request(address, headers=headers)  # noqa: S310
    return urllib.request.urlopen(request, timeout=PATIENCE)  # noqa: S310


def _answers(address: str) -> bool:
    try:
        with _opened(address):
            return True
    except urllib.error.HTTPError:
        return False


def _compresses(address: str) -> bool:
    with _opened(f"{address}/", **{"Accept-Encoding": "gzip"}) as page:
        packed = page.headers.get("content-encoding") == "gzip"
    return bool(packed)


def _upgrades(address: str, origin: str) -> bool:
    """Whether a websocket opens there for a page of this origin."""
    to = urlsplit(address)
    if to.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            to.netloc, timeout=PATIENCE, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(to.netloc, timeout=PATIENCE)
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": b64encode(secrets.token_bytes(16)).decode(),
        "Origin": origin,
    }
    try:
        connection.request("GET", f"{to.path}/_stcore/stream", headers=headers)
        return connection.getresponse().status == 101
    except http.client.HTTPException:
        return False
    finally:
        connection.close()


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error) or type(error).__name__
