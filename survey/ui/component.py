"""What only a browser can do: the charts, their menu, the page's language; files of survey/ui/browser."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

ROOM = Path(__file__).parent
FILES = ("chart", "chips", "menu", "page", "present")


def component(
    name: str,
    key: str,
    data: Mapping[str, Any],
    picked: Callable[[], None] | None = None,
    height: int | None = None,
    width: Literal["stretch", "content"] = "stretch",
) -> Any:
    """Put browser/`name`.js on the page with these data; `picked` is called when something was clicked.

    `height`, in pixels, is kept free for it before it is there, so that nothing jumps.

    Served as a file of the app, so that the policy need not allow scripts that are written in line.
    """
    mount = _known(get_bidi_component_manager(), name)
    room: Any = {"height": height or "content", "width": width}
    return mount(key=key, data=dict(data), on_picked_change=picked or _ignored, **room)


@cache
def _known(manager: BidiComponentManager, name: str) -> ComponentRenderer:
    """The component of this name, made known to a running Streamlit once."""
    if manager.get_component_asset_root(f"survey.{name}") is None:
        parts = [ComponentConfig(one, "browser") for one in FILES]
        manager.register_from_manifest(ComponentManifest("survey", "1", parts), ROOM)
    return st.components.v2.component(f"survey.{name}", js=f"{name}.js", isolate_styles=False)


def _ignored() -> None:
    pass
