"""Servers for the tests: free ports, start, wait until ready, end. Everything on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GUARDIAN = Path(__file__).with_name("guardian.py")
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5):
            return True
    except OSError:
        return False


def test_run_pid() -> int:
    """The process that outlives all workers of this run: xdist's controller, or this one."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


@dataclass
class Server:
    """A guarded process and where it listens."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def leave_to_guardian(self) -> None:
        """Forget the process: others still use it, its guardian ends it with the whole run."""
        self.process.returncode = 0

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


@dataclass(frozen=True)
class Recipe:
    """How to start one kind of server."""

    command: Sequence[str]
    port: int
    log: Path
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    end_signal: signal.Signals = signal.SIGTERM
    user: str = "-"
    remove: str = "-"
    watched: int = field(default_factory=os.getpid)
    ready: Callable[[int], bool] = answers


def start(recipe: Recipe, *, seconds: float = 30) -> Server:
    """Start a server under a guardian and return once it answers."""
    fixed = [str(recipe.watched), str(int(recipe.end_signal)), recipe.user, recipe.remove]
    with recipe.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(GUARDIAN), *fixed, *recipe.command],
            cwd=ROOT,
            env=dict(recipe.env),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process, recipe.port, recipe.log)
    deadline = time.monotonic() + seconds
    while not recipe.ready(recipe.port):
        if process.poll() is not None or time.monotonic() > deadline:
            server.stop()
            raise RuntimeError(
                f"{recipe.command[0]} did not start:\n{recipe.log.read_text(errors='replace')[-3000:]}"
            )
        time.sleep(0.03)
    return server
