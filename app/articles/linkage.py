"""The linkage gate: words that only this question has may not become public unless two people say so.

A public text is compared with what the asker wrote. Sequences of words, and single rare words, that no
article and no other question knows can lead back to one person, also without any name.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app
from sqlalchemy import select

from app.articles.drafts import PublicDraft
from app.articles.models import Article, ArticleText, LinkageConfirmation, TicketFingerprint
from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.chat.models import Message, body_context
from app.config import Settings
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.kept import Kept, kept
from app.core.sealing import SealBroken, ticket_seal
from app.core.transaction import transaction
from app.core.versions import version_of
from app.extensions import db
from app.i18n import lazy_gettext as _l
from app.redaction.sequences import fingerprint_words, shared
from app.tickets.models import Ticket
from app.tickets.receipts import question_text
from app.web.page_cache import PUBLIC

HASH_BYTES = 8
NEEDED = 2
# A word that so many articles use is everyday language of elections.
COMMON_ARTICLES = 4
# One more question with the same words is no crowd; from two on the words lead to nobody.
KNOWN_QUESTIONS = 2
NEWEST_QUESTIONS = 5_000
FIELD = "linkage"


@dataclass(frozen=True)
class Link:
    """Shared rare words in the public text, the asker's sentence that has them, and who lets them stay."""

    key: str
    words: str
    private: str
    confirmed_by: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether two people still have to say something."""
        return len(self.confirmed_by) < NEEDED


def links(article: Article, draft: PublicDraft) -> list[Link]:
    """Return the rare words a draft shares with its question; none when the question is gone."""
    ticket = article.ticket
    return _links(ticket, draft, _confirmations(article)) if ticket is not None else []


def links_of_draft(ticket: Ticket, article: Article | None, draft: PublicDraft) -> list[Link]:
    """Return the same for a draft that may not be kept yet."""
    return _links(ticket, draft, _confirmations(article) if article else {})


def confirm(actor: Actor, article: Article, draft: PublicDraft, key: str) -> None:
    """Say that shared words may stay; the same person counts once."""
    require(actor, Permission.ARTICLE_PREPARE, article)
    if actor.account_id is None:
        raise NotAllowed
    if key not in {link.key for link in links(article, draft)}:
        raise Invalid(_l("These words do not stand in the text any more."), field=FIELD)
    with transaction():
        db.session.merge(
            LinkageConfirmation(
                article_id=article.id, link=key, account_id=actor.account_id, confirmed_at=now()
            )
        )


def require_unlinked(article: Article, draft: PublicDraft) -> None:
    """Raise Conflict while words that only this question has wait for a second person."""
    if any(link.is_open for link in links(article, draft)):
        raise Conflict(
            _l("Words of the question stand in the public text. Rewrite them, or let two people confirm."),
            code="linked",
        )


def asker_words(ticket: Ticket) -> str:
    """Return everything the asker wrote in a question."""
    seal = ticket_seal(ticket)
    query = select(Message.id, Message.body_sealed).where(
        Message.ticket_id == ticket.id, Message.author == "asker", Message.body_sealed.is_not(None)
    )
    parts = [question_text(ticket)]
    for message_id, sealed in db.session.execute(query.where(Message.kind == "text").order_by(Message.seq)):
        parts.append(seal.open(sealed or b"", body_context(message_id)))
    return "\n".join(parts)


def fingerprint(text: str) -> bytes:
    """Return the sequences of a text as sorted keyed hashes; the key is the installation's."""
    return b"".join(sorted(_hashed(words) for words in fingerprint_words(text)))


def _links(ticket: Ticket, draft: PublicDraft, confirmed: dict[str, tuple[str, ...]]) -> list[Link]:
    private = asker_words(ticket)
    known = _Known(ticket.id, fingerprint_words(draft.words) & fingerprint_words(private))
    found: dict[str, Link] = {}
    for each in shared(draft.words, private, known, known.common):
        key = _key(ticket, each.stems)
        words = draft.words[each.start : each.end]
        found.setdefault(key, Link(key, words, _sentence(private, each.stems), confirmed.get(key, ())))
    return list(found.values())


class _Known:
    """The shared sequences that other texts use as well."""

    def __init__(self, ticket_id: str, asked: set[tuple[str, ...]]) -> None:
        counted = dict.fromkeys(asked, 0)
        for known in _article_words():
            for words in asked & known:
                counted[words] += 1
        hashes = {_hashed(words): words for words in asked if not counted[words]}
        questions = _in_questions(ticket_id, hashes)
        self.known = {words for words, number in counted.items() if number}
        self.known |= {words for words, number in questions.items() if number >= KNOWN_QUESTIONS}
        self.common = {
            words for words, number in counted.items() if len(words) == 1 and number >= COMMON_ARTICLES
        }

    def __contains__(self, words: object) -> bool:
        return words in self.known


def _in_questions(ticket_id: str, hashes: dict[bytes, tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    counted = dict.fromkeys(hashes.values(), 0)
    query = (
        select(Ticket.id, Ticket.key_sealed, TicketFingerprint.sealed)
        .join(TicketFingerprint, TicketFingerprint.ticket_id == Ticket.id)
        .where(Ticket.id != ticket_id)
        .order_by(Ticket.created_at.desc())
        .limit(NEWEST_QUESTIONS)
    )
    for row in db.session.execute(query) if hashes else ():
        try:
            packed = ticket_seal(row).open_bytes(row.sealed, fingerprint_context(row.id))
        except SealBroken:
            continue  # a question nobody can open knows nothing
        theirs = {packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)}
        for found in hashes.keys() & theirs:
            counted[hashes[found]] += 1
    return counted


def _article_words() -> list[frozenset[tuple[str, ...]]]:
    """Return the sequences of every public text, worked out anew when the public content has changed."""
    shelf: Kept[list[frozenset[tuple[str, ...]]]] = kept("article_words", 1)
    version = version_of(PUBLIC)
    known = shelf.find(PUBLIC, version)
    if known is None:
        published = select(Article.id).where(Article.status == "published")
        current = (ArticleText.is_current, ArticleText.article_id.in_(published))
        columns = (ArticleText.question, ArticleText.short_answer, ArticleText.explanation)
        rows = db.session.execute(select(*columns).where(*current))
        known = [_words_of("\n".join(row)) for row in rows]
        shelf.keep(PUBLIC, version, known)
    return known


@lru_cache(maxsize=4096)
def _words_of(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(fingerprint_words(text))


def fingerprint_context(ticket_id: str) -> str:
    """Return where a fingerprint is sealed for."""
    return f"ticket_fingerprints.sealed:{ticket_id}"


def _hashed(words: tuple[str, ...]) -> bytes:
    settings: Settings = current_app.extensions["kenes_settings"]
    return hmac.digest(_key_of(settings.secret_key), " ".join(words).encode(), "sha256")[:HASH_BYTES]


@lru_cache(maxsize=1)
def _key_of(secret: str) -> bytes:
    return hashlib.sha256(b"linkage:" + secret.encode()).digest()


def _key(ticket: Ticket, stems: tuple[str, ...]) -> str:
    """Return a name for shared words that says nothing once the ticket's key is gone."""
    return hmac.digest(ticket_seal(ticket).key, " ".join(stems).encode(), "sha256").hex()[:32]


def _sentence(private: str, stems: tuple[str, ...]) -> str:
    """Return the asker's words around the shared ones, to be shown beside them."""
    for part in private.replace("!", ".").replace("?", ".").replace("\n", ".").split("."):
        if {(each,) for each in stems[:3]} <= fingerprint_words(part):
            return part.strip()[:300]
    return ""


def _confirmations(article: Article) -> dict[str, tuple[str, ...]]:
    query = select(LinkageConfirmation.link, LinkageConfirmation.account_id).where(
        LinkageConfirmation.article_id == article.id
    )
    found: dict[str, tuple[str, ...]] = {}
    for link, account_id in db.session.execute(query):
        found[link] = (*found.get(link, ()), account_id)
    return found
