"""Real servers on free ports of this machine: the project's own, and Redis."""

from __future__ import annotations

import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.launch import setup
from tests.support import databases, needs
from tests.support.fixtures_app import worker_name
from tests.support.processes import Recipe, Server, free_port, start


@dataclass(frozen=True)
class LiveServer:
    """The project served as in `make run`: gunicorn with gevent, and the worker beside it."""

    url: str
    port: int
    instance: Path
    env: dict[str, str]
    web: Server
    worker: Server | None

    @property
    def mails(self) -> list[str]:
        """Return the mails sent so far, oldest first."""
        files = sorted((self.instance / "outbox").glob("*"), key=lambda path: path.stat().st_mtime)
        return [path.read_text(encoding="utf-8") for path in files]

    def stop(self) -> None:
        self.web.stop()
        if self.worker:
            self.worker.stop()


def serve(database_url: str, folder: Path, *, with_worker: bool = True, **settings: str) -> LiveServer:
    """Start the project on a free port and wait until it answers."""
    port = free_port()
    ready_made = {
        "KENES_ASYNC": "gevent",
        "PORT": str(port),
        "MAIL_BACKEND": "file",
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    env = databases.environment(database_url, folder / "instance", **{**ready_made, **settings})
    kind = ["-k", "gevent"] if env["KENES_ASYNC"] == "gevent" else ["-k", "gthread", "--threads", "100"]
    fixed = [*kind, "-w", "1", "--graceful-timeout", "1", "--no-control-socket", "--log-level", "warning"]
    web = start(
        Recipe(
            command=[sys.executable, "-m", "gunicorn", *fixed, "-b", f"127.0.0.1:{port}", "wsgi:app"],
            port=port,
            log=folder / "web.log",
            env=env,
            ready=is_ready,
        )
    )
    worker = None
    if with_worker:
        command = [sys.executable, "-m", "flask", "worker"]
        worker = start(Recipe(command, port, folder / "worker.log", env, ready=is_ready))
    return LiveServer(f"http://127.0.0.1:{port}", port, folder / "instance", env, web, worker)


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def new_database(backend: str, kind: str, folder: Path, name: str) -> str:
    """Return the address of a copied database for a server of its own."""
    if backend == "postgresql":
        return databases.copy_postgres(kind, f"{name}_{worker_name()}")
    path = folder / f"{name}.sqlite"
    databases.copy_sqlite(kind, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def static_files() -> None:
    """Bring vendor files, catalogues and compressed files up to date, as `make run` would."""
    with databases.locked("static"):
        setup.copy_assets()
        setup.build_translations()
        setup.compress_static()


@pytest.fixture(scope="session")
def live_server(static_files: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Return one server for all browser tests of this process: SQLite, starter content, demo cast."""
    folder = tmp_path_factory.mktemp("live")
    server = serve(new_database("sqlite", databases.FULL, folder, "live"), folder)
    yield server
    server.stop()


@pytest.fixture
def start_server(static_files: None, tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """Return a function that starts a server of the test's own: `start_server("postgresql", SILENCE_MINUTES="1")`."""
    with ExitStack() as stack:

        def begin(backend: str = "sqlite", kind: str = databases.FULL, **settings: str) -> LiveServer:
            name = f"own{len(list(tmp_path.iterdir()))}"
            folder = tmp_path / name
            folder.mkdir()
            server = serve(new_database(backend, kind, folder, name), folder, **settings)
            stack.callback(server.stop)
            return server

        yield begin


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Redis server that belongs to this process alone."""
    command, folder, port = needs.program("redis-server"), tmp_path_factory.mktemp("redis"), free_port()
    server = start(
        Recipe(
            command=[command, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
            port=port,
            log=folder / "redis.log",
            end_signal=signal.SIGTERM,
        )
    )
    yield f"redis://127.0.0.1:{port}/0"
    server.stop()
