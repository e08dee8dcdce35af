"""What has been made for a browser leaves at once."""

import socket
import sys
from typing import Any

from starlette.types import Receive
from streamlit.runtime import runtime as streamlit_runtime

SOON = 0.001  # seconds
RUNTIME: Any = streamlit_runtime  # what is set there has no type and no option


def hurry() -> None:
    """Let what runs have made wait for less before it is sent: Streamlit looks for it every 5 ms.

    And let the thread that sends it have its turn sooner, while a run is being made in another.
    """
    RUNTIME.MESSAGE_FLUSH_INTERVAL_SECS = SOON
    sys.setswitchinterval(SOON)


def at_once(receive: Receive) -> None:
    """Let nothing wait for more to go with it on the connection that this request came by.

    Python sees to it on sockets that it makes. Streamlit makes its own, and an answer of several parts, as
    one of headers and a small file is, may then wait 40 ms for the browser's system to confirm the first.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport else None
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
