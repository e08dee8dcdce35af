"""A wire between reader and app that can be slow, lossy, impatient or cut."""

import asyncio
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

CHUNK = 4096


@dataclass
class Wire:
    """Passes on what goes to a port of loopback, both ways.

    | field | meaning |
    |---|---|
    | rate | bytes a second, each way; 0 for as many as come |
    | delay | seconds, each way |
    | loss | share of the chunks that come only after `again` seconds, as after a lost packet |
    | patience | seconds without a byte after which a connection is ended; 0 for never |
    | cuts | connections that were ended for want of patience |
    """

    target: int
    rate: float = 0
    delay: float = 0
    loss: float = 0
    again: float = 1
    patience: float = 0
    port: int = 0
    cuts: int = 0
    _chance: random.Random = field(default_factory=lambda: random.Random(1))

    @property
    def address(self) -> str:
        """Where readers come in."""
        return f"http://127.0.0.1:{self.port}"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.wait(
                [asyncio.create_task(one) for one in (self._pass(reader, back), self._pass(there, writer))],
                return_when=asyncio.FIRST_COMPLETED,
            )
            back.close()
        writer.close()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while chunk := await self._read(source):
                wait = self.delay + (self.again if self._chance.random() < self.loss else 0)
                await asyncio.sleep(wait + (len(chunk) / self.rate if self.rate else 0))
                sink.write(chunk)
                await sink.drain()

    async def _read(self, source: asyncio.StreamReader) -> bytes:
        try:
            return await asyncio.wait_for(source.read(CHUNK), self.patience or None)
        except TimeoutError:
            self.cuts += 1
            return b""


@contextmanager
def wire(address: str, **how: float) -> Iterator[Wire]:
    """A wire to the app at this address; what it is like may be changed while it is used."""
    laid = Wire(int(address.rpartition(":")[2]), **how)  # type: ignore[arg-type]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        laid.port = int(listening.getsockname()[1])
        loop, ready = asyncio.new_event_loop(), Event()

        async def lie() -> None:
            server = await asyncio.start_server(laid._connected, sock=listening)
            ready.set()
            async with server:
                await server.serve_forever()

        def run() -> None:
            with suppress(asyncio.CancelledError):
                loop.run_until_complete(task)

        task = loop.create_task(lie())
        thread = Thread(target=run, daemon=True)
        thread.start()
        ready.wait()
        try:
            yield laid
        finally:
            loop.call_soon_threadsafe(task.cancel)
            thread.join(5)
