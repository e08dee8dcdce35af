"""Everything once, in a network namespace that holds nothing but this machine's own loopback.

Imports a study, serves it, opens every page and makes slides; tells every socket that the app had open.
"""

import asyncio
import fcntl
import json
import os
import re
import socket
import struct
import sys
import tempfile
from pathlib import Path

from survey.__main__ import main
from tests.browser import views
from tests.browser.serving import started
from tests.builders import SMALL, small_rows, write
from tests.load.reader import Reader

SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40


def loopback_up() -> None:
    """A new namespace has its loopback switched off."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", IFF_UP | IFF_RUNNING)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def interfaces() -> list[str]:
    """What could lead outside, and what does not."""
    return [name for _, name in socket.if_nameindex()]


def sockets(process: int) -> list[str]:
    """Each socket of the network that a process has open, as local address > the other end, in hex."""
    own = {str(one.readlink()) for one in Path(f"/proc/{process}/fd").iterdir() if one.is_symlink()}
    found = []
    for kind in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6"):
        for line in Path(f"/proc/{process}/net/{kind}").read_text("ascii").splitlines()[1:]:
            fields = line.split()
            if f"socket:[{fields[9]}]" in own:
                found.append(f"{kind} {fields[1]} > {fields[2]}")
    return found


async def visited(address: str) -> int:
    """Open every page once; how many did not fail."""
    sound = 0
    for page in views.PAGES:
        reader = await Reader.open(
            address, "" if page == "overview" else page, "study=small&lang=fi&chart=ranking"
        )
        await reader.load()
        sound += not reader.failed
        await reader.close()
    return sound


def run() -> dict[str, object]:
    """All of it; what was seen."""
    loopback_up()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SURVEY_RELEASES"] = str(Path(folder) / "releases")
        answers = write(Path(folder) / "a.csv", small_rows())
        imported = main(["import", str(SMALL), str(answers), "--yes"])
        deck = Path(folder) / "deck.pptx"
        exported = main(["deck", "--study", "small", "--out", str(deck)])
        with started("app.py") as server:
            sound = asyncio.run(visited(server.address))
            port = int(server.address.rpartition(":")[2])
            opened = sockets(server.process.pid)
    strange = [one for one in opened if not re.search(f":{port:04X} > ", one)]
    return {
        "interfaces": interfaces(),
        "codes": [imported, exported],
        "pages": [sound, len(views.PAGES)],
        "opened": opened,
        "strange": strange,
    }


if __name__ == "__main__":
    found = run()
    print(json.dumps(found), file=sys.stderr)
