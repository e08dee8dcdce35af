"""A message to a browser leaves at once."""

import socket

from starlette.types import Send


def at_once(send: Send) -> None:
    """Let nothing wait for more to go with it on the connection that this websocket sends on.

    Python sees to it on sockets that it makes. Streamlit makes its own, and an answer of several messages
    may then wait 40 ms for the browser's system to confirm the first of them.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport else None
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
