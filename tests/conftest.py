"""Fixtures for everybody; what they are made of lies in tests/support/."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.support import databases, needs

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

pytest_plugins = [
    "tests.support.fixtures_app",
    "tests.support.fixtures_server",
    "tests.support.fixtures_browser",
]

# A developer's shell may point to a real database or mail server: tests must not see it.
os.environ.update(databases.SETTINGS)
for name in ("DATABASE_URL", "REDIS_URL", "BASE_URL", "HOST", "PORT", "KENES_INSTANCE", "KENES_ASYNC"):
    os.environ.pop(name, None)


# A busy machine is no failure; in CI the same examples every time, elsewhere new ones.
hypothesis.settings.register_profile("kenes", deadline=None, derandomize=needs.is_ci())
hypothesis.settings.load_profile("kenes")


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def not_run(config: pytest.Config) -> list[str]:
    """Return why tests were skipped, each reason once."""
    reporter: TerminalReporter | None = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    reasons = {str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)}
    return sorted(reason.removeprefix("Skipped: ") for reason in reasons)


def pytest_configure(config: pytest.Config) -> None:
    if not is_worker(config):
        databases.remove_left_folders()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if is_worker(session.config):
        return
    databases.remove_run_folder()
    if needs.is_ci() and not_run(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Say plainly what this machine could not run."""
    if reasons := not_run(config):
        terminalreporter.section("not run on this machine")
        for reason in reasons:
            terminalreporter.line(reason)
