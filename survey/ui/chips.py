"""A row of choices that are all in sight."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from survey.ui.component import component


def chips(
    key: str,
    label: str,
    options: Mapping[str, str],
    chosen: Sequence[str],
    picked: Callable[[str], None],
    several: bool = False,
) -> None:
    """Choices (`options`: id → words) beside each other; `picked` is told the one that was clicked.

    Of one of several a click on what is chosen does nothing; of `several` it is told like any other.
    """

    def clicked() -> None:
        pick = st.session_state[key].picked
        if isinstance(pick, dict) and pick.get("id") in options:
            picked(str(pick["id"]))

    shown = [{"id": one, "words": words, "chosen": one in chosen} for one, words in options.items()]
    data = {"label": label, "kind": "some" if several else "one", "options": shown}
    component("chips", key, data, clicked, width="content")
