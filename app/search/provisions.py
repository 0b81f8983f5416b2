"""Looking up a provision of law: the provisions we know and the articles that rest on them."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db
from app.reference.models import Provision
from app.search.analysis.references import asked_citations, citation_terms
from app.search.interface import Citation, ProvisionMatch
from app.search.models import SearchDocument, SearchProvision
from app.search.results import Found, hits


def look_up(text: str, language: str | None) -> list[ProvisionMatch]:
    """Return a match for each provision the text names that is known or that an article rests on."""
    matches = [_match(citation, language) for citation in asked_citations(text[:500])]
    return [each for each in matches if each.provision_ids or each.items]


def _match(citation: Citation, language: str | None) -> ProvisionMatch:
    return ProvisionMatch(
        citation=citation,
        provision_ids=tuple(_known(citation)),
        items=hits(_resting(citation, language), dict.fromkeys(citation_terms(citation), 1.0)),
    )


def _known(citation: Citation) -> list[str]:
    query = select(Provision.id, Provision.paragraph).where(Provision.article == citation.article)
    if citation.act:
        query = query.where(Provision.act_code == citation.act)
    rows = db.session.execute(query.order_by(Provision.act_code, Provision.id)).all()
    return [row.id for row in rows if not citation.paragraph or row.paragraph == citation.paragraph]


def _resting(citation: Citation, language: str | None) -> list[Found]:
    query = (
        select(SearchDocument.id, SearchDocument.article_id, SearchDocument.language)
        .join(SearchProvision, SearchProvision.document_id == SearchDocument.id)
        .where(SearchProvision.article == citation.article)
        .distinct()
    )
    if citation.act:
        query = query.where(SearchProvision.act == citation.act)
    if citation.paragraph:
        query = query.where(SearchProvision.paragraph.in_([citation.paragraph, ""]))
    chosen: dict[str, Found] = {}
    rows = sorted(db.session.execute(query), key=lambda row: (row.language != language, row.id))
    for row in rows:
        other = language is not None and row.language != language
        chosen.setdefault(row.article_id, Found(0.0, row.id, row.article_id, is_other=other))
    return list(chosen.values())
