"""The servers of the room's comparison: the bare relay, and the project on each of its stores."""

from __future__ import annotations

import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import URLSafeTimedSerializer

from app import create_app
from app.extensions import db
from tests.integration.chat.conftest import claimed, token_of
from tests.support import databases
from tests.support.fixtures_server import new_database
from tests.support.processes import ROOT, Recipe, Server, free_port, start

GUNICORN = [
    "-k",
    "gevent",
    "-w",
    "1",
    "--graceful-timeout",
    "1",
    "--no-control-socket",
    "--log-level",
    "warning",
]
Room = dict[str, str]


@dataclass
class Subject:
    """One installation: its addresses, its rooms with the cookies of who is in them, its processes."""

    name: str
    hosts: list[str]
    rooms: list[Room]
    servers: list[Server]
    profile: Path

    @property
    def guardians(self) -> list[int]:
        return [server.process.pid for server in self.servers]

    def switch_profile(self, *, on: bool) -> None:
        """Begin to count, or write down what was counted."""
        for pid in workers(self.guardians):
            os.kill(pid, signal.SIGUSR2)
        deadline = time.monotonic() + 10
        while not on and not self.profile.exists() and time.monotonic() < deadline:
            time.sleep(0.1)

    def stop(self) -> None:
        for server in self.servers:
            server.stop()


def relay(folder: Path, rooms: int, *, is_profiled: bool = False) -> Subject:
    folder.mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = _serve("bench.relay:app", env, folder, 0, is_profiled=is_profiled)
    names = [{"ticket": f"room-{number:04}", "writer": "", "listener": ""} for number in range(rooms)]
    return Subject("bare relay", [_host(server)], names, [server], folder / "profile.json")


def kenes(
    backend: str,
    folder: Path,
    rooms: int,
    *,
    redis: str | None = None,
    processes: int = 1,
    is_profiled: bool = False,
    target: str = "wsgi:app",
) -> Subject:
    folder.mkdir()
    url = new_database(backend, databases.EMPTY, folder, f"bench_{folder.name}")
    extra = {"KENES_ASYNC": "gevent", **({"REDIS_URL": redis} if redis else {})}
    servers = []
    for number in range(processes):
        env = databases.environment(url, folder / "instance", PYTHONPATH=str(ROOT), **extra)
        servers.append(_serve(target, env, folder, number, is_profiled=is_profiled))
    seats = _fill(url, folder, rooms)
    name = {"sqlite": "Kenes, SQLite", "postgresql": "Kenes, PostgreSQL"}[backend]
    name += (" and Redis" if redis else "") + (f", {processes} processes" if processes > 1 else "")
    return Subject(name, [_host(server) for server in servers], seats, servers, folder / "profile.json")


def redis_server(folder: Path, program: str) -> tuple[str, Callable[[], None]]:
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = start(Recipe(command=command, port=port, log=folder / "redis.log"))
    return f"redis://127.0.0.1:{port}/0", server.stop


def _serve(
    target: str,
    env: dict[str, str],
    folder: Path,
    number: int,
    *,
    is_profiled: bool,
) -> Server:
    port = free_port()
    if is_profiled:
        env = {**env, "KENES_ASYNC": "gevent", "BENCH_SERVER": target}
        env["BENCH_PROFILE"] = str(folder / "profile.json")
        target = "bench.sampling:app"
    env = {**env, "PORT": str(port)}
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, "-b", f"127.0.0.1:{port}", target]
    return start(Recipe(command=command, port=port, log=folder / f"web{number}.log", env=env, ready=responds))


def responds(port: int) -> bool:
    """Tell whether the application behind the server answers; the port alone is open before."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _host(server: Server) -> str:
    return f"127.0.0.1:{server.port}"


def _fill(url: str, folder: Path, rooms: int) -> list[Room]:
    """Make rooms with a lawyer and an asker in each, signed in."""
    app = create_app(databases.environment(url, folder / "beside"))
    signer: URLSafeTimedSerializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    seats = []
    with app.app_context():
        for _ in range(rooms):
            room = claimed()
            cookies = [
                "kenes=" + str(signer.dumps({"_user_id": token_of(actor), "_fresh": True}))
                for actor in (room.lawyer, room.asker)
            ]
            seats.append({"ticket": room.ticket.number, "writer": cookies[0], "listener": cookies[1]})
        db.session.remove()
        db.engine.dispose()
    return seats


# ------------------------------------------------------------------ what the processes cost


def _family(guardians: list[int]) -> dict[int, list[str]]:
    """Return the fields of /proc/<pid>/stat of everything the guardians have started."""
    stats: dict[int, list[str]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            stats[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
    wanted = set(guardians)
    while found := {pid for pid, fields in stats.items() if int(fields[1]) in wanted} - wanted:
        wanted |= found
    return {pid: stats[pid] for pid in wanted - set(guardians) if pid in stats}


def cpu_seconds(guardians: list[int]) -> float:
    """Return the processor time of the servers: what a busy machine disturbs least."""
    ticks = sum(int(fields[11]) + int(fields[12]) for fields in _family(guardians).values())
    return ticks / os.sysconf("SC_CLK_TCK")


def workers(guardians: list[int]) -> list[int]:
    """Return the processes that serve: children whose parent is a child of a guardian."""
    family = _family(guardians)
    return [pid for pid, fields in family.items() if int(fields[1]) in family]


def memory(guardians: list[int]) -> int:
    """Return the bytes that the serving processes keep in memory."""
    return sum(int(_family(guardians)[pid][21]) for pid in workers(guardians)) * os.sysconf("SC_PAGE_SIZE")
