"""`make bench-chat`: what a message costs, beside a bare relay of the same library in the same run.

200 rooms with two people each. Full speed: every room sends its next message when the last one was
acknowledged. Steady: 100 messages a second over all rooms. Clients run in a process of their own. Only
loopback, ends by itself. BENCH_ROOMS, BENCH_SECONDS, BENCH_IDLE change the size; rate limits are off, or
the full speed would be refused.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tqdm import tqdm

from bench import room_servers
from bench.room_servers import Subject
from tests.support import databases

ROOMS = int(os.environ.get("BENCH_ROOMS", "200"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "10"))
IDLE = int(os.environ.get("BENCH_IDLE", "2000"))
RATE = 100.0
SOCKETS_PER_SESSION = 5
CLIENTS = [sys.executable, str(Path(__file__).with_name("room_clients.py"))]
Make = Callable[..., Subject]


@dataclass
class Round:
    """What one round of one subject showed."""

    per_second: float
    cpu_us: float
    lost: int
    refused: int
    delivered: list[float]

    def percentile(self, percent: int) -> float:
        return quantiles(self.delivered, n=100)[percent - 1] * 1e3


@dataclass
class Row:
    """All about one subject."""

    name: str
    full: Round
    steady: Round
    groups: list[tuple[str, float]] = field(default_factory=list)
    owners: list[tuple[str, float]] = field(default_factory=list)


@contextmanager
def clients(job: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(CLIENTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        _tell(process, json.dumps(job))
        yield process
    finally:
        process.kill()
        process.wait()


def _tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _hear(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the clients have failed; see above")
    found: dict[str, Any] = json.loads(line)
    return found


def talk(subject: Subject, seconds: float, rate: float, at_start: Callable[[], None] | None = None) -> Round:
    """Let everybody talk; with several processes each serves its share of the rooms."""
    shares = len(subject.hosts)
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                clients(
                    {
                        "kind": "talk",
                        "host": host,
                        "rooms": subject.rooms[number::shares],
                        "seconds": seconds,
                        "rate": rate / shares,
                    }
                )
            )
            for number, host in enumerate(subject.hosts)
        ]
        for process in running:
            _hear(process)
        if at_start:
            at_start()
        cpu = room_servers.cpu_seconds(subject.guardians)
        for process in running:
            _tell(process, "go")
        tallies = [_hear(process) for process in running]
        cpu = room_servers.cpu_seconds(subject.guardians) - cpu
    sent = sum(tally["sent"] for tally in tallies)
    span = max(tally["ended"] - tally["begun"] for tally in tallies)
    delays = [delay for tally in tallies for delay in tally["delivered"]]
    lost, refused = (sum(tally[name] for tally in tallies) for name in ("lost", "refused"))
    return Round(sent / span, cpu / sent * 1e6, lost, refused, delays)


def profile(make: Make, full: Round) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Return where the processor time of a message goes at full speed, in µs, by library and by function."""
    subject = make(is_profiled=True)
    try:
        talk(subject, SECONDS, 0, lambda: subject.switch_profile(on=True))
        subject.switch_profile(on=False)
        found = json.loads(subject.profile.read_text(encoding="utf-8"))
    finally:
        subject.stop()
    total = sum(count for _, count in found["groups"])
    parts = [
        [(name, count / total * full.cpu_us) for name, count in found[kind]] for kind in ("groups", "owners")
    ]
    return parts[0], parts[1]


def idle(subject: Subject, count: int) -> tuple[int, float]:
    """Open sockets that say nothing; return how many stay open and the bytes of memory each takes."""
    people = [
        {"ticket": room["ticket"], "writer": room[side]}
        for room in subject.rooms
        for side in ("writer", "listener")
        for _ in range(SOCKETS_PER_SESSION)
    ]
    before = room_servers.memory(subject.guardians)
    with clients({"kind": "idle", "host": subject.hosts[0], "rooms": people[:count]}) as process:
        with tqdm(total=count, desc=f"idle: {subject.name}", file=sys.stderr, disable=None) as bar:
            while "ready" not in (line := _hear(process)):
                bar.update(line["opened"] - bar.n)
        taken = room_servers.memory(subject.guardians) - before
        _tell(process, "end")
        return _hear(process)["open"], taken / count


def main() -> None:
    os.environ.update(databases.SETTINGS)
    databases.durable = True
    redis = shutil.which("redis-server")
    try:
        with TemporaryDirectory(prefix="kenes-bench-") as name, ExitStack() as stack:
            folder = Path(name)
            folder.chmod(0o755)
            address = None
            if redis:
                address, stop = room_servers.redis_server(folder, redis)
                stack.callback(stop)
            rows = measure(folder, address)
            silent = measure_idle(folder)
            grown = measure_growth(folder, address) if address else []
    finally:
        databases.remove_run_folder()
    report(rows, silent, grown)


def measure(folder: Path, redis: str | None) -> list[Row]:
    def made(kind: str, **options: Any) -> Make:
        place = iter(range(100))

        def make(*, is_profiled: bool = False) -> Subject:
            at = folder / f"{kind}{'r' if options else ''}{next(place)}"
            if kind == "relay":
                return room_servers.relay(at, ROOMS, is_profiled=is_profiled)
            return room_servers.kenes(kind, at, ROOMS, is_profiled=is_profiled, **options)

        return make

    makers = [made("relay"), made("sqlite"), made("postgresql")]
    makers += [made("postgresql", redis=redis)] if redis else []
    rows = []
    with tqdm(total=len(makers) * 3, desc="rounds", file=sys.stderr, disable=None) as bar:
        for make in makers:
            subject = make()
            try:
                steady = talk(subject, SECONDS, RATE)
                bar.update()
                full = talk(subject, SECONDS, 0)
                bar.update()
            finally:
                subject.stop()
            rows.append(Row(subject.name, full, steady, *profile(make, full)))
            bar.update()
    return rows


def measure_idle(folder: Path) -> list[tuple[str, int, float]]:
    found = []
    makers: list[Make] = [
        lambda: room_servers.relay(folder / "idle-relay", ROOMS),
        lambda: room_servers.kenes("sqlite", folder / "idle-sqlite", ROOMS),
    ]
    for make in makers:
        subject = make()
        try:
            found.append((subject.name, *idle(subject, IDLE)))
        finally:
            subject.stop()
    return found


def measure_growth(folder: Path, redis: str) -> list[tuple[str, Round]]:
    found = []
    for processes in (1, 2):
        subject = room_servers.kenes(
            "postgresql", folder / f"grow{processes}", ROOMS, redis=redis, processes=processes
        )
        try:
            found.append((f"{processes} process{'es' * (processes > 1)}", talk(subject, SECONDS, 0)))
        finally:
            subject.stop()
    return found


def report(rows: list[Row], silent: list[tuple[str, int, float]], grown: list[tuple[str, Round]]) -> None:
    bare = rows[0]
    print(f"\n{ROOMS} rooms of two people, {SECONDS:g} seconds a round, {os.cpu_count()} cores\n")
    print(
        "| | full speed, /s | of the relay | CPU each, µs | steady p50, ms | p99, ms | of the relay | lost |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        p99 = row.steady.percentile(99)
        cells = [row.name, f"{row.full.per_second:,.0f}", f"{row.full.per_second / bare.full.per_second:.0%}"]
        cells += [f"{row.full.cpu_us:.0f}", f"{median(row.steady.delivered) * 1e3:.1f}", f"{p99:.1f}"]
        cells += [f"{p99 / bare.steady.percentile(99):.1f}×", str(row.full.lost + row.steady.lost)]
        print("| " + " | ".join(cells) + " |")
        if row.full.refused or row.steady.refused:
            print(
                f"  {row.full.refused + row.steady.refused} messages were refused: the figures mean nothing"
            )
    for row in rows:
        print(f"\n{row.name}: where {row.full.cpu_us:.0f} µs go")
        print("  " + ", ".join(f"{name} {spent:.0f}" for name, spent in row.groups))
        for name, spent in row.owners[: 0 if row is bare else 15]:
            print(f"  {spent:6.0f} µs  {name}")
    print()
    for name, opened, taken in silent:
        print(f"Idle connections on one process, {name}: {opened} open, {taken / 1024:.0f} KB each")
    for name, result in grown:
        share = result.per_second / grown[0][1].per_second
        print(f"PostgreSQL and Redis, {name}: {result.per_second:,.0f} messages/s ({share:.2f}×)")


if __name__ == "__main__":
    main()
