"""Dashboards, moderation, people, audit."""

LOADS = ("models", "audit")
BLUEPRINTS = ("commands:bp",)
