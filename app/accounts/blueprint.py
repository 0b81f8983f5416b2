"""Where the pages about accounts hang."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)
