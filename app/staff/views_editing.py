"""Writing: texts, facts, versions, merging."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.answers.picker import search
from app.articles import curation
from app.articles import curation_queries as queries
from app.articles.differences import parts_side_by_side
from app.articles.models import Article, ArticleText
from app.articles.queries import text_of
from app.articles.texts import current_text
from app.authz.permissions import Permission
from app.core.errors import Conflict, DomainError, Invalid
from app.i18n import LANGUAGES, current_language
from app.i18n import gettext as _
from app.reference.queries import next_election, provisions
from app.search import service as search_service
from app.staff.blueprint import bp
from app.staff.forms_articles import FactsForm, MergeForm, NewArticleForm, TextForm
from app.staff.people_queries import names_of
from app.staff.views_articles import Answer, article_words, load_article
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission

SIMILAR = 6


@bp.route("/articles/new", methods=["GET", "POST"])
@permission(Permission.ARTICLE_CURATE)
@keeps_typed
def new_article() -> Answer:
    """Begin an editorial article."""
    form = NewArticleForm(data={**TextForm.values(None), "language": str(current_language)})
    if _is_to_save(form):
        try:
            made = curation.create(
                current_actor(), language=form.language.data, topic=form.topic.data, draft=form.draft()
            )
            flash(_("The draft is saved. Add the law it rests on."), "success")
            return redirect(url_for("staff.article_facts", article_id=made.id), 303)
        except DomainError as error:
            form.refuse(error)
    return _text_page(form, None, form.language.data)


@bp.route("/articles/<article_id>/text/<language>", methods=["GET", "POST"])
@permission(Permission.ARTICLE_CURATE)
@keeps_typed
def article_text(article_id: str, language: str) -> Answer:
    """Write one language of an article."""
    article = load_article(article_id)
    text = current_text(article.id, language) if language in LANGUAGES else abort(404)
    form = TextForm(data=TextForm.values(text))
    if _is_to_save(form):
        try:
            return _save_text(article, language, form)
        except DomainError as error:
            form.refuse(error)
    return _text_page(form, article, language)


@bp.route("/articles/<article_id>/facts", methods=["GET", "POST"])
@permission(Permission.ARTICLE_CURATE)
@keeps_typed
def article_facts(article_id: str) -> Answer:
    """Say what an article rests on and how sure we are."""
    article = load_article(article_id)
    form = FactsForm(data=FactsForm.values(article))
    if request.method == "POST":
        _press(form)
    if request.form.get("action") == "save" and form.validate_on_submit():
        try:
            return _save_facts(article, form)
        except DomainError as error:
            form.refuse(error)
    return _facts_page(article, form)


@bp.get("/articles/<article_id>/history")
@permission(Permission.ARTICLE_CURATE)
def article_history(article_id: str) -> str:
    """List the versions in a language and lay two of them side by side."""
    article = load_article(article_id)
    language = request.args.get("language", article.original_language)
    found = queries.versions(article, language)
    before, after = _compared(found)
    return render_template(
        "staff/history.html",
        article=article,
        language=language,
        versions=found,
        authors=names_of({text.author_id for text in found if text.author_id}),
        before=before,
        after=after,
        parts=parts_side_by_side(before, after) if before and after else [],
        **article_words(),
    )


@bp.route("/articles/<article_id>/merge", methods=["GET", "POST"])
@permission(Permission.ARTICLE_CURATE)
@keeps_typed
def merge_article(article_id: str) -> Answer:
    """Let an article lead on to another one."""
    article = load_article(article_id)
    form = MergeForm()
    form.into.choices = [
        (each.id, text_of(each, str(current_language)).question) for each in _similar(article)
    ]
    if form.validate_on_submit():
        try:
            curation.merge(current_actor(), article, into=_target(form))
            flash(_("Merged. Old links lead on from now on."), "success")
            return redirect(url_for("staff.article", article_id=article.id), 303)
        except DomainError as error:
            form.refuse(error)
    page = render_template("staff/merge.html", article=article, form=form, wrong=form, **article_words())
    return page, 422 if form.errors else 200


def _is_to_save(form: TextForm) -> bool:
    """Do what other buttons want to the form; tell whether it is to be saved."""
    action = request.form.get("action", "save")
    if request.method != "POST":
        return False
    if action == "add_step" and len(form.steps.entries) < (form.steps.max_entries or 0):
        form.steps.append_entry()
        return False
    is_valid = form.validate_on_submit()
    return bool(is_valid) and action == "save"


def _save_text(article: Article, language: str, form: TextForm) -> Response:
    try:
        curation.save_text(
            current_actor(), article, language=language, draft=form.draft(), based_on=form.base
        )
    except Conflict as error:
        newest = current_text(article.id, language)
        if error.code == "newer_version" and newest is not None:
            # The typed text stays in the form; saving it once more is then a decision.
            form.based_on.data = str(newest.version)
        raise
    flash(_("Saved"), "success")
    return redirect(url_for("staff.article", article_id=article.id, language=language), 303)


def _text_page(form: TextForm, article: Article | None, language: str | None) -> Answer:
    draft, election = form.draft(), next_election()
    cited = [row.provision for row in article.provisions] if article else []
    page = render_template(
        "staff/article_text.html",
        form=form,
        wrong=form,
        article=article,
        language=language,
        draft=draft,
        cited=cited,
        original=_original(article, language),
        is_preview=request.form.get("action") == "preview",
        voting_day=election.voting_day if election else None,
        is_protected=_is_protected(article, language),
        **article_words(),
    )
    return page, 422 if form.errors else 200


def _original(article: Article | None, language: str | None) -> ArticleText | None:
    """Return the text a translator works from."""
    if article is None or language == article.original_language:
        return None
    return current_text(article.id, article.original_language)


def _is_protected(article: Article | None, language: str | None) -> bool:
    return (
        article is not None and language == article.original_language and curation.is_from_question(article)
    )


def _press(form: FactsForm) -> None:
    """Cite or drop a provision, as the pressed button says; nothing is saved yet."""
    verb, _colon, value = request.form.get("action", "").partition(":")
    cited = list(form.provisions.data or [])
    if verb == "add":
        form.provisions.data = [*cited, value]
    if verb == "remove":
        form.provisions.data = [each for each in cited if each != value]


def _save_facts(article: Article, form: FactsForm) -> Response:
    checked_on = form.checked_on.data
    if checked_on is None:
        raise Invalid(field="checked_on")
    facts = curation.Facts(
        topic=form.topic.data,
        confidence=form.confidence.data or "",
        checked_on=checked_on,
        next_review_on=form.next_review_on.data,
        provisions=form.provisions.data or [],
    )
    curation.save_facts(current_actor(), article, facts)
    flash(_("Saved"), "success")
    return redirect(url_for("staff.article", article_id=article.id), 303)


def _facts_page(article: Article, form: FactsForm) -> Answer:
    cited = list(form.provisions.data or [])
    words = request.form.get("law", "").strip()[:100]
    page = render_template(
        "staff/article_facts.html",
        article=article,
        form=form,
        wrong=form,
        law=words,
        cited=provisions(cited),
        found=search(words, article.topic, cited),
        is_from_question=curation.is_from_question(article),
        **article_words(),
    )
    return page, 422 if form.errors else 200


def _compared(found: list[ArticleText]) -> tuple[ArticleText | None, ArticleText | None]:
    """Return the two versions named in the address, else the newest and the one before."""
    by_number = {text.version: text for text in found}
    newest = found[0].version if found else 0
    before = by_number.get(request.args.get("before", newest - 1, type=int))
    return before, by_number.get(request.args.get("after", newest, type=int))


def _similar(article: Article) -> list[Article]:
    """Return published articles about nearly the same, the nearest first."""
    if not article.texts:
        return []
    text = text_of(article, str(current_language))
    hits = search_service.find(text.question, language=text.language, per_page=SIMILAR + 1)
    ids: list[Any] = [hit.article_id for hit in hits.items if hit.article_id != article.id]
    return queries.published_by_ids(dict.fromkeys(ids))[:SIMILAR]


def _target(form: MergeForm) -> Article:
    address = form.address.data or ""
    found = queries.find_published_by_address(address) if address else None
    if not address and form.into.data:
        found = next(iter(queries.published_by_ids([form.into.data])), None)
    if found is None:
        raise Invalid(_("Choose another published answer."), field="address" if address else "into")
    return found
