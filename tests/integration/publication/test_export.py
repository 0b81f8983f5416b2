"""The asker takes everything along: whole, readable without us, and nothing that is not theirs."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from html.parser import HTMLParser

import pytest
from flask import Flask

from app.accounts.browser import SHARED
from app.articles.consent_record import HANDLING, consent_record
from app.articles.export import export
from app.articles.publication import withdraw
from app.articles.publication_queries import article_of
from app.authz.access import Actor
from app.chat import files, service
from app.chat.models import Message
from app.core.errors import NotAllowed, TooMany
from tests.actors import VISITOR, asker_of, moderator
from tests.cases import BODY, Case, answered, browser_of
from tests.factories import QUESTION, make_ticket
from tests.publishing import published, refused
from tests.support.files import photo

NOTE, TAKEN_BACK, SAID = "ішкі ескерту: қарлығаш", "қайтарылған сөз: тырна", "айтылған сөз: аққу"
PREFIXES = {"": "Келісімдеріңіз", "/ru": "Ваши согласия", "/en": "Your consents"}
FETCHES = {"script", "style", "link", "img", "iframe", "object", "embed", "audio", "video", "form", "base"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "style"}]


@pytest.fixture
def case(db_session: object) -> Case:
    case = answered()
    say(case.asker, case, SAID)
    gone = say(case.asker, case, TAKEN_BACK)
    service.withdraw_message(case.asker, gone)
    service.add_note(moderator(), case.ticket, client_id=str(uuid.uuid4()), body=NOTE)
    return case


@pytest.fixture
def with_files(case: Case) -> Case:
    for _ in range(2):
        files.add_file(
            case.asker, case.ticket, client_id=str(uuid.uuid4()), name="Хабарлама 1.jpg", content=photo()
        )
    return case


def say(actor: Actor, case: Case, text: str) -> Message:
    return service.send_message(actor, case.ticket, client_id=str(uuid.uuid4()), body=text, confirmed=True)


def opened(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def words_in(archive: bytes) -> str:
    """Return every text in the archive, the pictures aside."""
    return "".join(
        content.decode() for name, content in opened(archive).items() if not name.startswith("files/")
    )


def test_all_of_a_question_is_in_the_archive_and_nothing_that_is_not_the_askers(
    app: Flask, with_files: Case
) -> None:
    with app.test_request_context("/"):
        parts = opened(export(with_files.asker, with_files.ticket))
    places = [name for name in parts if name.startswith("files/")]
    assert places[0] == "files/Хабарлама 1.jpg"
    assert places[1].startswith("files/")
    assert places[1].endswith("-Хабарлама 1.jpg")
    assert all(parts[name].startswith(b"\xff\xd8") for name in places)
    page, data = parts["index.html"].decode(), json.loads(parts["data.json"])
    said = [entry["text"] for entry in data["conversation"]]
    assert said[0] == QUESTION
    assert SAID in said
    assert data["answers"][0]["short"] == BODY.short
    assert [entry["file"] for entry in data["conversation"] if entry["file"]] == places
    for text in (SAID, BODY.short, BODY.explanation, "Хабарлама 1.jpg"):
        assert text in page
    for content in parts.values():
        assert NOTE.encode() not in content
        assert TAKEN_BACK.encode() not in content
        assert with_files.ticket.secret_hash.encode() not in content


@pytest.mark.parametrize(("prefix", "title"), PREFIXES.items())
def test_its_page_stands_alone_in_the_readers_language(
    app: Flask, with_files: Case, prefix: str, title: str
) -> None:
    browser = browser_of(app, with_files.asker)
    assert browser.get(f"{prefix}/t/{with_files.ticket.number}/export").status_code == 200
    answer = browser.post(f"{prefix}/t/{with_files.ticket.number}/export")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={with_files.ticket.number}.zip"
    page = opened(answer.data)["index.html"].decode()
    assert title in page
    tags = Tags()
    tags.feed(page)
    assert tags.seen & FETCHES == set()
    assert len(tags.addresses) == 2
    assert all(address.startswith("files/") for address in tags.addresses)


def test_for_others_there_is_nothing_to_take(app: Flask, case: Case) -> None:
    for actor in (VISITOR, asker_of(make_ticket())):
        browser = browser_of(app, actor)
        for answer in (browser.get, browser.post):
            assert answer(f"/t/{case.ticket.number}/export").status_code == 404
    for actor in (case.lawyer, moderator(), VISITOR):
        refused(lambda actor=actor: export(actor, case.ticket), NotAllowed)  # type: ignore[misc]


def test_on_a_shared_phone_nothing_is_saved_without_a_warning(app: Flask, case: Case) -> None:
    browser = browser_of(app, case.asker)
    with browser.session_transaction() as session:
        session[SHARED] = True
    path = f"/en/t/{case.ticket.number}/export"
    assert "Others use this device" in browser.get(path).text
    refusal = browser.post(path)
    assert refusal.status_code == 422
    assert "Tick the box" in refusal.text
    assert browser.post(path, data={"sure": "yes"}).mimetype == "application/zip"


def test_the_room_leads_to_it(app: Flask, case: Case) -> None:
    assert (
        f"/t/{case.ticket.number}/export" in browser_of(app, case.asker).get(f"/t/{case.ticket.number}").text
    )
    assert "/export" not in browser_of(app, case.lawyer).get(f"/desk/{case.ticket.number}").text


def test_it_is_not_made_without_end(app: Flask, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "RATE_LIMITS", True)
    with app.test_request_context("/"):
        for _ in range(6):
            export(case.asker, case.ticket)
        with pytest.raises(TooMany):
            export(case.asker, case.ticket)


def test_the_record_names_each_decision_its_text_and_its_end(app: Flask, case: Case) -> None:
    article = published(case)
    given = consent_record(case.ticket, article)
    assert [line.kind for line in given] == [HANDLING, "approved"]
    assert given[0].at == case.ticket.consent_handling_at
    assert given[1].text
    assert given[1].withdrawn_at is None
    page = browser_of(app, case.asker).get(f"/en/t/{case.ticket.number}").text
    assert "You approved the publication of this text." in page
    assert given[1].text_hash[:12] in page
    withdraw(case.asker, article)
    after = consent_record(case.ticket, article_of(case.ticket))
    assert [line.kind for line in after] == [HANDLING, "approved", "withdrawn"]
    assert after[1].withdrawn_at == after[2].at
    with app.test_request_context("/en/"):
        assert given[1].text_hash in words_in(export(case.asker, case.ticket))


def test_before_an_answer_the_room_shows_the_first_consent(app: Flask, db_session: object) -> None:
    ticket = make_ticket()
    page = browser_of(app, asker_of(ticket)).get(f"/en/t/{ticket.number}").text
    assert "You agreed that a volunteer lawyer" in page
