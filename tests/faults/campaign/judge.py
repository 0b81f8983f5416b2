"""Compares what every window saw and was told with what the database holds."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.authz.access import Actor
from app.chat.presentation import wire_slice
from app.chat.queries import timeline_after
from app.core.transaction import read_anew
from app.extensions import db
from app.i18n import in_language
from app.tickets.models import Ticket, TicketChange

COLUMNS = ("id", "kind", "cursor", "place", "by", "client_id", "edited", "withdrawn")
TEXTS = frozenset({"message", "note"})
FAULTS = ("lost", "duplicated", "out of order", "seen by the wrong", "not as stored", "shown out in vain")
Report = dict[str, Any]
Row = dict[str, Any]


@dataclass
class Verdict:
    """What went wrong, by kind; and how much was looked at."""

    wrong: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in FAULTS})
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        return not any(self.wrong.values())

    def add(self, kind: str, what: str) -> None:
        self.wrong[kind].append(what)


def fingerprint(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass
class Truth:
    """One room as the database has it, for each side, and the number of its newest change."""

    sides: dict[str, list[Row]]
    cursor: int
    changes: int


def read_room(app: Flask, ticket_id: str, actors: dict[str, Actor]) -> Truth:
    """Read a room from the database in the way every reader does."""
    with app.test_request_context(), in_language("kk"):
        read_anew()
        ticket = db.session.get_one(Ticket, ticket_id, populate_existing=True)
        sides = {side: list(_read(actor, ticket)) for side, actor in actors.items()}
        count = select(func.count()).select_from(TicketChange).where(TicketChange.ticket_id == ticket_id)
        return Truth(sides, ticket.cursor, db.session.scalar(count) or 0)


def _read(actor: Actor, ticket: Ticket) -> Iterator[Row]:
    after, more, rows = -1, True, {}
    while more:
        page = wire_slice(timeline_after(actor, ticket, after), ticket, after)
        rows.update({entry["id"]: entry for entry in page["entries"]})
        after, more = page["cursor"], page["more"]
    for entry in sorted(rows.values(), key=lambda entry: entry["place"]):
        yield {**{key: entry[key] for key in COLUMNS}, "mark": fingerprint(entry["text"])}


def judge_room(verdict: Verdict, room: str, truth: Truth, reports: list[Report]) -> None:
    """Judge one room from all its windows' reports."""
    stored = [row for row in truth.sides["staff"] if row["kind"] in TEXTS]
    verdict.counts["stored"] += len(stored)
    by_client = Counter(row["client_id"] for row in stored)
    verdict.wrong["duplicated"] += [f"{room}: {key} × {n}" for key, n in by_client.items() if n > 1]
    _check_numbers(verdict, room, truth, reports)
    for report in reports:
        _check_acknowledged(verdict, report, {row["client_id"]: row for row in stored})
        if report["kind"] != "intruder":
            _check_seen(verdict, report, truth)
        if report["unfinished"] and report["kind"] != "intruder":
            verdict.add("lost", f"{report['name']} stopped after {report['unfinished']}")
        if report["foreign"]:
            verdict.add("seen by the wrong", f"{report['name']}: {report['foreign'][:3]}")


def _check_numbers(verdict: Verdict, room: str, truth: Truth, reports: list[Report]) -> None:
    """Every acknowledged change took exactly one number, so nothing happened twice or in between."""
    acked = sum(len(report["acked"]) for report in reports)
    verdict.counts["changes"] += truth.cursor
    if truth.cursor != acked + truth.changes:
        kind = "lost" if truth.cursor < acked + truth.changes else "duplicated"
        verdict.add(kind, f"{room}: {truth.cursor} numbers, {acked} acknowledged + {truth.changes} steps")


def _check_acknowledged(verdict: Verdict, report: Report, stored: dict[str, Row]) -> None:
    final: dict[int, str | None] = {}
    places: list[int] = []
    for step in report["acked"]:
        if step["event"] in {"chat:send", "chat:note"}:
            row = stored.get(f"{report['name']}-{step['number']:08d}")
            if row is None or row["id"] != step["id"]:
                verdict.add("lost", f"{report['name']} number {step['number']}")
                continue
            final[step["number"]] = step["body"]
            places.append(row["place"])
        else:
            final[step["target"]] = step["body"] if step["event"] == "chat:edit" else None
        verdict.counts[step["event"]] += 1
    if any(one >= other for one, other in pairwise(places)):
        verdict.add("out of order", report["name"])
    for number, text in final.items():
        row = stored.get(f"{report['name']}-{number:08d}")
        if row is not None and row["mark"] != fingerprint(text):
            verdict.add("not as stored", f"{report['name']} number {number}: another text than acknowledged")


def _check_seen(verdict: Verdict, report: Report, truth: Truth) -> None:
    """A window that stayed has exactly what the database has; one that was shown out has nothing newer."""
    seen = [dict(zip((*COLUMNS, "mark"), row, strict=True)) for row in report["entries"]]
    verdict.counts["seen"] += len(seen)
    if "until" in report:
        newest = max([report["pushed_up_to"], *(row["cursor"] for row in seen)], default=0)
        if newest > report["until"]:
            verdict.add("seen by the wrong", f"{report['name']}: {newest} after {report['until']}")
        if report["over"] is None:
            verdict.add("shown out in vain", f"{report['name']} still listens")
        return
    if report["over"] is not None:
        verdict.add("lost", f"{report['name']} was closed: {report['over']}")
    _compare(verdict, report, seen, truth.sides["asker" if report["kind"] == "asker" else "staff"])


def _compare(verdict: Verdict, report: Report, seen: list[Row], wanted: list[Row]) -> None:
    name, ids = report["name"], [row["id"] for row in seen]
    missing = {row["id"] for row in wanted} - set(ids)
    verdict.wrong["lost"] += [f"{name} never saw {id_}" for id_ in sorted(missing)[:3]]
    if len(ids) != len(set(ids)):
        verdict.add("duplicated", f"{name} shows an entry twice")
    known = {row["id"] for row in wanted}
    verdict.wrong["seen by the wrong"] += [f"{name} saw {id_}" for id_ in ids if id_ not in known][:3]
    places = {row["id"]: row["place"] for row in wanted}
    if [places.get(id_) for id_ in ids if id_ in places] != sorted(
        places[id_] for id_ in ids if id_ in places
    ):
        verdict.add("out of order", f"{name} shows another order")
    shown = {row["id"]: row for row in seen}
    for row in wanted:
        mine = shown.get(row["id"])
        if mine is not None and _visible(mine) != _visible(row):
            verdict.add("not as stored", f"{name}: {mine} instead of {row}")


def _visible(row: Row) -> Row:
    """Return what must be the same; the words of a change of state depend on the reader's side."""
    return row if row["kind"] in TEXTS else {**row, "mark": None}
