"""Changing the installation's key while people work, killed in the middle; and deleted means gone from the files."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import vault
from app.core.outbox import drain
from app.core.sealing import KeyRing, SealBroken, ticket_seal, version_of
from app.extensions import db
from app.tickets.deletion import delete_ticket
from app.tickets.models import Ticket
from app.tickets.receipts import question_text
from tests.actors import asker_of
from tests.factories import QUESTION, make_ticket
from tests.support import databases
from tests.support.processes import ROOT

OLD = base64.b64decode(databases.KEY)
NEW = bytes(range(100, 132))
BOTH = {1: OLD, 2: NEW}
MARKER = "Құпия белгі: көк түйе"


def keys_text(keys: dict[int, bytes]) -> str:
    return ",".join(f"{number}:{base64.b64encode(key).decode()}" for number, key in keys.items())


def flask(url: str, folder: Path, *arguments: str, keys: dict[int, bytes]) -> subprocess.Popen[bytes]:
    env = databases.environment(url, folder / "instance", SEALING_KEYS=keys_text(keys))
    command = [sys.executable, "-m", "flask", "vault", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def versions() -> set[int]:
    db.session.rollback()
    return {version_of(bytes(key)) for key in db.session.scalars(select(Ticket.key_sealed))}


def test_rotation_is_killed_resumed_and_makes_the_old_key_needless(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    with app.app_context():
        for _ in range(40):
            make_ticket()
        slow = flask(database_url, tmp_path, "rotate", "--batch", "2", "--pause", "5", keys=BOTH)
        until = time.monotonic() + 240
        while versions() != {1, 2} and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(slow.pid, signal.SIGKILL)
        slow.communicate()
        assert versions() == {1, 2}
        app.extensions["kenes_key_ring"] = KeyRing(BOTH)
        assert {question_text(ticket) for ticket in db.session.scalars(select(Ticket))} == {QUESTION}
        refused = flask(database_url, tmp_path, "drop-old", keys=BOTH)
        assert b"still need an old key" in refused.communicate()[0]
        assert refused.returncode == 1
        resumed = flask(database_url, tmp_path, "rotate", keys=BOTH)
        assert b"Done" in resumed.communicate()[0]
        db.session.rollback()
        db.session.expire_all()
        app.extensions["kenes_key_ring"] = KeyRing({2: NEW})
        assert versions() == {2}
        assert {question_text(ticket) for ticket in db.session.scalars(select(Ticket))} == {QUESTION}
        assert vault.count_old() == 0


def test_a_deleted_question_cannot_be_opened_from_an_old_copy_once_the_key_is_dropped(app: Flask) -> None:
    with app.app_context():
        ticket = make_ticket(question=MARKER)
        copy = Ticket(id=ticket.id, key_sealed=ticket.key_sealed)
        delete_ticket(asker_of(ticket), ticket)
        app.extensions["kenes_key_ring"] = KeyRing({2: NEW})
        with pytest.raises(SealBroken):
            ticket_seal(copy)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nothing_of_a_deleted_question_is_left_in_the_files(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    with app.app_context():
        keeps, goes = make_ticket(), make_ticket(question=MARKER)
        kept = keeps.key_sealed
        number, traces = goes.number, [goes.key_sealed, goes.question_sealed, goes.secret_hash.encode()]
        path = Path(database_url.removeprefix("sqlite:///"))
        files = [path, path.with_name(path.name + "-wal")]
        before = b"".join(file.read_bytes() for file in files if file.exists())
        assert all(trace in before for trace in traces)
        assert MARKER.encode() not in before
        delete_ticket(asker_of(goes), goes)
        while drain():
            pass
        db.session.remove()
        places = [*tmp_path.rglob("*")]
        after = b"".join(file.read_bytes() for file in places if file.is_file())
        assert kept in after
        for trace in [*traces, number.encode(), MARKER.encode()]:
            assert trace not in after


@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_postgresql_removes_dead_rows_after_a_deletion(app: Flask) -> None:
    with app.app_context():
        goes = make_ticket(question=MARKER)
        delete_ticket(asker_of(goes), goes)
        while drain():
            pass
        query = text("SELECT pg_relation_size('tickets'), (SELECT count(*) FROM tickets)")
        assert tuple(db.session.execute(query).one()) == (0, 0)
