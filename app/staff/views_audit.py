"""The audit log as a page and as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from wtforms import SearchField, SelectField

from app.accounts.confirming import fresh
from app.authz.permissions import Permission
from app.core.clock import today
from app.core.events import record
from app.core.transaction import transaction
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.staff import audit_queries as queries
from app.staff.blueprint import bp
from app.staff.events import AuditExported
from app.staff.forms import DayField, GetForm, trimmed
from app.staff.sentences import SENTENCES, action_name
from app.web.actor import current_actor
from app.web.guards import permission


class AuditFilterForm(GetForm):
    actor = SelectField(_l("Who"), validate_choice=False)
    action = SelectField(_l("What happened"), validate_choice=False)
    subject = SearchField(_l("Ticket, answer or identifier"), filters=[trimmed])
    since = DayField(_l("From"))
    until = DayField(_l("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = [("asker", _("An asker")), ("system", _("The service itself"))]
        self.actor.choices = [("", _("All")), *nobody, *queries.staff_choices()]
        actions = sorted(((code, action_name(code)) for code in SENTENCES), key=lambda pair: pair[1])
        self.action.choices = [("", _("All")), *actions]

    def filters(self) -> queries.AuditFilters:
        """Return what was chosen; what cannot be read counts as nothing."""
        self.validate()
        return queries.AuditFilters(
            actor=(self.actor.data or "")[:40],
            action=(self.action.data or "")[:60],
            subject=(self.subject.data or "")[:80],
            since=self.since.data,
            until=self.until.data,
        )


def _key(text: str) -> int:
    """Return the number of an entry; what no entry can have is as good as none."""
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError
    return number


@bp.get("/audit")
@permission(Permission.AUDIT_READ)
def audit() -> str:
    """Show who did what, newest first."""
    form = AuditFilterForm(request.args)
    found = queries.read(
        form.filters(),
        before=request.args.get("before", type=_key),
        after=request.args.get("after", type=_key),
    )
    kept = {name: request.args[name] for name in form.data if request.args.get(name)}
    return render_template("staff/audit.html", form=form, found=found, kept=kept)


@bp.get("/audit.csv")
@permission(Permission.AUDIT_READ)
@fresh
def audit_csv() -> Response:
    """Hand out what the filters let through; that this was done is logged too."""
    text, count = queries.export(AuditFilterForm(request.args).filters())
    with transaction():
        record(AuditExported(actor=current_actor().reference, entries=count))
    name = f"audit-{today().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype="text/csv", headers=headers)
