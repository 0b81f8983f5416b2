"""The knowledge base as readers see it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.articles import queries
from app.articles.models import Article
from app.articles.votes import vote
from app.core.limits import hit, network_key
from app.extensions import csrf
from app.i18n import LANGUAGES, current_language
from app.reference.queries import (
    acts,
    all_provisions,
    find_provision,
    find_topic,
    next_election,
    provisions_of,
    topics,
)
from app.web.guards import public
from app.web.page_cache import cached_page

bp = Blueprint("articles", __name__)
VOTES_PER_NETWORK = "20/day"


@bp.get("/")
@public
@cached_page
def home() -> str:
    """Show the search box, the commonest questions and the topics."""
    return render_template(
        "articles/home.html",
        commonest=queries.commonest(str(current_language)),
        topics=topics(),
        counts=queries.counts_by_topic(),
        election=next_election(),
    )


@bp.get("/a/<slug>")
@public
@cached_page
def show(slug: str) -> str | Response | tuple[str, int]:
    """Show one answer; what was merged leads on, what was taken down says so."""
    article = queries.find_published(slug)
    if article is None:
        return _no_longer(queries.find_any(slug))
    language = str(current_language)
    election = next_election()
    return render_template(
        "articles/show.html",
        article=article,
        text=queries.text_of(article, language),
        readable_in=queries.languages_of(article),
        related=queries.related_to(article, language),
        voting_day=election.voting_day if election else None,
        voted=request.args.get("voted"),
    )


def _no_longer(article: Article | None) -> Response:
    if article is not None and article.status == "merged" and article.merged_into_id:
        target = queries.find_published_id(article.merged_into_id)
        if target is not None:
            return redirect(url_for("articles.show", slug=target.slug), 301)
    return abort(410 if article is not None and article.published_at is not None else 404)


@bp.post("/a/<slug>/helpful")
@csrf.exempt  # the page is the same for everybody and carries no token; see _is_from_our_page
@public
def helpful(slug: str) -> str | Response:
    """Count an answer to "was this helpful"."""
    if not _is_from_our_page():
        return render_template("articles/confirm_vote.html", slug=slug, choice=_choice())
    return _count(slug)


@bp.post("/a/<slug>/helpful/confirmed")
@public
def helpful_confirmed(slug: str) -> Response:
    """Count it for browsers that do not say where a form came from; this form carries a token."""
    return _count(slug)


def _is_from_our_page() -> bool:
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _choice() -> str:
    choice = request.form.get("vote")
    if choice not in {"yes", "no"}:
        abort(400)
    return choice


def _count(slug: str) -> Response:
    choice = _choice()
    article = queries.find_published(slug)
    if article is None:
        abort(404)
    hit("vote", network_key(), VOTES_PER_NETWORK)
    vote(article, str(current_language), helpful=choice == "yes")
    return redirect(url_for("articles.show", slug=slug, voted=choice, _anchor="helpful"), 303)


@bp.get("/topics")
@public
@cached_page
def index() -> str:
    """List the topics."""
    return render_template("articles/topics.html", topics=topics(), counts=queries.counts_by_topic())


@bp.get("/topics/<slug>")
@public
@cached_page
def topic(slug: str) -> str:
    """List the answers of one topic."""
    found = find_topic(slug)
    if found is None or not found.is_active:
        abort(404)
    listed = queries.of_topic(slug, str(current_language))
    return render_template("articles/topic.html", topic=found, listed=listed)


@bp.get("/law")
@public
@cached_page
def law() -> str:
    """List the acts and the provisions that answers rest on."""
    return render_template(
        "articles/law.html", acts=acts(), provisions=all_provisions(), counts=queries.counts_by_provision()
    )


@bp.get("/law/<act>/<reference>")
@public
@cached_page
def provision(act: str, reference: str) -> str:
    """Show a provision, its neighbours and the answers that rest on it."""
    found = find_provision(f"{act}:{reference}")
    if found is None:
        abort(404)
    return render_template(
        "articles/provision.html",
        provision=found,
        neighbours=[other for other in provisions_of(act, found.article) if other.id != found.id],
        listed=queries.resting_on(found.id, str(current_language)),
    )


@bp.get("/feed.atom")
@public
@cached_page
def feed() -> Response:
    """Publish the newest answers as an Atom feed (RFC 4287) in the reader's language."""
    entries = [(article, queries.text_of(article, str(current_language))) for article in queries.newest()]
    body = render_template("articles/feed.xml", entries=entries)
    return Response(body, mimetype="application/atom+xml")


@bp.get("/sitemap.xml")
@public
@cached_page
def sitemap() -> Response:
    """List every public page in every language (sitemaps.org protocol)."""
    body = render_template(
        "articles/sitemap.xml", addresses=queries.addresses(), topics=topics(), codes=LANGUAGES
    )
    return Response(body, mimetype="application/xml")


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Keep crawlers out of everything personal."""
    return Response(render_template("articles/robots.txt"), mimetype="text/plain")
