"""Pages about the service itself: promises, privacy, accessibility, words."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from app.config import Settings
from app.reference.queries import glossary
from app.web.guards import public
from app.web.page_cache import cached_page

bp = Blueprint("about", __name__)


@bp.get("/about")
@public
@cached_page
def service() -> str:
    """Say what is promised and what is not."""
    return render_template("about/service.html", settings=_settings())


@bp.get("/privacy")
@public
@cached_page
def privacy() -> str:
    """Say what is kept, for how long, who reads it and how it is deleted."""
    return render_template("about/privacy.html", settings=_settings())


@bp.get("/accessibility")
@public
@cached_page
def accessibility() -> str:
    """Say how the site can be used and whom to tell when it cannot."""
    return render_template("about/accessibility.html", settings=_settings())


@bp.get("/glossary")
@public
@cached_page
def words() -> str:
    """List the words of elections in three languages."""
    return render_template("about/glossary.html", terms=glossary())


def _settings() -> Settings:
    settings: Settings = current_app.extensions["kenes_settings"]
    return settings
