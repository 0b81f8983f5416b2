"""The lawyer's answer: draft, given, accepted."""

LOADS = ("models", "events", "panel", "views_asker")
BLUEPRINTS = ("views:bp",)
