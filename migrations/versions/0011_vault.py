"""Fingerprints of questions, and what two people said about words that a public text shares with one

Every sealed value moves under associated data that names its table, column and row.

Revision ID: 0011
Revises: 0009
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# (table, column, how the associated data began before, how the ticket is reached)
OF_TICKETS = (
    ("tickets", "question_sealed", "question", "x.id"),
    ("ticket_changes", "reason_sealed", "change", "x.ticket_id"),
    ("messages", "body_sealed", "message", "x.ticket_id"),
    ("answers", "body_sealed", "answer", "x.ticket_id"),
    ("answers", "rating_note_sealed", "rating", "x.ticket_id"),
    ("articles", "draft_sealed", "public", "x.ticket_id"),
    ("articles", "review_note_sealed", "review", "x.ticket_id"),
    (
        "publication_consents",
        "reason_sealed",
        "consent",
        "(SELECT a.ticket_id FROM articles a WHERE a.id = x.article_id)",
    ),
)


def upgrade() -> None:
    _make_tables()
    _seal_anew(is_upgrade=True)


def downgrade() -> None:
    _seal_anew(is_upgrade=False)
    op.drop_table("linkage_confirmations")
    op.drop_table("ticket_fingerprints")


def _make_tables() -> None:
    op.create_table(
        "ticket_fingerprints",
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.id"],
            name="fk_ticket_fingerprints_ticket_id_tickets",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_ticket_fingerprints"),
    )
    op.create_table(
        "linkage_confirmations",
        sa.Column("article_id", sa.String(32), nullable=False),
        sa.Column("link", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_linkage_confirmations_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "link", "account_id", name="pk_linkage_confirmations"),
    )


def _seal_anew(*, is_upgrade: bool) -> None:
    """Move every value from one associated data to the other; the keys of tickets first."""
    connection = op.get_bind()
    ring: dict[int, bytes] = current_app.extensions["kenes_settings"].sealing_keys
    keys: dict[str, bytes] = {}
    for ticket_id, wrapped in _rows(connection, "SELECT id, key_sealed FROM tickets"):
        old, new = f"key:{ticket_id}", f"tickets.key_sealed:{ticket_id}"
        old, new = (old, new) if is_upgrade else (new, old)
        master = AESGCM(ring[wrapped[0]])
        keys[ticket_id] = master.decrypt(wrapped[1:13], wrapped[13:], old.encode())
        nonce = secrets.token_bytes(12)
        moved = wrapped[:1] + nonce + master.encrypt(nonce, keys[ticket_id], new.encode())
        connection.execute(
            sa.text("UPDATE tickets SET key_sealed = :value WHERE id = :id"),
            {"value": moved, "id": ticket_id},
        )
    for table, column, short, ticket in OF_TICKETS:
        query = f"SELECT x.id, x.{column}, {ticket} FROM {table} x WHERE x.{column} IS NOT NULL"  # noqa: S608
        for row_id, sealed, ticket_id in _rows(connection, query):
            if ticket_id not in keys:
                continue  # its key is gone: nobody opens it any more
            old, new = f"{short}:{row_id}", f"{table}.{column}:{row_id}"
            old, new = (old, new) if is_upgrade else (new, old)
            cipher, nonce = AESGCM(keys[ticket_id]), secrets.token_bytes(12)
            text = cipher.decrypt(bytes(sealed[:12]), bytes(sealed[12:]), old.encode())
            connection.execute(
                sa.text(f"UPDATE {table} SET {column} = :value WHERE id = :id"),  # noqa: S608
                {"value": nonce + cipher.encrypt(nonce, text, new.encode()), "id": row_id},
            )


def _rows(connection: sa.Connection, query: str) -> Iterator[tuple[str, ...]]:
    yield from [
        tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
        for row in connection.execute(sa.text(query))
    ]
