"""Who: staff and askers with accounts, browser sessions, invitations."""

LOADS = (
    "models",
    "browser",
    "factors",
    "jobs",
    "views",
    "views_account",
    "views_factor",
    "views_security",
    "views_links",
    "commands",
)
BLUEPRINTS = ("blueprint:bp", "commands:bp")
