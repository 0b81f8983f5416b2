"""Whether a request that names an open socket comes from the browser that opened it.

The number of a socket stands in addresses, so whoever sees one must not be able to read or send with it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from flask import Flask
from itsdangerous import BadSignature
from werkzeug.http import parse_cookie

from app.extensions import socketio

Environ = dict[str, Any]


class SameBrowser:
    """Compares the session of a request with the one the socket was opened in."""

    def __init__(self, app: Flask) -> None:
        self.name = str(app.config["SESSION_COOKIE_NAME"])
        interface: Any = app.session_interface
        self.signer = interface.get_signing_serializer(app)

    def __call__(self, environ: Environ) -> bool:
        """Tell whether the request may go on; one that opens a socket may."""
        sid = parse_qs(environ.get("QUERY_STRING", "")).get("sid", [""])[0]
        opened: Environ | None = socketio.server.environ.get(sid)  # type: ignore[attr-defined]
        return opened is None or self._token(opened) == self._token(environ)

    def _token(self, environ: Environ) -> str | None:
        """Return the token in the session cookie: the cookie around it is written anew from time to time."""
        try:
            content = self.signer.loads(parse_cookie(environ).get(self.name, ""))
        except BadSignature:
            return None
        return str(content.get("_user_id"))
