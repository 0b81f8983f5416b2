"""The baseline of the room: the same library and kind of server, stores nothing and checks nothing."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

from typing import Any  # noqa: E402

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO, join_room  # noqa: E402

app = Flask(__name__)
sockets = SocketIO(app, async_mode="gevent", cors_allowed_origins=None)


@app.get("/readyz")
def ready() -> dict[str, bool]:
    return {"ok": True}


@sockets.on("chat:join")
def join(data: dict[str, Any]) -> dict[str, Any]:
    join_room(data["ticket"])
    return {"ok": True}


@sockets.on("chat:send")
def send(data: dict[str, Any]) -> dict[str, Any]:
    entry = {**data, "html": f"<p>{data['body']}</p>"}
    sockets.emit("chat:entry", entry, to=data["ticket"])
    return {"ok": True, "entry": entry}
