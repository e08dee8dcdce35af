"""A visit to a page, and every message and file that a browser receives for it."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

from streamlit.runtime import Runtime
from streamlit.testing.v1 import AppTest, local_script_runner

from survey.charts import CHARTS
from survey.own import Own
from survey.ui.card import FOLDED
from tests.builders import ROOT

Tokens = frozenset[str]
NOTHING: Tokens = frozenset()


@dataclass(frozen=True)
class Visit:
    """A page, the parameters of its link, and what else it meets there.

    own     the own answers that were entered before
    keys    the file of keys that sign links, "" where links need no signature
    sealed  what the link's token was signed for; nothing of a token that is no good
    """

    page: str
    link: tuple[tuple[str, str], ...] = ()
    own: Own | None = None
    keys: str = ""
    sealed: tuple[tuple[str, str], ...] = ()

    @classmethod
    def to(cls, page: str, **link: str) -> "Visit":
        """The visit of a page with these parameters."""
        return cls(page, tuple(link.items()))

    @property
    def given(self) -> dict[str, str]:
        """The parameters; of one that is given twice the last."""
        return dict(self.link)

    @property
    def url(self) -> str:
        """As in a browser's address bar, without its host."""
        url = f"/{self.page}?{urlencode(self.link)}"
        return url if len(url) <= 300 else f"{url[:300]}…"


@dataclass(frozen=True)
class Payload:
    """Everything that one visit sends.

    | field | meaning |
    |---|---|
    | strings | path of the field, and its text |
    | numbers | path of the field, and its number: the layout's |
    | binary | fields of bytes, by path |
    | files | what the page offers to download by name, made as for a click; its icon apart |
    | link | the address bar afterwards |

    The data of a component, a text of JSON, are written with every character as itself.
    """

    strings: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, float], ...]
    binary: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]
    link: Mapping[str, str]

    def texts(self) -> tuple[str, ...]:
        """What is not the machinery's, in order."""
        return tuple(text for path, text in self.strings if path.rsplit(".", 1)[-1] not in MACHINERY)


MACHINERY = (
    "hash",
    "id",
    "page_script_hash",
    "active_script_hash",
    "main_script_hash",
    "fragment_id",
    "deferred_file_id",
)
LAYOUT = ("delta_path", "weight", "scale", "pixel_height", "max_chars", "max_upload_size_mb")
KEYS = "SURVEY_LINK_KEYS"
COMPONENT = ".bidi_component.json"
ICON = (ROOT / "pages" / "icon.png").read_bytes()


class Browser:
    """Opens pages as a browser would, and all that is folded away on them, and keeps what the script sent."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(ROOT / "pages" / "_frame.py"), default_timeout=60)
        self.app.run()
        for chart, name in product(CHARTS, FOLDED):
            self.app.session_state[f"open-{name}-{chart}"] = True

    def open(self, visit: Visit, slides: bool = True) -> Payload:
        """The payload of a visit. Without `slides` these and reports, which take long to make, are empty."""
        self.app.switch_page(f"{visit.page}.py")
        self.app.query_params.clear()
        for name, value in visit.link:
            before = self.app.query_params.get(name)
            self.app.query_params[name] = value if before is None else [*_several(before), value]
        own = f"own-{visit.own.study}" if visit.own else ""
        if visit.own:
            self.app.session_state[own] = visit.own
        sent: list[Any] = []
        files: list[tuple[str, bytes]] = []
        later: dict[str, Any] = {}
        runner: Any = local_script_runner
        reading = runner.parse_tree_from_messages

        def overheard(messages: Any) -> Any:
            sent.extend(messages)
            media: Any = Runtime.instance().media_file_mgr
            stored = media._storage._files_by_id.values()
            files.extend((str(one.filename or ""), one.content) for one in stored)
            later.update(media._deferred_callables)
            return reading(messages)

        runner.parse_tree_from_messages = overheard
        try:
            with _locked_by(visit.keys):
                self.app.run()
        finally:
            runner.parse_tree_from_messages = reading
            if own:
                del self.app.session_state[own]
        offered = {str(value) for path, value in _everything(sent) if path.endswith(".deferred_file_id")}
        for one in (one for id, one in later.items() if id in offered):
            left_out = not slides and one["filename"].endswith((".pptx", ".html"))
            files.append((one["filename"], b"" if left_out else one["callable"]()))
        return _payload(sent, files, self.app.query_params)


@contextmanager
def _locked_by(keys: str) -> Iterator[None]:
    """The settings name this file of keys for a while; none at all for ""."""
    before = os.environ.pop(KEYS, None)
    if keys:
        os.environ[KEYS] = keys
    try:
        yield
    finally:
        os.environ.pop(KEYS, None)
        if before is not None:
            os.environ[KEYS] = before


def _several(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _payload(sent: Iterable[Any], files: Iterable[tuple[str, bytes]], link: Mapping[str, Any]) -> Payload:
    values = list(_everything(sent))
    return Payload(
        strings=tuple((path, _plain(path, value)) for path, value in values if isinstance(value, str)),
        numbers=tuple((path, value) for path, value in values if isinstance(value, int | float)),
        binary=tuple(path for path, value in values if isinstance(value, bytes)),
        files=tuple((name, file) for name, file in files if file != ICON),
        link={name: _several(value)[-1] for name, value in link.items()},
    )


def _everything(sent: Iterable[Any]) -> Iterator[tuple[str, str | int | float | bytes]]:
    return (one for message in sent for one in _values(message, ""))


def _plain(path: str, text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False) if path.endswith(COMPONENT) else text


def _values(message: Any, above: str) -> Iterator[tuple[str, str | int | float | bytes]]:
    """Every text, number and bytes that a message holds; not its switches."""
    for about, value in message.ListFields():
        path = f"{above}.{about.name}"
        if about.message_type is not None and about.message_type.GetOptions().map_entry:
            raise TypeError(f"{path} is a map; teach the crawler to read it")
        if about.enum_type is not None or about.cpp_type == about.CPPTYPE_BOOL:
            continue
        for one in value if about.is_repeated else [value]:
            if about.message_type is None:
                yield path, one
            else:
                yield from _values(one, path)


def shortened(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"
