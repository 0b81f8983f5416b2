"""Every page and every socket event says who may use it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.authz.permissions import Permission
from app.realtime.command import COMMANDS
from app.web.guards import undeclared
from tests.support import databases
from tests.support.source import Source, calls, decorator_names, dotted, python_files

ROUTES = {"route", "get", "post", "put", "patch", "delete"}
RULES = {"permission", "public"}
# Views that take a form without a token, each with its reason where it stands.
# `keeps_typed` leaves the token to the view's form, see careless_forms below.
WITHOUT_TOKEN = {"app/articles/views_public.py helpful", "app/web/forms.py called"}
SOCKET_DOOR = ("app/realtime/",)


def undeclared_views(source: Source) -> list[str]:
    """Return views without exactly one rule directly under their routes."""
    found = []
    for function in source.functions():
        full = [name for name in decorator_names(function) if name != "csrf.exempt"]
        names = [name.rpartition(".")[2] for name in full]
        routes = sum(name.rpartition(".")[2] in ROUTES and "." in name for name in full)
        if routes and (sum(name in RULES for name in names) != 1 or names[routes] not in RULES):
            found.append(f"{source.path}:{function.lineno} {function.name}")
    return found


def tokenless_views(source: Source) -> list[str]:
    marked = (function.name for function in source.functions() if "csrf.exempt" in decorator_names(function))
    called = ("called" for name, _ in calls(source.tree) if name == "csrf.exempt")
    return [f"{source.path} {name}" for name in (*marked, *called)]


def undeclared_events(source: Source) -> list[str]:
    """Return socket handlers that go past the command decorator or name no permission."""
    found = []
    for name, node in calls(source.tree):
        if name in {"socketio.on", "socketio.event", "socketio.on_event"} and not source.path.startswith(
            SOCKET_DOOR
        ):
            found.append(f"{source.path}:{node.lineno} {name}")
        if name.rpartition(".")[2] == "socket_command":
            rule = next((part.value for part in node.keywords if part.arg == "permission"), None)
            rule = rule or (node.args[2] if len(node.args) > 2 else None)
            if rule is None or not dotted(rule).startswith(("Permission.", "P.")):
                found.append(f"{source.path}:{node.lineno} declares no permission")
    return found


def careless_forms(source: Source) -> list[str]:
    """Return views that answer a bad token themselves but never validate their form, nor have it done."""
    known = {function.name: function for function in source.functions()}

    def validates(name: str, seen: frozenset[str] = frozenset()) -> bool:
        if name not in known or name in seen:
            return name.endswith((".validate_on_submit", ".validate"))
        return any(validates(called, seen | {name}) for called, _ in calls(known[name]))

    kept = (function for function in source.functions() if "keeps_typed" in decorator_names(function))
    return [
        f"{source.path}:{function.lineno} {function.name}"
        for function in kept
        if not validates(function.name)
    ]


def test_every_view_declares_exactly_one_rule() -> None:
    assert [line for source in python_files() for line in undeclared_views(source)] == []


def test_only_known_views_take_forms_without_a_token() -> None:
    assert {line for source in python_files() for line in tokenless_views(source)} == WITHOUT_TOKEN


def test_whoever_answers_a_bad_token_validates_its_form() -> None:
    assert [line for source in python_files() for line in careless_forms(source)] == []
    assert careless_forms(Source("app/x/views.py", "@bp.post('/')\n@keeps_typed\ndef x():\n    save()"))


@pytest.mark.parametrize("text", ["@bp.post('/')\n@csrf.exempt\ndef x(): ...", "csrf.exempt(bp)"])
def test_a_new_one_is_found(text: str) -> None:
    assert tokenless_views(Source("app/x/views.py", text))


def test_every_socket_event_declares_a_permission() -> None:
    assert [line for source in python_files() for line in undeclared_events(source)] == []


@pytest.fixture(scope="module")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("declared")
    return create_app(databases.environment(f"sqlite:///{folder / 'unused.sqlite'}", folder))


def test_the_running_application_agrees(whole_app: Flask) -> None:
    assert undeclared(whole_app) == []
    assert [
        name for name, command in COMMANDS.items() if not isinstance(command.permission, Permission)
    ] == []


def test_an_undeclared_view_keeps_the_application_from_starting(whole_app: Flask) -> None:
    whole_app.view_functions["open_to_all"] = lambda: ""
    assert undeclared(whole_app) == ["open_to_all"]
    del whole_app.view_functions["open_to_all"]


@pytest.mark.parametrize(
    "decorators",
    [
        ['@bp.get("/")'],
        ['@bp.get("/")', "@public", "@permission(Permission.X)"],
        ['@bp.get("/")', "@cached", "@public"],
        ['@bp.route("/", methods=["POST"])', '@bp.get("/x")'],
    ],
)
def test_a_view_without_its_rule_is_found(decorators: list[str]) -> None:
    assert undeclared_views(Source("app/x/views.py", "\n".join([*decorators, "def view(): ..."])))


def test_a_declared_view_passes() -> None:
    text = '@bp.get("/")\n@bp.post("/")\n@permission(Permission.X)\n@cached\ndef view(): ...'
    ast.parse(text)
    assert undeclared_views(Source("app/x/views.py", text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "socketio.on('x')(handler)",
        "@socketio.event\ndef x(): ...\nsocketio.on_event('x', x)",
        "@socket_command('x', Schema)\ndef x(): ...",
        "@socket_command('x', Schema, None)\ndef x(): ...",
    ],
)
def test_an_undeclared_socket_event_is_found(text: str) -> None:
    assert undeclared_events(Source("app/chat/sockets.py", text))
