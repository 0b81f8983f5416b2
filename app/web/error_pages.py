"""Errors as calm pages, or as JSON for scripts. No stack trace, no English left over."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.core.errors import DomainError, TooMany
from app.extensions import db
from app.i18n import gettext as _
from app.web.actor import ask_nobody

log = logging.getLogger(__name__)
RETRY_LATER = {429, 503}


def install_error_pages(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: DomainError) -> Response:
    response = _answer(error.status, error.code, str(error.message))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _csrf_error(_error: CSRFError) -> Response:
    text = _("This page was open for a long time. Go back, check your text and send it again.")
    return _answer(400, "session_expired", text)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if status in {301, 302, 303, 307, 308}:
        return error.get_response()  # type: ignore[return-value]
    response = _answer(status, f"http_{status}", None)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _database_busy(error: OperationalError) -> Response:
    reference = _log_failure(error)
    return _answer(503, "busy", None, reference)


def _unexpected(error: Exception) -> Response:
    reference = _log_failure(error)
    return _answer(500, "server_error", None, reference)


def _log_failure(error: Exception) -> str:
    """Log where it broke, never the values that were in the air; return a reference for the page."""
    reference = secrets.token_hex(4)
    db.session.rollback()
    ask_nobody()
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/app/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    log.error("failure %s: %s at %s", reference, type(error).__name__, " < ".join(reversed(frames[-6:])))
    return reference


def _answer(status: int, code: str, message: str | None, reference: str | None = None) -> Response:
    if wants_json():
        body: dict[str, Any] = {"ok": False, "error": {"code": code, "message": message or ""}}
        return make_response(jsonify(body), status)
    page = render_template(
        "errors/error.html", code=status, error_code=code, message=message, reference=reference
    )
    response = make_response(page, status)
    if status in RETRY_LATER:
        response.headers.setdefault("Retry-After", "30")
    return response


def wants_json() -> bool:
    """Tell whether a script asks, and not a page."""
    accepted = request.accept_mimetypes
    return accepted.best_match(["text/html", "application/json"]) == "application/json"
