"""Who reads: what the sign-in or the proxy says, as far as it can be believed."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from survey.access import NOBODY, Access, Reader


def reader(table: Access) -> Reader:
    """The reader of this session; nobody where the table asks for no sign-in, or it has ended."""
    if table.sign_in == "oidc":
        return _of_claims(dict(st.user), table) if st.user.get("is_logged_in") else NOBODY
    if table.sign_in == "header" and table.header:
        # the gate lets these headers through from the proxy alone
        given = st.context.headers
        groups = given.get(table.header.groups) if table.header.groups else None
        return _reader(given.get(table.header.address), (groups or "").split(","))
    return NOBODY


def _of_claims(claims: Mapping[str, Any], table: Access) -> Reader:
    """Who a sign-in tells of, unless it is too old or its address is not the reader's for certain."""
    begun = claims.get("iat")
    if not isinstance(begun, int | float) or time.time() - begun > table.hours * 3600:
        return NOBODY
    groups = claims.get(table.groups) or ()
    if isinstance(groups, str):
        groups = groups.split(",")
    address = claims.get("email") if claims.get("email_verified", True) is True else None
    return _reader(address, groups)


def _reader(address: Any, groups: Iterable[Any]) -> Reader:
    names = frozenset(one.strip() for one in groups if isinstance(one, str) and one.strip())
    return Reader(address.strip().lower() if isinstance(address, str) and address.strip() else None, names)
