"""The case: states, queue, assignment, receipts."""

LOADS = ("models",)
BLUEPRINTS = ()
