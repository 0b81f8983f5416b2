"""The entry point of every server: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import os

if os.environ.get("KENES_ASYNC") == "gevent":
    from gevent import monkey

    monkey.patch_all()

from app import create_app

app = create_app()
