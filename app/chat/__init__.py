"""The conversation, live."""

LOADS = ("models",)
BLUEPRINTS = ()
