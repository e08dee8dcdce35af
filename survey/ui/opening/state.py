"""How far a file has come: kept for this session alone, on the computer that it was dropped on."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from survey.draft.proposal import Proposal
from survey.errors import SurveyError
from survey.opening import File, Tried

STATE, TIMES = "opening", "opening-times"


@dataclass(frozen=True)
class Opening:
    """How far a file has come.

    options   how it is to be read, where the file does not say; `battery`: which of its items
    proposal  what it was taken for
    into      the study to which it has new answers; "" for a survey of its own
    codebook  what was settled, "" before
    missing   what is still to be settled, as keys of texts
    tried     what would be published
    agreed    it is to be published
    refused   what a command said against it
    """

    file: File
    options: tuple[tuple[str, str], ...] = ()
    battery: int = 1
    proposal: Proposal | None = None
    into: str = ""
    codebook: str = ""
    missing: tuple[str, ...] = ()
    tried: Tried | None = None
    agreed: bool = False
    refused: SurveyError | None = None

    def unchecked(self, **changes: Any) -> "Opening":
        """The same before its codebook was settled and checked, with these changes."""
        nothing = {"codebook": "", "missing": (), "tried": None, "agreed": False, "refused": None}
        return replace(self, **(nothing | changes))


def kept() -> Opening | None:
    """The file that is being opened."""
    now: Opening | None = st.session_state.get(STATE)
    return now


def keep(now: Opening) -> None:
    """It has come so far."""
    st.session_state[STATE] = now


def anew(now: Opening | None) -> None:
    """From the beginning, or with no file: no field keeps what was entered before."""
    st.session_state[TIMES] = times() + 1
    st.session_state[STATE] = now


def times() -> int:
    """How many files were opened: tells the fields of one from those of another."""
    return int(st.session_state.get(TIMES, 0))
