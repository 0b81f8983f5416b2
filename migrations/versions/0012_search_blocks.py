"""Lists of the search index packed term by term, instead of a row for each word of each article

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TERM = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
DERIVED = (
    "search_document",
    "search_forward",
    "search_term",
    "search_neighbour",
    "search_provision",
    "search_size",
)


def upgrade() -> None:
    _forget_index()
    for name in ("search_posting", "search_gram", "search_forward"):
        op.drop_table(name)
    op.create_table(
        "search_forward",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(64), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("grams", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_search_forward")),
    )
    op.create_table(
        "search_block",
        sa.Column("term_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("term_id", "block", name=op.f("pk_search_block")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_grams",
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_search_grams")),
    )
    with op.batch_alter_table("search_term") as table:
        table.add_column(sa.Column("beginning", TERM, nullable=False, server_default=""))
        table.create_index("ix_search_term_beginning", ["beginning"])
    with op.batch_alter_table("search_document") as table:
        table.drop_index("ix_search_document_language_topic")
    with op.batch_alter_table("search_size") as table:
        table.add_column(sa.Column("next_id", sa.Integer(), nullable=False))
    if op.get_bind().dialect.name == "postgresql":
        # Read by the hundred: kept in the row up to a whole page, and not packed a second time.
        for name, column in (
            ("search_block", "data"),
            ("search_forward", "terms"),
            ("search_forward", "grams"),
            ("search_grams", "data"),
        ):
            op.execute(f"ALTER TABLE {name} ALTER COLUMN {column} SET STORAGE EXTERNAL")
            op.execute(f"ALTER TABLE {name} SET (toast_tuple_target = 8160)")


def downgrade() -> None:
    _forget_index()
    for name in ("search_block", "search_grams", "search_forward"):
        op.drop_table(name)
    with op.batch_alter_table("search_size") as table:
        table.drop_column("next_id")
    with op.batch_alter_table("search_document") as table:
        table.create_index("ix_search_document_language_topic", ["language", "topic"])
    with op.batch_alter_table("search_term") as table:
        table.drop_index("ix_search_term_beginning")
        table.drop_column("beginning")
    op.create_table(
        "search_forward",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_search_forward")),
    )
    op.create_table(
        "search_gram",
        sa.Column("code", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("df", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_search_gram")),
    )
    op.create_table(
        "search_posting",
        sa.Column("term_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rank", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("term_id", "rank", "document_id", name=op.f("pk_search_posting")),
        sqlite_with_rowid=False,
    )


def _forget_index() -> None:
    """Empty the index: it is made from the articles again, and says so until then."""
    connection = op.get_bind()
    was_used = connection.execute(sa.text("SELECT count(*) FROM search_document")).scalar()
    for name in DERIVED:
        connection.execute(sa.text(f"DELETE FROM {name}"))  # noqa: S608
    connection.execute(sa.text("DELETE FROM search_state WHERE name = 'analyser'"))
    if was_used:
        connection.execute(sa.text("INSERT INTO search_state (name, value) VALUES ('analyser', 'none')"))
