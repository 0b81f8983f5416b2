"""What staff's pages rely on, done by the clock."""

from __future__ import annotations

from app.staff.audit import verify
from app.worker import periodic

AUDIT_JOB = "audit.verify"


class AuditBroken(Exception):
    """The log is not what was written; the health page shows this name."""


@periodic(AUDIT_JOB, every_seconds=24 * 3600)
def verify_audit() -> int:
    """Walk the whole audit log once a day; return how many entries are sound."""
    verdict = verify()
    if not verdict.is_sound:
        raise AuditBroken
    return verdict.entries
