"""Before Flask and before the sockets: whose word about the sender counts, and headers Flask cannot add.

Socket.IO's own requests and static files are answered outside Flask; without this they would carry no
security headers, and a forged `X-Forwarded-Host` would pass for the origin of a socket.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from app.config import Environment, Settings
from app.web.headers import HEADERS, TRANSPORT_SECURITY

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Any], Iterable[bytes]]
Pairs = list[tuple[str, str]]
SOCKETS = "/socket.io/"
# Nobody's word for these is needed: the address of the site is a setting.
NEVER_BELIEVED = (
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_FORWARDED",
)
FROM_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


class OwnOrigin:
    """Tell Socket.IO whether a page of this origin may open a socket."""

    def __init__(self, settings: Settings) -> None:
        self.own = settings.base_url
        self.trusts_host = settings.environment is not Environment.PRODUCTION

    def __call__(self, origin: str | None, environ: Environ) -> bool:
        """Compare with the one address of the site; outside production also with the address in use."""
        in_use = f"{environ.get('wsgi.url_scheme')}://{environ.get('HTTP_HOST')}"
        return origin == self.own or (self.trusts_host and origin == in_use)


class FrontDoor:
    """Drop forwarded headers that no proxy of ours wrote, believe the others, and guard the socket door."""

    def __init__(self, app: WsgiApp, settings: Settings, is_same_browser: Callable[[Environ], bool]) -> None:
        self.is_same_browser = is_same_browser
        # A health check asks by loopback. Development is reached by any name.
        is_production = settings.environment is Environment.PRODUCTION
        self.hosts = [settings.host, "localhost", "127.0.0.1"] if is_production else []
        hops = settings.trusted_proxies
        self.app = ProxyFix(app, x_for=hops, x_proto=hops, x_host=0) if hops else app
        self.networks = settings.proxy_networks if hops else ()
        extra = {"Strict-Transport-Security": TRANSPORT_SECURITY} if settings.is_secure else {}
        self.socket_headers = {**HEADERS, **extra, "Cache-Control": "no-store"}

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Serve a request."""
        if self.hosts and not host_is_trusted(environ.get("HTTP_HOST", ""), self.hosts):
            # Before Flask: without a known host it could not even build the links of an error page.
            return _refuse(start_response, "400 BAD REQUEST")
        for name in NEVER_BELIEVED:
            environ.pop(name, None)
        if not self._is_proxy(environ.get("REMOTE_ADDR", "")):
            for name in FROM_PROXIES:
                environ.pop(name, None)
        if environ.get("PATH_INFO", "").startswith(SOCKETS):
            start = self._with_headers(start_response)
            if not self.is_same_browser(environ):
                return _refuse(start, "403 FORBIDDEN")
            return self.app(environ, start)
        return self.app(environ, start_response)

    def _is_proxy(self, address: str) -> bool:
        if not self.networks:
            return False
        if not address:
            return True  # a Unix socket: only who may open the file can speak through it
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.networks)

    def _with_headers(self, start_response: Any) -> Any:
        def start(status: str, headers: Pairs, exc_info: Any = None) -> Any:
            given = {name.lower() for name, _ in headers}
            more = [pair for pair in self.socket_headers.items() if pair[0].lower() not in given]
            return start_response(status, [*headers, *more], exc_info)

        return start


def _refuse(start_response: Any, status: str) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return [b""]
