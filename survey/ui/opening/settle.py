"""What a person has to say of a file: which survey it is, and all that the draft could only guess."""

import streamlit as st

from survey.draft.proposal import Proposal
from survey.draft.writing import written
from survey.texts import Text
from survey.ui.link import shelf
from survey.ui.opening.file import homes, notes
from survey.ui.opening.form import form, settled
from survey.ui.opening.state import Opening, anew, keep, times
from survey.ui.words import plain


def settle(now: Opening, one: Proposal, text: Text) -> None:
    """Everything that its codebook says of a new survey; of one that is there only that it is that."""
    _which(now, one, text)
    if now.into:
        if not now.codebook:
            st.button(text("open.check"), key="open-check", type="primary", on_click=_known, args=(now,))
    elif not now.codebook:
        _form(now, one, text)
    else:
        with st.expander(text("open.change"), key="open-fold"):
            _form(now, one, text)


def _which(now: Opening, one: Proposal, text: Text) -> None:
    """Whether these are new answers to a study that is there, and which items the survey is about."""
    if offered := homes(one):
        _into([*offered, ""], now, text)
    if len(one.batteries) > 1 and not now.into:
        _battery(now, one, text)


def _into(offered: list[str], now: Opening, text: Text) -> None:
    key = f"open-into-{times()}"

    def say(home: str) -> str:
        if not home:
            return text("open.of_its_own")
        study = shelf().open(home).study
        return text("open.answers_of", study=study.say(study.title, text.language))

    def chosen() -> None:
        keep(now.unchecked(into=st.session_state[key]))

    st.selectbox(text("open.into"), offered, offered.index(now.into), say, key=key, on_change=chosen)


def _battery(now: Opening, one: Proposal, text: Text) -> None:
    key = f"open-battery-{times()}"

    def say(at: int) -> str:
        some = one.batteries[at - 1]
        return text("open.battery", items=some.items, levels=some.levels, first=some.first)

    def chosen() -> None:
        anew(Opening(now.file, now.options, st.session_state[key]))

    numbers = range(1, len(one.batteries) + 1)
    st.selectbox(text("open.about_what"), numbers, one.battery - 1, say, key=key, on_change=chosen)


def _form(now: Opening, one: Proposal, text: Text) -> None:
    with st.form(f"open-form-{times()}", border=False, enter_to_submit=False):
        form(one, times(), text)
        notes([text(f"open.missing.{name}") for name in now.missing], text, text("open.missing.some"))
        label = plain(text("open.check"))
        st.form_submit_button(
            label, key="open-check", type="primary", on_click=_entered, args=(now, one, text)
        )


def _entered(now: Opening, one: Proposal, text: Text) -> None:
    """What was entered becomes the codebook, unless something is missing."""
    whole, missing = settled(one, times(), text, shelf().studies())
    keep(now.unchecked(codebook="" if missing else written(whole), missing=missing))


def _known(now: Opening) -> None:
    """The codebook of the study that it has new answers of."""
    keep(now.unchecked(codebook=shelf().open(now.into).codebook))
