"""People with accounts, their browser sessions, and invitations of staff."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import IdColumn, JsonValue, Model, UtcDateTime, new_id


class Account(Model):
    """A member of staff (signs in with e-mail) or an asker (signs in with a name of their choice)."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    role: Mapped[str] = mapped_column(String(16), index=True)
    login: Mapped[str] = mapped_column(String(254), unique=True)  # case-folded e-mail or user name
    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(80), default="")  # a pseudonym is welcome
    password_hash: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(2), default="kk")
    languages: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    topics: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    districts: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    licence_number: Mapped[str] = mapped_column(String(60), default="")
    licence_expires_on: Mapped[date | None]
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by: Mapped[str | None] = mapped_column(IdColumn())
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_reason: Mapped[str] = mapped_column(Text, default="")
    terms_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BrowserSession(Model):
    """One browser: signed in, or holding receipts, or both. The cookie holds a random token.

    Between the password and the second factor it belongs to nobody: `pending_account_id` gives no right.
    """

    __tablename__ = "browser_sessions"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    pending_account_id: Mapped[str | None] = mapped_column(IdColumn())
    factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when a second factor was shown
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # last proof that it is the owner
    device: Mapped[str] = mapped_column(String(40), default="", server_default="")
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)  # of a passkey, answered once
    challenge_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account: Mapped[Account | None] = relationship(lazy="joined")
    tickets: Mapped[list[SessionTicket]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True
    )


class SessionTicket(Model):
    """A ticket whose receipt was shown in a browser session."""

    __tablename__ = "session_tickets"

    session_id: Mapped[str] = mapped_column(
        ForeignKey("browser_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Invitation(Model):
    """A moderator or administrator asks somebody to join the staff; the link works once."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(2), default="kk")
    districts: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    invited_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agreed_by: Mapped[str | None] = mapped_column(IdColumn())  # the second person, for roles that need one
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PasswordReset(Model):
    """A one-time link by mail; stored hashed."""

    __tablename__ = "password_resets"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TotpFactor(Model):
    """An app that shows six digits. `last_step` is the newest time step whose digits were used."""

    __tablename__ = "totp_factors"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Passkey(Model):
    """A key pair of a device; only its public half is here."""

    __tablename__ = "passkeys"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    used_on: Mapped[date | None]


class RecoveryCode(Model):
    """One of the codes on paper. `selector` finds the row, so that only one slow hash is computed."""

    __tablename__ = "recovery_codes"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    selector: Mapped[str] = mapped_column(String(4))
    code_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EmergencyAccess(Model):
    """Somebody asks to read a ticket they otherwise may not; it opens only when a second person agrees."""

    __tablename__ = "emergency_accesses"
    __table_args__ = (Index("ix_emergency_accesses_asked_by", "asked_by", "expires_at"),)

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    asked_by: Mapped[str] = mapped_column(IdColumn())
    asked_role: Mapped[str] = mapped_column(String(16))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # with the ticket's key: it goes with it
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_by: Mapped[str | None] = mapped_column(IdColumn())
    decided_role: Mapped[str] = mapped_column(String(16), default="")
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
