"""What people miss, and how the installation is."""

from __future__ import annotations

from flask import render_template

from app.authz.permissions import Permission
from app.core.runs import HEARTBEAT
from app.search.service import content_gaps
from app.staff import health as checks
from app.staff.blueprint import bp
from app.web.actor import current_actor
from app.web.guards import permission


@bp.get("/gaps")
@permission(Permission.GAPS_READ)
def gaps() -> str:
    """List what was looked for in vain."""
    return render_template("staff/gaps.html", gaps=content_gaps(current_actor()))


@bp.get("/health")
@permission(Permission.HEALTH_READ)
def health() -> str:
    """Show how the installation is."""
    runs = checks.job_runs()
    return render_template(
        "staff/health.html",
        database=checks.database(),
        outbox=checks.outbox(),
        disk=checks.disk(),
        runs=[run for run in runs if run.name != HEARTBEAT],
        beat=next((run for run in runs if run.name == HEARTBEAT), None),
        is_alive=checks.is_worker_alive(runs),
        versions=checks.versions(),
    )
