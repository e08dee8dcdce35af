"""In front of readers: nginx as deploy/nginx.conf says, two replicas behind it, one of which may go."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from survey import doctor
from survey.assets import plotly_name
from survey.server.headers import headers
from tests.browser.nginx import ACCESS_LOG, BASE, ERROR_LOG, SITE, nginx, replicas
from tests.browser.serving import ROOT, Server
from tests.browser.test_digging import click_row
from tests.builders import SMALL, small_rows, write

VIEW = "ranking?study=executives-2015&groups=finance&lang=en"
KEY = "a key that only the proxy and the app know"
ANNA = {"X-Forwarded-Email": "anna@partner.fi", "X-Survey-Key": KEY}
SHOWN = b"executives-2015"
NUMBERS = "document.querySelector('.js-plotly-plot').data.map((trace) => JSON.stringify(trace.x))"


class Answer(NamedTuple):
    """What came of a request."""

    status: int
    headers: Message
    body: bytes


def asked(address: str, **sent: str) -> Answer:
    """The answer to a request, whatever its status; redirections are not followed."""
    request = urllib.request.Request(address, headers={k.replace("_", "-"): v for k, v in sent.items()})
    try:
        with urllib.request.build_opener(Unmoved).open(request, timeout=20) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


class Unmoved(urllib.request.HTTPRedirectHandler):
    """Leaves a redirection as it is."""

    def redirect_request(self, *_: object) -> None:
        return None


def counted(server: Server, name: str) -> int:
    """What a replica has counted of itself under a name."""
    told = asked(f"{server.address}/metrics").body.decode()
    return sum(int(float(one)) for one in re.findall(rf"^{name} (\S+)$", told, re.MULTILINE))


def readers(server: Server) -> int:
    """How many browsers are connected to a replica."""
    return counted(server, "survey_readers")


def runs(server: Server) -> int:
    """How often a replica has made its page of the ranking."""
    return counted(server, r'survey_run_seconds_count{page="ranking"}')


def in_time(true: object, seconds: float = 15) -> None:
    """Wait until something becomes true."""
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def drawn(page: Page, address: str) -> None:
    """Open an address and wait for its chart."""
    page.goto(address)
    expect(page.locator(".chart").first).to_have_attribute("data-drawn", "true", timeout=20000)


@pytest.fixture(scope="module")
def apps(folder: Path) -> Iterator[list[Server]]:
    """Two replicas, started at once on a folder with nothing in it."""
    with replicas(folder) as running:
        yield running


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def address(apps: list[Server], logs: Path) -> Iterator[str]:
    with nginx(logs, [one.address for one in apps]) as running:
        yield running


def test_two_replicas_that_start_at_once_on_nothing_are_both_well(apps: list[Server]) -> None:
    for one in apps:
        told = asked(f"{one.address}/healthz")
        assert told.status == 200
        assert json.loads(told.body)["releases"] == {
            "executives-2015": "executives-2015-1",
            "participation-2021": "participation-2021-1",
        }


def test_a_deep_link_is_drawn_and_a_slide_is_saved(page: Page, address: str) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda one: sockets.append(one.url))
    drawn(page, f"{address}/{VIEW}")
    expect(page.locator(".head h1")).to_contain_text("Finance")
    assert [urlsplit(one).path for one in sockets] == [f"/{BASE}/_stcore/stream"]
    page.get_by_role("button", name="Share and save").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a slide").click()
    assert download.value.path().read_bytes().startswith(b"PK")
    media = asked(download.value.url)
    assert media.status == 200 and once(media) == headers()


def test_a_file_is_found_though_the_other_replica_made_it(page: Page, address: str) -> None:
    drawn(page, f"{address}/{VIEW}")
    page.get_by_role("button", name="Share and save").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a slide").click()
    found = [asked(download.value.url, User_Agent=f"reader {number}").status for number in range(8)]
    assert found == [200] * 8


def test_a_chart_in_a_frame_is_drawn(page: Page, address: str) -> None:
    drawn(page, f"{address}/embed?chart=ranking&study=executives-2015&lang=en&theme=dark")
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme") == "dark"


def test_the_path_without_its_slash_leads_to_the_app(address: str) -> None:
    told = asked(f"{address}?lang=fi")
    assert told.status == 308 and told.headers["Location"] == f"/{BASE}/?lang=fi"


def test_the_doctor_finds_nothing_wrong_from_outside(
    address: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_RELEASES", str(folder))
    found = [one for one in doctor.examined(address) if one.said.startswith("outside")]
    assert len(found) >= 6 and {one.state for one in found} == {doctor.GOOD}, found


def script(address: str) -> str:
    """The path of the largest script of Streamlit's page."""
    page = asked(f"{address}/").body.decode()
    found = re.search(r'src="\./(static/js/index\.[^"]+\.js)"', page)
    assert found
    return found[1]


def test_pages_scripts_and_plotly_come_compressed_and_are_kept_as_the_app_says(
    address: str, apps: list[Server]
) -> None:
    for path in ("", "ranking", script(address), plotly_name(), "embed.js"):
        packed = asked(f"{address}/{path}", Accept_Encoding="gzip")
        plain = asked(f"{apps[0].address}/{path}")
        assert packed.headers.get_all("Content-Encoding") == ["gzip"], path
        assert gzip.decompress(packed.body) == plain.body, path
        assert packed.headers.get_all("Cache-Control") == plain.headers.get_all("Cache-Control"), path
    for path in (script(address), plotly_name()):
        assert "immutable" in asked(f"{address}/{path}").headers["Cache-Control"]


def once(answer: Answer) -> dict[str, str]:
    """The headers of safety of an answer, each of which may be there only once."""
    found = {name: answer.headers.get_all(name) or [] for name in headers()}
    assert answer.headers.get("X-Frame-Options") is None
    return {name: " and ".join(values) for name, values in found.items()}


def test_the_headers_of_safety_arrive_exactly_once_everywhere(address: str, apps: list[Server]) -> None:
    paths = {
        "": 200,
        "ranking": 200,
        "ranking?groups=finance&lang=en": 200,
        "ranking?theme=dark": 307,
        "embed?chart=ranking": 200,
        "embed.js": 200,
        script(address): 200,
        plotly_name(): 200,
        "favicon.png": 200,
        "_stcore/health": 200,
        "_stcore/host-config": 200,
        "_stcore/agent/mcp": 404,
        "media/nothing.pptx": 404,
        "ranking/": 301,
    }
    for path, status in paths.items():
        told = asked(f"{address}/{path}")
        assert told.status == status and once(told) == headers(), path
    assert once(asked(f"{apps[0].address}/healthz")) == headers()


def test_no_request_meets_a_connection_that_the_app_is_closing() -> None:
    idle = re.search(r"^ *keepalive_timeout (\d+)s;", SITE.read_text(encoding="utf-8"), re.MULTILINE)
    assert idle and int(idle[1]) + 1 < uvicorn.Config("app:app").timeout_keep_alive


def test_what_is_for_those_who_run_it_is_not_reachable(address: str) -> None:
    root = address.removesuffix(f"/{BASE}")
    names = ("metrics", "metrics/", "healthz", "%6detrics", "/metrics", "x/../metrics", "_stcore/metrics")
    for path in [*(f"{address}/{name}" for name in names), f"{root}/metrics", f"{root}/healthz"]:
        told = asked(path)
        assert told.status == 404 and b"survey_" not in told.body and b"executives" not in told.body, path
    assert "nginx/" not in asked(f"{address}/metrics").headers["Server"]


def test_a_replica_knows_who_asks_and_tells_nobody_else_of_itself(apps: list[Server]) -> None:
    assert asked(f"{apps[0].address}/metrics").status == 200
    assert asked(f"{apps[0].address}/metrics", X_Forwarded_For="10.1.2.3").status == 404


def test_no_log_has_a_query_in_it(page: Page, address: str, logs: Path) -> None:
    drawn(page, f"{address}/{VIEW}&signed_in_log=secret")
    written = (logs / ACCESS_LOG).read_text(encoding="utf-8")
    assert '"GET /insights/ranking HTTP/1.1" 200' in written
    for file in logs.glob("*.log"):
        assert not re.search(r"\?|groups=|secret", file.read_text(encoding="utf-8")), file
    assert (logs / ERROR_LOG).read_text(encoding="utf-8") == ""


def import_small(folder: Path, rows: Sequence[Mapping[str, str]], kept: Path) -> None:
    """Publish answers of the small study as its owner does, beside the running replicas."""
    file = write(kept / "answers.csv", rows)
    command = [sys.executable, "-m", "survey", "import", str(SMALL), str(file), "--unshown"]
    environment = os.environ | {"SURVEY_RELEASES": str(folder)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def agents(address: str, logs: Path, apps: list[Server]) -> list[str]:
    """For each replica a user agent whose readers nginx sends there."""
    found: dict[str, str] = {}
    for number in range(30):
        name = f"reader {number}"
        asked(f"{address}/_stcore/host-config", User_Agent=name)
        time.sleep(0.01)
        found[(logs / ACCESS_LOG).read_text(encoding="utf-8").split()[-1]] = name
    return [found[urlsplit(one.address).netloc] for one in apps]


def test_a_new_release_reaches_the_readers_of_both_replicas(
    chromium: Browser, address: str, apps: list[Server], folder: Path, logs: Path, tmp_path: Path
) -> None:
    import_small(folder, small_rows(), tmp_path)
    contexts = [chromium.new_context(user_agent=name) for name in agents(address, logs, apps)]
    pages = [one.new_page() for one in contexts]
    before = [readers(one) for one in apps]
    for page in pages:
        drawn(page, f"{address}/ranking?study=small&lang=en")
        expect(page.locator(".foot").first).to_contain_text("44 people")
    assert [readers(one) for one in apps] == [one + 1 for one in before]
    import_small(folder, [*small_rows(), *(row | {"id": f"{row['id']}b"} for row in small_rows())], tmp_path)
    for page in pages:
        page.get_by_role("link", name="Groups", exact=True).click()
        expect(page.locator(".foot").first).to_contain_text("88 people")
    for one in apps:
        assert json.loads(asked(f"{one.address}/healthz").body)["releases"]["small"] == "small-2"
    for context in contexts:
        context.close()


def heard(address: str, **sent: str) -> bytes:
    """All that the app sends to a reader who opens its first page, with these headers on the websocket."""
    to = urlsplit(address)
    stream = f"ws://{to.netloc}{to.path}/_stcore/stream"
    origin, protocol = Origin(f"{to.scheme}://{to.netloc}"), Subprotocol("streamlit")
    with connect(stream, additional_headers=sent, origin=origin, subprotocols=[protocol]) as wire:
        begin = BackMsg()
        begin.rerun_script.query_string = "lang=en"
        wire.send(begin.SerializeToString())
        all_of_it = b""
        while True:
            got = wire.recv(timeout=20)
            assert isinstance(got, bytes)
            all_of_it += got
            if ForwardMsg.FromString(got).WhichOneof("type") == "script_finished":
                return all_of_it


class Provider(BaseHTTPRequestHandler):
    """What nginx asks who reads: in place of oauth2-proxy, and it knows Anna alone."""

    def do_GET(self) -> None:
        known = self.headers.get("Cookie") == "signed-in=anna"
        self.send_response(202 if known else 401)
        if known:
            self.send_header("X-Auth-Request-Email", "anna@partner.fi")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def sign_on(port: int) -> dict[str, str]:
    """What an administrator changes in deploy/nginx.conf so that nginx signs readers on."""
    text = SITE.read_text(encoding="utf-8")
    cleared = "".join(re.findall(r'^    proxy_set_header X-\S+ +"";\n', text, re.MULTILINE))
    block = re.findall(r"^    # auth_request /oauth2/auth;\n(?:    # .*\n)+", text, re.MULTILINE)
    assert len(block) == 1 and cleared.count("\n") == 3
    live = re.sub(r"^    # ", "    ", block[0], flags=re.MULTILINE)
    live = live.replace("the key of access.toml", KEY).replace("127.0.0.1:4180", f"127.0.0.1:{port}")
    return {block[0]: live, cleared: ""}


def test_nobody_is_whom_a_browser_claims_but_whom_the_sign_on_of_nginx_knows(
    folder: Path, apps: list[Server], provider: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = tmp_path_factory.mktemp("access")
    table = kept / "access.toml"
    table.write_text(
        f'sign_in = "header"\n[header]\naddress = "X-Forwarded-Email"\nkey = "{KEY}"\n'
        '[studies]\n"*" = ["anna@partner.fi"]\n',
        encoding="utf-8",
    )
    with replicas(folder, 1, SURVEY_ACCESS=str(table)) as (app,):
        servers = [app.address, app.address]
        assert SHOWN in heard(app.address, **ANNA)
        with nginx(tmp_path_factory.mktemp("plain"), servers) as address:
            assert SHOWN not in heard(address, **ANNA)
        with nginx(tmp_path_factory.mktemp("signed"), servers, sign_on(provider)) as address:
            assert asked(f"{address}/", **ANNA).status == 302
            assert SHOWN in heard(address, Cookie="signed-in=anna")


def test_when_a_replica_dies_its_readers_keep_their_view(
    page: Page, address: str, apps: list[Server]
) -> None:
    before = [readers(one) for one in apps]
    drawn(page, f"{address}/{VIEW}")
    click_row(page, "LinkedIn")
    expect(page.get_by_role("link", name="LinkedIn in depth")).to_be_visible()
    at = next(at for at, one in enumerate(apps) if readers(one) > before[at])
    theirs, other = apps[at], apps[1 - at]
    seen = page.url, page.locator(".head h1").inner_text(), page.evaluate(NUMBERS)
    ran = runs(other)
    page.evaluate("window.sameDocument = true")
    theirs.process.send_signal(signal.SIGKILL)
    in_time(lambda: readers(other) > before[1 - at] and runs(other) > ran)
    expect(page.locator("[data-test-script-state='notRunning']").first).to_be_attached()
    expect(page.get_by_role("link", name="LinkedIn in depth")).to_be_visible()
    assert (page.url, page.locator(".head h1").inner_text(), page.evaluate(NUMBERS)) == seen
    click_row(page, "Website")
    expect(page.get_by_role("link", name="Website in depth")).to_be_visible()
    assert "item=website" in page.url and page.evaluate("window.sameDocument")


def test_told_to_stop_a_replica_ends_well_though_a_reader_is_connected_and_another_is_slow(
    page: Page, address: str, apps: list[Server]
) -> None:
    drawn(page, f"{address}/{VIEW}")
    server = next(one for one in apps if one.process.poll() is None and readers(one))
    to = urlsplit(server.address)
    with closing(socket.create_connection((to.hostname, to.port))) as slow:
        slow.sendall(f"GET {to.path}/{plotly_name()} HTTP/1.1\r\nHost: {to.netloc}\r\n\r\n".encode())
        slow.recv(1000)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=10) == 0
