"""The overview: what needs a hand now."""

from __future__ import annotations

from flask import render_template

from app.authz.access import can
from app.authz.permissions import Permission
from app.reference.queries import next_election
from app.staff import overview as queries
from app.staff.blueprint import bp
from app.staff.people_queries import lawyers_to_verify, licences_to_renew
from app.web.actor import current_actor
from app.web.guards import permission


@bp.get("")
@permission(Permission.DESK_VIEW)
def overview() -> str:
    """Show what waits and what was done; everybody sees the part that is theirs to do."""
    actor = current_actor()
    is_moderator = can(actor, Permission.ARTICLE_CURATE)
    manages = can(actor, Permission.PEOPLE_MANAGE)
    days = queries.last_days()
    return render_template(
        "staff/overview.html",
        due=queries.tickets_due() if is_moderator else None,
        articles=queries.article_work() if is_moderator else None,
        to_renew=licences_to_renew() if manages else None,
        to_verify=lawyers_to_verify() if manages else None,
        election=next_election(),
        days=days,
        busiest=max([day.asked for day in days] + [1]),
    )
