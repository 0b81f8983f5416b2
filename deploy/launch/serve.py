"""`make run`: the web process and the worker, started together and ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING

from deploy.launch import instance, setup
from deploy.launch.places import BIN, environment
from deploy.launch.report import Stop, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

GRACE = 8.0  # gunicorn gives open sockets five seconds, then a little for the database


def run() -> int:
    """Set up whatever is missing, then serve until told to stop."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "5000"
    setup.set_up_to_run()
    instance.make_secrets()
    known = instance.settings()
    require_free(host, int(port))
    instance.prepare_database(known)
    instance.show_sign_ins(known)
    env = environment()
    env["KENES_ASYNC"] = os.environ.get("KENES_ASYNC") or "gevent"
    if known.environment == "development":
        env.setdefault("SECOND_FACTOR", "optional")  # the demo cast has none
    return Pair(env, host, int(port)).serve()


def require_free(host: str, port: int) -> None:
    """Stop with one clear sentence if something else listens there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise Stop(
            f"✗ Cannot listen on {host}, port {port} ({error.strerror}). "
            f"Stop what uses it, or choose another port: PORT={port + 1} make run"
        ) from None


class Pair:
    """The two processes; when one ends, so does the other."""

    def __init__(self, env: Mapping[str, str], host: str, port: int) -> None:
        self.host, self.port = host, port
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        kind = (
            ["-k", "gevent", "-w", "1"]
            if env["KENES_ASYNC"] == "gevent"
            else ["-k", "gthread", "--threads", "100"]
        )
        server = ["--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"]
        commands = (
            [str(BIN / "gunicorn"), *kind, *server, "-b", self.address, "wsgi:app"],
            [str(BIN / "flask"), "worker"],
        )
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        # Own sessions: a Ctrl+C in the terminal reaches us alone and we end them in order.
        self.children = [
            subprocess.Popen(command, env=dict(env), start_new_session=True) for command in commands
        ]

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def serve(self) -> int:
        """Watch both; return 0 when asked to stop, 1 when one of them ended by itself."""
        announced = False
        while not self.stopping and all(child.poll() is None for child in self.children):
            time.sleep(0.1)
            if not announced and self._answers():
                announced = True
                say(f"\nKenes is ready: http://{self.address}   (stop with Ctrl+C)")
        by_itself = not self.stopping
        self._end()
        if by_itself:
            say("✗ A process ended by itself; the lines above say why.")
        return int(by_itself)

    def _answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        try:
            with socket.create_connection((host, self.port), timeout=0.2):
                return True
        except OSError:
            return False

    def _end(self) -> None:
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
