"""Mail; listens to events and leaves through the outbox."""
