"""The audit log as people read it: filtered, paged by key, exported without danger."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.authz.access import Role
from app.core.clock import today
from app.core.events import Event, record
from app.core.transaction import transaction
from app.extensions import db
from app.staff.audit_queries import AuditFilters, export, neutral, read
from app.staff.models import AuditEntry
from app.tickets.events import TicketOpened
from tests.actors import actor_of, moderator
from tests.cases import browser_of, make_case
from tests.factories import make_account, make_ticket
from tests.support.fixtures_app import Statements

pytestmark = pytest.mark.usefixtures("db_session")


@dataclass(frozen=True, kw_only=True)
class FormulaTyped(Event):
    words: str


def write(count: int, actor: str = "system") -> None:
    with transaction():
        for number in range(count):
            record(TicketOpened(actor=actor, ticket_id=f"thing-{number}"))


def test_the_log_is_read_page_by_page_and_nothing_is_missed_or_repeated() -> None:
    write(120)
    page = read(AuditFilters())
    seen = [row.id for row in page.rows]
    while page.older:
        page = read(AuditFilters(), before=page.older)
        seen += [row.id for row in page.rows]
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)
    back = read(AuditFilters(), after=page.newer)
    assert [row.id for row in back.rows] == seen[50:100] if len(page.rows) == 20 else True
    assert back.newer is not None


def test_who_did_what_is_said_in_the_readers_language(app: Flask) -> None:
    case = make_case()
    browser = browser_of(app, moderator())
    page = browser.get("/en/moderation/audit").text
    assert "A lawyer took the ticket" in page
    assert case.lawyer.name in page
    assert f"{case.ticket.number[:4]}-{case.ticket.number[4:]}" in page
    assert "ticket_moved" not in re.sub(r'value="ticket_moved"', "", page)


def test_an_unknown_action_shows_its_code(app: Flask) -> None:
    with transaction():
        record(FormulaTyped(actor="system", words="x"))
    assert "formula_typed" in browser_of(app, moderator()).get("/en/moderation/audit").text


def test_the_filters_narrow_the_log() -> None:
    who = moderator()
    case = make_case()
    write(1, actor=str(who.account_id))

    def found(**values: object) -> set[str]:
        return {row.action for row in read(AuditFilters(**values)).rows}  # type: ignore[arg-type]

    assert found(actor=who.account_id) == {"ticket_opened"}
    assert found(action="ticket_moved") == {"ticket_moved"}
    number = f"{case.ticket.number[:4]}-{case.ticket.number[4:]}"
    assert found(subject=number) == found(subject=case.ticket.id) == {"ticket_opened", "ticket_moved"}
    assert found(since=today()) == found(until=today()) == {"ticket_opened", "ticket_moved"}
    assert found(since=today() + timedelta(days=1)) == found(until=today() - timedelta(days=1)) == set()


def test_a_page_costs_the_same_however_long_the_log_is(app: Flask, statements: Statements) -> None:
    browser = browser_of(app, moderator())
    browser.get("/healthz")  # the first request of a process checks what later ones rely on
    counts = []
    for _round in range(2):
        with statements.counted():
            browser.get("/moderation/audit")
        counts.append(len(statements))
        write(70)
        make_case()
    assert counts[0] == counts[1]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_export_is_a_formula(start: str) -> None:
    assert neutral(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"
    assert neutral("harmless = text") == "harmless = text"


def test_the_export_holds_what_the_filters_let_through_and_is_logged_itself(app: Flask) -> None:
    who = make_account(Role.LAWYER, name="=HYPERLINK(1)")
    write(3)
    write(2, actor=who.id)
    browser = browser_of(app, moderator())
    answer = browser.get(f"/en/moderation/audit.csv?actor={who.id}")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row[2] for row in rows] == ["Who", "'=HYPERLINK(1)", "'=HYPERLINK(1)"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "audit_exported")).one()
    assert entry.details == {"entries": 2}


def test_a_long_log_is_exported_whole() -> None:
    write(1203)
    text, count = export(AuditFilters())
    assert count == 1203
    assert text.count("\n") == 1204


def test_a_date_that_is_none_is_said_at_its_field(app: Flask) -> None:
    page = browser_of(app, moderator()).get("/en/moderation/audit?since=yesterday")
    assert page.status_code == 200
    assert "year-month-day" in page.text


@pytest.mark.parametrize(
    "query", ["before=0", "before=x", "after=99999999999", "before=-5", "actor=x", "subject=%25"]
)
def test_odd_addresses_are_calm_pages(app: Flask, query: str) -> None:
    write(2)
    assert browser_of(app, moderator()).get(f"/moderation/audit?{query}").status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMINISTRATOR, 200), (Role.LAWYER, 403), (Role.CAPTAIN, 403)]
)
def test_moderators_and_administrators_read_the_log(app: Flask, role: Role, status: int) -> None:
    browser = browser_of(app, actor_of(make_account(role)))
    assert browser.get("/moderation/audit").status_code == status
    assert browser.get("/moderation/audit.csv").status_code == status


def test_a_deleted_ticket_stays_in_the_log_by_its_identifier(app: Flask) -> None:
    ticket = make_ticket()
    key = ticket.id
    with transaction():
        db.session.delete(db.session.merge(ticket))
    assert key[:8] in browser_of(app, moderator()).get(f"/moderation/audit?subject={key}").text
