"""What one person alone may not do: strong roles, and reading a ticket in an emergency."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.accounts.confirming import fresh
from app.accounts.factors import reset_factors
from app.accounts.invitations import agree_to_invitation, needs_agreement
from app.accounts.models import EmergencyAccess, Invitation
from app.authz.access import load_or_404
from app.authz.permissions import Permission
from app.core.errors import DomainError, NotFound
from app.extensions import db
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.staff import people, people_queries
from app.staff.blueprint import bp
from app.staff.forms import NEEDED, trimmed
from app.staff.models import RoleProposal
from app.staff.words import ROLES
from app.tickets import emergency
from app.web.actor import current_actor
from app.web.forms import BaseForm, keeps_typed
from app.web.guards import permission

Answer = str | tuple[str, int] | Response
STEPS: dict[str, Callable[..., None]] = {
    "agree": emergency.agree,
    "refuse": emergency.refuse,
    "end": emergency.end_access,
}


class EmergencyForm(BaseForm):
    """Which ticket, and why."""

    number = StringField(
        _l("Number of the question"), [DataRequired(NEEDED), Length(max=20)], filters=[trimmed]
    )
    reason = TextAreaField(
        _l("Why it cannot be done otherwise"),
        [DataRequired(NEEDED), Length(max=emergency.REASON_MAX)],
        filters=[trimmed],
        description=_l("The person who asked the question will read this reason."),
    )


@bp.get("/agreements")
@permission(Permission.EMERGENCY_ASK)
def agreements() -> Answer:
    """Show what waits for a second person."""
    return _page(EmergencyForm())


@bp.post("/agreements")
@permission(Permission.EMERGENCY_ASK)
@fresh
@keeps_typed
def ask_for_access() -> Answer:
    """Ask to read a ticket in an emergency."""
    form = EmergencyForm()
    if form.validate_on_submit():
        try:
            emergency.ask_for_access(
                current_actor(), number=form.number.data or "", reason=form.reason.data or ""
            )
            return _done(_("Somebody else has to agree now. Tell them outside this service."))
        except DomainError as error:
            form.refuse(error)
    return _page(form)


@bp.post("/agreements/emergency/<access_id>")
@permission(Permission.EMERGENCY_ASK)
@fresh
def decide_emergency(access_id: str) -> Response:
    """Agree, refuse, or close again (`step`)."""
    step = STEPS.get(request.form.get("step", ""))
    found = db.session.get(EmergencyAccess, access_id)
    access = load_or_404(current_actor(), Permission.EMERGENCY_ASK, found)
    if step is None:
        raise NotFound
    step(current_actor(), access)
    return _done(_("Noted."))


@bp.post("/agreements/invitation/<invitation_id>")
@permission(Permission.PEOPLE_AGREE)
@fresh
def agree_invitation(invitation_id: str) -> Response:
    """Be the second person who wants somebody to join with rights over others."""
    found = load_or_404(current_actor(), Permission.PEOPLE_INVITE, db.session.get(Invitation, invitation_id))
    agree_to_invitation(current_actor(), found)
    return _done(_("Agreed. The invitation is on its way."))


@bp.post("/agreements/role/<account_id>")
@permission(Permission.PEOPLE_AGREE)
@fresh
def decide_role(account_id: str) -> Response:
    """Agree to a role with rights over others, or let the proposal go (`step`)."""
    found = load_or_404(current_actor(), Permission.PEOPLE_INVITE, db.session.get(RoleProposal, account_id))
    if request.form.get("step") == "agree":
        people.agree_to_role(current_actor(), found)
        return _done(_("The role has changed. The person has to sign in again."))
    people.refuse_role(current_actor(), found)
    return _done(_("The proposal is gone."))


@bp.post("/people/<account_id>/factors")
@permission(Permission.PEOPLE_RESET_FACTOR)
@fresh
def reset_person_factors(account_id: str) -> Response:
    """Take away the second factors somebody has lost."""
    found = people_queries.find_person(account_id)
    account = load_or_404(current_actor(), Permission.PEOPLE_RESET_FACTOR, found)
    reset_factors(current_actor(), account)
    flash(_("The second factors are taken away. The person was told by mail."), "success")
    return redirect(url_for("staff.person", account_id=account.id), 303)


def _page(form: EmergencyForm) -> tuple[str, int]:
    page = render_template(
        "staff/agreements.html",
        form=form,
        waiting=emergency.waiting_requests(),
        opened=emergency.open_accesses(),
        invitations=[pair for pair in people_queries.open_invitations() if needs_agreement(pair[0])],
        proposals=people.proposals(),
        roles=ROLES,
    )
    return page, 422 if form.errors else 200


def _done(text: str) -> Response:
    flash(text, "success")
    return redirect(url_for("staff.agreements"), 303)
