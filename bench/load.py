"""A small closed-loop load generator: eight connections, each asks again when it was answered."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field

CONNECTIONS = 8


@dataclass(frozen=True)
class Request:
    """What is asked; an answer with another status counts as an error."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    status: int = 200


@dataclass(frozen=True)
class Round:
    """What one round showed."""

    per_second: float
    p95_ms: float
    errors: int
    bytes: int


def load(port: int, request: Request, seconds: float) -> Round:
    """Load one address in a process of its own, so that the client's lock does not slow the server's."""
    job = json.dumps({"port": port, "request": asdict(request), "seconds": seconds})
    done = subprocess.run(
        [sys.executable, __file__],
        input=job,
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 60,
    )
    return Round(**json.loads(done.stdout))


@dataclass
class Tally:
    """What the connections of one round saw, together."""

    times: list[float] = field(default_factory=list)
    errors: int = 0
    bytes: int = 0


def _work(port: int, request: Request, until: float, tally: Tally) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        connection.request(request.method, request.path, request.body or None, request.headers)
        answer = connection.getresponse()
        tally.bytes = len(answer.read())
        tally.times.append(time.perf_counter() - begun)
        tally.errors += answer.status != request.status


def _run(job: dict[str, object]) -> Round:
    request = Request(**job["request"])  # type: ignore[arg-type]
    port, seconds = int(str(job["port"])), float(str(job["seconds"]))
    _work(port, request, time.perf_counter() + 0.3, Tally())  # warm
    tally, begun = Tally(), time.perf_counter()
    shared = (port, request, begun + seconds, tally)
    threads = [threading.Thread(target=_work, args=shared) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent, times = time.perf_counter() - begun, sorted(tally.times)
    return Round(len(times) / spent, times[int(len(times) * 0.95)] * 1000, tally.errors, tally.bytes)


if __name__ == "__main__":
    print(json.dumps(asdict(_run(json.load(sys.stdin)))))
