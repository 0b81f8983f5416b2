"""Moderation: when jobs ran, topics edited by hand, the audit log by action and day

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Whoever tampers with the log must at least own the database: the application's own statements cannot.
SQLITE_GUARDS = [
    f"""
    CREATE TRIGGER audit_entries_no_{verb} BEFORE {verb.upper()} ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """
    for verb in ("update", "delete")
]
POSTGRES_GUARDS = [
    """
    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()
    """,
]


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    op.create_table(
        "job_runs",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Integer(), nullable=True),
        sa.Column("failed_as", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job_runs"),
    )
    op.add_column("topics", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_audit_entries_action", "audit_entries")
    op.create_index("ix_audit_entries_action_at", "audit_entries", ["action", "at"])
    for statement in SQLITE_GUARDS if is_sqlite() else POSTGRES_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    if is_sqlite():
        op.execute("DROP TRIGGER audit_entries_no_delete")
        op.execute("DROP TRIGGER audit_entries_no_update")
    else:
        op.execute("DROP TRIGGER audit_entries_append_only ON audit_entries")
        op.execute("DROP FUNCTION refuse_audit_change()")
    op.drop_index("ix_audit_entries_action_at", "audit_entries")
    op.create_index("ix_audit_entries_action", "audit_entries", ["action"])
    op.drop_column("topics", "edited_at")
    op.drop_table("job_runs")
