"""Files in a room: only what is harmless gets in, only who reads the room gets it out, nothing stays behind."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.chat import files, service
from app.chat.file_cleaning import clean_file
from app.chat.models import Message
from app.chat.queries import timeline_after
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound, TooLarge
from app.core.outbox import OutboxJob, drain
from app.core.storage import NotStored, S3Store, file_store, new_key
from app.core.transaction import transaction
from app.extensions import db
from app.tickets.deletion import delete_ticket
from tests.actors import VISITOR, asker_of, lawyer, moderator
from tests.factories import make_ticket
from tests.integration.chat.conftest import Room, browser_of
from tests.support.client import CheckedClient
from tests.support.files import AUTHOR, CAMERA, PLACE, document, photo

JSON = {"Accept": "application/json"}


@pytest.fixture
def settings() -> dict[str, str]:
    return {"FILES_PER_TICKET": "3", "FILE_MEGABYTES": "1"}


@pytest.fixture
def asker(app: Flask, room: Room) -> CheckedClient:
    return browser_of(app, room.asker)


def add(room: Room, content: bytes, name: str = "IMG 1.jpg", client_id: str = "") -> Message:
    key = client_id or str(uuid.uuid4())
    return files.add_file(room.asker, room.ticket, client_id=key, name=name, content=content)


def form(content: bytes, name: str, client_id: str = "") -> dict[str, Any]:
    return {"upload-client_id": client_id or str(uuid.uuid4()), "upload-file": (io.BytesIO(content), name)}


def stored(app: Flask) -> list[Path]:
    folder = app.extensions["kenes_settings"].files_folder
    return [path for path in folder.rglob("*") if path.is_file()]


def run_jobs() -> None:
    with transaction():
        db.session.execute(db.update(OutboxJob).values(run_after=now()))
    drain()


# ------------------------------------------------------------------ what gets in


@pytest.mark.attack("D08")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_place_camera_and_name_and_stands_upright(room: Room, kind: str) -> None:
    content = photo(kind)
    assert CAMERA.encode() in content
    message = add(room, content, "Айгерим үй.jpg")
    opened = files.open_file(room.lawyer, message.id)
    assert CAMERA.encode() not in opened.content
    assert PLACE.encode() not in opened.content
    assert opened.name == f"{room.ticket.number}-{message.seq}.{opened.name.rpartition('.')[2]}"
    with Image.open(io.BytesIO(opened.content)) as image:
        assert image.format == kind
        assert dict(image.getexif()) == {}
        assert image.size == (480, 640)
    preview = files.open_file(room.lawyer, message.id, part="preview")
    assert preview.type == "image/webp"
    assert len(preview.content) < 20_000


@pytest.mark.attack("D04")
def test_a_pdf_keeps_its_pages_and_loses_what_could_run(room: Room) -> None:
    content = document(active=True)
    assert b"EVILPROGRAM" in content or b"/EmbeddedFile" in content
    opened = files.open_file(room.lawyer, add(room, content, "x.pdf").id)
    with pikepdf.open(io.BytesIO(opened.content)) as pdf:
        assert len(pdf.pages) == 1
        shown = "".join(each.unparse(resolved=True).decode("latin-1") for each in pdf.objects)
        links = list(pdf.pages[0].Annots)
    for word in ("JavaScript", "app.alert", "Launch", "calc.exe", "EmbeddedFile", "javascript:", AUTHOR):
        assert word not in shown
    assert len(links) == 3
    assert [str(each.A.URI) for each in links if "/A" in each] == ["https://example.org"]


@pytest.mark.attack("D05")
@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_unknown_type"),
        (b"<!doctype html><script>alert(1)</script>", "file_unknown_type"),
        (photo("GIF"), "file_unknown_type"),
        (b"MZ\x90\x00" + photo(), "file_unknown_type"),
        (b"\xff\xd8\xff" + b"x" * 500, "file_broken"),
        (photo()[:700], "file_broken"),
        (b"%PDF-1.7\nnothing more", "file_broken"),
        (document(encryption=pikepdf.Encryption(owner="a", user="b")), "file_locked"),
        (photo("PNG", (9_000, 9_000)), "file_too_large_inside"),
        (b"", "empty"),
    ],
    ids=["svg", "html", "gif", "program", "header", "cut", "words", "locked", "pixels", "nothing"],
)
def test_what_is_not_a_sound_photo_or_pdf_is_refused_whatever_its_name(
    room: Room, sent: bytes, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(room, sent, "photo.jpg")
    assert refused.value.code == code
    assert [each.kind for each in timeline_after(room.asker, room.ticket, 0).entries] == ["change"]


@pytest.mark.attack("D05")
def test_what_hangs_behind_an_image_does_not_come_along(app: Flask, db_session: object) -> None:
    clean = clean_file(photo() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"<script>" not in clean.content
    assert clean.about["type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\Users\\Aigerim\\скан.JPG.exe", "скан.JPG.png"),
        ("../../etc/passwd", "passwd.png"),
        ("a\x00b\u202egpj.exe", "abgpj.png"),
        ("x" * 300 + ".png", "x" * 80 + ".png"),
        ("", "file.png"),
        ("...", "file.png"),
    ],
)
@pytest.mark.attack("D05")
def test_a_name_is_shown_without_path_and_tricks(given: str, shown: str) -> None:
    assert files.shown_name(given, "image/png") == shown


def test_a_file_over_the_limit_is_refused_before_any_work(room: Room, monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "clean_file", lambda _content: pytest.fail("work was done"))
    with pytest.raises(TooLarge):
        add(room, b"\xff\xd8\xff" + b"x" * (1024 * 1024))


def test_a_conversation_takes_only_so_many_files(app: Flask, room: Room) -> None:
    for _ in range(3):
        add(room, photo(size=(20, 20)))
    kept = stored(app)
    with pytest.raises(Invalid, match="too_many_files"):
        add(room, photo(size=(20, 20)))
    assert stored(app) == kept


def test_the_same_upload_twice_is_one_file(app: Flask, room: Room) -> None:
    first = add(room, photo(), client_id="upload-number-1")
    assert add(room, photo(), client_id="upload-number-1").id == first.id
    assert len(stored(app)) == 2  # the file and its preview


def test_the_same_upload_at_once_leaves_nothing_behind(app: Flask, room: Room, monkeypatch: Any) -> None:
    first = add(room, photo(), client_id="upload-number-1")
    monkeypatch.setattr(files, "_written_before", lambda *_: None)  # neither saw the other
    assert add(room, photo(), client_id="upload-number-1").id == first.id
    assert len(stored(app)) == 2


# ------------------------------------------------------------------ who gets it out


@pytest.mark.attack("D04")
def test_a_file_is_a_download_and_never_a_page(room: Room, asker: CheckedClient) -> None:
    message = add(room, document(), "x.pdf")
    answer = asker.get(f"/files/{message.id}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert asker.get(f"/files/{message.id}/preview").status_code == 404


def test_who_does_not_read_the_room_finds_no_file(app: Flask, room: Room) -> None:
    message = add(room, photo())
    for reader in (room.asker, room.lawyer, moderator()):
        assert files.open_file(reader, message.id).content
    for stranger in (VISITOR, lawyer(), asker_of(make_ticket())):
        for part in ("content", "preview"):
            with pytest.raises(NotFound):
                files.open_file(stranger, message.id, part=part)
    client = browser_of(app, asker_of(make_ticket()))
    for path in ("", "/preview"):
        assert client.get(f"/files/{message.id}{path}").status_code == 404
    assert client.post(f"/t/{room.ticket.number}/files", data=form(photo(), "a.jpg")).status_code == 404


def test_a_text_is_no_file(room: Room) -> None:
    message = service.send_message(room.asker, room.ticket, client_id="a-text-message", body="Сәлем")
    with pytest.raises(NotFound):
        files.open_file(room.asker, message.id)


# ------------------------------------------------------------------ in the room


@pytest.mark.parametrize("prefix", ["", "/ru", "/en"])
def test_a_form_without_scripts_sends_a_file_and_the_page_shows_it(
    room: Room, asker: CheckedClient, prefix: str
) -> None:
    page = asker.get(f"{prefix}/t/{room.ticket.number}").get_data(as_text=True)
    assert 'enctype="multipart/form-data"' in page
    assert "ballot-warning" in page
    assert f"{prefix}/law/EL/27(4)" in page
    answer = asker.post(f"{prefix}/t/{room.ticket.number}/files", data=form(photo(), "сурет.jpg"))
    assert answer.status_code == 303
    shown = asker.get(f"{prefix}/t/{room.ticket.number}").get_data(as_text=True)
    message = db.session.scalars(db.select(Message)).one()
    assert f'src="{prefix}/files/{message.id}/preview"' in shown
    assert "сурет.jpg" in shown
    asker.post(f"{prefix}/t/{room.ticket.number}/files", data=form(document(), "құжат.pdf"))
    assert "құжат.pdf" in asker.get(f"{prefix}/t/{room.ticket.number}").get_data(as_text=True)
    assert asker.get(f"{prefix}/files/{message.id}").status_code == 200


def test_a_refused_file_says_why_beside_its_field(room: Room, asker: CheckedClient) -> None:
    answer = asker.post(f"/en/t/{room.ticket.number}/files", data=form(b"<svg/>", "a.jpg"))
    assert answer.status_code == 422
    assert "Only photos (JPEG, PNG, WebP) and PDF files can be sent." in answer.get_data(as_text=True)


def test_a_script_gets_the_entry_or_a_code(room: Room, asker: CheckedClient) -> None:
    path = f"/en/t/{room.ticket.number}/files"
    answer = asker.post(path, data=form(photo(), "a.jpg"), headers=JSON)
    entry = answer.json["entry"]
    assert entry["kind"] == "message"
    assert entry["text"] is None
    assert entry["file"]["name"] == "a.jpg"
    refused = asker.post(path, data=form(b"no", "a.jpg"), headers=JSON)
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "file_unknown_type")
    # Encoded here: the test client would leave a file behind for a body of this length.
    long = FileStorage(io.BytesIO(b"x" * 3 * 1024 * 1024), "a.jpg")
    boundary, body = encode_multipart({"upload-client_id": str(uuid.uuid4()), "upload-file": long})
    kind = f"multipart/form-data; boundary={boundary}"
    too_long = asker.post(path, data=body, content_type=kind, headers=JSON)
    assert too_long.status_code == 413


@pytest.mark.attack("D06")
def test_an_upload_never_touches_the_disk_unsealed(app: Flask, room: Room, asker: CheckedClient) -> None:
    asker.post(f"/t/{room.ticket.number}/files", data=form(photo(size=(900, 900)), "secretname.jpg"))
    assert len(stored(app)) == 2
    for path in stored(app):
        content = path.read_bytes()
        assert b"JFIF" not in content
        assert b"WEBP" not in content
    instance = app.extensions["kenes_settings"].instance
    assert all(b"secretname" not in path.read_bytes() for path in instance.rglob("*") if path.is_file())


def test_a_file_cannot_be_edited_and_is_destroyed_when_withdrawn(app: Flask, room: Room) -> None:
    message = add(room, photo())
    with pytest.raises(Conflict):
        service.edit_message(room.asker, message, body="another")
    service.withdraw_message(room.asker, message)
    with pytest.raises(NotFound):
        files.open_file(room.asker, message.id)
    run_jobs()
    assert stored(app) == []
    assert all(each.file is None for each in timeline_after(room.asker, room.ticket, 0).entries)


@pytest.mark.attack("D09")
def test_files_go_with_their_ticket(app: Flask, room: Room) -> None:
    add(room, photo())
    delete_ticket(room.asker, room.ticket)
    run_jobs()
    assert stored(app) == []


def test_what_a_dying_process_stored_is_found_and_removed(app: Flask, room: Room, monkeypatch: Any) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_write", die)
    with pytest.raises(KeyboardInterrupt):
        add(room, photo())
    assert len(stored(app)) == 2
    run_jobs()
    assert stored(app) == []
    monkeypatch.undo()
    kept = add(room, photo())
    run_jobs()
    assert files.open_file(room.asker, kept.id).content


# ------------------------------------------------------------------ a store that speaks S3


class TestInABucket:
    """The same with a real server of the S3 protocol."""

    @pytest.fixture(scope="class")
    def bucket(self) -> Iterator[str]:
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        _, port = server.get_host_and_port()
        yield f"http://127.0.0.1:{port}"
        server.stop()

    @pytest.fixture
    def settings(self, bucket: str) -> dict[str, str]:
        return {
            "FILES_S3_ENDPOINT": bucket,
            "FILES_S3_BUCKET": "kenes-files",
            "FILES_S3_KEY": "key",
            "FILES_S3_SECRET": "secret",
        }

    def test_files_come_and_go(self, app: Flask, room: Room) -> None:
        store = file_store()
        assert isinstance(store, S3Store)
        store.client.create_bucket(Bucket="kenes-files")
        message = add(room, photo())
        listed = store.client.list_objects_v2(Bucket="kenes-files")
        assert listed["KeyCount"] == 2
        assert CAMERA.encode() not in files.open_file(room.lawyer, message.id).content
        with pytest.raises(NotStored):
            store.get(new_key())
        delete_ticket(room.asker, room.ticket)
        run_jobs()
        assert store.client.list_objects_v2(Bucket="kenes-files")["KeyCount"] == 0
        assert stored(app) == []
