"""A reader without a browser: opens a page of a Streamlit app and uses it, as its frontend would.

What is on the page is kept, message by message, so that a test can look at it.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60  # seconds
Path = tuple[int, ...]


@dataclass(frozen=True)
class Run:
    """One run of the page: how long until all of it had come, in how many messages, of how many bytes."""

    seconds: float
    messages: int
    bytes: int


@dataclass
class Reader:
    """One open tab.

    | field | meaning |
    |---|---|
    | query | the address bar, behind the question mark |
    | shown | place on the page → what is there: the element, as Streamlit sends it |
    | failed | whether a run has ended in an error |
    """

    address: str
    socket: ClientConnection
    page: str = ""
    query: str = ""
    session: str = ""
    shown: dict[Path, Any] = field(default_factory=dict)
    failed: bool = False
    _fragments: dict[Path, str] = field(default_factory=dict)
    _script: str = ""
    _kept: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    async def open(cls, address: str, page: str = "", query: str = "", session: str = "") -> "Reader":
        """Connected to the app at this address; `session` is that of a tab which comes back."""
        protocols: list[Any] = ["streamlit", "none", session] if session else ["streamlit"]
        parts = urlsplit(address)
        url = f"ws://{parts.netloc}{parts.path}/_stcore/stream"
        origin: Any = f"{parts.scheme}://{parts.netloc}"
        socket = await connect(url, subprotocols=protocols, origin=origin, max_size=None, compression=None)
        return cls(address, socket, page, query)

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()

    async def load(self) -> Run:
        """Run the whole page."""
        return await self._run(BackMsg())

    async def pick(self, key: str, event: str, value: object) -> Run:
        """Do in one of our components what sends back this value."""
        path = self._place(key)
        message = BackMsg()
        said = message.rerun_script.widget_states.widgets.add()
        said.id = f"$$STREAMLIT_INTERNAL_KEY_{self.shown[path].bidi_component.id}__events"
        said.json_trigger_value = json.dumps([{"event": event, "value": value}])
        return await self._run(message, self._fragments.get(path, ""))

    async def press(self, key: str, *values: str) -> Run:
        """Choose these in one of Streamlit's own groups of buttons."""
        path = self._place(key)
        message = BackMsg()
        said = message.rerun_script.widget_states.widgets.add()
        said.id = self.shown[path].button_group.id
        said.string_array_value.data.extend(values)
        return await self._run(message, self._fragments.get(path, ""))

    def data(self, key: str) -> Any:
        """What one of our components has been given."""
        return json.loads(self.shown[self._place(key)].bidi_component.json)

    @property
    def link(self) -> Mapping[str, str]:
        """The address bar as names and values."""
        return {name: values[-1] for name, values in parse_qs(self.query).items()}

    def _place(self, key: str) -> Path:
        for path, element in self.shown.items():
            kind = element.WhichOneof("type")
            if getattr(getattr(element, kind), "id", "").endswith(f"-{key}"):
                return path
        raise KeyError(key)

    async def _run(self, message: BackMsg, fragment: str = "") -> Run:
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self.query, self._script
        asked.page_name = "" if self._script else self.page
        asked.fragment_id = fragment
        asked.cached_message_hashes.extend(self._kept)
        asked.widget_states.SetInParent()
        asked.context_info.timezone, asked.context_info.locale = "Europe/Helsinki", "en-GB"
        asked.context_info.url = f"{self.address}/{self.page}"
        begun, messages, size, here = time.perf_counter(), 0, 0, set[Path]()
        await self.socket.send(message.SerializeToString())
        end = begun + PATIENCE
        while True:
            received = await _within(self.socket, end - time.perf_counter())
            messages, size = messages + 1, size + len(received)
            if self._heard(received, here):
                break
        if not fragment:
            self.shown = {path: one for path, one in self.shown.items() if path in here}
        return Run(time.perf_counter() - begun, messages, size)

    def _heard(self, received: bytes, here: set[Path]) -> bool:
        """Keep what has come; whether it was the last of the run."""
        message = ForwardMsg.FromString(received)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            path, known = tuple(message.metadata.delta_path), self._kept[message.ref_hash]
            message = ForwardMsg.FromString(known)
            message.metadata.delta_path[:] = path
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable:
            self._kept[message.hash] = received
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self._put(message, here)
        elif kind == "script_finished":
            self.failed |= message.script_finished not in ENDS
            return bool(message.script_finished != AGAIN)
        return False

    def _put(self, message: ForwardMsg, here: set[Path]) -> None:
        path = tuple(message.metadata.delta_path)
        here.add(path)
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        self.shown[path], self._fragments[path] = element, message.delta.fragment_id
        self.failed |= element.WhichOneof("type") == "exception"


AGAIN = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN  # by itself, and another run follows
ENDS = (
    AGAIN,
    ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY,
    ForwardMsg.ScriptFinishedStatus.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


async def _within(socket: ClientConnection, seconds: float) -> bytes:

    async with asyncio.timeout(max(0.0, seconds)):
        received = await socket.recv(decode=False)
    return bytes(received)
