"""Streamlit with an ear at its sockets: all it connects to or looks up is written to the file OVERHEARD."""

import os
import runpy
import sys
from typing import Any

NOTES = os.open(os.environ["OVERHEARD"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
ASKED = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg")


def heard(event: str, arguments: tuple[Any, ...]) -> None:
    """Write down what is asked of the network."""
    if event in ASKED:
        address = arguments[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else arguments[1]
        os.write(NOTES, f"{address[0] if isinstance(address, tuple) else address}\n".encode())


if __name__ == "__main__":
    sys.addaudithook(heard)
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
