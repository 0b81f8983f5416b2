"""What a test needs from the machine. Missing: skipped and listed at the end, or a failure where CI=true."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

POSTGRES_FOLDERS = Path("/usr/lib/postgresql")


def is_ci() -> bool:
    return os.environ.get("CI") == "true"


def not_here(what: str) -> None:
    """Skip the running test with a reason that the end of the run lists."""
    if is_ci():
        pytest.fail(f"cannot run without {what}, and CI=true allows no gaps", pytrace=False)
    pytest.skip(f"not on this machine: {what}")


def program(*names: str) -> str:
    """Return the path of the first of these programs that is installed."""
    for name in names:
        for path in _candidates(name):
            return path
    not_here(names[0])
    raise AssertionError("unreachable")


def _candidates(name: str) -> Iterator[str]:
    if found := shutil.which(name):
        yield found
    newest_first = sorted(POSTGRES_FOLDERS.glob("*/bin"), key=lambda path: -float(path.parent.name))
    yield from (str(folder / name) for folder in newest_first if (folder / name).exists())


def chromium() -> str:
    return program("chromium", "chromium-browser", "google-chrome")
