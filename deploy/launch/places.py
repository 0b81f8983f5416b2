"""Where things lie in the tree, and the environment that every program started from here gets."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
MODULES = ROOT / "node_modules"
STATIC = ROOT / "app" / "static"
VENDOR = STATIC / "vendor"
TRANSLATIONS = ROOT / "app" / "translations"

# Settings of the service: tests must not meet a developer's own database or mail server.
SETTINGS = (
    "KENES_",
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "SEALING_KEYS",
    "BASE_URL",
    "TRUSTED_PROXIES",
    "ORGANISATION_",
    "CONTACT_EMAIL",
    "HOME_REGION",
    "MAIL_",
    "SMTP_",
    "RATE_LIMITS",
    "LOG_LEVEL",
    "SILENCE_MINUTES",
    "SWEEP_SECONDS",
    "KEEP_",
    "PASSWORD_MEMORY_KIB",
    "SECOND_FACTOR",
    "STAFF_",
    "ASKER_",
    "HOST",
    "PORT",
)
# Habits of a shell that would change what pip, npm or Python do inside the project.
MEDDLERS = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "NODE_ENV",
    "NODE_OPTIONS",
)


def environment(*, without_settings: bool = False) -> dict[str, str]:
    """Return the caller's environment with the project's own programs first on PATH."""
    env = {name: value for name, value in os.environ.items() if name not in MEDDLERS and name[:6] != "FLASK_"}
    if without_settings:
        env = {name: value for name, value in env.items() if not name.startswith(SETTINGS)}
    env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', os.defpath)}"
    env["VIRTUAL_ENV"] = str(VENV)
    env["PIP_USER"] = "0"
    env["FLASK_APP"] = "wsgi"
    env["PYTHONUNBUFFERED"] = "1"
    return env


def digest(paths: Iterable[Path]) -> str:
    """Return one fingerprint of the names and contents of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


class Stamp:
    """Remembers from what something was made."""

    def __init__(self, name: str, folder: Path = VENV / "made-from") -> None:
        self.path = folder / name

    def matches(self, value: str) -> bool:
        return self.path.is_file() and self.path.read_text(encoding="utf-8") == value

    def set(self, value: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(value, encoding="utf-8")
