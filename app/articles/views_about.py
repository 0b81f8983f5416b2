"""Pages about the service itself: promises, privacy, accessibility, words."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, current_app, render_template, url_for

from app.config import Settings
from app.core.clock import today
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


@bp.get("/security")
@public
@cached_page
def security() -> str:
    """Say how questions are protected and where to report a weakness."""
    return render_template("about/security.html", settings=_settings())


@bp.get("/.well-known/security.txt")
@public
def security_txt() -> Response:
    """Say the same to those who look for it by rule (RFC 9116); it is good for half a year from now."""
    settings, ends = _settings(), (today() + timedelta(days=180)).isoformat()
    address = settings.contact_email or settings.mail_from
    lines = [
        f"Contact: mailto:{address}",
        f"Expires: {ends}T00:00:00Z",
        "Preferred-Languages: kk, ru, en",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
        f"Policy: {settings.base_url}{url_for('about.security')}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


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
