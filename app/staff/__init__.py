"""Dashboards, moderation, people, audit."""

LOADS = ("models",)
BLUEPRINTS = ()
