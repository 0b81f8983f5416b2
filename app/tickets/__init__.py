"""The case: states, queue, assignment, receipts."""

LOADS = (
    "models",
    "listeners",
    "keeping",
    "sockets",
    "jobs",
    "views_receipt",
    "views_queue",
    "views_case",
    "views_own",
    "views_replies",
)
BLUEPRINTS = ("blueprint:bp",)
