"""What is under test: the application's processes with their database and queue, each of which can be killed."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import databases, needs
from tests.support.fixtures_server import is_ready
from tests.support.processes import ROOT, Recipe, Server, answers, free_port, start

# Sweeps are frequent so that a lost push is hinted at soon; the pace of people would take a day.
SETTINGS = {"KENES_ASYNC": "gevent", "RATE_LIMITS": "off", "SWEEP_SECONDS": "2"}
GUNICORN = ["-k", "gevent", "-w", "1", "--graceful-timeout", "5", "--no-control-socket"]


def kill(server: Server) -> None:
    """End what a guardian guards with SIGKILL: no good-bye, nothing written any more."""
    guardian = server.process.pid
    for child in Path(f"/proc/{guardian}/task/{guardian}/children").read_text().split():
        os.killpg(int(child), signal.SIGKILL)
    server.process.wait(20)


@dataclass
class Part:
    """A process that can be stopped and started again at the same place."""

    recipe: Recipe
    server: Server = field(init=False)

    def __post_init__(self) -> None:
        self.server = start(self.recipe, seconds=60)

    def restart(self, *, hard: bool) -> None:
        if hard:
            kill(self.server)
        else:
            self.server.stop()
        self.server = start(self.recipe, seconds=60)

    def stop(self) -> None:
        self.server.stop()


class Installation:
    """One process on SQLite, or two on PostgreSQL that share a Redis with a password."""

    def __init__(self, backend: str, folder: Path) -> None:
        self.backend, self.folder = backend, folder
        self.clock = folder / "clock"
        self.clock.write_text("0")
        self.parts: dict[str, Part] = {}
        settings = {**SETTINGS, "CAMPAIGN_CLOCK": str(self.clock)}
        if backend == "postgresql":
            self.database_url = self._start_postgres()
            settings["REDIS_URL"] = self._start_redis()
        else:
            path = folder / "campaign.sqlite"
            databases.copy_sqlite(databases.EMPTY, path)
            self.database_url = f"sqlite:///{path}"
        self.webs = [f"web{n}" for n in range(2 if backend == "postgresql" else 1)]
        for name in self.webs:
            self.parts[name] = Part(self._web(name, settings))

    @property
    def ports(self) -> list[int]:
        return [self.parts[name].recipe.port for name in self.webs]

    def jump(self, seconds: int) -> None:
        """Put the clock of all processes this far from the real one."""
        self.clock.write_text(str(seconds))

    def stop(self) -> None:
        for part in reversed(list(self.parts.values())):
            part.stop()

    def _web(self, name: str, settings: dict[str, str]) -> Recipe:
        port = free_port()
        where = {"PORT": str(port), "BASE_URL": f"http://127.0.0.1:{port}", "PYTHONPATH": str(ROOT)}
        return Recipe(
            command=[
                *(sys.executable, "-m", "gunicorn", *GUNICORN, "--log-level", "warning"),
                *("-b", f"127.0.0.1:{port}", "tests.faults.campaign.served:app"),
            ],
            port=port,
            log=self.folder / f"{name}.log",
            env=databases.environment(self.database_url, self.folder / name, **settings, **where),
            ready=is_ready,
        )

    def _start_redis(self) -> str:
        password, port = secrets.token_hex(16), free_port()
        command = [needs.program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
        command += ["--requirepass", password, "--save", "", "--dir", str(self.folder)]
        self.parts["redis"] = Part(Recipe(command, port, self.folder / "redis.log"))
        return f"redis://:{password}@127.0.0.1:{port}/0"

    def _start_postgres(self) -> str:
        """Start a server with its usual, durable settings; stopping it is a crash."""
        folder, port = self.folder / "postgres", free_port()
        folder.mkdir()
        user = databases.postgres_user(folder)
        databases.init_postgres(folder, user)
        fixed = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "200"}
        options = [part for name, value in fixed.items() for part in ("-c", f"{name}={value}")]
        self.parts["postgres"] = Part(
            Recipe(
                command=[needs.program("postgres"), "-D", str(folder), "-p", str(port), *options],
                port=port,
                log=self.folder / "postgres.log",
                end_signal=signal.SIGQUIT,
                user=user,
                ready=databases.postgres_ready,
            )
        )
        with databases.admin_of(port) as admin:
            admin.execute("CREATE DATABASE campaign")
        url = databases.postgres_url("campaign", port)
        databases.fill(url, databases.EMPTY)
        return url


class Network:
    """The bad network in front of the processes, and what it has done."""

    def __init__(self, seed: int, folder: Path, targets: list[int]) -> None:
        self.counts = folder / "network.json"
        self.ports = [free_port() for _ in targets]
        pairs = [f"{listen}:{target}" for listen, target in zip(self.ports, targets, strict=True)]
        command = [sys.executable, "-m", "tests.faults.campaign.proxy", str(seed), str(self.counts), *pairs]
        self.server = start(Recipe(command, self.ports[-1], folder / "network.log", ready=answers))

    def stop(self) -> None:
        self.server.stop()


def node() -> str:
    """Return the Node.js that set-up chose."""
    own = Path(sys.executable).with_name("node")
    return str(own) if own.exists() else needs.program("node")


def start_clients(command: list[str], log: Path) -> subprocess.Popen[str]:
    """Start a process of clients that tells its progress and waits to be told where the rooms stand."""
    with log.open("w") as file:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file, text=True
        )
