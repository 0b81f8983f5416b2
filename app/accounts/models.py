"""People with accounts, their browser sessions, and invitations of staff."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
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
    """One browser: signed in, or holding receipts, or both. The cookie holds a random token."""

    __tablename__ = "browser_sessions"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
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


class PasswordReset(Model):
    """A one-time link by mail; stored hashed."""

    __tablename__ = "password_resets"

    id: Mapped[str] = mapped_column(IdColumn(), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
