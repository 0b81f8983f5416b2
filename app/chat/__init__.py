"""The conversation, live."""

LOADS = ("models", "listeners", "sockets", "unread", "views", "views_write", "views_live", "emergency")
BLUEPRINTS = ("blueprint:bp",)
