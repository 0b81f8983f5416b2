"""Has a stranger's file cleaned by a process of its own, file_cleaner.py, a few at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from flask import current_app

from app.core.errors import Invalid, TooMany
from app.i18n import lazy_gettext as _l

CLEANER = Path(__file__).with_name("file_cleaner.py")
AT_ONCE = 2
PATIENCE_SECONDS = 20
LONGEST_SECONDS = 40
REFUSALS = {
    "unknown_type": _l("Only photos (JPEG, PNG, WebP) and PDF files can be sent."),
    "locked": _l("This PDF is locked with a password. Save it without one and send it again."),
    "too_large_inside": _l("This file is too large inside: too many pixels or pages. Send a smaller one."),
    "broken": _l("This file could not be read. It may be damaged; try to save it anew."),
}


@dataclass(frozen=True)
class CleanFile:
    """A file as it may be kept: only what is needed to see it. A PDF has no preview."""

    about: dict[str, Any]
    content: bytes
    preview: bytes


def clean_file(content: bytes) -> CleanFile:
    """Return the file without places, devices, names, programs; raise Invalid when it cannot be taken."""
    gate: BoundedSemaphore = current_app.extensions.setdefault("kenes_cleaning", BoundedSemaphore(AT_ONCE))
    if not gate.acquire(timeout=PATIENCE_SECONDS):
        raise TooMany(retry_after=PATIENCE_SECONDS)
    try:
        about, rest = _run(content)
    finally:
        gate.release()
    if "refused" in about:
        raise Invalid(REFUSALS[about["refused"]], code=f"file_{about['refused']}", field="file")
    split = about.pop("preview")
    if about.pop("clean") != len(rest) - split:
        raise Invalid(REFUSALS["broken"], code="file_broken", field="file")
    return CleanFile(about, rest[split:], rest[:split])


def _run(content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        # -I: no settings from outside, nothing imported from where the process happens to stand.
        done = subprocess.run(  # noqa: S603 - our own program, no shell, nothing of the file in the command
            [sys.executable, "-I", str(CLEANER)],
            input=content,
            capture_output=True,
            timeout=LONGEST_SECONDS,
            env={},
            check=False,
        )
        line, _, rest = done.stdout.partition(b"\n")
        about: dict[str, Any] = json.loads(line)
    except (subprocess.TimeoutExpired, ValueError):
        # It took too long, or ran into its limits and was ended.
        return {"refused": "too_large_inside"}, b""
    return about, rest
