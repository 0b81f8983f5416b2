"""The lawyer's answer: draft, given, accepted."""

LOADS = ("models",)
BLUEPRINTS = ()
