"""Who: staff and askers with accounts, browser sessions, invitations."""

LOADS = ("models", "browser")
BLUEPRINTS = ()
