"""`flask accounts create-admin` and `flask demo load`."""

from __future__ import annotations

import click
from flask import Blueprint, current_app

from app.accounts.demo import DEMO_PASSWORD, load_demo
from app.accounts.factors import reset_factors
from app.accounts.queries import find_account
from app.accounts.service import NewAccount, create_account
from app.authz.access import STAFF_ROLES, Role, system_actor
from app.config import Environment, Settings
from app.core.clock import now
from app.core.errors import DomainError
from app.i18n import LANGUAGES, in_language

bp = Blueprint("accounts_commands", __name__, cli_group=None)


@bp.cli.group()
def accounts() -> None:
    """Accounts of staff."""


@accounts.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="The name others of the staff see.")
@click.option("--locale", default="kk", type=click.Choice(LANGUAGES), help="Language of mails.")
@click.password_option(help="At least 14 characters; asked for when left out.")
def create_admin(email: str, name: str, locale: str, password: str) -> None:
    """Make the first administrator, who then invites the others."""
    if "@" not in email:
        raise click.BadParameter("an administrator signs in with an e-mail address")
    new = NewAccount(
        login=email,
        email=email,
        password=password,
        role=Role.ADMINISTRATOR,
        name=name or email,
        locale=locale,
    )
    try:
        create_account(new, languages=[locale], terms_accepted_at=now())
    except DomainError as error:
        with in_language("en"):
            raise click.ClickException(str(error.message)) from error
    click.echo(f"{email} can sign in now.")


@accounts.command("reset-factors")
@click.argument("email")
def reset_lost_factors(email: str) -> None:
    """Take away the lost second factors of somebody whom no administrator can help."""
    account = find_account(email)
    if account is None or account.role not in STAFF_ROLES:
        raise click.ClickException("there is no such member of staff")
    reset_factors(system_actor("accounts reset-factors"), account)
    click.echo(f"{email} sets up a new second factor when signing in.")


@bp.cli.group()
def demo() -> None:
    """A small cast for development."""


@demo.command("load")
def demo_load() -> None:
    """Make the demo cast where it is missing and print who can sign in."""
    settings: Settings = current_app.extensions["kenes_settings"]
    if settings.environment is Environment.PRODUCTION:
        raise click.ClickException("the demo cast has a known password and is not for production")
    for member in load_demo():
        click.echo(f"{member.role.value:<14} {member.login:<28} {DEMO_PASSWORD}")
