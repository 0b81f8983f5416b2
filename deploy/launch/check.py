"""`make lint`, `make test` and their smaller sisters."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

from deploy.launch import setup, system
from deploy.launch.places import BIN, MODULES, PYTHON, ROOT, environment
from deploy.launch.report import say

if TYPE_CHECKING:
    from collections.abc import Sequence

NODE = str(BIN / "node")
SCRIPTS, STYLES, TEMPLATES = "app/static/js", "app/static/css", "app/templates"


def linters() -> dict[str, list[str]]:
    """Return every static check by name, cheapest first."""
    eslint, stylelint = MODULES / "eslint/bin/eslint.js", MODULES / "stylelint/bin/stylelint.mjs"
    return {
        "ruff": [str(BIN / "ruff"), "check", "--quiet", "."],
        "ruff format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
        "translations": [str(PYTHON), "-m", "app.translations.build", "--check"],
        "eslint": [
            NODE,
            str(eslint),
            "--max-warnings=0",
            "--no-error-on-unmatched-pattern",
            SCRIPTS,
            "eslint.config.mjs",
        ],
        "stylelint": [NODE, str(stylelint), "--max-warnings=0", "--allow-empty-input", f"{STYLES}/**/*.css"],
        "djlint": [str(BIN / "djlint"), "--lint", "--quiet", TEMPLATES],
        "mypy": [str(BIN / "mypy"), "--no-error-summary"],
    }


def lint() -> int:
    """Run every static check; show the output of those that complain."""
    setup.set_up_for_work()
    failed = [name for name, command in linters().items() if not _passes(name, command)]
    if failed:
        say(f"✗ lint: {', '.join(failed)} failed")
    return int(bool(failed))


def _passes(name: str, command: Sequence[str]) -> bool:
    began = time.monotonic()
    env = environment(without_settings=True)
    done = subprocess.run(
        command, cwd=ROOT, env=env, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    mark = "✓" if done.returncode == 0 else "✗"
    say(f"{mark} {name} ({time.monotonic() - began:.1f} s)")
    if done.returncode != 0:
        say(done.stdout.rstrip())
    return done.returncode == 0


def reformat() -> int:
    """Bring code into the one shape and repair what can be repaired."""
    setup.set_up_for_work()
    env = environment(without_settings=True)
    for arguments in (["check", "--fix", "--quiet", "."], ["format", "."]):
        subprocess.run([str(BIN / "ruff"), *arguments], cwd=ROOT, env=env, check=False)
    return 0


def test() -> int:
    """Install what the tests need, lint, then run every test."""
    missing = system.provide()
    lint_failed = lint()
    code = _pytest([], workers=min(4, os.cpu_count() or 2))
    if lint_failed:
        say("✗ lint failed, see the lines above the tests")
    if missing:
        say(f"! Some tests could not run: {', '.join(missing)} missing. {system.advice(missing)}")
    not_run = bool(missing) and os.environ.get("CI") == "true"
    return int(bool(code or lint_failed or not_run))


def some_tests(*folders: str) -> int:
    """Run the tests below some folders."""
    setup.set_up_for_work()
    return _pytest(
        [folder for folder in folders if (ROOT / folder).is_dir()], workers=min(2, os.cpu_count() or 2)
    )


def scale() -> int:
    """Run the protocol tests through nginx, two processes, Redis and PostgreSQL, started for this alone."""
    missing = system.provide()
    setup.set_up_for_work()
    if missing:
        say(f"✗ Not on this machine: {', '.join(missing)}. {system.advice(missing)}")
        return 1
    env = {**environment(without_settings=True), "SCALE": "on"}
    tests = ["tests/faults/test_scale.py", "tests/integration/chat/test_sockets.py"]
    return subprocess.run([str(BIN / "pytest"), "-v", *tests], cwd=ROOT, env=env, check=False).returncode


def _pytest(arguments: Sequence[str], *, workers: int) -> int:
    command = [str(BIN / "pytest"), "-n", str(workers), "--dist", "loadgroup", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(without_settings=True), check=False).returncode


def script(path: str) -> int:
    """Run one of the project's own longer scripts."""
    setup.set_up_for_work()
    env = environment(without_settings=True)
    return subprocess.run(
        [str(PYTHON), path], cwd=ROOT, env={**env, "PYTHONPATH": str(ROOT)}, check=False
    ).returncode


def fuzz(seconds: int) -> int:
    """Try random input at every page and event for much longer than the tests do."""
    setup.set_up_for_work()
    env = {**environment(without_settings=True), "FUZZ_SECONDS": str(seconds)}
    command = [str(PYTHON), "-m", "pytest", "-q", f"--timeout={seconds * 3}", "tests/security/test_fuzz.py"]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
