"""`make test-faults`: a long conversation on a network, processes and databases that keep breaking.

SEED and MESSAGES (for each database) say what happens, DATABASES=sqlite,postgresql on what; after MINUTES
for each database nobody writes any more. Servers are the
application's own (gunicorn with gevent), clients are Node's socket.io and python-socketio. Ends by itself.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tqdm import tqdm

from tests.faults.campaign.course import Outcome, Plan, run
from tests.faults.campaign.judge import FAULTS
from tests.faults.campaign.picture import draw
from tests.support import databases
from tests.support.processes import ROOT

NAMES = {"sqlite": "SQLite, one process", "postgresql": "PostgreSQL and Redis, two processes"}


def main() -> int:
    seed, messages = int(os.environ.get("SEED", "1")), int(os.environ.get("MESSAGES", "100000"))
    backends = os.environ.get("DATABASES", "sqlite,postgresql").split(",")
    os.environ.update(databases.SETTINGS)
    outcomes = {}
    try:
        for backend in backends:
            with tempfile.TemporaryDirectory(prefix="kenes-faults-") as name:
                folder = Path(name)
                folder.chmod(0o755)
                minutes = float(os.environ.get("MINUTES", "120"))
                plan = Plan(backend, seed, messages, min(16, max(4, messages // 400)), minutes=minutes)
                with tqdm(total=messages, desc=backend, unit="msg", file=sys.stderr, mininterval=2) as bar:
                    outcomes[backend] = run(plan, folder, bar.update)
                if not outcomes[backend].verdict.is_clean:
                    keep_logs(folder, backend)
    finally:
        databases.remove_run_folder()
    report(seed, outcomes)
    return int(not all(outcome.verdict.is_clean for outcome in outcomes.values()))


def keep_logs(folder: Path, backend: str) -> None:
    target = ROOT / "tests/artefacts/faults" / backend
    target.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.log"):
        shutil.copy(path, target)


def report(seed: int, outcomes: dict[str, Outcome]) -> None:
    """Print the table, draw the pictures, and show what went wrong."""
    folder = ROOT / "tests/artefacts/faults"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [["", *outcomes]]
    rows += [
        [name, *(f"{outcome.rows()[name]:,}".replace(",", " ") for outcome in outcomes.values())]
        for name in next(iter(outcomes.values())).rows()
    ]
    rows += [
        [f"**{kind}**", *(f"**{len(outcome.verdict.wrong[kind])}**" for outcome in outcomes.values())]
        for kind in FAULTS
    ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---" * len(rows[0]) + "|")
    print(f"\nFault campaign, seed {seed}\n\n" + "\n".join(lines))
    for backend, outcome in outcomes.items():
        title = f"{NAMES[backend]}: texts acknowledged while things broke (seed {seed})"
        picture = folder / f"{backend}.svg"
        picture.write_text(draw(title, outcome.arrivals, outcome.marks), encoding="utf-8")
        print(f"picture: {picture.relative_to(ROOT)}")
        for kind, found in outcome.verdict.wrong.items():
            for what in found[:10]:
                print(f"✗ {backend}: {kind}: {what}")
    (folder / "result.json").write_text(
        json.dumps({name: [outcome.rows(), outcome.verdict.wrong] for name, outcome in outcomes.items()})
    )


if __name__ == "__main__":
    sys.exit(main())
