"""Reference data: topics, places, acts and provisions of law, deadlines, glossary, prepared replies."""

LOADS = ("models",)
BLUEPRINTS = ("citing:bp",)
