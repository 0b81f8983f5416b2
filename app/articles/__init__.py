"""The public text: redaction, consent, publication, versions, languages."""

LOADS = ("models", "events")
BLUEPRINTS = ("commands:bp",)
