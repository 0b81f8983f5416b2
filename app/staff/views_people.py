"""People: who works here, invitations, licences, suspension, roles."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.confirming import fresh
from app.accounts.factors import has_factor
from app.accounts.invitations import MAY_INVITE, TWO_PERSON_ROLES, invite, needs_agreement
from app.accounts.models import Account, Invitation
from app.authz.access import Role, load_or_404
from app.authz.permissions import Permission
from app.config import Settings
from app.core.errors import DomainError
from app.extensions import db
from app.i18n import OWN_NAMES, current_language, localized
from app.i18n import gettext as _
from app.reference.queries import districts_of
from app.staff import people as service
from app.staff import people_queries as queries
from app.staff.blueprint import bp
from app.staff.forms import InviteForm, PeopleFilterForm, RoleForm, SuspendForm, VerifyForm
from app.staff.words import PEOPLE_STATE_KINDS, PEOPLE_STATES, ROLES
from app.web.actor import current_actor
from app.web.forms import keeps_typed
from app.web.guards import permission

Answer = str | tuple[str, int] | Response


@bp.get("/people")
@permission(Permission.PEOPLE_MANAGE)
def people() -> str:
    """List the staff."""
    form = PeopleFilterForm(request.args)
    filters = queries.PeopleFilters(
        words=form.words.data or "",
        role=form.role.data or "",
        state=form.state.data or "",
        page=request.args.get("page", 1, type=int),
    )
    return render_template(
        "staff/people.html",
        form=form,
        found=queries.list_people(filters),
        kept={name: value for name, value in form.data.items() if value},
        **_words(),
    )


@bp.get("/people/invitations")
@permission(Permission.PEOPLE_INVITE)
def invitations() -> str:
    """List invitations nobody has accepted yet."""
    return render_template("staff/invitations.html", found=queries.open_invitations(), **_words())


@bp.route("/people/invite", methods=["GET", "POST"])
@permission(Permission.PEOPLE_INVITE)
@fresh
@keeps_typed
def invite_person() -> Answer:
    """Ask somebody to join."""
    form = _invite_form()
    if form.validate_on_submit():
        try:
            return _invite(form)
        except DomainError as error:
            form.refuse(error)
    return render_template("staff/invite.html", form=form), 422 if form.errors else 200


@bp.post("/people/invitations/<invitation_id>/revoke")
@permission(Permission.PEOPLE_INVITE)
def revoke_invitation(invitation_id: str) -> Response:
    """Make a link worthless."""
    invitation = db.session.get(Invitation, invitation_id)
    service.revoke(current_actor(), load_or_404(current_actor(), Permission.PEOPLE_INVITE, invitation))
    flash(_("The invitation has been revoked."), "success")
    return redirect(url_for("staff.invitations"), 303)


@bp.get("/people/<account_id>")
@permission(Permission.PEOPLE_MANAGE)
def person(account_id: str) -> str:
    """Show one person with everything that can be done."""
    return _person_page(_load(account_id))


@bp.post("/people/<account_id>/verify")
@permission(Permission.PEOPLE_MANAGE)
@keeps_typed
def verify_person(account_id: str) -> Answer:
    """Note that the licence was checked."""
    account, form = _load(account_id), VerifyForm()
    return _do(
        account,
        "verify",
        form,
        lambda: service.verify_lawyer(
            current_actor(),
            account,
            licence_number=form.licence_number.data or "",
            expires_on=form.expires_on.data,
        ),
        _("The licence is noted as checked."),
    )


@bp.post("/people/<account_id>/suspend")
@permission(Permission.PEOPLE_MANAGE)
@fresh
@keeps_typed
def suspend_person(account_id: str) -> Answer:
    """Stop an account at once."""
    account, form = _load(account_id), SuspendForm()
    return _do(
        account,
        "suspend",
        form,
        lambda: service.suspend(current_actor(), account, reason=form.reason.data or ""),
        _("The account is suspended. Its sessions have ended and its open cases are back in the queue."),
    )


@bp.post("/people/<account_id>/restore")
@permission(Permission.PEOPLE_MANAGE)
@fresh
def restore_person(account_id: str) -> Response:
    """Let an account work again."""
    service.restore(current_actor(), _load(account_id))
    flash(_("The account works again."), "success")
    return redirect(url_for("staff.person", account_id=account_id), 303)


@bp.post("/people/<account_id>/role")
@permission(Permission.PEOPLE_MANAGE)
@fresh
@keeps_typed
def change_role(account_id: str) -> Answer:
    """Give another role."""
    account, form = _load(account_id), RoleForm(service.roles_to_give(current_actor()))
    return _do(
        account,
        "role",
        form,
        lambda: service.change_role(current_actor(), account, role=Role(form.role.data)),
        _("Somebody else has to agree now.")
        if form.role.data in TWO_PERSON_ROLES
        else _("The role has changed. The person has to sign in again."),
    )


def _do(account: Account, name: str, form: Any, step: Any, done: str) -> Answer:
    """Take a step of a person's page; when it is refused show the page again as it was filled in."""
    if form.validate_on_submit():
        try:
            step()
        except DomainError as error:
            form.refuse(error)
        else:
            flash(done, "success")
            return redirect(url_for("staff.person", account_id=account.id), 303)
    return _person_page(account, **{name: form}), 422


def _person_page(account: Account, **forms: Any) -> str:
    actor = current_actor()
    wrong = next(iter(forms.values()), None)
    checker = queries.names_of({account.verified_by}) if account.verified_by else {}
    return render_template(
        "staff/person.html",
        account=account,
        state=queries.state_of(account),
        open_cases=queries.open_cases_of(account.id),
        has_factor=has_factor(account.id),
        spoken=", ".join(OWN_NAMES[code] for code in account.languages if code in OWN_NAMES),
        checked_by=checker.get(account.verified_by or ""),
        invited_by_me=account.role == Role.LAWYER and service.was_invited_by(account, actor),
        forms={
            "verify": VerifyForm(obj=None, licence_number=account.licence_number),
            "suspend": SuspendForm(formdata=None),
            "role": RoleForm(service.roles_to_give(actor), formdata=None, role=account.role),
            **forms,
        },
        wrong=wrong,
        **_words(),
    )


def _load(account_id: str) -> Account:
    return load_or_404(current_actor(), Permission.PEOPLE_MANAGE, queries.find_person(account_id))


def _words() -> dict[str, Any]:
    return {
        "roles": ROLES,
        "states": PEOPLE_STATES,
        "state_kinds": PEOPLE_STATE_KINDS,
        "invitation_count": len(queries.open_invitations()),
    }


def _invite_form() -> InviteForm:
    settings: Settings = current_app.extensions["kenes_settings"]
    form = InviteForm(locale=str(current_language))
    allowed = MAY_INVITE.get(current_actor().role or Role.ASKER, frozenset())
    form.role.choices = [(role.value, ROLES[role]) for role in Role if role in allowed]
    form.districts.choices = [
        (place.code, localized(place.name)) for place in districts_of(settings.home_region)
    ]
    return form


def _invite(form: InviteForm) -> Response:
    invitation = invite(
        current_actor(),
        email=form.email.data or "",
        role=Role(form.role.data),
        locale=form.locale.data,
        districts=form.districts.data or [],
    )
    on_its_way = _("The invitation is on its way to %(email)s.", email=form.email.data)
    flash(_("Somebody else has to agree now.") if needs_agreement(invitation) else on_its_way, "success")
    return redirect(url_for("staff.invitations"), 303)
