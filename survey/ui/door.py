"""The door: who comes in, and in plain words why not."""

from html import escape
from typing import NoReturn

import streamlit as st

from survey import metrics, signing
from survey.access import Access, access
from survey.errors import SurveyError
from survey.texts import Text
from survey.ui.link import asked, language, locked, shelf, studies
from survey.ui.reader import reader
from survey.ui.words import browser


def admit(page: str, text: Text) -> None:
    """Let the reader in to a page, or stop with a word and with what to do."""
    try:
        table, keys = access(), signing.keys()
    except SurveyError:
        _refuse("fault", text)
    if keys and (page == "embed" or st.context.is_embedded) and not locked():
        _refuse("unsigned", text)
    if locked():
        if page != "embed" or not asked():
            _refuse("ended", text)
    elif shelf().studies() and not studies():
        _turn_away(table, page == "embed" or bool(st.context.is_embedded), text)


def _turn_away(table: Access, framed: bool, text: Text) -> NoReturn:
    """Nothing is shown to this reader: who they are, and how to become somebody else."""
    who = reader(table)
    if who.known:
        name = who.address or text("door.no_address")
        _refuse("other", text, said=text("door.other_how", name=name), out=table.sign_in == "oidc")
    if table.sign_in == "oidc" and framed:
        _refuse("frame", text, away=True)
    if table.sign_in == "oidc":
        _refuse("sign_in", text, into=True)
    _refuse("nobody", text)


def _refuse(
    why: str, text: Text, said: str = "", into: bool = False, out: bool = False, away: bool = False
) -> NoReturn:
    """A page with a title, a sentence and at most one thing to do."""
    metrics.REFUSALS.labels(why).inc()
    browser(text, "door", door="leaving" if into else "in" if out else "")
    with st.container(key="door"):
        body = escape(said or text(f"door.{why}_how"))
        st.html(f'<div class="door"><h1>{escape(text(f"door.{why}"))}</h1><p>{body}</p></div>')
        if into:
            st.button(text("door.in"), on_click=st.login, type="primary", key="sign-in")
        if out:
            st.button(text("door.out"), on_click=st.logout, key="sign-out")
        if away:
            st.html(f'<p class="door"><a href="./" target="_blank">{escape(text("door.away"))} →</a></p>')
    st.stop()


def passing() -> str:
    """For the browser: "leaving" where the reader may yet sign in, else "in"."""
    table = access()
    return "leaving" if table.sign_in == "oidc" and not reader(table).known else "in"


def signed_in(text: Text) -> None:
    """Who is signed in, with the way out; nothing where the app does not sign anybody in."""
    table = access()
    if table.sign_in != "oidc":
        return
    who = reader(table)
    if not who.known:
        st.button(text("door.in"), on_click=st.login, type="tertiary", key="account-in")
        return
    with st.container(key="account", width="content"):
        label = text("door.account")
        with st.popover(label, type="tertiary", icon=":material/person:", help=label):
            st.html(f"<p>{escape(who.address or text('door.no_address'))}</p>")
            st.button(text("door.out"), on_click=st.logout, key="account-out")


def apologise(number: str) -> None:
    """A page has failed: the number under which the log tells of it, and nothing more."""
    text = Text(language())
    st.html(
        f'<div class="door" role="alert"><h1>{escape(text("door.failed"))}</h1>'
        f"<p>{escape(text('door.failed_how', number=number))}</p></div>"
    )
