"""The asker takes everything along: one archive with a page to read, data for programs, and the files."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from flask import render_template

from app.answers.models import Answer
from app.answers.queries import body_of, given, provision_ids, rating_words
from app.articles.consent_record import consent_record
from app.articles.publication_queries import article_of
from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.chat.entries import Entry
from app.chat.files import open_file
from app.chat.queries import NOTHING_YET, timeline_after
from app.chat.words import words
from app.core.clock import now
from app.core.errors import NotFound
from app.core.limits import hit
from app.reference.queries import next_election
from app.tickets.emergency import openings_of
from app.tickets.models import Ticket

PER_TICKET = "6/hour"
_FORBIDDEN = re.compile(r'[<>:"|?*/\\\x00-\x1f]')  # in the name of a file, on one system or another


def export(actor: Actor, ticket: Ticket) -> bytes:
    """Return the archive, in the reader's language. What staff write among themselves is not in it."""
    require(actor, Permission.TICKET_EXPORT, ticket)
    hit("export", ticket.id, PER_TICKET)
    entries = sorted(_entries(actor, ticket), key=lambda entry: entry.place)
    names = _file_names(entries)
    context = _context(ticket, entries, names)
    page = render_template("articles/export_page.html", **context)
    data = json.dumps(_data(context), ensure_ascii=False, indent=1, default=str)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", data)
        for message_id, name in names.items():
            if (content := _content(actor, message_id)) is not None:
                archive.writestr(name, content)
    return out.getvalue()


def _entries(actor: Actor, ticket: Ticket) -> Iterator[Entry]:
    """Return what this actor sees of the room: for the asker that is without notes and withdrawn texts."""
    after, more = NOTHING_YET, True
    while more:
        found = timeline_after(actor, ticket, after)
        yield from found.entries
        after, more = found.cursor, found.more


def _file_names(entries: list[Entry]) -> dict[str, str]:
    """Return where each file lies in the archive: its own name; the second of a name gets its place."""
    names: dict[str, str] = {}
    for entry in entries:
        if entry.file:
            name = _FORBIDDEN.sub("_", str(entry.file["name"]))
            path = f"files/{name}"
            taken = {known.casefold() for known in names.values()}
            names[entry.id] = f"files/{entry.place}-{name}" if path.casefold() in taken else path
    return names


def _context(ticket: Ticket, entries: list[Entry], names: dict[str, str]) -> dict[str, Any]:
    election = next_election()
    return {
        "ticket": ticket,
        "entries": entries,
        "file_names": names,
        "answers": [_answer(answer) for answer in given(ticket)],
        "consents": consent_record(ticket, article_of(ticket)),
        "openings": openings_of(ticket),
        "entry_words": words(),
        "voting_day": election.voting_day if election else None,
        "made_at": now(),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "version": answer.version,
        "state": answer.state,
        "given_at": answer.given_at,
        **asdict(body_of(answer)),
        "law": provision_ids(answer),
        "provisions": [row.provision for row in answer.provisions],
        "rating": answer.rating,
        "rating_words": rating_words(answer),
    }


def _data(context: dict[str, Any]) -> dict[str, Any]:
    ticket: Ticket = context["ticket"]
    facts = ("number", "language", "state", "topic_slug", "region_code", "district_code", "adult", "urgency")
    days = ("consent_publication", "created_at", "respond_by", "answered_at", "closed_at", "delete_on")
    return {
        "made_at": context["made_at"],
        "question": {name: getattr(ticket, name) for name in (*facts, *days)},
        "conversation": [_entry(entry, context["file_names"]) for entry in context["entries"]],
        "answers": [
            {name: value for name, value in answer.items() if name != "provisions"}
            for answer in context["answers"]
        ],
        "consents": [asdict(line) for line in context["consents"]],
        "opened_in_emergency": [asdict(opening) for opening in context["openings"]],
    }


def _entry(entry: Entry, names: dict[str, str]) -> dict[str, Any]:
    kept = ("place", "kind", "by", "name", "at", "edited_at", "withdrawn_at", "action", "text", "card")
    return {**{name: getattr(entry, name) for name in kept}, "file": names.get(entry.id)}


def _content(actor: Actor, message_id: str) -> bytes | None:
    """Return a file; one withdrawn meanwhile is left out."""
    try:
        return open_file(actor, message_id).content
    except NotFound:
        return None
