"""Where the pages of asking hang, and what only their templates need."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint
from flask_babel import format_timedelta

from app.redaction.words import kind_name

bp = Blueprint("intake", __name__)
bp.add_app_template_global(kind_name)


@bp.app_template_filter()
def timespan(span: timedelta) -> str:
    """Return "2 hours" in the reader's language."""
    text: str = format_timedelta(span, granularity="minute")
    return text
