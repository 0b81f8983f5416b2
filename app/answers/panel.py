"""The answer beside the conversation."""

from __future__ import annotations

from typing import Any

from app.answers.forms import AskBackForm, RatingForm
from app.answers.models import Answer
from app.answers.queries import body_of, newest_given, rating_words
from app.authz.access import Actor, can
from app.authz.permissions import Permission
from app.chat.panels import Content, register_panel
from app.reference.queries import next_election
from app.tickets.models import Ticket


def in_room(actor: Actor, ticket: Ticket) -> Content:
    """Show the given answer to both sides; the asker can say what they think of it."""
    answer = newest_given(ticket)
    if can(actor, Permission.ANSWER_ACCEPT, ticket):
        return ("answers/_in_room.html", for_asker(answer)) if answer else None
    if can(actor, Permission.ANSWER_READ, ticket):
        context = {**_shown(answer), "rating_words": rating_words(answer)} if answer else {"answer": None}
        return "answers/_at_desk.html", {**context, "may_write": can(actor, Permission.ANSWER_WRITE, ticket)}
    return None


def for_asker(answer: Answer) -> dict[str, Any]:
    """Return what the asker's page of an answer needs."""
    rating = RatingForm(formdata=None, prefix="rate-", data=_rated(answer))
    return {
        **_shown(answer),
        "ask_back_form": AskBackForm(formdata=None, prefix="back-"),
        "rating_form": rating,
    }


def _shown(answer: Answer) -> dict[str, Any]:
    election = next_election()
    return {
        "ticket": answer.ticket,
        "answer": answer,
        "body": body_of(answer),
        "provisions": [row.provision for row in answer.provisions],
        "voting_day": election.voting_day if election else None,
    }


def _rated(answer: Answer) -> dict[str, str]:
    return {"stars": str(answer.rating), "words": rating_words(answer)} if answer.rating else {}


register_panel(in_room, position=10)
