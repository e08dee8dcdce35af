"""Who reads: what the sign-in or the proxy says, as far as it can be believed."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from survey.access import KEY_HEADER, NOBODY, Access, Header, Reader, lowered
from survey.settings import Settings

SKEW = 300  # seconds by which the provider's clock may be ahead


def reader(table: Access) -> Reader:
    """The reader of this session; nobody where the table asks for no sign-in, or it has ended."""
    if table.sign_in == "oidc":
        return _of_claims(dict(st.user), table) if st.user.get("is_logged_in") else NOBODY
    if table.sign_in == "header" and table.header:
        return _of_headers(table.header)
    return NOBODY


def watches() -> bool:
    """Whether this reader comes from a network that may watch; who is at this computer has no address."""
    return Settings.from_environment().watches(st.context.ip_address or "127.0.0.1")


def _of_headers(header: Header) -> Reader:
    """Who the proxy tells of.

    The gate takes these headers from everybody else, but only when a session begins, and the table may be
    another by now. What is there twice may be a client's own beside the proxy's.
    """
    given = st.context.headers
    if not header.believes(given.get(KEY_HEADER)):
        return NOBODY
    addresses = given.get_all(header.address)
    groups = given.get_all(header.groups) if header.groups else []
    if len(addresses) > 1 or len(groups) > 1:
        return NOBODY
    found = _reader("".join(addresses), "".join(groups).split(","))
    return found if found.address or found.groups else NOBODY


def _of_claims(claims: Mapping[str, Any], table: Access) -> Reader:
    """Who a sign-in tells of, unless it is too old or its address is not the reader's for certain."""
    begun = claims.get("iat")
    if not isinstance(begun, int | float) or not -SKEW <= time.time() - begun <= table.hours * 3600:
        return NOBODY
    groups = claims.get(table.groups)
    if isinstance(groups, str):
        groups = groups.split(",")
    address = claims.get("email") if claims.get("email_verified", True) is True else None
    return _reader(address, groups if isinstance(groups, list | tuple) else ())


def _reader(address: Any, groups: Iterable[Any]) -> Reader:
    names = frozenset(one.strip() for one in groups if isinstance(one, str) and one.strip())
    name = lowered(address.strip()) if isinstance(address, str) else None
    return Reader(name or None, names, known=True)
