"""Second factors of staff, fresher sessions, rights that two people give, and reading in an emergency

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SESSION_COLUMNS = (
    ("pending_account_id", sa.String(32)),
    ("factor_at", MOMENT),
    ("confirmed_at", MOMENT),
    ("challenge", sa.LargeBinary()),
    ("challenge_at", MOMENT),
)


def upgrade() -> None:
    for name, kind in SESSION_COLUMNS:
        op.add_column("browser_sessions", sa.Column(name, kind, nullable=True))
    op.add_column("browser_sessions", sa.Column("device", sa.String(40), nullable=False, server_default=""))
    op.add_column("invitations", sa.Column("agreed_by", sa.String(32), nullable=True))
    op.add_column("invitations", sa.Column("agreed_at", MOMENT, nullable=True))
    _make_factors()
    _make_two_person_rights()


def _make_factors() -> None:
    op.create_table(
        "totp_factors",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _belongs_to("accounts", "account_id", "totp_factors"),
        sa.PrimaryKeyConstraint("account_id", name="pk_totp_factors"),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        _belongs_to("accounts", "account_id", "passkeys"),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
    )
    op.create_index("ix_passkeys_account_id", "passkeys", ["account_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("selector", sa.String(4), nullable=False),
        sa.Column("code_hash", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _belongs_to("accounts", "account_id", "recovery_codes"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_account_id", "recovery_codes", ["account_id"])


def _make_two_person_rights() -> None:
    op.create_table(
        "role_proposals",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("proposed_by", sa.String(32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _belongs_to("accounts", "account_id", "role_proposals"),
        _belongs_to("accounts", "proposed_by", "role_proposals"),
        sa.PrimaryKeyConstraint("account_id", name="pk_role_proposals"),
    )
    op.create_table(
        "emergency_accesses",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_role", sa.String(16), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(32), nullable=True),
        sa.Column("decided_role", sa.String(16), nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        _belongs_to("tickets", "ticket_id", "emergency_accesses"),
        sa.PrimaryKeyConstraint("id", name="pk_emergency_accesses"),
    )
    op.create_index("ix_emergency_accesses_ticket_id", "emergency_accesses", ["ticket_id"])
    op.create_index("ix_emergency_accesses_asked_by", "emergency_accesses", ["asked_by", "expires_at"])


def _belongs_to(table: str, column: str, own: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{own}_{column}_{table}"
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("emergency_accesses")
    op.drop_table("role_proposals")
    op.drop_table("recovery_codes")
    op.drop_table("passkeys")
    op.drop_table("totp_factors")
    op.drop_column("invitations", "agreed_at")
    op.drop_column("invitations", "agreed_by")
    for name in ("device", *reversed([column for column, _ in SESSION_COLUMNS])):
        op.drop_column("browser_sessions", name)
