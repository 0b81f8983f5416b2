"""The conversation, live."""

LOADS = (
    "models",
    "listeners",
    "sockets",
    "unread",
    "views",
    "views_write",
    "views_live",
    "views_files",
    "views_cards",
    "silence",
    "emergency",
)
BLUEPRINTS = ("blueprint:bp",)
