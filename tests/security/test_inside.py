"""Commands and jobs are on the page of rules, and the system may do no more than that page says."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import click
import pytest
from flask import Flask

from app import create_app, worker
from app.authz.access import can, system_actor
from app.authz.inside import COMMANDS, PERIODIC, WAITING
from app.authz.permissions import Permission
from app.core import outbox
from app.tickets.rules import State
from tests.support import databases


@pytest.fixture(scope="module")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("inside")
    return create_app(databases.environment(f"sqlite:///{folder / 'unused.sqlite'}", folder))


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    """Yield the names of all commands but those that move the tables."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name


@pytest.mark.attack("B05")
def test_every_command_is_on_the_page_of_rules(whole_app: Flask) -> None:
    own = {name for name in commands(whole_app.cli) if not name.startswith("db ")}
    assert own == set(COMMANDS)


@pytest.mark.attack("B05")
def test_every_job_is_on_the_page_of_rules(whole_app: Flask) -> None:
    assert set(worker._periodic) == set(PERIODIC)
    assert set(outbox._handlers) == set(WAITING)


def _allowed() -> set[Permission]:
    """Return what the policy lets the system do with a ticket or without."""
    tickets = [
        SimpleNamespace(id="t", state=state.value, account_id="a", lawyer_id="l", awaits_declaration=False, asked_by="x",
                        redactor_id="r", ticket_id="t", owner_id="o", role="lawyer")
        for state in State
    ]  # fmt: skip
    system = system_actor("job")
    return {each for each in Permission for thing in tickets if can(system, each, thing)}


def test_the_system_may_do_what_its_jobs_need_and_reads_nothing() -> None:
    needed = {permission for permission in PERIODIC.values() if permission is not None}
    assert needed <= _allowed()
    reading = {
        Permission.TICKET_READ,
        Permission.CHAT_READ,
        Permission.CHAT_READ_NOTES,
        Permission.ANSWER_READ,
    }
    assert not _allowed() & reading
