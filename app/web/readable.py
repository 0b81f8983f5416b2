"""Nobody types a NUL character and PostgreSQL stores none: requests with one are refused at the door."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, abort, request
from werkzeug.datastructures import MultiDict

NUL = "\x00"


def install_readable_check(app: Flask) -> None:
    """Refuse requests that carry a NUL character in the address or the form."""
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    sent = [request.path, *_values(request.args), *_values(request.form)]
    if any(NUL in text for text in sent):
        abort(400)


def _values(sent: MultiDict[str, str]) -> Iterator[str]:
    for values in sent.listvalues():
        yield from values
