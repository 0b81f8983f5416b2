"""Letters to staff: in their language, once, without a word of anybody's question."""

from __future__ import annotations

import email
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.invitations import Profile, accept_invitation, invite
from app.accounts.models import Account
from app.authz.access import Role
from app.core.clock import today
from app.core.mail import send_mail
from app.core.outbox import OutboxJob, drain
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import LANGUAGES, in_language
from app.notifications.jobs import send, warn_about_licences
from app.notifications.letters import LETTERS
from app.notifications.service import tell
from app.staff import people
from tests.actors import actor_of, moderator
from tests.factories import QUESTION, make_account, make_ticket

pytestmark = pytest.mark.usefixtures("db_session")
SAMPLES: dict[str, dict[str, Any]] = {
    "licence_ends": {"day": "2027-01-31"},
    "licence_ended": {"day": "2027-01-31"},
    "role_changed": {"role": "captain"},
}


def write(letter: str, account: Account) -> None:
    values = SAMPLES.get(letter, {"account_ids": [account.id]})
    send({"letter": letter, "account_id": account.id, "values": values, "message_id": "m1"})


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_is_written_in_every_language(letter: str, outbox: list[Any]) -> None:
    for language in LANGUAGES:
        account = make_account(
            Role.LAWYER, locale=language, name="Айгүл", licence_expires_on=today() + timedelta(days=3)
        )
        write(letter, account)
    subjects = [mail.subject for mail in outbox]
    bodies = [mail.body for mail in outbox]
    assert len(set(subjects)) == len(set(bodies)) == len(LANGUAGES)
    assert all("Айгүл" in body and "{" not in body and "\n\n\n\n" not in body for body in bodies)
    if "http" in bodies[1]:
        assert "/ru/" in bodies[1]


def test_a_letter_names_the_operators_domain_and_not_this_machine(outbox: list[Any]) -> None:
    write("licence_checked", make_account())
    message = outbox[-1].message()
    assert message["Message-ID"] == "<m1@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "kenes@localhost" in message["From"]


@pytest.mark.parametrize("name", ["Evil\r\nBcc: all@example.org", "x" * 300])
def test_a_name_cannot_add_headers(outbox: list[Any], name: str) -> None:
    write("licence_checked", make_account(name=name[:80]))
    assert outbox[-1].message()["Bcc"] is None


def test_nobody_is_written_to_who_is_no_longer_there(outbox: list[Any]) -> None:
    send({"letter": "licence_checked", "account_id": "0" * 32, "values": {}, "message_id": "m"})
    write("licence_checked", make_account(Role.ASKER))
    assert outbox == []


def test_a_letter_that_is_not_known_is_refused_before_it_is_written() -> None:
    with pytest.raises(LookupError):
        tell("x", "advertising")


def test_what_happens_to_a_person_is_told_to_the_person(outbox: list[Any]) -> None:
    chief = moderator()
    account = make_account(Role.LAWYER, verified_at=None, locale="en")
    people.verify_lawyer(chief, account, licence_number="1", expires_on=today() + timedelta(days=365))
    people.suspend(chief, account, reason="SECRET REASON")
    people.restore(chief, account)
    people.change_role(chief, account, role=Role.CAPTAIN)
    drain()
    mine = [mail for mail in outbox if mail.to == [account.email]]
    assert [mail.subject for mail in mine] == [
        "Your licence has been checked",
        "Your account has been suspended",
        "Your account works again",
        "You have another role",
    ]
    assert not any("SECRET" in mail.body for mail in mine)


def test_moderators_hear_of_a_new_lawyer(outbox: list[Any]) -> None:
    chief = make_account(Role.MODERATOR, locale="en")
    invitation = invite(actor_of(chief), email="new@example.org", role=Role.LAWYER, locale="kk")
    accept_invitation(invitation, password="nine green kettles 4", profile=Profile(name="Жаңа", locale="kk"))
    drain()
    (mail,) = [mail for mail in outbox if mail.to == [chief.email]]
    assert "Жаңа" in mail.body
    assert "/en/moderation/people" in mail.body


def test_a_licence_that_runs_out_is_announced_once_per_step_to_lawyer_and_moderators(
    outbox: list[Any],
) -> None:
    chief = make_account(Role.MODERATOR, locale="en")
    lawyer = make_account(Role.LAWYER, locale="en", licence_expires_on=today() + timedelta(days=29))
    make_account(Role.LAWYER, licence_expires_on=today() + timedelta(days=31))

    def told(days: int) -> list[str]:
        outbox.clear()
        with transaction():
            account = db.session.get_one(Account, lawyer.id)
            account.licence_expires_on = today() + timedelta(days=days)
        warn_about_licences()
        assert warn_about_licences() == 0
        drain()
        return sorted(f"{mail.to[0] == chief.email}: {mail.subject}" for mail in outbox)

    assert told(29) == ["False: Your licence runs out soon", "True: Licences that run out"]
    assert told(5) == ["False: Your licence runs out soon", "True: Licences that run out"]
    assert told(-1) == ["False: Your licence has run out", "True: Licences that run out"]


def test_suspended_and_unchecked_lawyers_are_not_warned() -> None:
    soon = today() + timedelta(days=3)
    people.suspend(moderator(), make_account(Role.LAWYER, licence_expires_on=soon), reason="Left")
    make_account(Role.LAWYER, licence_expires_on=soon, verified_at=None)
    assert warn_about_licences() == 0


def test_no_question_makes_a_letter(outbox: list[Any]) -> None:
    make_ticket()
    waiting = db.session.scalar(select(func.count()).select_from(OutboxJob))
    drain()
    assert (waiting, outbox) == (0, [])
    assert QUESTION not in str(outbox)


class TestFiles:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"MAIL_BACKEND": "file", "MAIL_FROM": "help@kenes.example"}

    def test_without_a_mail_server_letters_are_files_that_mail_programs_open(self, app: Flask) -> None:
        with in_language("kk"):
            send_mail("a@example.org", "Тақырып", "Сәлем!\n")
        (path,) = (Path(app.instance_path) / "outbox").glob("*.eml")
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        assert (message["To"], message["Subject"]) == ("a@example.org", "Тақырып")
        assert message["From"] == "Кеңес <help@kenes.example>"
        assert message["Message-ID"].endswith("@kenes.example>")
        assert message.get_content().strip() == "Сәлем!"
