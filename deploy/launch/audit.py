"""Asks whether a pinned package has a published weakness; says so plainly when no source can be reached."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from deploy.launch import setup
from deploy.launch.places import ROOT, VENV

if TYPE_CHECKING:
    from collections.abc import Sequence

TOOL = "pip-audit"
SECONDS = 300
FOUND = 1  # the tool's own exit code for "there is something"
# How the tool, or the installer that brings it, says that nobody answered.
UNREACHABLE = (
    "connect",
    "resolve",
    "dns",
    "network",
    "timed out",
    "unreachable",
    "failed to fetch",
    "no solution",
)


def audit() -> int:
    """Return 1 when a weakness is known, 0 when none is or nobody could be asked."""
    setup.set_up_for_work()
    bad = [name for name in ("requirements.txt", "requirements-dev.txt") if not _is_sound(name)]
    return 1 if bad else 0


def _is_sound(name: str) -> bool:
    command = [str(VENV / "bin" / "uv"), "tool", "run", TOOL, "--disable-pip", "--require-hashes", "-r", name]
    code, said = _run(command)
    verdict = judge(code, said)
    print(f"{name}: {verdict}")
    if verdict == "weaknesses known":
        print(said)
    return verdict != "weaknesses known"


def judge(code: int, said: str) -> str:
    """Return in words what the tool's answer means."""
    if code == 0:
        return "no weakness known"
    if any(word in said.lower() for word in UNREACHABLE):
        return "not checked, no source of advisories can be reached from here"
    return "weaknesses known" if code == FOUND else "not checked, the tool could not run here"


def _run(command: Sequence[str]) -> tuple[int, str]:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return 2, "timed out"
    return done.returncode, done.stdout + done.stderr
