"""The baseline: a Flask page that runs a page's SQL and renders a minimal template, nothing else."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
import pickle  # noqa: E402
from pathlib import Path  # noqa: E402

from flask import Flask, render_template_string  # noqa: E402
from sqlalchemy import create_engine  # noqa: E402

import app.core.database  # noqa: E402 - SQLite opens the same way as in the project
from app.config import flask_config, load_settings  # noqa: E402

TEMPLATE = "<!doctype html><title>{{ key }}</title><ul>{% for n in counts %}<li>{{ n }}</li>{% endfor %}</ul>"
plan = pickle.loads(Path(os.environ["BENCH_PLAN"]).read_bytes())
config = flask_config(load_settings())
engine = create_engine(config["SQLALCHEMY_DATABASE_URI"], **config["SQLALCHEMY_ENGINE_OPTIONS"])
server = Flask(__name__)


@server.route("/<key>", methods=["GET", "POST"])
def page(key: str) -> str:
    counts = []
    with engine.connect() as connection:
        for statement, parameters in plan[key]:
            result = connection.exec_driver_sql(statement, parameters)
            counts.append(len(result.fetchall()) if result.returns_rows else 0)
    return render_template_string(TEMPLATE, key=key, counts=counts)


app = server
