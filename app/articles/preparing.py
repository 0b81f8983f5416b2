"""What the page of the redactor shows and what its buttons do. Every button saves first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.answers.picker import search
from app.answers.queries import body_of, newest_given
from app.articles import publication
from app.articles.consents import latest_consent, words_of
from app.articles.differences import Row, side_by_side
from app.articles.drafts import PublicDraft, parts_of
from app.articles.forms_publication import PublicTextForm
from app.articles.linkage import confirm, links_of_draft
from app.articles.models import Article
from app.articles.publication_queries import article_of, draft_of, first_draft, place_names, review_note
from app.articles.publication_rules import is_minor, reason_against
from app.articles.texts import TextDraft
from app.authz.access import Actor
from app.core.errors import DomainError
from app.i18n import gettext as _
from app.redaction.detectors import find
from app.redaction.narrowing import narrowing
from app.reference.queries import next_election, provisions
from app.tickets.models import Ticket
from app.tickets.receipts import question_text


@dataclass(frozen=True)
class Mark:
    """A stretch of a private text; `kind` is empty where nothing was found."""

    text: str
    kind: str = ""
    certain: bool = False


@dataclass(frozen=True)
class Open:
    """Something in the public text that looks personal; `key` names its words on a button."""

    key: str
    kind: str
    words: str
    may_stay: bool


def marks(text: str) -> list[Mark]:
    """Return a private text cut into plain and found stretches."""
    parts: list[Mark] = []
    position = 0
    for each in find(text):
        parts += [
            Mark(text[position : each.start]),
            Mark(text[each.start : each.end], each.kind, each.certain),
        ]
        position = each.end
    return [part for part in [*parts, Mark(text[position:])] if part.text]


def still_open(draft: PublicDraft) -> list[Open]:
    """Return what still looks personal or narrows the public text down, for a person to decide."""
    found: dict[str, Open] = {}
    for part in parts_of(draft.text).values():
        for each in find(part):
            words = part[each.start : each.end]
            found.setdefault(words, Open(key_of(words), each.kind, words, words in draft.kept))
    for issue, words in narrowing(draft.words, place_names()):
        if not any(words in known for known in found):
            found[words] = Open(key_of(words), issue, words, words in draft.kept)
    return list(found.values())


def key_of(words: str) -> str:
    """Return a short name for words, so that a button need not repeat them."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def opened(ticket: Ticket, article: Article | None) -> PublicDraft:
    """Return the draft the page opens with."""
    stored = draft_of(article) if article else None
    return stored or first_draft(ticket)


def page(ticket: Ticket, draft: PublicDraft) -> dict[str, Any]:
    """Return everything the page needs beside its form."""
    article = article_of(ticket)
    consent = latest_consent(article) if article else None
    election = next_election()
    law = request.args.get("law", "")
    return {
        "ticket": ticket,
        "article": article,
        "draft": draft,
        "answer": newest_given(ticket),
        "against": reason_against(ticket.adult, ticket.consent_publication),
        "minor": is_minor(ticket.adult),
        "original": originals(ticket),
        "open": still_open(draft),
        "links": links_of_draft(ticket, article, draft),
        "differences": differences(ticket, draft),
        "provisions": provisions(draft.provisions),
        "voting_day": election.voting_day if election else None,
        "law": law,
        "found": search(law, ticket.topic, draft.provisions),
        "note": review_note(article) if article else "",
        "refusal": words_of(article, consent) if article and article.draft_state == "refused" else "",
    }


def originals(ticket: Ticket) -> list[tuple[str, list[Mark]]]:
    """Return the private texts part by part, with what was found in them."""
    parts = parts_of(_private(ticket))
    return [(name, marks(text)) for name, text in parts.items() if text]


def differences(ticket: Ticket, draft: PublicDraft) -> list[tuple[str, list[Row]]]:
    """Return private and public text side by side, part by part."""
    before, after = parts_of(_private(ticket)), parts_of(draft.text)
    names = list(dict.fromkeys([*before, *after]))
    return [
        (name, side_by_side(before.get(name, ""), after.get(name, "")))
        for name in names
        if before.get(name) or after.get(name)
    ]


def press(actor: Actor, ticket: Ticket, form: PublicTextForm) -> Response | None:
    """Save, then do what the pressed button says. None: stay on the page, it has errors."""
    verb, _colon, value = request.form.get("action", "save").partition(":")
    draft = form.draft()
    if verb in {"add", "remove"}:
        others = [each for each in draft.provisions if each != value]
        draft = PublicDraft(**{**vars(draft), "provisions": [*others, value] if verb == "add" else others})
    chosen = {each.words: each.kind for each in still_open(draft) if verb == "mask" and each.key == value}
    article = publication.prepare(actor, ticket, draft, chosen=chosen)
    if verb == "link":
        confirm(actor, article, draft_of(article) or draft, value)
    if form.errors:
        return None
    if verb == "ask":
        publication.request_consent(actor, article)
        flash(_("The asker can read the text now and decide."), "success")
        return redirect(url_for("chat.case", number=ticket.number), 303)
    return redirect(_back(ticket, verb, len(form.steps.entries)), 303)


def refused(ticket: Ticket, form: PublicTextForm, error: DomainError) -> PublicTextForm:
    """Return the form as it was saved, masks included, with what stands against the next step."""
    article = article_of(ticket)
    stored = draft_of(article) if article else None
    shown = PublicTextForm.of(stored) if stored else form
    shown.refuse(error)
    return shown


def _back(ticket: Ticket, verb: str, rows: int) -> str:
    law = request.form.get("law", "").strip()[:100]
    if verb in {"add", "remove", "find"}:
        return url_for("articles.prepare", number=ticket.number, edit=1, law=law or None, _anchor="law")
    if verb == "add_step":
        return url_for(
            "articles.prepare", number=ticket.number, edit=1, rows=rows + 1, _anchor=f"steps-{rows}-text"
        )
    anchor = {"mask": "found", "link": "linked"}.get(verb)
    return url_for("articles.prepare", number=ticket.number, edit=1, _anchor=anchor)


def _private(ticket: Ticket) -> TextDraft:
    body = body_of(newest_given(ticket))
    return TextDraft(
        question=question_text(ticket),
        short_answer=body.short,
        explanation=body.explanation,
        steps=body.steps,
    )
