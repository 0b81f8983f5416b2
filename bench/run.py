"""`make bench`: pages per second and p95 beside a bare Flask page that runs the same SQL.

Both servers run the same way (gunicorn, gevent, one process) on copies of one database and are loaded in
turns, so that the ratio means something on a noisy machine. BENCH_DATABASE=postgresql measures PostgreSQL,
BENCH_SECONDS sets the length of one round, BENCH_LIGHTHOUSE=off
leaves Lighthouse out. Only loopback, ends by itself.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tqdm import tqdm

from bench import lighthouse
from bench.load import Round, load
from bench.servers import Pair, start_pair
from bench.subjects import Subject, prepare
from tests.support import databases
from tests.support.fixtures_server import new_database

ROUNDS = 3


def main() -> None:
    backend = os.environ.get("BENCH_DATABASE", "sqlite")
    seconds = float(os.environ.get("BENCH_SECONDS", "4"))
    try:
        with tempfile.TemporaryDirectory(prefix="kenes-bench-") as name:
            folder = Path(name)
            url = new_database(backend, databases.FULL, folder, "bench")
            subjects = prepare(url, folder)
            pair = start_pair(url, folder, subjects)
            try:
                rows = measure(pair, subjects, seconds)
                marks = lighthouse.scores(pair.own, subjects) if wants_lighthouse() else []
            finally:
                pair.stop()
    finally:
        databases.remove_run_folder()
    report(backend, rows)
    report_lighthouse(marks)


def wants_lighthouse() -> bool:
    return os.environ.get("BENCH_LIGHTHOUSE") != "off"


def measure(pair: Pair, subjects: list[Subject], seconds: float) -> list[dict[str, object]]:
    rows = []
    with tqdm(total=len(subjects) * ROUNDS * 2, desc="bench", file=sys.stderr, disable=None) as bar:
        for subject in subjects:
            own: list[Round] = []
            bare: list[Round] = []
            for _ in range(ROUNDS):
                own.append(load(pair.own.port, subject.request, seconds))
                bar.update()
                bare.append(load(pair.bare.port, subject.bare_request, seconds))
                bar.update()
            rows.append(_row(subject, own, bare))
    return rows


def _row(subject: Subject, own: list[Round], bare: list[Round]) -> dict[str, object]:
    ratios = [a.per_second / b.per_second for a, b in zip(own, bare, strict=True)]
    return {
        "page": subject.name,
        "statements": len(subject.statements),
        "bytes": own[0].bytes,
        "pages/s": round(statistics.median(r.per_second for r in own), 1),
        "p95 ms": round(statistics.median(r.p95_ms for r in own), 1),
        "bare pages/s": round(statistics.median(r.per_second for r in bare), 1),
        "bare p95 ms": round(statistics.median(r.p95_ms for r in bare), 1),
        "ratio": round(statistics.median(ratios), 2),
        "errors": sum(r.errors for r in own + bare),
    }


def report(backend: str, rows: list[dict[str, object]]) -> None:
    print(f"\n{backend}: one process, {len(rows)} pages, {ROUNDS} rounds in turns; medians")
    names = list(rows[0])
    print("| " + " | ".join(names) + " |")
    print("|" + "---|" * len(names))
    for row in rows:
        print("| " + " | ".join(str(row[name]) for name in names) + " |")
    target = os.environ.get("BENCH_JSON")
    if target:
        Path(target).write_text(json.dumps(rows, indent=1), encoding="utf-8")
    if any(row["errors"] for row in rows):
        raise SystemExit("some requests failed")


def report_lighthouse(marks: list[tuple[str, int, list[int]]]) -> None:
    if not marks:
        return
    print("\nLighthouse, performance on a simulated phone")
    print("| page | median | runs |\n|---|---|---|")
    for name, median, runs in marks:
        print(f"| {name} | {median} | {' '.join(map(str, runs))} |")


if __name__ == "__main__":
    main()
