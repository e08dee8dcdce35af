"""What browsers keep is sent from memory, compressed, under the headers that let them keep it."""

import gzip

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from survey.assets import BUNDLE, plotly_name
from survey.server.first import PAGES, SCRIPTS, first_page, modules, named, together
from survey.server.kept import FOREVER, takes_gzip
from survey.server.shelf import Shelf

HASHED = next(one for one in named(first_page()) if one.endswith(".js"))


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    asked = Request(scope).headers.get("range", "")
    await PlainTextResponse(f"the app {asked}".strip())(scope, receive, send)


@pytest.fixture(scope="module")
def shelf() -> TestClient:
    return TestClient(Shelf(app))


def raw(shelf: TestClient, name: str, **headers: str) -> Response:
    """The answer as it is on the wire."""
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    with shelf.stream("GET", f"/{name}", headers=sent) as found:
        return Response(b"".join(found.iter_raw()), found.status_code, found.headers)


@pytest.mark.parametrize("name", ["", "ranking", HASHED, plotly_name(), "embed.js", modules()[-1]])
def test_a_file_comes_compressed_to_whoever_takes_it_so(shelf: TestClient, name: str) -> None:
    packed = raw(shelf, name, accept_encoding="gzip, br")
    plain = raw(shelf, name, accept_encoding="identity")
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert gzip.decompress(bytes(packed.body)) == bytes(plain.body)
    for one in (packed, plain):
        assert int(one.headers["content-length"]) == len(one.body)
        assert one.headers["vary"] == "accept-encoding"
    assert packed.headers["etag"] != plain.headers["etag"]


def test_plotly_is_the_bundle_of_the_package(shelf: TestClient) -> None:
    assert shelf.get(f"/{plotly_name()}").content == BUNDLE.read_bytes()


def test_only_what_has_its_hash_in_its_name_is_kept_for_good(shelf: TestClient) -> None:
    for name in (HASHED, plotly_name()):
        assert shelf.get(f"/{name}").headers["cache-control"] == FOREVER
    for name in ("", "ranking", modules()[-1]):
        assert shelf.get(f"/{name}").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["", HASHED, modules()[-1]])
def test_whoever_has_it_still_gets_no_body(shelf: TestClient, name: str) -> None:
    tag = shelf.get(f"/{name}").headers["etag"]
    again = shelf.get(f"/{name}", headers={"if-none-match": f'"older", W/{tag}'})
    assert again.status_code == 304 and not again.content and again.headers["etag"] == tag
    assert shelf.get(f"/{name}", headers={"if-none-match": '"older"'}).status_code == 200


def test_head_tells_the_length_and_sends_nothing(shelf: TestClient) -> None:
    found = shelf.head(f"/{HASHED}")
    assert found.status_code == 200 and int(found.headers["content-length"]) > 0 and not found.content


@pytest.mark.parametrize(
    "name",
    [
        "static/js/nothing.js",
        "static/../index.html",
        "static/js/..%2F..%2Findex.html",
        "static/%2e%2e/%2e%2e/__init__.py",
    ],
)
def test_nothing_is_found_outside_of_the_shelf(shelf: TestClient, name: str) -> None:
    found = shelf.get(f"/{name}")
    assert found.status_code == 404 or found.text == "the app"


def test_parts_other_methods_and_other_names_are_left_to_the_app(shelf: TestClient) -> None:
    assert shelf.get(f"/{HASHED}", headers={"range": "bytes=0-9"}).text == "the app bytes=0-9"
    assert shelf.post("/").text == "the app"
    assert shelf.get("/healthz").text == "the app"


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("br", False), ("", False)],
)
def test_gzip_is_for_who_asks_for_it(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) == takes


@pytest.mark.parametrize("page", sorted(PAGES))
def test_everything_that_the_first_page_names_is_there(shelf: TestClient, page: str) -> None:
    head = first_page(page)
    names = [*named(head), *modules(), *([plotly_name()] if plotly_name() in head else ())]
    assert len(names) > 20 and all(f'"./{one}"' in head for one in names)
    assert all(shelf.head(f"/{one}").status_code == 200 for one in names)


def test_what_a_script_imports_is_named_with_it() -> None:
    [html] = [path.name for path in SCRIPTS.glob("Html.*.js")]
    found = together((html,), SCRIPTS)
    assert found[0] == html and len(found) == len(set(found)) > 1
