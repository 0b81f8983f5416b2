"""What topics and places are called in the reader's language, kept until the public content changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, has_request_context, request
from sqlalchemy import select

from app.config import Settings
from app.core.kept import Kept, kept
from app.core.versions import version_of
from app.extensions import db
from app.i18n import LANGUAGES, current_language, localized
from app.reference.models import District, Region, Topic
from app.web.page_cache import PUBLIC

IN_REQUEST = "kenes.names"


@dataclass(frozen=True)
class Names:
    """Codes and their names, each in its order. Shared by all requests: not to be changed."""

    topics: dict[str, str]  # also those that are no longer offered
    open_topics: dict[str, str]
    regions: dict[str, str]
    districts: dict[str, str]
    near: dict[str, str]  # the districts of the home region
    home: str  # the home region's name; empty when it is not known

    def place(self, thing: Any) -> str:
        """Return where a ticket comes from: its district, else its region, else nothing."""
        return self.districts.get(thing.district_code or "") or self.regions.get(thing.region_code or "", "")


def names() -> Names:
    """Return the names in the reader's language; one short statement unless it has changed."""
    if not has_request_context():
        return _current()
    found: Names | None = request.environ.get(IN_REQUEST)
    if found is None:
        found = request.environ[IN_REQUEST] = _current()
    return found


def _current() -> Names:
    shelf: Kept[Names] = kept("names", len(LANGUAGES))
    language, version = str(current_language), version_of(PUBLIC)
    known = shelf.find(language, version)
    if known is None:
        known = _read()
        shelf.keep(language, version, known)
    return known


def _read() -> Names:
    settings: Settings = current_app.extensions["kenes_settings"]
    topics = db.session.execute(
        select(Topic.slug, Topic.name, Topic.is_active).order_by(Topic.position)
    ).all()
    regions = db.session.execute(select(Region.code, Region.name).order_by(Region.position)).all()
    columns = (District.code, District.name, District.region_code)
    districts = db.session.execute(select(*columns).order_by(District.position)).all()
    region_names = {each.code: localized(each.name) for each in regions}
    return Names(
        topics={each.slug: localized(each.name) for each in topics},
        open_topics={each.slug: localized(each.name) for each in topics if each.is_active},
        regions=region_names,
        districts={each.code: localized(each.name) for each in districts},
        near={
            each.code: localized(each.name) for each in districts if each.region_code == settings.home_region
        },
        home=region_names.get(settings.home_region, ""),
    )
