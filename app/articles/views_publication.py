"""The redactor's page, and the page on which the asker decides."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.answers.picker import search
from app.articles import preparing, publication
from app.articles.consent_page import page as consent_page
from app.articles.drafting import set_wish
from app.articles.forms_publication import DecisionForm, PublicTextForm
from app.articles.models import Article
from app.articles.publication_queries import article_of
from app.articles.publication_rules import Decision
from app.articles.views_public import bp
from app.authz.access import load_or_404
from app.authz.permissions import Permission
from app.core.errors import Conflict, DomainError, Invalid, NotFound
from app.i18n import gettext as _
from app.tickets.models import Ticket
from app.tickets.queries import find_by_number
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission

DECISIONS = {"approve": Decision.APPROVED, "refuse": Decision.REFUSED}


def _case(number: str) -> Ticket:
    return load_or_404(current_actor(), Permission.ARTICLE_PREPARE, find_by_number(number))


@bp.route("/desk/<number>/publish", methods=["GET", "POST"])
@permission(Permission.ARTICLE_PREPARE)
@keeps_typed
def prepare(number: str) -> Any:
    """Prepare the public text of a question; every button saves first."""
    ticket = _case(number)
    if request.method == "GET":
        draft = preparing.opened(ticket, article_of(ticket))
        form = PublicTextForm.of(draft, request.args.get("rows", 0, type=int))
        return render_template("articles/prepare.html", form=form, **preparing.page(ticket, draft))
    form = PublicTextForm()
    form.validate()
    try:
        done = None if form.form_errors else preparing.press(current_actor(), ticket, form)
        if done is not None:
            return done
    except (Invalid, Conflict) as error:
        form = preparing.refused(ticket, form, error)
    return render_template("articles/prepare.html", form=form, **preparing.page(ticket, form.draft())), 422


@bp.post("/desk/<number>/publish/draft")
@permission(Permission.ARTICLE_PREPARE)
def prepare_autosave(number: str) -> Any:
    """Keep what has been typed so far; return what still looks personal in it."""
    ticket = _case(number)
    form = PublicTextForm()
    form.validate()
    article = publication.prepare(current_actor(), ticket, form.draft())
    shown = preparing.page(ticket, form.draft())
    return jsonify(
        saved=render_template("articles/_draft_saved.html", article=article),
        found=render_template("articles/_found.html", **shown),
    )


@bp.get("/desk/<number>/publish/law")
@permission(Permission.ARTICLE_PREPARE)
def prepare_law(number: str) -> str:
    """Return the list of provisions for the words typed so far."""
    ticket = _case(number)
    words, chosen = request.args.get("law", "")[:100], request.args.getlist("provisions")
    return render_template("answers/_found.html", found=search(words, ticket.topic, chosen), law=words)


def _own(number: str) -> Ticket:
    return load_or_404(current_actor(), Permission.ARTICLE_DECIDE_CONSENT, find_by_number(number))


@bp.get("/t/<number>/publication")
@permission(Permission.ARTICLE_DECIDE_CONSENT)
def consent(number: str) -> str:
    """Show the asker the exact text and what can be decided about it."""
    return render_template("articles/consent.html", **consent_page(_own(number)))


@bp.post("/t/<number>/publication")
@permission(Permission.ARTICLE_DECIDE_CONSENT)
@keeps_typed
def decide(number: str) -> Any:
    """Keep the asker's decision about the text whose hash the form carries."""
    ticket = _own(number)
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            return _decide(ticket, form)
        except DomainError as error:
            form.refuse(error)
    return render_template("articles/consent.html", **consent_page(ticket, form)), 422


def _decide(ticket: Ticket, form: DecisionForm) -> Response:
    actor, article = current_actor(), article_of(ticket)
    choice, words = request.form.get("decision", ""), form.words.data or ""
    if choice in {"wish_yes", "wish_no"}:
        set_wish(actor, ticket, wants=choice == "wish_yes")
        flash(_("Your wish is kept."), "success")
    elif choice == "withdraw":
        publication.withdraw(actor, _present(article), words=words)
        flash(_("Your consent is withdrawn. Nothing from your question is public any more."), "success")
    else:
        decision = DECISIONS.get(choice)
        if decision is None:
            raise Invalid
        named = request.form.get("text_hash", "")
        publication.decide(actor, _present(article), decision=decision, text_hash=named, words=words)
        flash(_decided(decision), "success")
    return redirect(url_for("articles.consent", number=ticket.number), 303)


def _decided(decision: Decision) -> str:
    if decision is Decision.APPROVED:
        return _("Thank you. A second person reads the text once more before it is published.")
    return _("Nothing is published.")


def _present(article: Article | None) -> Article:
    if article is None:
        raise NotFound
    return article
