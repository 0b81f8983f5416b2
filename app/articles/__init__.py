"""The public text: redaction, consent, publication, versions, languages."""

LOADS = (
    "models",
    "events",
    "freshness",
    "publication",
    "jobs",
    "panel",
    "room_news",
    "views_own",
    "views_publication",
    "views_review",
)
BLUEPRINTS = ("commands:bp", "views_public:bp", "views_about:bp")
