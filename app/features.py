"""The house at a glance: what happens to a question, in order. Open this file first.

A stage may call earlier stages; an earlier one never names a later one.
"""

from __future__ import annotations

from importlib import import_module

from flask import Flask

FLOW = (
    "reference",  #    topics, places, provisions of law
    "redaction",  #    personal data found and masked
    "accounts",  #     who
    "tickets",  #   ②  the case
    "intake",  #    ①  a person asks
    "chat",  #      ③  they talk, live
    "answers",  #   ④  the answer is given
    "articles",  #  ⑤  made anonymous, approved, published, found by the next person
)
BESIDE = ("search", "notifications", "staff")


def register_features(app: Flask) -> None:
    """Load each feature's parts and hang its pages and commands into the application.

    A feature's `__init__` names them: `LOADS` (modules that register listeners, sockets, jobs,
    tables) and `BLUEPRINTS` ("views:bp").
    """
    for name in (*FLOW, *BESIDE):
        feature = import_module(f"app.{name}")
        for module in getattr(feature, "LOADS", ()):
            import_module(f"app.{name}.{module}")
        for path in getattr(feature, "BLUEPRINTS", ()):
            module, _, attribute = path.partition(":")
            app.register_blueprint(getattr(import_module(f"app.{name}.{module}"), attribute))
