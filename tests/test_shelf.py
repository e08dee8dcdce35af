"""What is sent from memory: compressed for who takes it, kept by its name, asked for only what there is."""

import asyncio
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message
from streamlit import config

from survey import assets
from survey.assets import BUNDLE, plotly_name
from survey.server.first import (
    BROWSER,
    COMPONENTS,
    FRAME,
    PAGES,
    STATIC,
    WITHOUT_PICTURE,
    first_page,
    modules,
    named,
    together,
)
from survey.server.headers import inline_script_hashes
from survey.server.kept import FOREVER, matches, takes_gzip
from survey.server.shelf import HASHED, Shelf, shelf
from survey.ui.component import FILES

SCRIPT = next(one for one in named(first_page()) if "/index." in one and one.endswith(".js"))
FONT = next(one for one in named(first_page()) if one.endswith(".woff2"))


def behind(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"behind: {request.url.path}")


def client() -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", behind)], middleware=[Middleware(Shelf)])
    return TestClient(app, headers={"accept-encoding": "gzip"})


@pytest.mark.parametrize("name", [SCRIPT, plotly_name(), f"{COMPONENTS}/survey.chart/chart.js", "embed.js"])
def test_a_script_comes_compressed_to_who_takes_it_and_plain_to_others(name: str) -> None:
    packed, plain = (client().get(f"/{name}", headers={"accept-encoding": one}) for one in ("gzip, br", ""))
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.content == plain.content == shelf()[name]().content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.content)
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert packed.headers["content-type"].startswith("text/javascript")
    assert packed.headers["etag"] != plain.headers["etag"]


def test_a_font_is_compressed_already() -> None:
    font = client().get(f"/{FONT}")
    assert font.headers["content-type"] == "font/woff2" and font.headers["cache-control"] == FOREVER
    assert not {"content-encoding", "vary"} & set(font.headers)


def test_plotly_is_the_installed_bundle_but_for_brackets_around_what_makes_it() -> None:
    sent, installed = client().get(f"/{plotly_name()}").content, BUNDLE.read_bytes()
    assert len(sent) == len(installed) + 2
    assert sent.replace(b" : this, (() => {", b" : this, () => {", 1).rstrip() == (
        installed.rstrip().removesuffix(b"}));") + b"})));"
    )


def test_a_bundle_that_is_written_otherwise_is_sent_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "plotly.min.js"
    other.write_text("var Plotly = (function () { return {}; })();", encoding="utf-8")
    monkeypatch.setattr(assets, "BUNDLE", other)
    assert assets.plotly_bundle.__wrapped__() == other.read_bytes()


def test_only_what_is_named_by_its_content_is_kept_without_asking() -> None:
    names = [name for name in shelf() if name not in PAGES]
    kept = {name: shelf()[name]().keep for name in names}
    assert {name for name, how in kept.items() if how == FOREVER} == {
        name for name in kept if name == plotly_name() or HASHED.search(name)
    }
    assert all(HASHED.search(name) for name in names if name.startswith("static/"))
    assert not any(HASHED.search(f"{one}.js") for one in FILES)
    assert {client().get(f"/{page}").headers["cache-control"] for page in PAGES} == {"no-cache"}


@pytest.mark.parametrize("name", ["ranking", SCRIPT])
@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_who_has_it_already_is_told_so(name: str, accepted: str) -> None:
    asking = {"accept-encoding": accepted}
    tag = client().get(f"/{name}", headers=asking).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client().get(f"/{name}", headers={**asking, "if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client().get(f"/{name}", headers={**asking, "if-none-match": '"other"'}).status_code == 200


def test_head_tells_what_get_would() -> None:
    full, head = client().get(f"/{SCRIPT}"), client().head(f"/{SCRIPT}")
    assert head.headers == full.headers and head.content == b"" and full.content


def test_who_asks_for_a_part_is_left_to_streamlit() -> None:
    part = client().get(f"/{SCRIPT}", headers={"range": "bytes=0-9"})
    assert part.text == f"behind: /{SCRIPT}"


@pytest.mark.parametrize(
    "path",
    ["static/js/none.js", "static/../../app.py", "static/js/../../index.html", "static//etc/passwd"],
)
def test_what_is_not_in_the_folder_is_not_there(path: str) -> None:
    """The path as it comes, whatever a browser would make of it."""
    scope = {"type": "http", "method": "GET", "path": f"/{path}", "headers": []}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Shelf(PlainTextResponse("behind"))(scope, receive, send))
    assert sent[0]["status"] == 404


@pytest.mark.parametrize(
    "path", ["healthz", "ranking/", "elsewhere", "media/a.png", f"{COMPONENTS}/x/chart.js"]
)
def test_all_else_is_for_the_app(path: str) -> None:
    assert client().get(f"/{path}").text == f"behind: /{path}"
    assert client().post("/ranking").status_code == 405


def test_below_a_base_path_pages_are_only_there(monkeypatch: pytest.MonkeyPatch) -> None:
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "insights")
    try:
        asking = client()
        assert asking.get("/insights/ranking").text == first_page("ranking")
        assert asking.get("/insights/").text == first_page()
        assert asking.get("/ranking").text == "behind: /ranking"
        assert asking.get(f"/insights/{SCRIPT}").content == asking.get(f"/{SCRIPT}").content
    finally:
        config.set_option("server.baseUrlPath", before)


def test_everything_that_the_first_page_names_is_there() -> None:
    named_here = re.findall(r'(?:src|href)="\./([^"]+)"', first_page("ranking"))
    mine = [one for one in named_here if one not in ("favicon.png", "_stcore/agent/openapi.json")]
    assert {client().get(f"/{one}").status_code for one in mine} == {200}
    assert all(client().get(f"/{one}").content != b"" and one in shelf() for one in mine)
    assert len(mine) == len(set(mine))


def test_what_it_names_beyond_streamlits_own_is_what_the_frame_is_made_of() -> None:
    """Our components import each of these, or a part of Streamlit's does that every page has."""
    assert set(FRAME) <= set(FILES)
    parts = together(
        [path.name for one in ("Html", "BidiComponent") for path in STATIC.glob(f"static/js/{one}.*.js")],
        STATIC / "static" / "js",
    )
    ours = {f"{COMPONENTS}/survey.{one}/{file}" for one in FRAME for file in together([f"{one}.js"], BROWSER)}
    assert len(parts) > 2 and set(modules()) == ours | {f"static/js/{one}" for one in parts}
    assert f"{COMPONENTS}/survey.chart/colours.js" in ours


def test_plotly_is_named_where_a_page_has_a_picture() -> None:
    with_picture = {name for name in PAGES if plotly_name() in first_page(name)}
    assert PAGES - with_picture == WITHOUT_PICTURE


def test_the_policy_lets_the_scripts_of_every_page_run() -> None:
    inline = {tuple(re.findall(r"<script>(.*?)</script>", first_page(name), re.DOTALL)) for name in PAGES}
    assert len(inline) == 1 and len(inline.pop()) == len(inline_script_hashes())


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip; q=0", False), ("br", False), ("", False)],
)
def test_gzip_is_for_who_takes_it(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted) is taken


def test_an_etag_is_compared_as_a_whole() -> None:
    assert matches('"a"', '"b", W/"a"') and not matches('"a"', '"ab"') and not matches('"a"', "")
