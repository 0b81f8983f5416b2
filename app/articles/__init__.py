"""The public text: redaction, consent, publication, versions, languages."""

LOADS = ("models", "events")
BLUEPRINTS = ("commands:bp", "views_public:bp", "views_about:bp")
