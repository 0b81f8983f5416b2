"""The backup as docs/backup.md describes it, really made and restored: deleted questions do not come back."""

from __future__ import annotations

import mmap
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import create_app
from app.answers.rules import Body
from app.chat import files, service
from app.core import vault
from app.core.outbox import drain
from app.core.sealing import KeyRing, SealBroken, ticket_seal
from app.extensions import db
from app.tickets.deletion import delete_ticket
from app.tickets.models import Ticket
from app.tickets.receipts import question_text
from tests.cases import Case, give_answer, make_case
from tests.factories import QUESTION, make_ticket
from tests.integration.test_vault import BOTH, NEW, OLD, keys_text
from tests.support import databases, needs
from tests.support.files import photo

ASKED, SAID, NOTED = "белгі сұрақта: көк түйе", "белгі хабарда: ақ бота", "белгі ескертпеде: қызыл түлкі"
GIVEN, NAMED = "Белгі жауапта: сары қаз.", "белгі атта сұр қоян"


def talked_about() -> tuple[Case, bytes]:
    """Return a case with a marked text in every place where texts lie, and a piece of its file."""
    case = make_case(question=ASKED)
    service.send_message(case.asker, case.ticket, client_id=str(uuid.uuid4()), body=SAID, confirmed=True)
    service.add_note(case.lawyer, case.ticket, client_id=str(uuid.uuid4()), body=NOTED)
    message = files.add_file(
        case.asker, case.ticket, client_id=str(uuid.uuid4()), name=f"{NAMED}.jpg", content=photo()
    )
    give_answer(case, Body(short=GIVEN, explanation=GIVEN, steps=[]))
    return case, files.open_file(case.asker, message.id).content[:200]


def back_up(url: str, folder: Path, stored: Path) -> None:
    folder.mkdir()
    shutil.copytree(stored, folder / "files")
    if url.startswith("sqlite"):
        source = url.removeprefix("sqlite:///")
        if program := shutil.which("sqlite3"):
            subprocess.run([program, source, f".backup {folder / 'copy.sqlite'}"], check=True)
            return
        with (
            closing(sqlite3.connect(source)) as live,
            closing(sqlite3.connect(folder / "copy.sqlite")) as copy,
        ):
            live.backup(copy)
        return
    subprocess.run([needs.program("pg_dump"), "-Fc", "-f", str(folder / "copy.dump"), url], check=True)


def restore(folder: Path, backend: str) -> str:
    """Put the copy in place and return its address."""
    if backend == "sqlite":
        shutil.copyfile(folder / "copy.sqlite", folder / "restored.sqlite")
        return f"sqlite:///{folder / 'restored.sqlite'}"
    name, port = f"restored_{uuid.uuid4().hex[:8]}", databases.postgres_port()
    with databases.admin_of(port) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    url = databases.postgres_url(name, port)
    subprocess.run([needs.program("pg_restore"), "-d", url, str(folder / "copy.dump")], check=True)
    return url


@contextmanager
def started(url: str, folder: Path, keys: dict[int, bytes]) -> Iterator[Flask]:
    """Start an installation on the restored data with these keys."""
    instance = folder / f"instance{''.join(map(str, keys))}"
    application = create_app(
        databases.environment(url, instance, SEALING_KEYS=keys_text(keys), FILES_FOLDER=str(folder / "files"))
    )
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def found_in(folders: list[Path], piece: bytes) -> list[Path]:
    """Return the files under the folders that hold these bytes."""
    return [path for folder in folders for path in folder.rglob("*") if path.is_file() and holds(path, piece)]


def holds(path: Path, piece: bytes) -> bool:
    try:
        if path.stat().st_size == 0:
            return False
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(piece) >= 0
    except (FileNotFoundError, ValueError):  # the database has just thrown it away or emptied it
        return False


def forms(marker: str) -> list[bytes]:
    """Return how a text could lie somewhere: plain, in JSON, in the database's own hexadecimal."""
    plain = marker.encode()
    return [plain, marker.encode("unicode_escape"), plain.hex().encode(), marker.encode("utf-16-le")]


def everywhere(tmp_path: Path, backend: str) -> list[Path]:
    """Return the folders in which anything of the installation lies, PostgreSQL's with its log."""
    if backend == "sqlite":
        return [tmp_path]
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        return [tmp_path, Path(str(connection.scalar(text("SHOW data_directory"))))]


def test_a_question_deleted_since_does_not_come_back_with_an_old_backup(
    app: Flask, backend: str, database_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "backup"
    with app.app_context():
        kept, (case, _piece) = make_ticket(), talked_about()
        goes_id, kept_id = case.ticket.id, kept.id
        back_up(database_url, copy, app.extensions["kenes_settings"].files_folder)
        app.extensions["kenes_key_ring"] = KeyRing(BOTH)
        assert sum(vault.rotate(100)) >= 2
        delete_ticket(case.asker, case.ticket)
        while drain():
            pass
        app.extensions["kenes_key_ring"] = KeyRing({2: NEW})
        db.session.expire_all()
        assert question_text(db.session.get_one(Ticket, kept_id)) == QUESTION
        db.session.remove()
    url = restore(copy, backend)
    with started(url, copy, {1: OLD}):  # it is a whole backup: with the keys of its time all of it opens
        ticket = db.session.get_one(Ticket, goes_id)
        assert question_text(ticket) == ASKED
    with started(url, copy, {2: NEW}):
        assert set(db.session.scalars(select(Ticket.id))) == {goes_id, kept_id}
        with pytest.raises(SealBroken):
            ticket_seal(db.session.get_one(Ticket, goes_id))


def test_no_text_lies_open_anywhere(app: Flask, backend: str, database_url: str, tmp_path: Path) -> None:
    with app.app_context():
        case, piece = talked_about()
        back_up(database_url, tmp_path / "backup", app.extensions["kenes_settings"].files_folder)
        number, places = case.ticket.number.encode(), everywhere(tmp_path, backend)
        assert found_in(places, number)  # what is not sealed is found: the search looks where things lie
        for marker in (ASKED, SAID, NOTED, GIVEN, NAMED):
            for form in forms(marker):
                assert found_in(places, form) == []
        assert found_in(places, piece) == []
        delete_ticket(case.asker, case.ticket)
        while drain():
            pass
        for marker in (ASKED, SAID, NOTED, GIVEN, NAMED):
            assert found_in(everywhere(tmp_path, backend), marker.encode()) == []
