"""Topics and voting days as pages."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.authz.access import load_or_404
from app.authz.permissions import Permission
from app.core.clock import today
from app.core.errors import DomainError
from app.extensions import db
from app.i18n import LANGUAGES
from app.i18n import gettext as _
from app.reference.models import Election, Topic
from app.staff import topics as service
from app.staff.blueprint import bp
from app.staff.forms import ElectionForm, TopicForm
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission

Answer = str | tuple[str, int] | Response


@bp.get("/topics")
@permission(Permission.TOPIC_EDIT)
def topics() -> str:
    """List the topics in their order."""
    return render_template(
        "staff/topics.html",
        topics=service.all_topics(),
        counts=service.articles_per_topic(),
        saved=request.args.get("saved"),
    )


@bp.route("/topics/<slug>", methods=["GET", "POST"])
@permission(Permission.TOPIC_EDIT)
@keeps_typed
def topic(slug: str) -> Answer:
    """Edit a topic's names, description and terms."""
    found = _topic(slug)
    form = TopicForm(data=_topic_values(found))
    if form.validate_on_submit():
        service.edit_topic(
            current_actor(),
            found,
            names=form.names(),
            about=form.names("about"),
            sla_hours=form.sla_hours.data or found.sla_hours,
            voting_day_minutes=form.sla_voting_day_minutes.data or 0,
        )
        flash(_("Saved"), "success")
        return redirect(url_for("staff.topics", saved=slug), 303)
    return render_template("staff/topic.html", form=form, topic=found), 422 if form.errors else 200


@bp.post("/topics/<slug>/move")
@permission(Permission.TOPIC_EDIT)
def move_topic(slug: str) -> Response:
    """Move a topic one place up or down."""
    service.move_topic(current_actor(), _topic(slug), up=request.form.get("way") == "up")
    return redirect(url_for("staff.topics", _anchor=f"topic-{slug}"), 303)


@bp.post("/topics/<slug>/active")
@permission(Permission.TOPIC_EDIT)
def set_topic_active(slug: str) -> Response:
    """Close a topic or open it again."""
    service.set_topic_active(current_actor(), _topic(slug), is_active=request.form.get("is_active") == "1")
    return redirect(url_for("staff.topics", _anchor=f"topic-{slug}"), 303)


@bp.route("/elections", methods=["GET", "POST"])
@permission(Permission.ELECTION_EDIT)
@keeps_typed
def elections() -> Answer:
    """List voting days and announce one."""
    form = ElectionForm()
    if form.validate_on_submit():
        try:
            service.announce_election(current_actor(), names=form.names(), voting_day=form.voting_day.data)
            flash(_("The voting day is announced. The home page shows it."), "success")
            return redirect(url_for("staff.elections", saved="election"), 303)
        except DomainError as error:
            form.refuse(error)
    return _elections_page(form)


@bp.route("/elections/<election_id>", methods=["GET", "POST"])
@permission(Permission.ELECTION_EDIT)
@keeps_typed
def election(election_id: str) -> Answer:
    """Correct a voting day."""
    found = _election(election_id)
    form = ElectionForm(data={"voting_day": found.voting_day, **_spread("name", found.name)})
    if form.validate_on_submit():
        try:
            service.correct_election(
                current_actor(), found, names=form.names(), voting_day=form.voting_day.data
            )
            flash(_("Saved"), "success")
            return redirect(url_for("staff.elections", saved=f"election-{found.id}"), 303)
        except DomainError as error:
            form.refuse(error)
    return render_template("staff/election.html", form=form, election=found), 422 if form.errors else 200


@bp.post("/elections/<election_id>/announced")
@permission(Permission.ELECTION_EDIT)
def set_election_announced(election_id: str) -> Response:
    """Take a voting day back or announce it again."""
    is_announced = request.form.get("is_announced") == "1"
    service.set_election_announced(current_actor(), _election(election_id), is_announced=is_announced)
    return redirect(url_for("staff.elections"), 303)


def _elections_page(form: ElectionForm) -> Answer:
    page = render_template(
        "staff/elections.html",
        form=form,
        elections=service.all_elections(),
        today=today(),
        saved=request.args.get("saved"),
    )
    return page, 422 if form.errors else 200


def _topic(slug: str) -> Topic:
    return load_or_404(current_actor(), Permission.TOPIC_EDIT, db.session.get(Topic, slug))


def _election(election_id: str) -> Election:
    return load_or_404(current_actor(), Permission.ELECTION_EDIT, db.session.get(Election, election_id))


def _topic_values(topic: Topic) -> dict[str, object]:
    return {
        **_spread("name", topic.name),
        **_spread("about", topic.description),
        "sla_hours": topic.sla_hours,
        "sla_voting_day_minutes": topic.sla_voting_day_minutes,
    }


def _spread(part: str, names: dict[str, str]) -> dict[str, object]:
    return {f"{part}_{code}": names.get(code, "") for code in LANGUAGES}
