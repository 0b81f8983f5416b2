"""The two servers of a comparison."""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.subjects import Subject
from tests.support import databases
from tests.support.fixtures_server import LiveServer, serve
from tests.support.processes import Recipe, Server, free_port, start


@dataclass(frozen=True)
class Pair:
    """The project, and the bare page."""

    own: LiveServer
    bare: Server

    def stop(self) -> None:
        self.own.stop()
        self.bare.stop()


def start_pair(url: str, folder: Path, subjects: list[Subject]) -> Pair:
    plan = folder / "statements.pickle"
    plan.write_bytes(pickle.dumps({subject.key: subject.statements for subject in subjects}))
    port = free_port()
    env = databases.environment(url, folder / "bare", KENES_ASYNC="gevent", BENCH_PLAN=str(plan))
    fixed = ["-k", "gevent", "-w", "1", "--no-control-socket", "--log-level", "warning"]
    bare = start(
        Recipe(
            command=[sys.executable, "-m", "gunicorn", *fixed, "-b", f"127.0.0.1:{port}", "bench.bare:app"],
            port=port,
            log=folder / "bare.log",
            env=env,
        )
    )
    return Pair(serve(url, folder, with_worker=False), bare)
