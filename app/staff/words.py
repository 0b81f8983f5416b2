"""Words for codes, said in the reader's language when shown."""

from __future__ import annotations

from typing import Any

from app.authz.access import Role
from app.i18n import lazy_gettext as _l

ROLES: dict[str, Any] = {
    Role.LAWYER: _l("Lawyer"),
    Role.MODERATOR: _l("Moderator"),
    Role.CAPTAIN: _l("Captain"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
PEOPLE_STATES: dict[str, Any] = {
    "working": _l("Working"),
    "unverified": _l("Licence not checked yet"),
    "expiring": _l("Licence runs out soon"),
    "expired": _l("Licence has run out"),
    "suspended": _l("Suspended"),
}
PEOPLE_STATE_KINDS = {
    "working": "success",
    "unverified": "accent",
    "expiring": "warning",
    "expired": "danger",
    "suspended": "danger",
}
ARTICLE_STATUSES: dict[str, Any] = {
    "published": _l("Published"),
    "ready": _l("Waits for a second person"),
    "draft": _l("Draft"),
    "unpublished": _l("Taken down"),
    "retired": _l("Retired"),
    "merged": _l("Merged into another one"),
}
ARTICLE_STATUS_KINDS = {
    "published": "success",
    "ready": "accent",
    "draft": "",
    "unpublished": "danger",
    "retired": "warning",
    "merged": "warning",
}
CONFIDENCES: dict[str, Any] = {
    "high": _l("Sure: the law says so in plain words"),
    "medium": _l("Nearly sure: a lawyer should confirm it"),
    "low": _l("Not sure: a lawyer has to confirm it"),
}
UNPUBLISH_REASONS: dict[str, Any] = {
    "identity": _l("It may give away who asked"),
    "law_changed": _l("The law has changed"),
    "wrong": _l("It is wrong"),
    "other": _l("Another reason"),
}
