"""A case on its way: claimed, answered; and browsers that open its pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask

from app.accounts.browser import token_hash
from app.accounts.models import BrowserSession, SessionTicket
from app.answers import service
from app.answers.models import Answer
from app.answers.rules import Body
from app.authz.access import Actor
from app.core.clock import now
from app.core.database import new_id
from app.core.transaction import transaction
from app.extensions import db
from app.reference.models import Act, Provision
from app.tickets.life import move
from app.tickets.models import Ticket
from app.tickets.rules import Action
from tests.actors import asker_of, lawyer
from tests.factories import make_ticket, names
from tests.support.client import CheckedClient

BODY = Body(
    short="Жатақхананың мекенжайы бойынша дауыс бересіз.",
    explanation="Күндізгі бөлімде оқитындар жатақхана тізіміне енгізіледі.",
    steps=[{"text": "Тізімді тексеріңіз.", "due_days": -15, "due_time": "18:00"}],
)


@dataclass
class Case:
    """A claimed ticket, its asker and its lawyer."""

    ticket: Ticket
    asker: Actor
    lawyer: Actor


def make_provision(identifier: str = "EL:24(6)") -> Provision:
    """Return this provision, made with its act on first use."""
    known = db.session.get(Provision, identifier)
    if known is not None:
        return known
    act, _colon, place = identifier.partition(":")
    article, _bracket, paragraph = place.partition("(")
    with transaction():
        if db.session.get(Act, act) is None:
            db.session.add(Act(code=act, title=names(act), short=names(act), confidence="high"))
            db.session.flush()
        provision = Provision(
            id=identifier,
            act_code=act,
            article=article,
            paragraph=paragraph.rstrip(")"),
            summary=names(f"What {identifier} says"),
            edition=date(2026, 7, 1),
            checked_on=date(2026, 11, 22),
            confidence="high",
        )
        db.session.add(provision)
    return provision


def make_case(who: Actor | None = None, **values: Any) -> Case:
    """Return a ticket that a lawyer has taken."""
    ticket, worker = make_ticket(**values), who or lawyer()
    with transaction():
        move(worker, ticket, Action.CLAIM, lawyer_id=worker.account_id, claimed_at=now())
    return Case(ticket, asker_of(ticket), worker)


def give_answer(case: Case, body: Body = BODY, provisions: tuple[str, ...] = ("EL:24(6)",)) -> Answer:
    """Return the answer that the lawyer of the case has just given."""
    for each in provisions:
        make_provision(each)
    service.save_draft(case.lawyer, case.ticket, body=body, provisions=list(provisions))
    return service.give(case.lawyer, case.ticket)


def browser_of(app: Flask, actor: Actor) -> CheckedClient:
    """Return a browser that has the rights of an actor."""
    token = secrets.token_urlsafe(24)
    with transaction():
        row = BrowserSession(
            id=new_id(),
            token_hash=token_hash(token),
            account_id=actor.account_id,
            expires_at=now() + timedelta(hours=1),
            confirmed_at=now(),
        )
        row.tickets = [SessionTicket(ticket_id=each) for each in sorted(actor.ticket_ids)]
        db.session.add(row)
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def answered(**values: Any) -> Case:
    """Return a case whose asker wants publication and has an answer."""
    case = make_case(**{"publication": "yes", **values})
    give_answer(case)
    return case
