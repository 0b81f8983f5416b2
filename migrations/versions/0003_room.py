"""The room: where the asker's own sequence of changes stands

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("public_cursor", sa.Integer(), nullable=False, server_default="0"))
    # Changes made before this column existed: the newest one that is not for staff only.
    op.execute(
        """
        UPDATE tickets SET public_cursor = (
            SELECT COALESCE(MAX(place), 0) FROM (
                SELECT changed_at_cursor AS place FROM messages
                WHERE messages.ticket_id = tickets.id AND messages.kind <> 'note'
                UNION ALL
                SELECT cursor FROM ticket_changes
                WHERE ticket_changes.ticket_id = tickets.id AND NOT ticket_changes.is_staff_only
            ) AS visible
        )
        """
    )


def downgrade() -> None:
    op.drop_column("tickets", "public_cursor")
