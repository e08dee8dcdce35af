"""What only a browser can do: the charts, their menu, the page's language; files of survey/ui/browser."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

ROOM = Path(__file__).parent
FILES = ("chart", "menu", "page")


def component(name: str, key: str, data: Mapping[str, Any], picked: Callable[[], None] | None = None) -> Any:
    """Put browser/`name`.js on the page with these data; `picked` is called when something was clicked.

    Served as a file of the app, so that the policy need not allow scripts that are written in line.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"survey.{name}") is None:
        parts = [ComponentConfig(one, "browser") for one in FILES]
        manager.register_from_manifest(ComponentManifest("survey", "1", parts), ROOM)
    mount = st.components.v2.component(f"survey.{name}", js=f"{name}.js", isolate_styles=False)
    return mount(key=key, data=dict(data), on_picked_change=picked or _ignored)


def _ignored() -> None:
    pass
