"""`flask audit verify`: is the log what it was?"""

from __future__ import annotations

import click
from flask import Blueprint

from app.staff.audit import verify

bp = Blueprint("audit_commands", __name__, cli_group="audit")


@bp.cli.command("verify")
@click.option("--head", default=None, help="A hash printed earlier: the log must still contain it.")
def check(head: str | None) -> None:
    """Walk the chain of the audit log and print its newest hash. Keep that somewhere else."""
    verdict = verify(head)
    if verdict.broken_at is not None:
        raise click.ClickException(f"the chain breaks at entry {verdict.broken_at}: it was changed by hand")
    if not verdict.has_expected:
        raise click.ClickException("the hash you named is not in the log: its end was cut off or rewritten")
    click.echo(f"{verdict.entries} entries, unbroken. Newest hash: {verdict.head}")
