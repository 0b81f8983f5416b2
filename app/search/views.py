"""The search page, and suggestions while somebody types."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.limits import hit, network_key
from app.i18n import LANGUAGES, current_language
from app.reference.queries import provisions, topics
from app.search import service
from app.search.interface import Hits, Suggestion
from app.web.guards import public

bp = Blueprint("search", __name__)
MAX_QUERY = 300
MAX_PAGE = 50
SEARCHES_PER_NETWORK = "600/minute"


@bp.get("/search")
@public
def results() -> str:
    """Show what was found, the law that was named, and a way on when nothing fits."""
    text = _text()
    chosen_topic = request.args.get("topic") or None
    known = topics()
    if chosen_topic not in {topic.slug for topic in known}:
        chosen_topic = None
    only = request.args.get("lang")
    languages = (only,) if only in LANGUAGES else None
    hits, named = None, []
    if text:
        hit("search", network_key(), SEARCHES_PER_NETWORK)
        hits = service.find(
            text, language=str(current_language), topic=chosen_topic, languages=languages, page=_page()
        )
        named = service.lookup_provision(text, language=str(current_language))
        service.record_query(hits)
    return render_template(
        "search/results.html",
        text=text,
        hits=hits,
        paging=_paging(hits) if hits else None,
        named=[(match, provisions(list(match.provision_ids))) for match in named],
        topics=known,
        chosen_topic=chosen_topic,
        only=only if languages else None,
    )


@bp.get("/search/suggest")
@public
def suggest() -> Response:
    """Return questions that may be meant, as JSON: text and address."""
    text = _text()
    hit("suggest", network_key(), SEARCHES_PER_NETWORK)
    found = service.suggest(text, language=str(current_language)) if text else []
    return jsonify(items=[_item(each) for each in found])


def _item(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "text": suggestion.text,
        "language": suggestion.language,
        "url": url_for("articles.show", slug=suggestion.ref),
    }


def _paging(hits: Hits) -> dict[str, Any]:
    page, pages = hits.query.page, min(hits.pages, MAX_PAGE)
    return {"page": page, "pages": pages, "has_prev": page > 1, "has_next": page < pages}


def _text() -> str:
    return " ".join(request.args.get("q", "").replace("\x00", " ").split())[:MAX_QUERY]


def _page() -> int:
    asked = request.args.get("page", "1")
    return min(max(int(asked), 1), MAX_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
