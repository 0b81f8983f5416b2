"""The search page, and suggestions while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.clock import today
from app.core.limits import hit, network_key
from app.i18n import LANGUAGES, current_language
from app.reference.models import Provision, Topic
from app.reference.queries import provisions, topics
from app.search import service
from app.search.interface import Hits, ProvisionMatch, Suggestion
from app.search.kept import Page, page_of
from app.web.guards import public

bp = Blueprint("search", __name__)
MAX_QUERY = 300
MAX_PAGE = 50
SEARCHES_PER_NETWORK = "600/minute"


@bp.get("/search")
@public
def results() -> str:
    """Show what was found, the law that was named, and a way on when nothing fits."""
    known = topics()
    wanted = Wanted.read({topic.slug for topic in known})
    if not wanted.text:
        return _page_of(wanted, known, None)
    hit("search", network_key(), SEARCHES_PER_NETWORK)
    body, hits = _kept(wanted, known)
    service.record_query(hits, asker=network_key())
    return body


def _kept(wanted: Wanted, known: Sequence[Topic]) -> Page:
    def make() -> Page:
        hits = _find(wanted)
        return _page_of(wanted, known, hits), hits

    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        return make()  # a page that may show who is signed in
    key = (request.script_root, request.host, today(), wanted, _page())
    return page_of(key, wanted.text, make)


def _page_of(wanted: Wanted, known: Sequence[Topic], hits: Hits | None) -> str:
    return render_template(
        "search/results.html",
        text=wanted.text,
        hits=hits,
        token=service.query_token(hits) if hits else None,
        paging=_paging(hits) if hits else None,
        named=_named_law(wanted.text) if wanted.text else [],
        topics=known,
        chosen_topic=wanted.topic,
        only=wanted.only,
    )


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; what is unknown in it counts as not said."""

    text: str
    topic: str | None
    only: str | None

    @classmethod
    def read(cls, known_topics: set[str]) -> Wanted:
        """Read the request."""
        topic, only = request.args.get("topic"), request.args.get("lang")
        return cls(_text(), topic if topic in known_topics else None, only if only in LANGUAGES else None)


def _find(wanted: Wanted) -> Hits:
    return service.find(
        wanted.text,
        language=str(current_language),
        topic=wanted.topic,
        languages=(wanted.only,) if wanted.only else None,
        page=_page(),
    )


def _named_law(text: str) -> list[tuple[ProvisionMatch, list[Provision]]]:
    named = service.lookup_provision(text, language=str(current_language))
    return [(match, provisions(list(match.provision_ids))) for match in named]


@bp.get("/search/open/<slug>")
@public
def open_result(slug: str) -> Response:
    """Go on to a result, counting that the search had one worth opening; nothing says who opened it."""
    hit("search", network_key(), SEARCHES_PER_NETWORK)
    service.record_click(request.args.get("from", ""), language=str(current_language))
    return redirect(url_for("articles.show", slug=slug))


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
