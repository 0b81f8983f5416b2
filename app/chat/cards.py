"""Cards: a provision of law or an article, put into the conversation by staff as it reads at that moment.

A card keeps its own words: what was cited stays what was cited, in its edition, when the law goes on.
Later stages add what they have to cite; the room knows only the law.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from app.authz.access import Actor, require
from app.authz.permissions import Permission
from app.chat.attachments import CARD, packed
from app.chat.models import Message
from app.chat.writing import Draft, write
from app.core.errors import DomainError, Invalid
from app.extensions import db
from app.i18n import LANGUAGES, in_language
from app.i18n import lazy_gettext as _l
from app.reference.citing import citation
from app.reference.models import Provision
from app.reference.queries import all_provisions, find_provision
from app.tickets.models import Ticket

SHOWN = 5
PROVISION = "provision"


@dataclass(frozen=True, kw_only=True)
class Card:
    """What is cited, in every language there is; `endpoint` and `values` lead to its page."""

    of: str
    id: str
    title: dict[str, str]
    text: dict[str, str]
    endpoint: str
    values: dict[str, str]
    edition: str = ""


class Source(Protocol):
    """Something staff can cite from."""

    def find(self, card_id: str) -> Card | None: ...

    def search(self, words: str, ticket: Ticket) -> list[Card]: ...


_sources: dict[str, Source] = {}


def register_cards(of: str, source: Source) -> None:
    """Let staff cite from `source`."""
    _sources[of] = source


def found(actor: Actor, ticket: Ticket, words: str) -> list[Card]:
    """Return what can be cited for these words; without words, what fits the question's topic."""
    require(actor, Permission.CHAT_NOTE, ticket)
    return [card for source in _sources.values() for card in source.search(words.strip(), ticket)]


def send_card(actor: Actor, ticket: Ticket, *, client_id: str, of: str, card_id: str) -> Message:
    """Put a card into the conversation once, however often the same `client_id` comes."""
    require(actor, Permission.CHAT_READ_NOTES, ticket)
    source = _sources.get(of)
    card = source.find(card_id) if source else None
    if card is None:
        require(actor, Permission.CHAT_SEND, ticket)  # whoever may not write hears nothing else
        raise Invalid(_l("This is no longer there. Search again."), code="no_such_card")
    draft = Draft(
        number=ticket.number,
        client_id=client_id,
        body=packed(asdict(card)),
        kind=CARD,
        is_checked=True,
        actor=actor,
    )
    outcome = write([draft])[0]
    if isinstance(outcome, DomainError):
        raise outcome
    db.session.refresh(ticket)
    return db.session.get_one(Message, outcome.entry.id)


class _Law:
    def find(self, card_id: str) -> Card | None:
        provision = find_provision(card_id)
        return _card_of(provision) if provision else None

    def search(self, words: str, ticket: Ticket) -> list[Card]:
        known = [each for rows in all_provisions().values() for each in rows]
        parts, law = words.casefold().split(), tuple(ticket.topic.law)
        if parts:
            hits = [each for each in known if all(part in _haystack(each) for part in parts)]
            hits.sort(key=lambda each: (each.article not in parts, not each.id.startswith(law)))
        else:
            hits = [each for each in known if law and each.id.startswith(law)]
        return [_card_of(each) for each in hits[:SHOWN]]


def _card_of(provision: Provision) -> Card:
    titles = {}
    for language in LANGUAGES:
        with in_language(language):
            titles[language] = citation(provision)
    return Card(
        of=PROVISION,
        id=provision.id,
        title=titles,
        text=dict(provision.summary),
        endpoint="articles.provision",
        values={"act": provision.act_code, "reference": provision.id.partition(":")[2]},
        edition=provision.edition.isoformat() if provision.edition else "",
    )


def _haystack(provision: Provision) -> str:
    shown: list[Any] = [provision.id, *provision.summary.values(), *provision.act.short.values()]
    return " ".join(shown).casefold()


register_cards(PROVISION, _Law())
