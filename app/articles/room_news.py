"""What happens to a public text shows at once in the room it comes from."""

from __future__ import annotations

from app.articles.events import ConsentDecided, ConsentRequested, DraftSentBack
from app.chat.news import announce_aside
from app.core.events import after_commit


@after_commit(ConsentRequested)
def asked(event: ConsentRequested) -> None:
    """The asker is asked about an exact text: the open page shows it."""
    announce_aside(event.ticket_id)


@after_commit(ConsentDecided)
def decided(event: ConsentDecided) -> None:
    """The desk sees what the asker decided, another tab of the asker too."""
    announce_aside(event.ticket_id)


@after_commit(DraftSentBack)
def sent_back(event: DraftSentBack) -> None:
    """The desk sees that the text waits for work."""
    announce_aside(event.ticket_id)
