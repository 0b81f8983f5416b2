"""The test client: checks every page it opens, signs its forms, and keeps requests apart from the test."""

from __future__ import annotations

import contextvars
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app.extensions import db
from tests.support.pages import problems

# Forms on pages that are the same for everybody; test_declarations knows their views.
TOKENLESS = {"articles.helpful"}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class CheckedClient(FlaskClient):
    """Opens pages like a browser without scripts.

    `check=False` leaves a page unchecked, `csrf=False` sends a form without its token.
    """

    def open(self, *args: Any, check: bool = True, csrf: bool = True, **kwargs: Any) -> TestResponse:
        if csrf and str(kwargs.get("method", "GET")).upper() in UNSAFE:
            headers = dict(kwargs.pop("headers", None) or {})
            kwargs["headers"] = {"X-CSRFToken": self._csrf_token(), **headers}
        _forbid_unsaved_changes()
        if self.preserve_context:
            response = super().open(*args, **kwargs)
        else:
            # An empty context: inside the test's own application context Flask would reuse its `g`
            # and session, and one request would see what another one left there.
            response = contextvars.Context().run(lambda: super(CheckedClient, self).open(*args, **kwargs))
        _forget_what_was_read()
        if check:
            check_response(response, tokenless=self._takes_forms_without_token)
        return response

    def _takes_forms_without_token(self, action: str) -> bool:
        """Tell whether the view behind an address is one of the few that are exempt (test_declarations)."""
        inner = action[3:] if action[:4] in {"/ru/", "/en/"} else action
        try:
            endpoint, _ = self.application.url_map.bind("localhost").match(inner, method="POST")
        except HTTPException:
            return False
        return endpoint in TOKENLESS

    def _csrf_token(self) -> str:
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return str(
            URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token").dumps(raw)
        )


def check_response(response: TestResponse, *, tokenless: Callable[[str], bool]) -> None:
    """Fail with a list when a page is not as every page has to be."""
    if response.mimetype != "text/html" or 300 <= response.status_code < 400:
        return
    path = urlsplit(response.request.url).path
    shared = "public" in response.headers.get("Cache-Control", "")
    text, host = response.get_data(as_text=True), response.request.host
    found = problems(text, path=path, host=host, shared=shared, tokenless=tokenless)
    if found:
        lines = "\n  ".join(found)
        raise AssertionError(
            f"{response.request.method} {path} ({response.status_code}) is not a sound page:\n  {lines}"
        )


def _forbid_unsaved_changes() -> None:
    if has_app_context() and (db.session.new or db.session.dirty or db.session.deleted):
        raise AssertionError("the test changed objects outside transaction(); no request will see that")


def _forget_what_was_read() -> None:
    """Let the test read anew: its session would otherwise show the time before the request."""
    if has_app_context():
        db.session.rollback()
        db.session.expire_all()
