# ruff: noqa: N999 - the name gunicorn looks for
"""One process of the site: gunicorn -c deploy/gunicorn.conf.py wsgi:app, BIND says where it listens."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:5001")
# One worker for each port: a socket's long polling must meet the same process each time.
workers = 1
worker_class = "gevent"
worker_connections = 5000
raw_env = ["KENES_ASYNC=gevent"]

# Open sockets never end by themselves: after this long they are cut, and the browsers come back elsewhere.
graceful_timeout = 5
timeout = 60
keepalive = 75  # longer than nginx keeps its connections, so that it never meets a closed one
control_socket_disable = True

accesslog = None  # nginx writes one, without addresses and query strings
errorlog = "-"
loglevel = "warning"
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
forwarded_allow_ips = ""  # the application decides whose forwarded headers count


def post_worker_init(worker: Any) -> None:
    """Say in the log of a starting server when its search index was made by other rules."""
    commands = import_module("app.search.commands")  # not before the worker has chosen its way to wait
    with worker.wsgi.app_context():
        commands.tell_if_outdated()
