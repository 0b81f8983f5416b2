"""What a member of staff has in the pocket: an app with digits, set up through the pages."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pyotp

from app.core.clock import now
from tests.factories import PASSWORD
from tests.support.client import CheckedClient


class App:
    """An authenticator app."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)

    def digits(self, at: datetime | None = None) -> str:
        return self.totp.at(at or now())


def give_password(client: CheckedClient, login: str, **more: str) -> str:
    """Sign in with the password; return where one is sent."""
    answer = client.post("/sign-in", data={"login": login, "password": PASSWORD, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def app_on(page: str) -> App:
    """Return an app that has read the secret of a page."""
    found = re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', page)
    assert found is not None
    return App(found.group(1).replace(" ", ""))


def codes_on(page: str) -> list[str]:
    found = re.search(r'id="codes"[^>]*>(.*?)</ol>', page, re.DOTALL)
    assert found is not None
    return [unescape(code) for code in re.findall(r"<li>([^<]+)</li>", found.group(1))]


def enrol(client: CheckedClient, login: str) -> tuple[App, list[str]]:
    """Sign in for the first time and set up an app; return it and the codes on paper."""
    where = give_password(client, login)
    app = app_on(client.get(where).text)
    page = client.post(where, data={"app-code": app.digits()})
    assert page.status_code == 200, page.text
    return app, codes_on(page.text)
