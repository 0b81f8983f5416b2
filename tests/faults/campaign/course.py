"""The course of a campaign: start everything, let people talk, break things, wait until it is quiet, judge."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import create_app
from app.core.transaction import read_anew
from app.extensions import db
from app.tickets.models import Ticket
from tests.faults.campaign.cast import Cast, RoomCast
from tests.faults.campaign.installation import Installation, Network, node, start_clients
from tests.faults.campaign.judge import Verdict, judge_room, read_room
from tests.faults.campaign.script import write
from tests.integration.chat.live import Person, Service
from tests.support import databases

HERE = Path(__file__).parent
STANDSTILL = 60.0  # seconds without an acknowledged text end the campaign
SETTLE = 90.0
KINDS = {
    "sqlite": ["process", "clock"],
    "postgresql": ["process", "redis", "postgres", "process", "clock"],
}
JUMPS = (1200, -1200, 0)
Report = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What is to happen. Everything else follows from the seed."""

    backend: str
    seed: int
    messages: int
    rooms: int
    handed_over: int = 2
    minutes: float = 120.0

    def faults(self) -> list[tuple[int, str]]:
        """Return what breaks, and after how many texts: each kind at least once, about every 4000 texts."""
        chance = random.Random(self.seed)
        kinds = KINDS[self.backend]
        rounds = max(1, self.messages // (4000 * len(kinds)))
        wanted = kinds * rounds
        step = self.messages * 0.9 / (len(wanted) + 1)
        return [(int(step * (n + 0.5 + chance.random() * 0.5)), kind) for n, kind in enumerate(wanted)]


@dataclass
class Outcome:
    """What happened, and what the judge says."""

    plan: Plan
    verdict: Verdict = field(default_factory=Verdict)
    arrivals: list[tuple[float, int]] = field(default_factory=list)
    marks: list[tuple[float, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def rows(self) -> dict[str, int]:
        """Return the rows of the table."""
        told, done = self.verdict.counts, self.counts
        broken = Counter(kind for _, kind in self.marks)
        return {
            "texts acknowledged": told["chat:send"] + told["chat:note"],
            "edits and withdrawals acknowledged": told["chat:edit"] + told["chat:withdraw"],
            "texts in the database": told["stored"],
            "entries seen by all windows": told["seen"],
            "windows": done["windows"],
            "lines cut by clients in the middle of sending": done["cuts"],
            "acknowledgements thrown away": done["deafs"],
            "lines torn, swallowed or dropped by the network": done["network"],
            "repeats": done["repeats"],
            "times a window came back": done["comebacks"],
            "gaps healed": done["heals"],
            "processes killed (SIGKILL)": broken["process"],
            "Redis killed": broken["redis"],
            "PostgreSQL crashed": broken["postgres"],
            "jumps of the clock (20 minutes)": broken["clock"],
            "people shown out": done["shown out"],
            "seconds": round(self.seconds),
        }


def run(plan: Plan, folder: Path, progress: Callable[[int], Any]) -> Outcome:
    """Run one campaign and return its outcome."""
    outcome = Outcome(plan)
    with_installation = Installation(plan.backend, folder)
    try:
        network = Network(plan.seed, folder, with_installation.ports)
        try:
            Course(plan, folder, with_installation, network, outcome).run(progress)
        finally:
            network.stop()
    finally:
        with_installation.stop()
    return outcome


class Course:
    """One campaign under way."""

    def __init__(
        self, plan: Plan, folder: Path, installation: Installation, network: Network, outcome: Outcome
    ) -> None:
        self.plan, self.folder, self.outcome = plan, folder, outcome
        self.installation, self.network = installation, network
        self.app = create_app(databases.environment(installation.database_url, folder / "beside"))
        cast = Cast(self.app, network.ports)
        share = plan.messages // ((plan.rooms - plan.handed_over) * 3 + plan.handed_over * 2)
        self.rooms = [
            cast.room(f"r{number:x}", share, handed_over=number < plan.handed_over)
            for number in range(plan.rooms)
        ]
        cast.lengthen_sessions()
        self.until: dict[str, int] = {}
        self.done = 0
        self.stopped = False
        self.moved = time.monotonic()

    def run(self, progress: Callable[[int], Any]) -> None:
        begun = time.monotonic()
        clients = [self._start(kind) for kind in ("python", "node")]
        talking = [threading.Thread(target=self._follow, args=(each, begun, progress)) for each in clients]
        for thread in talking:
            thread.start()
        faults = self.plan.faults()
        handover = int(self.plan.messages * 0.45)
        while any(thread.is_alive() for thread in talking):
            time.sleep(0.05)
            if time.monotonic() - self.moved > STANDSTILL:
                self.outcome.verdict.add("lost", f"nothing moved any more at {self.done}")
                break
            if time.monotonic() - begun > self.plan.minutes * 60 and not self.stopped:
                self.stopped = True
                self._tell(clients, {"stop": True})
            if self.done >= handover and not self.until:
                self._show_out()
            while faults and self.done >= faults[0][0]:
                self._break(faults.pop(0)[1], begun)
        self.outcome.seconds = time.monotonic() - begun
        self._settle(clients)
        self._judge()

    # ------------------------------------------------------------ clients

    def _start(self, kind: str) -> Any:
        windows = [each for room in self.rooms for each in room.windows if each.client == kind]
        job = {"seed": self.plan.seed, "windows": [write(self.plan.seed, each).as_json() for each in windows]}
        self.outcome.counts["windows"] += len(windows)
        path = self.folder / f"{kind}.json"
        path.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
        result = self.folder / f"{kind}-result.json"
        program = {
            "python": [sys.executable, "-m", "tests.faults.campaign.python_clients"],
            "node": [node(), str(HERE / "node_clients.mjs")],
        }[kind]
        return start_clients([*program, str(path), str(result)], self.folder / f"{kind}.log")

    def _follow(self, clients: Any, begun: float, progress: Callable[[int], Any]) -> None:
        for line in clients.stdout:
            self.moved = time.monotonic()
            if line.strip() == "done":
                return
            count = int(line)
            self.done += count
            self.outcome.arrivals.append((self.moved - begun, count))
            progress(count)
        self.outcome.verdict.add("lost", "a process of clients ended by itself")

    def _settle(self, clients: list[Any]) -> None:
        """Let every window come to rest by the protocol's own means, then collect what they saw."""
        standing = {room.name: self._standing(room) for room in self.rooms}
        self._tell(clients, {"seconds": SETTLE, "standing": standing})
        for each in clients:
            try:
                each.wait(SETTLE + 60)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()
            each.stdin.close()
            each.stdout.close()
            if each.returncode:
                self.outcome.verdict.add("lost", f"a process of clients failed: {each.returncode}")

    def _tell(self, clients: list[Any], what: dict[str, Any]) -> None:
        for each in clients:
            if each.poll() is None:
                each.stdin.write(json.dumps(what) + "\n")
                each.stdin.flush()

    def _standing(self, room: RoomCast) -> dict[str, int]:
        with self.app.app_context():
            read_anew()
            ticket = db.session.get_one(Ticket, room.ticket_id, populate_existing=True)
            return {"asker": ticket.public_cursor, "staff": ticket.cursor}

    # ------------------------------------------------------------ breaking

    def _break(self, kind: str, begun: float) -> None:
        self.outcome.marks.append((time.monotonic() - begun, kind))
        broken = Counter(each for _, each in self.outcome.marks)
        if kind == "clock":
            self.installation.jump(JUMPS[(broken[kind] - 1) % len(JUMPS)])
        elif kind == "process":
            webs = self.installation.webs
            self.installation.parts[webs[broken[kind] % len(webs)]].restart(hard=True)
        else:
            self.installation.parts[kind].restart(hard=kind == "redis")
        self.moved = time.monotonic()

    def _show_out(self) -> None:
        """The lawyer of some rooms gives the case back, their moderator signs out: both are out a second later."""
        for room in self.rooms:
            if not room.is_handed_over:
                continue
            service: Any = Service.__new__(Service)
            service.server = type("Server", (), {"url": f"http://127.0.0.1:{self.installation.ports[0]}"})
            lawyer, reader = (Person(service, room.cookies[kind]) for kind in ("lawyer", "moderator"))
            path, form = f"/desk/{room.number}/give-back", {"reason": "no_time"}
            answers = [lawyer.post(path, form), reader.post("/sign-out")]
            if any(answer.status_code != 303 for answer in answers):
                self.outcome.verdict.add("shown out in vain", f"{room.name}: {answers}")
            time.sleep(1)
            newest = self._standing(room)["staff"]
            self.until |= {f"{room.name}-l": newest, f"{room.name}-m": newest}
            self.outcome.counts["shown out"] += 2

    # ------------------------------------------------------------ judging

    def _judge(self) -> None:
        reports: list[Report] = []
        for kind in ("python", "node"):
            path = self.folder / f"{kind}-result.json"
            reports += json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        for each in reports:
            if each["name"] in self.until:
                each["until"] = self.until[each["name"]]
            for name in ("cuts", "deafs", "repeats", "comebacks", "heals"):
                self.outcome.counts[name] += max(0, each[name])
        for room in self.rooms:
            truth = read_room(self.app, room.ticket_id, room.actors)
            own = [each for each in reports if each["room"] == room.name]
            judge_room(self.outcome.verdict, room.name, truth, own)
        if self.network.counts.exists():
            self.outcome.counts["network"] = sum(json.loads(self.network.counts.read_text()).values())
        missing = {window.name for room in self.rooms for window in room.windows}
        missing -= {each["name"] for each in reports}
        self.outcome.verdict.wrong["lost"] += [f"no report of {name}" for name in sorted(missing)]
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
