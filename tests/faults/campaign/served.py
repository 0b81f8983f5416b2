"""The application as `wsgi.py` serves it, with a clock that a file can move: CAMPAIGN_CLOCK holds the seconds."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import importlib.util  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from datetime import datetime, timedelta  # noqa: E402
from pathlib import Path  # noqa: E402
from types import ModuleType  # noqa: E402

import gevent  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
OFFSET_FILE = Path(os.environ["CAMPAIGN_CLOCK"])
offset = timedelta(0)


def moved_clock() -> ModuleType:
    """Load the clock before anything imports from it, and put the offset on top."""
    path = ROOT / "app/core/clock.py"
    spec = importlib.util.spec_from_file_location("app.core.clock", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    real = module.now

    def now() -> datetime:
        return real() + offset

    module.now = now  # type: ignore[attr-defined]
    return module


def follow() -> None:
    global offset  # noqa: PLW0603 - one clock for the whole process is the point
    while True:
        offset = timedelta(seconds=float(OFFSET_FILE.read_text() or 0))
        gevent.sleep(0.3)


sys.modules["app.core.clock"] = moved_clock()
gevent.spawn(follow)

from wsgi import app  # noqa: E402

__all__ = ["app"]
