"""Articles of the knowledge base as cards for the conversation."""

from __future__ import annotations

from app.articles.models import Article
from app.articles.queries import commonest, find_published, find_published_id, languages_of, text_of
from app.chat.cards import SHOWN, Card, register_cards
from app.search.service import find
from app.tickets.models import Ticket

ARTICLE = "article"


class _KnowledgeBase:
    def find(self, card_id: str) -> Card | None:
        article = find_published_id(card_id)
        return _card_of(article) if article else None

    def search(self, words: str, ticket: Ticket) -> list[Card]:
        """Return what answers the words, in the asker's language first."""
        if words:
            hits = find(words, language=ticket.language, per_page=SHOWN).items
            articles = [find_published_id(hit.article_id) for hit in hits]
        else:
            articles = [find_published(each.slug) for each in commonest(ticket.language, limit=SHOWN)]
        return [_card_of(each) for each in articles if each is not None]


def _card_of(article: Article) -> Card:
    texts = {code: text_of(article, code) for code in languages_of(article)}
    return Card(
        of=ARTICLE,
        id=article.id,
        title={code: text.question for code, text in texts.items()},
        text={code: text.short_answer for code, text in texts.items()},
        endpoint="articles.show",
        values={"slug": article.slug},
    )


register_cards(ARTICLE, _KnowledgeBase())
