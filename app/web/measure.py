"""How large a form may be, and answers that do not tell when they were made; installed before all else."""

from __future__ import annotations

from flask import Flask, Response, request

FORM_BYTES = 500_000
CLOCK = slice(4, 8)  # where gzip writes the second in which it compressed


def install_measure(app: Flask) -> None:
    """Ask first of all requests, and have the last look at all answers."""
    app.before_request(_limit_forms)
    app.after_request(_stop_the_clock)


def _limit_forms() -> None:
    """Only uploads may be large: a plain form is read and taken apart as a whole."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = FORM_BYTES


def _stop_the_clock(response: Response) -> Response:
    """Make equal pages equal bytes on whatever day."""
    if response.headers.get("Content-Encoding") == "gzip" and not response.is_streamed:
        body = bytearray(response.get_data())
        body[CLOCK] = bytes(4)
        response.set_data(bytes(body))
    return response
