"""Messages to a browser leave at once, on the sockets that Streamlit makes too."""

import asyncio
import socket
import sys
import threading
import time
import urllib.request
from types import SimpleNamespace
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server import _bind_socket
from uvicorn import Config, Server
from websockets.sync.client import connect

from survey.server.gate import Gate
from survey.server.prompt import RUNTIME, SOON, at_once, hurry


def test_no_answer_and_no_message_waits_for_more_to_go_with_it() -> None:
    found: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        connection = receive.__self__.transport.get_extra_info("socket")  # type: ignore[attr-defined]
        found.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        if scope["type"] == "http":
            await PlainTextResponse("small")(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close"})

    listening = _bind_socket("127.0.0.1", 0, 5)
    framed = Starlette(routes=[Mount("/", app)], middleware=[Middleware(Gate)])
    server = Server(Config(framed, lifespan="off", log_level="error", ws="websockets-sansio"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        host, port = listening.getsockname()
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/x"), connect(f"ws://{host}:{port}/_stcore/x"):
                pass
        except Exception as refused:  # noqa: BLE001 - it is closed before it is accepted
            assert "403" in str(refused)
    finally:
        server.should_exit = True
        thread.join()
    assert len(found) == 2 and all(found)


def test_what_is_no_connection_of_the_internet_is_left_alone() -> None:
    asked: list[Any] = []
    local = SimpleNamespace(family=socket.AF_UNIX, setsockopt=lambda *given: asked.append(given))

    class Protocol:
        transport = SimpleNamespace(get_extra_info=lambda _name: local)

        async def receive(self) -> Any: ...

    async def plain() -> Any: ...

    at_once(Protocol().receive)
    at_once(plain)
    assert not asked


def test_streamlit_looks_for_what_is_to_be_sent_as_often_as_it_is_told() -> None:
    """It has no option for it: where its loop no longer knows the name, this fails."""
    before = RUNTIME.MESSAGE_FLUSH_INTERVAL_SECS, sys.getswitchinterval()
    try:
        hurry()
        known: dict[str, Any] = RUNTIME.Runtime._loop_coroutine.__globals__
        assert "MESSAGE_FLUSH_INTERVAL_SECS" in RUNTIME.Runtime._loop_coroutine.__code__.co_names
        assert known["MESSAGE_FLUSH_INTERVAL_SECS"] == SOON == sys.getswitchinterval()
    finally:
        RUNTIME.MESSAGE_FLUSH_INTERVAL_SECS = before[0]
        sys.setswitchinterval(before[1])
