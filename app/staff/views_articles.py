"""The knowledge base as its curators see it: the list, one article, the ten commonest."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.articles import curation, publication
from app.articles import curation_queries as queries
from app.articles.models import Article
from app.articles.queries import text_of
from app.authz.access import can, load_or_404
from app.authz.permissions import Permission
from app.core.clock import today
from app.core.errors import DomainError
from app.i18n import current_language
from app.i18n import gettext as _
from app.staff.blueprint import bp
from app.staff.forms_articles import ArticleFilterForm, UnpublishForm
from app.staff.words import ARTICLE_STATUS_KINDS, ARTICLE_STATUSES, CONFIDENCES
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission

Answer = str | tuple[str, int] | Response
# What one button does, and what is said afterwards.
STEPS = {
    "submit": curation.submit,
    "publish": curation.publish_editorial,
    "retire": curation.retire,
    "republish": publication.republish,
    "feature": curation.feature,
    "unfeature": curation.unfeature,
}


@bp.get("/articles")
@permission(Permission.ARTICLE_CURATE)
def articles() -> str:
    """List the articles in every status."""
    form = ArticleFilterForm(request.args)
    values = {name: (value or "")[:80] for name, value in form.data.items()}
    filters = queries.ArticleFilters(**values, page=request.args.get("page", 1, type=int))
    return render_template(
        "staff/articles.html",
        form=form,
        found=queries.list_articles(filters),
        kept={name: value for name, value in values.items() if value},
        **article_words(),
    )


@bp.get("/articles/commonest")
@permission(Permission.ARTICLE_CURATE)
def commonest() -> str:
    """Show the ten that stand on the home page."""
    return render_template("staff/commonest.html", ranked=queries.featured(), **article_words())


@bp.get("/articles/<article_id>")
@permission(Permission.ARTICLE_CURATE)
def article(article_id: str) -> str:
    """Show one article with everything that can be done to it."""
    return article_page(load_article(article_id), UnpublishForm(formdata=None))


@bp.post("/articles/<article_id>/do")
@permission(Permission.ARTICLE_CURATE)
def do_with_article(article_id: str) -> Response:
    """Press one of the buttons of an article."""
    found = load_article(article_id)
    step = STEPS.get(request.form.get("step", ""))
    try:
        if step is not None:
            step(current_actor(), found)
            flash(_("Done"), "success")
    except DomainError as error:
        flash(str(error.message), "danger")
    return redirect(url_for("staff.article", article_id=found.id), 303)


@bp.post("/articles/<article_id>/move")
@permission(Permission.ARTICLE_CURATE)
def move_article(article_id: str) -> Response:
    """Move one of the commonest up or down, or out of the list."""
    found, way = load_article(article_id), request.form.get("way", "")
    if way == "out":
        curation.unfeature(current_actor(), found)
    else:
        curation.move_featured(current_actor(), found, up=way == "up")
    return redirect(url_for("staff.commonest", _anchor=f"article-{found.id}"), 303)


@bp.post("/articles/<article_id>/unpublish")
@permission(Permission.ARTICLE_CURATE)
@keeps_typed
def unpublish_article(article_id: str) -> Answer:
    """Take an article down, with a reason."""
    found, form = load_article(article_id), UnpublishForm()
    if not form.validate_on_submit():
        return article_page(found, form), 422
    publication.unpublish(current_actor(), found, form.reason.data)
    flash(_("The answer has been taken down from pages, search and feed."), "success")
    return redirect(url_for("staff.article", article_id=found.id), 303)


def load_article(article_id: str) -> Article:
    """Return the article if this person curates it."""
    return load_or_404(current_actor(), Permission.ARTICLE_CURATE, queries.find_for_curation(article_id))


def article_page(article: Article, form: UnpublishForm) -> str:
    """Return the page of one article."""
    shown = text_of(article, request.args.get("language") or str(current_language)) if article.texts else None
    return render_template(
        "staff/article.html",
        article=article,
        text=shown,
        form=form,
        wrong=form,
        is_from_question=curation.is_from_question(article),
        may_publish=can(current_actor(), Permission.ARTICLE_PUBLISH, article)
        and current_actor().account_id not in article.draft_editors,
        into=queries.published_by_ids([article.merged_into_id]) if article.merged_into_id else [],
        merged=queries.merged_into(article),
        **article_words(),
    )


def article_words() -> dict[str, Any]:
    """Return what codes of articles are called."""
    return {
        "statuses": ARTICLE_STATUSES,
        "status_kinds": ARTICLE_STATUS_KINDS,
        "confidences": CONFIDENCES,
        "is_due": lambda article: queries.is_review_due(article, today()),
        "title_of": title_of,
    }


def title_of(article: Article) -> str:
    """Return the question of an article in the reader's language; a withdrawn text has none."""
    if not article.texts:
        return _("Withdrawn by the asker")
    return text_of(article, str(current_language)).question
