"""How many messages of a room a member of staff has not read: the desk's lists show it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, select

from app.chat.models import Message, ReadMark
from app.extensions import db
from app.tickets.unread import register_unread_counter


@register_unread_counter
def count_unread(reader: str, ticket_ids: Sequence[str]) -> dict[str, int]:
    """Return the number of others' messages beyond the reader's mark, for tickets that have some."""
    mine = and_(ReadMark.ticket_id == Message.ticket_id, ReadMark.reader == reader)
    query = (
        select(Message.ticket_id, func.count().label("unread"))
        .outerjoin(ReadMark, mine)
        .where(
            Message.ticket_id.in_(ticket_ids),
            Message.author != reader,
            Message.withdrawn_at.is_(None),
            Message.seq > func.coalesce(ReadMark.read_up_to, 0),
        )
        .group_by(Message.ticket_id)
    )
    return {row.ticket_id: row.unread for row in db.session.execute(query)}
