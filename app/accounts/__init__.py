"""Who: staff and askers with accounts, browser sessions, invitations."""

LOADS = ("models", "browser", "jobs", "views", "views_account", "views_links", "commands")
BLUEPRINTS = ("blueprint:bp", "commands:bp")
