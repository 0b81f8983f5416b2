"""The windows of the campaign that speak through python-socketio: a process of its own, one greenlet each.

python -m tests.faults.campaign.python_clients <job.json> <result.json>

The job holds the windows with their steps. Prints how many texts were acknowledged since the last line;
reads from the input where the rooms stand, waits until its windows have come that far, writes what they saw.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import hashlib  # noqa: E402
import json  # noqa: E402
import random  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
from socketio.exceptions import SocketIOError  # noqa: E402

from tests.protocol_client import Entry, NoAnswer, Refused, Timeline  # noqa: E402
from tests.staying_client import StayingClient  # noqa: E402

CUT, DEAF = 0.015, 0.015  # how often a sender loses its line in the middle, or the acknowledgement
KEPT = ("id", "kind", "cursor", "place", "by", "client_id", "edited", "withdrawn")


def compact(entry: Entry) -> Entry:
    """Return an entry with its text as a fingerprint: a campaign has more of them than fit."""
    text = entry["text"]
    mark = None if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]
    return {**{key: entry[key] for key in KEPT}, "after": entry["after"], "mark": mark}


class Reading(Timeline):
    """A timeline that remembers fingerprints."""

    def apply(self, entry: Entry) -> None:
        super().apply(compact(entry))


class Player(StayingClient):
    """A window that plays its part and notes what it was told."""

    def __init__(self, part: dict[str, Any], seed: int) -> None:
        super().__init__(part["url"], part["cookie"], part["ticket"], transports=list(part["transports"]))
        self.part = part
        self.chance = random.Random(f"{seed}:{part['name']}:faults")
        self.first_pause = 0.5
        self.timeline = Reading()
        self.acked: list[dict[str, Any]] = []
        self.refused: list[dict[str, Any]] = []
        self.cuts = self.deafs = self.repeats = 0
        self.foreign: list[str] = []
        self.news: list[int] = []
        self.own: dict[int, str] = {}
        self.sent_and_over = threading.Event()

    # ------------------------------------------------------------ playing

    def play(self) -> None:
        """Do every step until it is acknowledged."""
        for step in self.part["steps"]:
            if progress.stopping.is_set():
                break
            self._do(step)
        self.sent_and_over.set()

    def _do(self, step: dict[str, Any]) -> None:
        payload: dict[str, Any] = {}
        if step["event"] in {"chat:send", "chat:note"}:
            payload = {"client_id": f"{self.part['name']}-{step['number']:08d}", "body": step["body"]}
        elif step["target"] not in self.own:
            return  # its text was refused
        else:
            payload = {"id": self.own[step["target"]]}
            if step["event"] == "chat:edit":
                payload["body"] = step["body"]
        tries = 0
        while self.over is None:
            try:
                entry = self._try(step["event"], payload)
            except Refused as refused:
                if refused.passes:
                    time.sleep(0.2)
                    continue
                self.refused.append({**step, "code": refused.code})
                return
            except (SocketIOError, OSError):
                self.repeats += 1
                tries += 1
                time.sleep(min(0.02 * 2**tries, 0.5))
                continue
            self._note_ack(step, entry)
            return

    def _try(self, event: str, payload: dict[str, Any]) -> Entry:
        while not self.socket.connected and self.over is None:
            time.sleep(0.02)
        luck = self.chance.random()
        if luck < CUT:
            self.socket.emit(event, {"ticket": self.ticket, **payload})
            time.sleep(self.chance.choice((0, 0.002, 0.01)))
            self.cuts += 1
            self.cut()
            raise NoAnswer
        ack = self.ask(event, **payload, timeout=8)
        if luck < CUT + DEAF:
            self.deafs += 1
            raise NoAnswer
        return dict(ack["entry"])

    def _note_ack(self, step: dict[str, Any], entry: Entry) -> None:
        if step["event"] in {"chat:send", "chat:note"}:
            self.own[step["number"]] = entry["id"]
            progress.count += 1
        self.acked.append({**step, "id": entry["id"], "cursor": entry["cursor"]})
        with self.lock:
            self.timeline.apply(entry)

    # ------------------------------------------------------------ intruding

    def intrude(self) -> None:
        """Try again and again to hear and to write where one may not."""
        attempts = {
            "chat:join": {"after": -1},
            "chat:send": {"client_id": "intruder-0001", "body": "бөтен"},
            "chat:typing": {"on": True},
        }
        while self.over is None and not progress.settling.is_set():
            for event, payload in attempts.items():
                try:
                    if not self.socket.connected:
                        self.open(join=False)
                    ack = self.call(event, {"ticket": self.ticket, **payload})
                    if ack["ok"]:
                        self.foreign.append(event)
                except (SocketIOError, OSError):
                    pass
                time.sleep(1)

    # ------------------------------------------------------------ hearing

    def _note(self, event: str, payload: dict[str, Any]) -> None:
        super()._note(event, payload)
        if payload.get("ticket") not in {self.ticket, None} or self.part["kind"] == "intruder":
            self.foreign.append(event)
        if event == "chat:entry":
            self._judge(payload)

    def _judge(self, entry: Entry) -> None:
        text = entry["text"] or ""
        is_secret = entry["kind"] == "note" or "құпия" in text
        is_elsewhere = entry["kind"] in {"message", "note"} and text and text.split()[0] != self.part["room"]
        if is_elsewhere or (is_secret and self.part["kind"] == "asker"):
            self.foreign.append(entry["id"])
        if len(self.news) < 200_000:
            self.news.append(entry["cursor"])

    def unfinished(self) -> str:
        """Say why not all steps are done, or nothing."""
        if not self.part["steps"] or self.sent_and_over.is_set():
            return ""
        return f"{len(self.acked)} steps; connected {self.socket.connected}, seated {self.is_seated}"

    def report(self) -> dict[str, Any]:
        """Return what this window saw and did."""
        entries = self.timeline.in_order()
        return {
            "name": self.part["name"],
            "kind": self.part["kind"],
            "room": self.part["room"],
            "over": self.over,
            "last": self.timeline.last,
            "unfinished": self.unfinished(),
            "gap": self.timeline.has_gap(),
            "entries": [[entry.get(key) for key in (*KEPT, "mark")] for entry in entries],
            "pushed_up_to": max(self.news, default=0),
            **{
                key: getattr(self, key)
                for key in ("acked", "refused", "foreign", "cuts", "deafs", "repeats", "comebacks", "heals")
            },
        }


class Progress:
    """What the process tells while it works."""

    def __init__(self) -> None:
        self.count = self.told = 0
        self.settling = threading.Event()
        self.stopping = threading.Event()
        self.asked = threading.Event()
        self.ask: dict[str, Any] = {}

    def listen(self) -> None:
        while not self.asked.is_set():
            # In a real thread: reading from a pipe would stop all greenlets.
            said = json.loads(gevent.get_hub().threadpool.apply(sys.stdin.readline))
            self.stopping.set()
            if "standing" in said:
                self.ask = said
                self.asked.set()

    def tell(self) -> None:
        while True:
            time.sleep(0.5)
            if self.count > self.told:
                print(self.count - self.told, flush=True)
                self.told = self.count


progress = Progress()


def settle(players: list[Player], ask: dict[str, Any]) -> None:
    """Wait until every window has what it may have, by the protocol's own means."""
    progress.settling.set()
    deadline = time.monotonic() + ask["seconds"]
    for player in players:
        if player.part["kind"] == "intruder":
            continue
        wanted = ask["standing"][player.part["room"]]["asker" if player.part["kind"] == "asker" else "staff"]
        while player.over is None and time.monotonic() < deadline:
            if player.timeline.last >= wanted and not player.timeline.has_gap():
                break
            time.sleep(0.05)


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    players = [Player(part, job["seed"]) for part in job["windows"]]
    for player in players:
        if player.part["kind"] == "intruder":
            threading.Thread(target=player.intrude, daemon=True).start()
        else:
            player.stay()
            threading.Thread(target=player.play, daemon=True).start()
    threading.Thread(target=progress.tell, daemon=True).start()
    threading.Thread(target=progress.listen, daemon=True).start()
    for player in players:
        while player.part["steps"] and not player.sent_and_over.wait(0.2) and not progress.asked.is_set():
            pass
    time.sleep(0.6)
    print("done", flush=True)
    progress.asked.wait()
    settle(players, progress.ask)
    Path(sys.argv[2]).write_text(json.dumps([player.report() for player in players]), encoding="utf-8")
    for player in players:
        player.leave()


if __name__ == "__main__":
    main()
