"""Open a survey on this computer: a file is dropped, its doubts are settled, and it is published."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config

from survey.access import access
from survey.settings import Settings, own_machine
from survey.texts import Text
from survey.ui.link import language
from survey.ui.reading import head

PROXIES = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")


def may_open() -> bool:
    """Whether this reader sits at the computer that the app runs on, and may open a survey there."""
    address = str(config.get_option("server.address") or "")
    allowed = Settings.from_environment().opening and own_machine(address) and access().open
    return allowed and not st.context.is_embedded and _near(st.context.headers)


def _near(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from this computer, and not through a proxy on it."""
    host = urlsplit(f"//{headers.get('Host') or ''}").hostname or ""
    return own_machine(host) and not any(headers.get(name) for name in PROXIES)


def opening() -> None:
    """The steps, as far as the file has come."""
    text = Text(language())
    with st.container(key="open"):
        if may_open():
            _steps(text)
        else:
            head(text("open.question"), text("open.elsewhere"), text("open.elsewhere_how"))


def _steps(text: Text) -> None:
    # Only who opens a survey pays for what reads and publishes one.
    from survey.ui.opening.file import drop, read, recognised
    from survey.ui.opening.publish import publish, refusal, summary, try_out
    from survey.ui.opening.settle import settle
    from survey.ui.opening.state import kept

    now = kept()
    if now is None:
        head(text("open.question"), text("open.title"), text("open.formats"))
        drop(text)
        return
    now = read(now, text)
    recognised(now, text)
    if now.proposal:
        settle(now, now.proposal, text)
    if now.codebook:
        now = try_out(now, text)
    refusal(now, text)
    if now.tried:
        summary(now, now.tried, text)
    if now.agreed:
        publish(now, text)
