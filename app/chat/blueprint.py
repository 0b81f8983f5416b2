"""One blueprint for the pages of this feature; the views files hang their routes on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("chat", __name__)
