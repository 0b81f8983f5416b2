"""Publication: the draft of a public text, sealed until the asker has approved it

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("articles") as table:
        table.add_column(sa.Column("draft_sealed", sa.LargeBinary()))
        table.add_column(sa.Column("draft_hash", sa.String(64)))
        table.add_column(sa.Column("draft_state", sa.String(12)))
        table.add_column(sa.Column("draft_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("draft_editors", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("review_note_sealed", sa.LargeBinary()))
        table.create_index("ix_articles_drafts", ["draft_state", "draft_at"])
    with op.batch_alter_table("article_texts") as table:
        table.add_column(sa.Column("translated_from", sa.String(64)))


def downgrade() -> None:
    with op.batch_alter_table("article_texts") as table:
        table.drop_column("translated_from")
    with op.batch_alter_table("articles") as table:
        table.drop_index("ix_articles_drafts")
        for name in (
            "review_note_sealed",
            "draft_editors",
            "draft_at",
            "draft_state",
            "draft_hash",
            "draft_sealed",
        ):
            table.drop_column(name)
