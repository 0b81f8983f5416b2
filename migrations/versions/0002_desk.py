"""The desk: the order of the queue, and who has still to declare a conflict of interest

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('new', 'returned', 'reopened')")
IN_WORK = sa.text("state IN ('claimed', 'waiting_for_asker', 'waiting_for_lawyer', 'answered')")


def upgrade() -> None:
    op.add_column(
        "tickets", sa.Column("awaits_declaration", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_tickets_waiting",
        "tickets",
        [
            "respond_by",
            "id",
            "language",
            "topic_slug",
            "region_code",
            "district_code",
            "urgency",
            "waiting_since",
        ],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.drop_index("ix_tickets_queue", table_name="tickets")
    op.create_index(
        "ix_tickets_in_work",
        "tickets",
        ["waiting_since", "id"],
        sqlite_where=IN_WORK,
        postgresql_where=IN_WORK,
    )
    op.create_index(
        "ix_conflict_declarations_lawyer", "conflict_declarations", ["lawyer_id", "is_clear", "ticket_id"]
    )
    op.create_index("ix_tickets_first_reply_at", "tickets", ["first_reply_at"])
    op.create_index("ix_tickets_delete_on", "tickets", ["delete_on"])


def downgrade() -> None:
    op.drop_index("ix_tickets_delete_on", table_name="tickets")
    op.drop_index("ix_tickets_first_reply_at", table_name="tickets")
    op.drop_index("ix_conflict_declarations_lawyer", table_name="conflict_declarations")
    op.drop_index("ix_tickets_in_work", table_name="tickets")
    op.create_index("ix_tickets_queue", "tickets", ["state", "respond_by", "id"])
    op.drop_index("ix_tickets_waiting", table_name="tickets")
    with op.batch_alter_table("tickets") as batch_op:
        batch_op.drop_column("awaits_declaration")
