"""Choices that a reader sees and changes: chips that are all in sight, and menus."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from survey.ui.component import component


@dataclass(frozen=True)
class Picked:
    """What was clicked, and what is chosen since."""

    id: str
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """One choice: `options` are id → words, `picked` is told of a change.

    kind   "menu", or in sight: "one" of several, where a click on what is chosen does nothing, or "some"
    alone  of some, the one that is never chosen with others
    """

    name: str
    kind: Literal["menu", "one", "some"]
    label: str
    options: Mapping[str, str]
    chosen: Sequence[str]
    picked: Callable[[Picked], None]
    help: str = ""
    alone: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """The choice as the browser has it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "label": self.label,
            "options": list(self.options.items()),
            "chosen": list(self.chosen),
            "help": self.help,
            "alone": self.alone,
        }


def choose(key: str, choices: Sequence[Choice]) -> None:
    """Choices in a row. Each pick has a turn, by which the browser knows what is drawn after it."""
    hear, turn = hearing(choices), f"{key}-turn"

    def picked(said: Any) -> None:
        if isinstance(said, dict) and isinstance(said.get("turn"), int):
            st.session_state[turn] = said["turn"]
        hear(said)

    data = {"choices": [one.data for one in choices], "turn": st.session_state.get(turn, 0)}
    component("choices", key, data, {"picked": picked})


def hearing(choices: Sequence[Choice]) -> Callable[[Any], None]:
    """Tells the right one of the choices what was picked; nothing that is not offered."""
    by_name = {one.name: one for one in choices}

    def heard(said: Any) -> None:
        if not isinstance(said, dict):
            return
        one, id, chosen = by_name.get(str(said.get("name"))), str(said.get("id")), said.get("chosen")
        if one and id in one.options and isinstance(chosen, list):
            one.picked(Picked(id, tuple(code for code in map(str, chosen) if code in one.options)))

    return heard
