"""What only a browser can do: charts, choices, menus, the page's language; files of survey/ui/browser."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

ROOM = Path(__file__).parent
FILES = ("chart", "choices", "menu", "page", "present")
Heard = Callable[[Any], None]


def component(
    name: str,
    key: str,
    data: Mapping[str, Any],
    heard: Mapping[str, Heard] | None = None,
) -> None:
    """Put browser/`name`.js on the page with these data.

    `heard` are called with what it sends back, each under the name that it sends it by.

    Served as a file of the app, so that the policy need not allow scripts that are written in line.
    """
    mount: Any = _known(get_bidi_component_manager(), name)
    hears = {f"on_{event}_change": _hearing(key, event, hear) for event, hear in (heard or {}).items()}
    mount(key=key, data=dict(data), height="content", **hears)


def _hearing(key: str, event: str, hear: Heard) -> Callable[[], None]:
    """Not heard is a click on what stood there before the page that the reader has gone to."""
    return lambda: hear(getattr(st.session_state[key], event)) if key in st.session_state else None


@cache
def _known(manager: BidiComponentManager, name: str) -> ComponentRenderer:
    """The component of this name, made known to a running Streamlit once."""
    if manager.get_component_asset_root(f"survey.{name}") is None:
        parts = [ComponentConfig(one, "browser") for one in FILES]
        manager.register_from_manifest(ComponentManifest("survey", "1", parts), ROOM)
    return st.components.v2.component(f"survey.{name}", js=f"{name}.js", isolate_styles=False)
