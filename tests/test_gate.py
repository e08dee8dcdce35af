"""What comes in: internal ways are hidden, only the proxy says who reads, themes are named, all counted."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import MagicMock
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette import starlette_agent_routes, starlette_routes

from survey import metrics
from survey.server.gate import INTERNAL, Gate, kind_of

KEY = "a key of the proxy, long enough"
TABLE = f"""
sign_in = "header"
[header]
address = "X-Forwarded-Email"
groups = "X-Forwarded-Groups"
key = "{KEY}"
[studies]
"*" = ["@kaiku.fi"]
"""
Headers = Sequence[tuple[str, str]]


@dataclass
class Behind:
    """An app behind the gate, that says yes to everything and remembers what it was asked."""

    asked: list[Scope] = field(default_factory=list)
    fails: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        if self.fails:
            raise RuntimeError("no")
        if scope["type"] == "http":
            await PlainTextResponse("yes", 201)(scope, receive, send)

    def heard(self, name: str) -> list[str]:
        """The values of a header that the app was given, in every spelling of its name."""
        return [
            value.decode()
            for one, value in self.asked[-1]["headers"]
            if one.decode().lower().replace("_", "-") == name.lower()
        ]


@dataclass(frozen=True)
class Answer:
    status: int
    location: str = ""
    body: bytes = b""


def ask(
    app: ASGIApp,
    target: str = "/",
    headers: Headers = (),
    method: str = "GET",
    kind: str = "http",
) -> Answer:
    """What is answered to a request as a server hands it on: path decoded, headers' names in lower case."""
    path, _, query = target.partition("?")
    scope = {
        "type": kind,
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8501),
        "scheme": "http",
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Gate(app)(scope, receive, send))
    nothing: Message = {"status": 0, "headers": []}
    start = next((one for one in sent if one["type"] == "http.response.start"), nothing)
    location = dict(start["headers"]).get(b"location", b"").decode()
    return Answer(start["status"], location, b"".join(one.get("body", b"") for one in sent))


@pytest.fixture
def setting() -> Iterator[Callable[[str, object], None]]:
    """Streamlit's own settings, as they were before afterwards."""
    before: dict[str, object] = {}

    def change(name: str, value: object) -> None:
        before.setdefault(name, config.get_option(name))
        config.set_option(name, value)

    yield change
    for name, value in before.items():
        config.set_option(name, value)


@pytest.fixture
def proxied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table by which a proxy says who reads."""
    file = tmp_path / "access.toml"
    file.write_text(TABLE, encoding="utf-8")
    monkeypatch.setenv("SURVEY_ACCESS", str(file))
    return file


# What is internal


def spellings(path: str) -> list[str]:
    """Ways to write a path that a web server, a proxy or a router may take for the same."""
    first, _, rest = path.lstrip("/").partition("/")
    return [
        path,
        f"{path}/",
        f"{path}//",
        f"/{path}",
        f"//{path}",
        f"/.{path}",
        f"/x/..{path}",
        f"/{first}//{rest}",
        f"/{first}/./{rest}",
        f"/{first}/%2e/{rest}",
        f"/{first}/x/%2e%2e/{rest}",
        f"/{first}%2F{rest}",
        path.replace("_", "%5F"),
        path.replace("m", "%6d"),
        path.upper(),
        f"{path}%00",
        f"{path};x=1",
        f"{path}?theme=dark",
        f"{path}/?theme=dark",
        f"{path}/interact",
    ]


@pytest.mark.parametrize("base", ["", "insights", "/a/b/"])
@pytest.mark.parametrize("path", INTERNAL)
def test_what_is_internal_is_not_there_however_it_is_written(
    setting: Callable[[str, object], None], base: str, path: str
) -> None:
    """Behind the gate stands Starlette's own router: what it takes for the same must not be let through."""
    setting("server.baseUrlPath", base)
    below = f"/{base.strip('/')}/{path}" if base else f"/{path}"
    reached: list[str] = []

    def here(request: Request) -> PlainTextResponse:
        reached.append(request.url.path)
        return PlainTextResponse("internal")

    router = Starlette(routes=[Route(f"{one}{more}", here) for one in (below,) for more in ("", "/interact")])
    for target in (*spellings(below), *spellings(f"/{path}")):
        assert ask(router, target).body != b"internal", target
    assert not reached
    assert ask(Behind(), below).status == ask(Behind(), f"{below}/").status == 404


def test_every_internal_way_that_streamlit_has_is_known() -> None:
    """What its makers give a way of its own, other than to a browser, is hidden."""
    made = [
        *starlette_routes.create_metrics_routes(MagicMock(), ""),
        *starlette_routes.create_script_health_routes(MagicMock(), ""),
        *starlette_agent_routes.create_agent_routes(MagicMock(), ""),
    ]
    for path in {one.path for one in made if isinstance(one, Route)}:
        assert ask(Behind(), path).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ranking",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/metricsx",
        "/x/_stcore/metrics",
        "/insights/_stcore/metrics",
        "/metrics",
        "/healthz",
    ],
)
def test_what_is_not_internal_reaches_the_app_as_it_was_asked(path: str) -> None:
    app = Behind()
    assert ask(app, f"{path}?a=1&a=2").status == 201
    assert (app.asked[0]["path"], app.asked[0]["query_string"]) == (path, b"a=1&a=2")


def test_a_path_that_only_begins_like_the_base_path_is_not_below_it(
    setting: Callable[[str, object], None],
) -> None:
    setting("server.baseUrlPath", "insights")
    assert ask(Behind(), "/insightsful/_stcore/metrics").status == 201
    assert ask(Behind(), "/insights/_stcore/metrics").status == 404


# Who reads

FORGED = (
    ("X-Forwarded-Email", "boss@kaiku.fi"),
    ("x-forwarded-email", "boss@kaiku.fi"),
    ("X-FORWARDED-GROUPS", "board"),
    ("x-Forwarded-groups", "board"),
)
OTHERS = (("Host", "127.0.0.1:8501"), ("Cookie", "a=b"), ("X-Forwarded-For", "10.0.0.1"))


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "key",
    [
        (),
        (("X-Survey-Key", ""),),
        (("X-Survey-Key", "wrong"),),
        (("X-Survey-Key", KEY[:-1]),),
        (("X-Survey-Key", f"{KEY} "),),
        (("X-Survey-Key", KEY.upper()),),
        (("X-Survey-Key", "wrong"), ("X-Survey-Key", KEY)),
        (("X-Survey-Key", f"wrong, {KEY}"),),
        (("X_Survey_Key", KEY),),
        (("X-Survey-Keys", KEY),),
        (("X-Survey-Key", "ä" * 30),),
    ],
    ids=repr,
)
def test_who_reads_is_believed_of_nobody_without_the_key(proxied: Path, kind: str, key: Headers) -> None:
    app = Behind()
    ask(app, "/", (*key, *FORGED, *OTHERS), kind=kind)
    assert not app.heard("x-forwarded-email") and not app.heard("x-forwarded-groups")
    assert [name for name, _ in OTHERS if app.heard(name)] == [name for name, _ in OTHERS]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("name", ["X-Survey-Key", "x-survey-key", "X-SURVEY-KEY"])
def test_the_proxy_is_known_by_its_key_and_believed(proxied: Path, kind: str, name: str) -> None:
    app = Behind()
    ask(app, "/", ((name, KEY), FORGED[0], ("X-Forwarded-Groups", "board"), *OTHERS), kind=kind)
    assert app.heard("x-forwarded-email") == ["boss@kaiku.fi"]
    assert app.heard("x-forwarded-groups") == ["board"] and app.heard("host")


def test_a_header_with_underscores_is_another_header(proxied: Path) -> None:
    """Some servers take X_Forwarded_Email for X-Forwarded-Email; the app reads the name as it is."""
    from streamlit.runtime.context import StreamlitHeaders

    app = Behind()
    ask(app, "/", (("X_Forwarded_Email", "boss@kaiku.fi"), ("X_FORWARDED_GROUPS", "board")))
    names = StreamlitHeaders([(name.decode(), value.decode()) for name, value in app.asked[-1]["headers"]])
    assert names.get("X-Forwarded-Email") is None and names.get("X-Forwarded-Groups") is None


def test_a_new_key_is_seen_without_a_restart(proxied: Path) -> None:
    app = Behind()
    proxied.write_text(TABLE.replace(KEY, f"another {KEY}"), encoding="utf-8")
    ask(app, "/", (("X-Survey-Key", KEY), FORGED[0]))
    assert not app.heard("x-forwarded-email")
    ask(app, "/", (("X-Survey-Key", f"another {KEY}"), FORGED[0]))
    assert app.heard("x-forwarded-email")


def test_without_a_proxy_in_the_table_headers_are_only_headers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "access.toml"
    file.write_text('sign_in = "oidc"\n[studies]\n"*" = ["@kaiku.fi"]\n', encoding="utf-8")
    monkeypatch.setenv("SURVEY_ACCESS", str(file))
    app = Behind()
    ask(app, "/", FORGED)
    assert app.heard("x-forwarded-email")


def test_a_broken_table_lets_requests_through_to_a_page_that_shows_nothing(proxied: Path) -> None:
    proxied.write_text("sign_in =", encoding="utf-8")
    assert ask(Behind(), "/ranking", FORGED).status == 201


# Hosts


@pytest.mark.parametrize(
    "host",
    ["insights.kaiku.fi", "insights.kaiku.fi:8501", "INSIGHTS.Kaiku.FI", "a.example.fi", "[::1]", "[::1]:80"],
)
def test_a_host_that_is_allowed_is_served(setting: Callable[[str, object], None], host: str) -> None:
    setting("server.allowedHosts", ["insights.kaiku.fi", "*.example.fi", "::1"])
    assert ask(Behind(), "/", [("Host", host)]).status == 201


@pytest.mark.parametrize(
    "host",
    [
        "evil.com",
        "evil.com:8501",
        "insights.kaiku.fi.evil.com",
        "evilinsights.kaiku.fi",
        "insights.kaiku.fi@evil.com",
        "insights.kaiku.fi:8501@evil.com",
        "insights.kaiku.fi:x",
        "",
        None,
    ],
)
def test_a_host_that_is_not_allowed_is_not_served(
    setting: Callable[[str, object], None], host: str | None
) -> None:
    setting("server.allowedHosts", ["insights.kaiku.fi", "*.example.fi"])
    app = Behind()
    assert ask(app, "/", [("Host", host)] if host is not None else []).status == 400
    assert not app.asked


def test_every_host_is_served_where_none_is_named_or_all_are(
    setting: Callable[[str, object], None],
) -> None:
    for hosts in ([], ["*"]):
        setting("server.allowedHosts", hosts)
        assert ask(Behind(), "/", [("Host", "any.example")]).status == 201


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/insights/healthz"])
def test_a_probe_may_call_the_host_what_it_likes(setting: Callable[[str, object], None], path: str) -> None:
    setting("server.allowedHosts", ["insights.kaiku.fi"])
    setting("server.baseUrlPath", "insights")
    assert ask(Behind(), path, [("Host", "10.0.0.7:8501")]).status == 201


# Themes


def dressed(target: str, origin: str = "http://kaiku.fi") -> str:
    """Where a browser goes that asks for a target; "" where it stays."""
    answer = ask(Behind(), target)
    return urljoin(f"{origin}{target}", answer.location) if answer.status == 307 else ""


@pytest.mark.parametrize(("theme", "option"), [("light", "light_theme"), ("dark", "dark_theme")])
def test_a_theme_becomes_what_streamlit_calls_it_and_the_rest_stays(theme: str, option: str) -> None:
    went = dressed(f"/embed?chart=ranking&groups=a%2Cb&theme={theme}&item=%C3%A4%26b&lang=")
    assert urlsplit(went).path == "/embed"
    assert parse_qsl(urlsplit(went).query, keep_blank_values=True) == [
        ("chart", "ranking"),
        ("groups", "a,b"),
        ("item", "ä&b"),
        ("lang", ""),
        ("embed", "true"),
        ("embed_options", option),
        ("embed_options", "hide_loading_screen"),
    ]


def test_what_an_address_says_of_the_frame_gives_way_to_the_theme() -> None:
    went = dressed("/embed?embed=false&embed_options=light_theme&theme=dark")
    options = [value for name, value in parse_qsl(urlsplit(went).query) if name == "embed_options"]
    assert options == ["dark_theme", "hide_loading_screen"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
            st.text(st.characters(exclude_categories=["Cs"])),
        )
    )
)
def test_other_parameters_are_untouched_in_their_order(others: list[tuple[str, str]]) -> None:
    others = [one for one in others if one[0] not in ("theme", "embed", "embed_options")]
    went = dressed(f"/ranking?{urlencode([*others, ('theme', 'dark')])}")
    assert parse_qsl(urlsplit(went).query, keep_blank_values=True)[: len(others)] == others


@pytest.mark.parametrize(
    "query", ["", "theme=", "theme=Dark", "theme=blue", "Theme=dark", "embed_options=dark_theme", "theme"]
)
def test_without_a_theme_that_there_is_nothing_is_redirected(query: str) -> None:
    assert not dressed(f"/embed?{query}")


def test_a_redirect_is_done_once() -> None:
    went = urlsplit(dressed("/embed?theme=dark&theme=light"))
    assert "light_theme" in went.query and not dressed(f"{went.path}?{went.query}")


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "DELETE"])
def test_only_what_is_read_is_redirected(method: str) -> None:
    assert ask(Behind(), "/embed?theme=dark", method=method).status == 201


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "//evil.com",
        "///evil.com",
        "//evil.com/x",
        "/http:evil",
        "/https:evil.com",
        "/https:evil.com/x",
        "/https://evil.com",
        "/javascript:alert(1)",
        "/%5Cevil.com",
        "/%5C%5Cevil.com",
        "/%2Fevil.com",
        "/%2F%2Fevil.com",
        "/x/%2F%2Fevil.com",
        "/a%2Fb",
        "/..%2F..%2Fx",
        "/@evil.com",
        "/.%09/evil.com",
        "/%0D%0Aset-cookie:a=b",
        "/x%3F/evil",
        "/%23evil",
        "/ä",
        "/insights/embed",
    ],
)
def test_a_redirect_never_leaves_the_host(path: str) -> None:
    answer = ask(Behind(), f"{path}?theme=dark")
    assert answer.status == 307
    assert answer.location.startswith("./") and not set(answer.location) & set("\r\n\\ ")
    went = urlsplit(urljoin(f"http://kaiku.fi{path}?theme=dark", answer.location))
    assert (went.scheme, went.netloc) == ("http", "kaiku.fi")


# Counting


def counted(kind: str, status: int) -> float:
    labels = {"kind": kind, "status": str(status)}
    return metrics.REGISTRY.get_sample_value("survey_requests_total", labels) or 0


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/", "page", 201),
        ("/ranking", "page", 201),
        ("/media/abc.csv", "download", 201),
        ("/static/js/x.js", "asset", 201),
        ("/component/x", "asset", 201),
        ("/_stcore/health", "internal", 201),
        ("/_stcore/metrics", "internal", 404),
        ("/healthz", "healthz", 201),
        ("/metrics", "metrics", 201),
        ("/embed?theme=dark", "page", 307),
    ],
)
def test_a_request_is_counted_by_its_kind_and_how_it_ended(path: str, kind: str, status: int) -> None:
    before = counted(kind, status)
    ask(Behind(), path)
    assert counted(kind, status) == before + 1


def test_a_request_that_fails_is_counted_as_that_and_fails() -> None:
    before = counted("page", 500)
    with pytest.raises(RuntimeError):
        ask(Behind(fails=True), "/ranking")
    assert counted("page", 500) == before + 1


def test_readers_are_counted_as_long_as_they_are_there() -> None:
    during: list[float | None] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        during.append(metrics.REGISTRY.get_sample_value("survey_readers"))

    before = metrics.REGISTRY.get_sample_value("survey_readers") or 0
    ask(app, "/_stcore/stream", kind="websocket")
    assert during == [before + 1] and metrics.REGISTRY.get_sample_value("survey_readers") == before


@settings(deadline=None)
@given(st.text())
def test_kinds_are_few_whatever_is_asked_for(path: str) -> None:
    assert kind_of(path) in {"page", "download", "asset", "internal", "healthz", "metrics"}


def test_what_is_neither_a_request_nor_a_reader_passes_by() -> None:
    app = Behind()
    ask(app, kind="lifespan")
    assert app.asked[0]["type"] == "lifespan"
