"""Is the process alive, and can it work? For load balancers and operators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy import text

from app.extensions import db
from app.web.guards import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> dict[str, Any]:
    """Answer without touching anything."""
    return {"ok": True}


@bp.get("/readyz")
@public
def ready() -> dict[str, Any]:
    """Answer after one query, so that a lost database takes the process out of rotation."""
    db.session.execute(text("SELECT 1"))
    return {"ok": True}
