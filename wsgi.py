"""The entry point of every server: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import gc
import os

if os.environ.get("KENES_ASYNC") == "gevent":
    from gevent import monkey

    monkey.patch_all()

from app import create_app

app = create_app()

# What was made until here stays: looking through it again and again would hold messages up.
gc.collect()
gc.freeze()
