"""When as many read as one process bears, whoever comes next is asked to wait, in words."""

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from survey import metrics
from survey.server.gate import Gate

SOCKET = "/_stcore/stream"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await PlainTextResponse("the page")(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.accept"})
    await receive()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("SURVEY_READERS", "2")
    return TestClient(Gate(app), base_url="http://localhost")


def test_the_reader_after_the_last_gets_a_page_that_tries_again(gate: TestClient) -> None:
    with gate.websocket_connect(SOCKET), gate.websocket_connect(SOCKET):
        assert metrics.REGISTRY.get_sample_value("survey_readers") == 2
        refused = gate.get("/ranking", params={"lang": "sv"})
        assert refused.status_code == 503 and "Det är många läsare just nu" in refused.text
        assert refused.headers["retry-after"] == refused.headers["refresh"] == "20"
        with pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)):
            gate.websocket_connect(SOCKET).__enter__()
    assert gate.get("/ranking").text == "the page", "there is room again"


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        ("sv-FI,sv;q=0.9", "många läsare"),
        ("de,fi;q=0.5", "juuri nyt"),
        ("en-GB", "Many"),
        ("", "Many"),
    ],
)
def test_it_speaks_the_language_of_the_browser(gate: TestClient, accepted: str, words: str) -> None:
    with gate.websocket_connect(SOCKET), gate.websocket_connect(SOCKET):
        assert words in gate.get("/", headers={"accept-language": accepted}).text


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/static/js/index.js", "/media/a.csv", "/embed.js"])
def test_who_is_inside_already_gets_everything(gate: TestClient, path: str) -> None:
    with gate.websocket_connect(SOCKET), gate.websocket_connect(SOCKET):
        assert gate.get(path).text == "the page"


def test_a_reader_who_fails_makes_room_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_READERS", "1")

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError

    async def nothing(*_: Any) -> dict[str, str]:
        return {"type": "websocket.connect"}

    gate = Gate(broken)
    scope = {"type": "websocket", "path": SOCKET, "headers": [], "query_string": b""}
    for _ in range(3):
        with pytest.raises(RuntimeError):
            asyncio.run(gate(scope, nothing, nothing))  # type: ignore[arg-type]
