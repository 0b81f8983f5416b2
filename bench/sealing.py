"""`make bench-sealing`: what sealing costs the room's throughput, beside the same room without it.

Two servers on each database, alike but for sealing (bench/unsealed.py), take turns at full speed, so that a
slow minute of the machine falls on both. BENCH_ROOMS, BENCH_SECONDS, BENCH_TURNS change the size.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tqdm import tqdm

from bench import room_servers
from bench.chat import SECONDS, Round, talk
from tests.support import databases

ROOMS = int(os.environ.get("BENCH_ROOMS", "60"))
TURNS = int(os.environ.get("BENCH_TURNS", "4"))
TARGETS = {"sealed": "wsgi:app", "open": "bench.unsealed:app"}
BACKENDS = ("sqlite", "postgresql")


def measure(backend: str, folder: Path, bar: tqdm[None]) -> dict[str, list[Round]]:
    """Let both servers take turns; whoever begins changes every time."""
    found: dict[str, list[Round]] = {name: [] for name in TARGETS}
    with ExitStack() as stack:
        subjects = {}
        for name, target in TARGETS.items():
            subjects[name] = room_servers.kenes(backend, folder / f"{name}_{backend}", ROOMS, target=target)
            stack.callback(subjects[name].stop)
            talk(subjects[name], 2, 0)  # warm
        for turn in range(TURNS):
            for name in sorted(TARGETS, reverse=turn % 2 == 0):
                found[name].append(talk(subjects[name], SECONDS, 0))
                bar.update()
    return found


def report(backend: str, found: dict[str, list[Round]]) -> None:
    """Print both and the cost: less throughput, more processor time."""
    speed = {name: median(turn.per_second for turn in turns) for name, turns in found.items()}
    cpu = {name: median(turn.cpu_us for turn in turns) for name, turns in found.items()}
    for name, turns in found.items():
        each = ", ".join(f"{turn.per_second:,.0f}" for turn in turns)
        print(f"| {backend}, {name} | {speed[name]:,.0f} | {cpu[name]:.0f} | {each} |")
    if any(turn.refused or turn.lost for turns in found.values() for turn in turns):
        print("Messages were refused or lost: the figures mean nothing")
    print(
        f"{backend}: sealing costs {1 - speed['sealed'] / speed['open']:.1%} of the throughput,"
        f" {cpu['sealed'] - cpu['open']:.0f} µs of processor time a message"
        f" ({1 - cpu['open'] / cpu['sealed']:.1%})\n"
    )


def main() -> None:
    os.environ.update(databases.SETTINGS)
    databases.durable = True
    found = {}
    try:
        with TemporaryDirectory(prefix="kenes-bench-") as name:
            folder = Path(name)
            folder.chmod(0o755)
            total = len(BACKENDS) * len(TARGETS) * TURNS
            with tqdm(total=total, desc="rounds", file=sys.stderr, disable=None) as bar:
                for backend in BACKENDS:
                    found[backend] = measure(backend, folder, bar)
    finally:
        databases.remove_run_folder()
    print(
        f"\n{ROOMS} rooms of two people, {TURNS} turns of {SECONDS:g} seconds each, {os.cpu_count()} cores\n"
    )
    print("| | messages/s | CPU each, µs | each turn |\n|---|---|---|---|")
    for backend in BACKENDS:
        report(backend, found[backend])


if __name__ == "__main__":
    main()
