"""Dashboards, moderation, people, audit."""

LOADS = (
    "models",
    "audit",
    "freshness",
    "jobs",
    "views",
    "views_people",
    "views_agreements",
    "views_audit",
    "views_reference",
    "views_articles",
    "views_editing",
    "views_system",
)
BLUEPRINTS = ("commands:bp", "blueprint:bp")
