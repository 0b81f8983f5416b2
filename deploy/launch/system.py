"""Programs that tests need and Python packages cannot bring: browser, databases, a font with Kazakh."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from deploy.launch.places import environment
from deploy.launch.report import say, work

POSTGRES = Path("/usr/lib/postgresql")


def missing_packages() -> list[str]:
    """Return the Debian packages whose programs are not on this machine."""
    found = {
        "chromium": any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")),
        "postgresql": shutil.which("initdb") is not None or any(POSTGRES.glob("*/bin/initdb")),
        "postgresql-contrib": not _is_debian()
        or any(Path("/usr/share/postgresql").glob("*/extension/pg_trgm.control")),
        "nginx": shutil.which("nginx") is not None or Path("/usr/sbin/nginx").exists(),
        "redis-server": shutil.which("redis-server") is not None,
        "fonts-noto-core": not _is_debian() or Path("/usr/share/doc/fonts-noto-core").exists(),
    }
    return [name for name, there in found.items() if not there]


def provide() -> list[str]:
    """Install what is missing where that is possible; return what is missing still."""
    missing = missing_packages()
    if not missing or not _may_install():
        if missing:
            say(f"! Not on this machine: {', '.join(missing)}. {advice(missing)}")
        return missing
    say(f"· The tests need system packages that are missing; installing {' '.join(missing)} with apt-get")
    env = {**environment(), "DEBIAN_FRONTEND": "noninteractive"}
    work("Reading package lists", ["apt-get", "update"], env)
    work("Installing", ["apt-get", "install", "-y", "--no-install-recommends", *missing], env)
    return missing_packages()


def advice(missing: list[str]) -> str:
    """Return the one line to paste."""
    return f"On Debian and Ubuntu: sudo apt-get install {' '.join(missing)}"


def _may_install() -> bool:
    return _is_debian() and os.geteuid() == 0


def _is_debian() -> bool:
    return shutil.which("apt-get") is not None
