"""Mail; listens to events and leaves through the outbox."""

LOADS = ("models", "listeners", "jobs")
