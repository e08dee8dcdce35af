"""A real OpenID Connect provider on loopback, for tests in which somebody signs in and out."""

import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

import pytest
from playwright.sync_api import Page

from tests.browser.install import PROVIDER, node
from tests.browser.serving import free_port, wait


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in, and what the provider says of them; it does not mention what is None."""

    email: str
    groups: Sequence[str] | str | None = ()
    email_verified: bool | str | None = True
    name: str | None = None
    sub: str = field(default_factory=lambda: secrets.token_hex(8))
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def settings(self) -> dict[str, object]:
        return {key: value for key, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Provider:
    """What an app has to know of its provider."""

    issuer: str
    client_id: str
    client_secret: str

    @property
    def metadata(self) -> str:
        """Where the provider describes itself: Streamlit's `server_metadata_url`."""
        return f"{self.issuer}/.well-known/openid-configuration"


@contextmanager
def provider(
    redirects: Sequence[str], accounts: Sequence[Account], lifetime: int = 3600
) -> Iterator[Provider]:
    """A provider that sends to the addresses in `redirects` after sign-in and sign-out, and nowhere else.

    `lifetime` is how many seconds its tokens are good for. It calls itself localhost, so that to the browser
    it is another site than an app on 127.0.0.1, as in earnest: neither gets the other's cookies.
    """
    program = node()
    if not program:
        pytest.skip("no Node.js: install requirements-dev.lock")
    if not (PROVIDER / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("no OpenID Connect provider: run python -m tests.browser.install")
    port = free_port()
    started = Provider(f"http://localhost:{port}", "survey", secrets.token_hex(32))
    settings = {
        "issuer": started.issuer,
        "port": port,
        "client": {"id": started.client_id, "secret": started.client_secret, "redirects": list(redirects)},
        "accounts": [account.settings() for account in accounts],
        "lifetime": lifetime,
    }
    server = subprocess.Popen(
        [program, "provider.mjs"],
        cwd=PROVIDER,
        env=os.environ | {"SETTINGS": json.dumps(settings)},
        stdin=subprocess.PIPE,
    )
    try:
        wait(started.metadata, server)
        yield started
    finally:
        server.terminate()
        server.communicate(timeout=20)


def sign_in(page: Page, account: Account, password: str | None = None) -> None:
    """Fill in the provider's form, which the page shows, and send it."""
    page.get_by_label("Email").fill(account.email)
    page.get_by_label("Password").fill(account.password if password is None else password)
    page.get_by_role("button", name="Sign in", exact=True).click()
