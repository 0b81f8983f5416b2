"""What a message costs the server, beside a bare relay of the same library in the same run.

python -m bench.chat [--rooms 20] [--messages 40] [--postgres]

Counts the server's own processor time, which a busy machine disturbs least, and the time until the
other side has the message.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import socketio
from itsdangerous import URLSafeTimedSerializer

from app import create_app
from tests.integration.chat.conftest import claimed, token_of
from tests.support import databases
from tests.support.fixtures_server import new_database, serve
from tests.support.processes import ROOT, Recipe, answers, free_port, start

TEXT = "Учаскеге барғанда жеке куәлікті ұмытпаңыз, мекенжайыңыз тізімде болуы керек."


@dataclass
class Pair:
    """One room: who writes, who listens, with the cookies they need."""

    ticket: str
    writer: str = ""
    listener: str = ""


@dataclass
class Result:
    name: str
    sent: int
    seconds: float
    cpu: float
    delays: list[float]

    def line(self) -> str:
        p99 = quantiles(self.delays, n=100)[98]
        per = self.cpu / self.sent
        parts = [
            f"{self.name:<12} {self.sent:6} messages  {self.sent / self.seconds:7.0f}/s",
            f"{per * 1e6:7.0f} µs of CPU each  {1 / per:6.0f}/s on one core",
            f"delivery median {median(self.delays) * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms",
        ]
        return "  ".join(parts)


def cpu_of(guardian: int) -> float:
    """Return the processor seconds of everything a guardian has started."""
    ticks, wanted = 0, {guardian}
    stats = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        stats[int(path.parent.name)] = fields
    grown = True
    while grown:
        found = {pid for pid, fields in stats.items() if int(fields[1]) in wanted} - wanted
        wanted |= found
        grown = bool(found)
    for pid in wanted - {guardian}:
        if pid in stats:
            ticks += int(stats[pid][11]) + int(stats[pid][12])
    return ticks / os.sysconf("SC_CLK_TCK")


def talk(url: str, pair: Pair, messages: int, delays: list[float], gate: threading.Barrier) -> None:
    due: dict[str, float] = {}
    arrived = threading.Semaphore(0)

    def receive(payload: dict[str, Any]) -> None:
        begun = due.get(payload["client_id"])
        if begun is not None:
            delays.append(time.monotonic() - begun)
            arrived.release()

    listener, writer = (socketio.Client(reconnection=False) for _ in range(2))
    listener.on("chat:entry", receive)
    for client, cookie in ((listener, pair.listener), (writer, pair.writer)):
        headers = {"Cookie": cookie} if cookie else {}
        client.connect(
            url,
            headers=headers,
            auth={"protocol": 1, "language": "kk"},
            transports=["websocket"],
            wait_timeout=20,
        )
        client.call("chat:join", {"ticket": pair.ticket, "after": 0}, timeout=20)
    gate.wait()
    for number in range(messages):
        key = f"{pair.ticket}-{number:08}"
        due[key] = time.monotonic()
        ack = writer.call("chat:send", {"ticket": pair.ticket, "client_id": key, "body": TEXT}, timeout=30)
        assert ack["ok"], ack
    for _ in range(messages):
        assert arrived.acquire(timeout=30)
    gate.wait()
    listener.disconnect()
    writer.disconnect()


def measure(name: str, url: str, guardian: int, pairs: list[Pair], messages: int) -> Result:
    delays: list[float] = []
    gate = threading.Barrier(len(pairs) + 1)
    threads = [threading.Thread(target=talk, args=(url, pair, messages, delays, gate)) for pair in pairs]
    for thread in threads:
        thread.start()
    gate.wait()
    cpu, begun = cpu_of(guardian), time.monotonic()
    gate.wait()
    result = Result(name, len(pairs) * messages, time.monotonic() - begun, cpu_of(guardian) - cpu, delays)
    for thread in threads:
        thread.join()
    return result


def kenes(backend: str, folder: Path, rooms: int) -> tuple[str, int, list[Pair], Callable[[], None]]:
    folder.mkdir()
    url = new_database(backend, databases.EMPTY, folder, "bench")
    server = serve(url, folder, with_worker=False)
    app = create_app(databases.environment(url, folder / "beside"))
    signer: URLSafeTimedSerializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    pairs = []
    with app.app_context():
        for _ in range(rooms):
            room = claimed()
            cookies = [
                "kenes=" + str(signer.dumps({"_user_id": token_of(actor), "_fresh": True}))
                for actor in (room.lawyer, room.asker)
            ]
            pairs.append(Pair(room.ticket.number, *cookies))
    return server.url, server.web.process.pid, pairs, server.stop


def relay(folder: Path, rooms: int) -> tuple[str, int, list[Pair], Callable[[], None]]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-k",
        "gevent",
        "-w",
        "1",
        "--no-control-socket",
        "--log-level",
        "warning",
    ]
    server = start(
        Recipe(
            command=[*command, "-b", f"127.0.0.1:{port}", "bench.relay:app"],
            port=port,
            log=folder / "relay.log",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            ready=answers,
        )
    )
    return (
        f"http://127.0.0.1:{port}",
        server.process.pid,
        [Pair(f"room-{n:04}") for n in range(rooms)],
        server.stop,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=20)
    parser.add_argument("--messages", type=int, default=40)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    os.environ.update(databases.SETTINGS)
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        backends = ["sqlite", *(["postgresql"] if options.postgres else [])]
        subjects = [("relay", relay(folder, options.rooms))]
        subjects += [(backend, kenes(backend, folder / backend, options.rooms)) for backend in backends]
        results = []
        for label, (url, guardian, pairs, stop) in subjects:
            results.append(measure(label, url, guardian, pairs, options.messages))
            stop()
        for result in results:
            share = (results[0].cpu / results[0].sent) / (result.cpu / result.sent)
            print(result.line(), f" {share:.0%} of the relay")
    databases.remove_run_folder()


if __name__ == "__main__":
    main()
