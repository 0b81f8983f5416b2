"""`flask search`: rebuild the index, and tell whether it has to be."""

from __future__ import annotations

import logging
import sys

import click
from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from app.extensions import db
from app.search import rebuild as building

log = logging.getLogger(__name__)
bp = Blueprint("search_commands", __name__, cli_group="search")


@bp.cli.command("rebuild")
@click.option("--all", "everything", is_flag=True, help="Write also what looks up to date.")
def rebuild(*, everything: bool) -> None:
    """Bring the search index in line with the articles; may be interrupted and started again."""
    if everything:
        building.forget_versions()
    progress = building.Progress()
    with tqdm(
        total=building.entries() or None,
        desc="search",
        unit=" texts",
        file=sys.stderr,
        disable=None,
        leave=False,
    ) as bar:
        for progress in building.rebuild():
            bar.update(progress.seen - bar.n)
    sys.stdout.write(
        f"search: {progress.seen} texts, {progress.written} written, {progress.removed} removed\n"
    )


@bp.cli.command("check")
def check() -> None:
    """Exit with 1 when the index was made by another version of the analysis."""
    if building.is_outdated():
        sys.stdout.write("search: outdated, run `flask search rebuild`\n")
        raise SystemExit(1)
    sys.stdout.write(f"search: up to date, {building.entries()} texts\n")


@bp.before_app_request
def tell_if_outdated() -> None:
    """Say once a process, at its start or first request, when searches are worse than they could be."""
    if _told:
        return
    _told.append(True)
    try:
        if building.is_outdated():
            log.warning("the search index is outdated: run `flask search rebuild`")
    except SQLAlchemyError:
        db.session.rollback()  # a database in trouble has its own page and its own alarm


_told: list[bool] = []
