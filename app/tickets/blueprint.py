"""One blueprint for the pages of this feature; the views files hang their routes on it."""

from __future__ import annotations

from flask import Blueprint

from app.tickets.receipts import grouped_number

bp = Blueprint("tickets", __name__)
bp.add_app_template_filter(grouped_number, "ticketnumber")
