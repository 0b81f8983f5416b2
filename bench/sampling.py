"""Where a server's processor time goes: looks at the running frame after every few milliseconds of it.

`gunicorn bench.sampling:app` with BENCH_SERVER="module:app" serves that application; from a SIGUSR2 on it
counts, the next SIGUSR2 writes the counts to BENCH_PROFILE. Counting costs a few per cent, so measurements
of speed are made without it.
"""

from __future__ import annotations

import os

if os.environ.get("KENES_ASYNC") == "gevent":
    from gevent import monkey

    monkey.patch_all()

import json
import signal
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

EVERY = 0.002  # seconds of processor time
# The first frame from the inside that lies in one of these folders names the group.
GROUPS = {
    "/app/chat/": "the room's own code",
    "/app/core/": "core: sealing, transaction, events",
    "/app/": "other code of the project",
    "/jinja2/": "templates",
    "/bleach/": "templates",
    "/sqlalchemy/": "SQLAlchemy",
    "/psycopg": "PostgreSQL driver",
    "/redis/": "Redis driver",
    "/limits/": "rate limits",
    "/flask_babel/": "languages",
    "/babel/": "languages",
    "/flask_socketio/": "Flask-SocketIO",
    "/flask": "Flask",
    "/werkzeug/": "Flask",
    "/socketio/": "Socket.IO",
    "/engineio/": "Engine.IO",
    "/simple_websocket/": "websocket",
    "/wsproto/": "websocket",
    "/gevent/": "gevent",
    "/bench/": "the relay's own code",
    "/json/": "JSON",
}

ROOT = str(Path(__file__).resolve().parents[1])
seen: Counter[str] = Counter()
owners: Counter[str] = Counter()
groups: Counter[str] = Counter()


def look(_number: int, frame: FrameType | None) -> None:
    """Count the function that runs, and the group it belongs to."""
    if frame is None:
        return
    code = frame.f_code
    seen[f"{Path(code.co_filename).parent.name}/{Path(code.co_filename).name}:{code.co_qualname}"] += 1
    groups[group_of(frame)] += 1
    owners[owner_of(frame)] += 1


def group_of(frame: FrameType | None) -> str:
    """Return whose work it is: helpers of the standard library count for whoever called them."""
    while frame is not None:
        path = frame.f_code.co_filename
        for mark, name in GROUPS.items():
            if mark in path:
                return name
        frame = frame.f_back
    return "standard library"


def owner_of(frame: FrameType | None) -> str:
    """Return which function of the project has it done."""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(ROOT) and "/.venv/" not in path and "/bench/sampling" not in path:
            return f"{path.removeprefix(ROOT)}:{frame.f_code.co_qualname}"
        frame = frame.f_back
    return "none"


def switch(_number: int, _frame: object) -> None:
    """Begin to count, or write down what was counted."""
    if signal.getitimer(signal.ITIMER_PROF)[0]:
        signal.setitimer(signal.ITIMER_PROF, 0)
        found = {
            "groups": groups.most_common(),
            "functions": seen.most_common(40),
            "owners": owners.most_common(40),
        }
        Path(os.environ["BENCH_PROFILE"]).write_text(json.dumps(found), encoding="utf-8")
        return
    seen.clear()
    groups.clear()
    owners.clear()
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)


signal.signal(signal.SIGPROF, look)
signal.signal(signal.SIGUSR2, switch)
module, _, attribute = os.environ["BENCH_SERVER"].partition(":")
app: Any = getattr(import_module(module), attribute)
