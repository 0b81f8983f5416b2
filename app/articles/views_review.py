"""The moderators' review: public texts on their way, published by somebody who did not write them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.articles import publication, reviewing
from app.articles.forms_publication import PublishForm, SendBackForm
from app.articles.models import Article
from app.articles.publication_queries import find_article
from app.articles.views_public import bp
from app.authz.access import load_or_404
from app.authz.permissions import Permission
from app.core.errors import DomainError
from app.i18n import gettext as _
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission


def _draft(article_id: str) -> Article:
    return load_or_404(current_actor(), Permission.ARTICLE_REVIEW, find_article(article_id))


def _inspected(article: Article, **forms: Any) -> str:
    return render_template(
        "articles/inspect.html", **{**reviewing.inspection(current_actor(), article), **forms}
    )


@bp.get("/moderation/review")
@permission(Permission.ARTICLE_REVIEW)
def review() -> str:
    """List the public texts on their way, by where they stand."""
    return render_template(
        "articles/review.html",
        **reviewing.listing(request.args.get("state", ""), max(1, request.args.get("page", 1, type=int))),
    )


@bp.get("/moderation/review/<article_id>")
@permission(Permission.ARTICLE_REVIEW)
def inspect(article_id: str) -> str:
    """Show one text beside its private original, with everything that was masked counted."""
    return _inspected(_draft(article_id))


@bp.post("/moderation/review/<article_id>/publish")
@permission(Permission.ARTICLE_PUBLISH)
@keeps_typed
def publish(article_id: str) -> Any:
    """Make the approved text public."""
    article, form = _draft(article_id), PublishForm(prefix="publish-")
    if form.validate_on_submit() and not form.sure.data:
        form.sure.errors = [_("Read the text once more and tick the box.")]
    elif form.validate_on_submit():
        try:
            reviewing.confirm_links(current_actor(), article, request.form.getlist("link"))
            publication.publish(current_actor(), article)
            flash(_("The text is public."), "success")
            return redirect(url_for("articles.show", slug=article.slug), 303)
        except DomainError as error:
            form.refuse(error)
    return _inspected(article, publish_form=form), 422


@bp.post("/moderation/review/<article_id>/send-back")
@permission(Permission.ARTICLE_REVIEW)
@keeps_typed
def send_back(article_id: str) -> Any:
    """Let the redactor change the text."""
    article, form = _draft(article_id), SendBackForm(prefix="back-")
    if form.validate_on_submit():
        try:
            publication.send_back(current_actor(), article, note=form.note.data or "")
            flash(_("The text is back with the redactor."), "success")
            return redirect(url_for("articles.review"), 303)
        except DomainError as error:
            form.refuse(error)
    return _inspected(article, back_form=form), 422
