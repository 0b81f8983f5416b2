"""Imports follow the way of a question: a stage knows earlier stages, never later ones."""

from __future__ import annotations

import pytest

from app.features import BESIDE, FLOW
from tests.support.source import Source, imports, python_files

FEATURES = (*FLOW, *BESIDE)
BASE = ("core", "authz", "web", "realtime")
# The public pages search; everything else about search listens to events.
SEARCH_DOOR = ("app.search.service", "app.search.interface")
WHO_MAY_SEARCH = ("app.intake.views", "app.intake.similar", "app.articles.views")
# The second half of the settings: what a real installation may not be started with.
SETTINGS = ("app.config", "app.production")
# Turning a cookie into an actor needs the browser sessions of accounts, nothing else of them.
ACTOR_NEEDS = ("app.web.actor", ("app.accounts.models", "app.accounts.browser"))


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "app" else ""


def is_allowed(importer: str, imported: str) -> bool:
    here, there = room(importer), room(imported)
    if there not in FEATURES or here == there:
        return True
    if here in BESIDE or here in {"features", "worker", "content", ""}:
        return True
    if here in BASE or here not in FEATURES:
        return importer == ACTOR_NEEDS[0] and imported.startswith(ACTOR_NEEDS[1])
    if there == "search":
        return importer.startswith(WHO_MAY_SEARCH) and imported.startswith(SEARCH_DOOR)
    return there in FLOW and FLOW.index(there) < FLOW.index(here)


def wrong_imports(source: Source) -> list[str]:
    found = [
        f"{source.path}:{line} imports {name}"
        for line, name in imports(source)
        if not is_allowed(source.module, name)
    ]
    if source.path in {"app/extensions.py", "app/config.py"}:
        found += [
            f"{source.path}:{line} imports {name}"
            for line, name in imports(source)
            if name.startswith("app.") and not name.startswith(SETTINGS)
        ]
    return found


def test_no_stage_names_a_later_one() -> None:
    assert [line for source in python_files() for line in wrong_imports(source)] == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app/tickets/service.py", "from app.intake.models import Draft"),
        ("app/intake/rules.py", "import app.articles.models"),
        ("app/core/events.py", "from app.tickets import models"),
        ("app/authz/predicates.py", "from app.accounts.models import Account"),
        ("app/web/guards.py", "from app.accounts.models import Account"),
        ("app/chat/service.py", "from app.notifications.service import tell"),
        ("app/articles/service.py", "from app.search.service import similar"),
        ("app/intake/views.py", "from app.search.models import Entry"),
        ("app/extensions.py", "from app.core import clock"),
    ],
)
def test_a_forbidden_import_is_found(path: str, line: str) -> None:
    assert wrong_imports(Source(path, f"def late():\n    {line}\n"))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app/intake/service.py", "from app.tickets.service import open_ticket"),
        ("app/staff/queries.py", "from app.articles.models import Article"),
        ("app/intake/views.py", "from app.search.service import similar"),
        ("app/web/actor.py", "from app.accounts.models import Account"),
    ],
)
def test_an_allowed_import_passes(path: str, line: str) -> None:
    assert not wrong_imports(Source(path, line))
