"""Passkeys (WebAuthn level 3): a key of the device instead of digits. The browser part: passkey.mjs.

The challenge lies in the session's row and is taken out before the answer is looked at: one answer each.
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import webauthn
from flask import current_app, request
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, generate_challenge
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.browser import current_row, current_session_id, end_sessions_of
from app.accounts.factors import note_attempt, record_change
from app.accounts.models import Account, BrowserSession, Passkey
from app.config import Environment, Settings
from app.core.clock import now, today
from app.core.database import changed_rows
from app.core.errors import Conflict, Invalid
from app.core.transaction import transaction
from app.extensions import db
from app.i18n import lazy_gettext as _l

ANSWER_WITHIN = timedelta(minutes=5)
NAME_MAX, PASSKEYS_MAX, ANSWER_MAX = 60, 10, 20_000
DID_NOT_WORK = _l("The passkey did not work. Try once more.")
Failed = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Place:
    """Where passkeys belong to: the site's name, and its origin."""

    name: str
    origin: str


def place() -> Place | None:
    """Return the place of this installation; None at a bare address, where browsers allow no passkeys.

    Outside production, the address in use counts, if it is "localhost".
    """
    settings: Settings = current_app.extensions["kenes_settings"]
    url = settings.base_url
    if settings.environment is not Environment.PRODUCTION and request.host.split(":")[0] == "localhost":
        url = request.host_url.rstrip("/")
    host = urlsplit(url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return Place(host, url)
    return None


def passkeys_of(account_id: str) -> list[Passkey]:
    """Return the passkeys of an account, oldest first."""
    query = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)
    return list(db.session.scalars(query))


def creation_options(account: Account) -> str | None:
    """Return, as JSON for the browser, what a new passkey has to be; None where there are none."""
    here = place()
    if here is None:
        return None
    options = webauthn.generate_registration_options(
        rp_id=here.name,
        rp_name="Kenes",
        user_name=account.login,
        user_id=account.id.encode(),
        user_display_name=account.name or account.login,
        challenge=_new_challenge(),
        exclude_credentials=_descriptors(account),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return webauthn.options_to_json(options)


def request_options(account: Account) -> str | None:
    """Return, as JSON for the browser, which passkeys may answer; None when there is none to ask."""
    here, known = place(), _descriptors(account)
    if here is None or not known:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=here.name,
        challenge=_new_challenge(),
        allow_credentials=known,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def add_passkey(account: Account, answer: str, *, name: str) -> None:
    """Store the public key a device has made. Callers know that it is the owner."""
    here, challenge = place(), _take_challenge()
    if here is None or challenge is None or len(answer) > ANSWER_MAX:
        raise Invalid(DID_NOT_WORK, field="credential")
    if len(passkeys_of(account.id)) >= PASSKEYS_MAX:
        raise Conflict(_l("These are many passkeys. Remove one that you no longer use."))
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=here.name,
            expected_origin=here.origin,
            require_user_verification=True,
        )
    except Failed as error:
        raise Invalid(DID_NOT_WORK, field="credential") from error
    key = Passkey(
        account_id=account.id,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name.strip()[:NAME_MAX] or today().isoformat(),
    )
    with transaction():
        try:
            with db.session.begin_nested():
                db.session.add(key)
        except IntegrityError as error:
            raise Conflict(DID_NOT_WORK) from error
        end_sessions_of(account.id, keep=current_session_id())
        record_change(account, "passkey_added")


def prove_passkey(account: Account, answer: str) -> bool:
    """Tell whether the answer was signed by one of the account's passkeys, for the challenge just given."""
    is_right = _is_signed(account, answer)
    note_attempt(account, is_right=is_right)
    return is_right


def _is_signed(account: Account, answer: str) -> bool:
    here, challenge = place(), _take_challenge()
    key = _answering_key(account, answer)
    if here is None or challenge is None or key is None:
        return False
    try:
        proven = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=here.name,
            expected_origin=here.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except Failed:
        return False
    with transaction():
        key.sign_count, key.used_on = proven.new_sign_count, today()
    return True


def _answering_key(account: Account, answer: str) -> Passkey | None:
    try:
        named = str(json.loads(answer[:ANSWER_MAX])["id"])
    except Failed:
        return None
    query = select(Passkey).where(Passkey.account_id == account.id, Passkey.credential_id == named)
    return db.session.scalar(query)


def _descriptors(account: Account) -> list[PublicKeyCredentialDescriptor]:
    keys = passkeys_of(account.id)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in keys]


def _new_challenge() -> bytes:
    challenge, row = generate_challenge(), current_row()
    if row is not None:
        with transaction():
            row.challenge, row.challenge_at = challenge, now()
    return challenge


def _take_challenge() -> bytes | None:
    row = current_row()
    if row is None or row.challenge is None or row.challenge_at is None:
        return None
    known, given_at = bytes(row.challenge), row.challenge_at
    own = (BrowserSession.id == row.id) & (BrowserSession.challenge == known)
    with transaction():
        taken = changed_rows(update(BrowserSession).where(own).values(challenge=None, challenge_at=None))
    is_mine = taken == 1
    return known if is_mine and now() - given_at < ANSWER_WITHIN else None
