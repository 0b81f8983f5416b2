"""Second factors of staff: which there are, digits of an app, codes on paper. Passkeys: passkeys.py."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pyotp
from flask import current_app
from sqlalchemy import delete, func, select, update

from app.accounts.browser import current_session_id, current_token, end_sessions_of
from app.accounts.events import FactorFailed, FactorProven, FactorsChanged
from app.accounts.models import Account, Passkey, RecoveryCode, TotpFactor
from app.authz.access import STAFF_ROLES, Actor, require
from app.authz.permissions import Permission
from app.config import SecondFactor, Settings
from app.core.clock import now
from app.core.codes import GROUP, grouped, is_code, new_code, read_code
from app.core.database import changed_rows
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.events import record
from app.core.limits import hit
from app.core.sealing import installation_seal
from app.core.slowhash import is_same, slow_hash
from app.core.transaction import transaction
from app.core.vault import keep_secrets
from app.extensions import db
from app.i18n import lazy_gettext as _l

ISSUER = "Kenes"
STEP_SECONDS = 30
PURPOSE = "totp"
CODES, CODE_GROUPS = 8, 4
# Whoever has the password may try this often: six digits are not many.
TRIES, TRIES_LONG = "5/minute", "30/hour"
WRONG_CODE = _l("This code is not right, or it has been used already. Wait for the next one.")
LAST_ONE = _l("This is the only second factor. Add another one first.")

keep_secrets(PURPOSE, TotpFactor.__table__, "secret_sealed", "account_id")  # type: ignore[arg-type]


def is_required() -> bool:
    """Tell whether this installation lets no staff in without a second factor."""
    settings: Settings = current_app.extensions["kenes_settings"]
    return settings.second_factor is SecondFactor.REQUIRED


def has_factor(account_id: str) -> bool:
    """Tell whether the account has an app or a passkey; codes on paper alone are none."""
    has_app = select(TotpFactor.account_id).where(TotpFactor.account_id == account_id).exists()
    has_key = select(Passkey.id).where(Passkey.account_id == account_id).exists()
    return bool(db.session.scalar(select(has_app | has_key)))


def needs_factor(account: Account) -> bool:
    """Tell whether the password alone opens nothing: staff with a factor; all staff where it is required."""
    return account.role in STAFF_ROLES and (is_required() or has_factor(account.id))


def proposed_secret() -> str:
    """Return the secret a new app would get: always the same for this session, stored only once proven.

    It is derived from the token that only this browser's cookie holds.
    """
    key = current_app.config["SECRET_KEY"].encode()
    digest = hmac.new(key, f"totp:{current_token()}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode()


def app_link(account: Account, secret: str) -> str:
    """Return what the QR code of a new app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=ISSUER)


def add_app(account: Account, digits: str) -> None:
    """Store the proposed secret, once its digits show that the app has it. Callers know it is the owner."""
    _count_try(account)
    secret = proposed_secret()
    step = _matching_step(secret, digits, after=0)
    if step is None:
        raise Invalid(WRONG_CODE, field="code")
    place = f"totp_factors.secret_sealed:{account.id}"
    sealed = installation_seal(PURPOSE).seal(secret, place)
    with transaction():
        end_sessions_of(account.id, keep=current_session_id())
        db.session.execute(delete(TotpFactor).where(TotpFactor.account_id == account.id))
        db.session.add(TotpFactor(account_id=account.id, secret_sealed=sealed, last_step=step))
        record_change(account, "app_added")


def prove(account: Account, typed: str) -> bool:
    """Tell whether these are the app's digits of now or an unused code on paper; each opens once."""
    _count_try(account)
    digits = "".join(typed.split())
    has_digits = digits.isdecimal() and len(digits) == 6
    is_right = _use_digits(account, digits) if has_digits else _use_code(account, typed)
    note_attempt(account, is_right=is_right)
    return is_right


def note_attempt(account: Account, *, is_right: bool) -> None:
    """Have the audit log know of a right or a wrong second factor."""
    with transaction():
        event = FactorProven if is_right else FactorFailed
        record(event(actor=account.id, account_id=account.id))


def new_codes(account: Account) -> list[str]:
    """Replace the codes on paper by fresh ones and return them; they are shown once and kept nowhere."""
    codes: dict[str, str] = {}
    while len(codes) < CODES:  # the first group finds the code, so no two share it
        code = new_code(CODE_GROUPS)
        codes[code[:GROUP]] = code
    hashes = {selector: slow_hash(code) for selector, code in codes.items()}
    with transaction():
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
        for selector, code_hash in hashes.items():
            db.session.add(RecoveryCode(account_id=account.id, selector=selector, code_hash=code_hash))
        record_change(account, "codes_renewed")
    return list(codes.values())


def codes_left(account_id: str) -> int:
    """Return how many codes on paper still open."""
    unused = RecoveryCode.used_at.is_(None)
    query = select(func.count()).where(RecoveryCode.account_id == account_id, unused)
    return db.session.scalar(query) or 0


def remove_factor(actor: Actor, account: Account, *, passkey_id: str | None = None) -> None:
    """Remove the app, or a passkey; the last factor stays where one is required. Other sessions end."""
    require_own(actor, account)
    with transaction():
        if passkey_id:
            own = (Passkey.id == passkey_id) & (Passkey.account_id == account.id)
            db.session.execute(delete(Passkey).where(own))
        else:
            db.session.execute(delete(TotpFactor).where(TotpFactor.account_id == account.id))
        db.session.flush()
        if not has_factor(account.id):
            if is_required():
                raise Conflict(LAST_ONE)
            db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
        end_sessions_of(account.id, keep=actor.session_id)
        record_change(account, "passkey_removed" if passkey_id else "app_removed")


def reset_factors(actor: Actor, account: Account) -> None:
    """Take away everything somebody has lost; the next sign-in sets up a new one. All sessions end."""
    require(actor, Permission.PEOPLE_RESET_FACTOR, account)
    with transaction():
        for model in (TotpFactor, Passkey, RecoveryCode):
            db.session.execute(delete(model).where(model.account_id == account.id))
        end_sessions_of(account.id)
        record(FactorsChanged(actor=actor.reference, account_id=account.id, change="reset"))


def require_own(actor: Actor, account: Account) -> None:
    """Raise NotAllowed unless this is the actor's own account of staff."""
    require(actor, Permission.ACCOUNT_MANAGE_OWN)
    if account.id != actor.account_id or account.role not in STAFF_ROLES:
        raise NotAllowed


def record_change(account: Account, change: str) -> None:
    """Note a change of the owner's; mail and audit log follow."""
    record(FactorsChanged(actor=account.id, account_id=account.id, change=change))


def _use_digits(account: Account, digits: str) -> bool:
    factor = db.session.get(TotpFactor, account.id)
    if factor is None:
        return False
    secret = installation_seal(PURPOSE).open(factor.secret_sealed, f"totp_factors.secret_sealed:{account.id}")
    step = _matching_step(secret, digits, after=factor.last_step)
    if step is None:
        return False
    with transaction():  # two at the same moment: one of them finds the step used
        used = changed_rows(
            update(TotpFactor)
            .where(TotpFactor.account_id == account.id, TotpFactor.last_step < step)
            .values(last_step=step)
        )
    return used == 1


def _matching_step(secret: str, digits: str, *, after: int) -> int | None:
    """Return the step, present or previous, whose digits these are, if it is newer than `after`."""
    totp, step = pyotp.TOTP(secret), int(now().timestamp()) // STEP_SECONDS
    typed = "".join(digits.split()).encode()
    for candidate in (step, step - 1):
        if candidate > after and hmac.compare_digest(totp.generate_otp(candidate).encode(), typed):
            return candidate
    return None


def _use_code(account: Account, typed: str) -> bool:
    plain = read_code(typed)
    if not is_code(plain, CODE_GROUPS):
        return False
    owned = (RecoveryCode.account_id == account.id) & RecoveryCode.used_at.is_(None)
    query = select(RecoveryCode.id, RecoveryCode.code_hash).where(
        owned, RecoveryCode.selector == plain[:GROUP]
    )
    row = db.session.execute(query.limit(1)).first()
    if not is_same(row.code_hash if row else None, grouped(plain)) or row is None:
        return False
    with transaction():
        used = changed_rows(
            update(RecoveryCode).where(RecoveryCode.id == row.id, owned).values(used_at=now())
        )
    return used == 1


def _count_try(account: Account) -> None:
    for rate in (TRIES, TRIES_LONG):
        hit("second-factor", account.id, rate)
