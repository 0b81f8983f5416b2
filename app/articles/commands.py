"""`flask content load`: reference data and starter articles, again and again without harm."""

from __future__ import annotations

import sys

from flask import Blueprint
from tqdm import tqdm

from app.articles.loader import FOLDER, load_articles
from app.reference.loader import LOADERS, load_reference

bp = Blueprint("content", __name__, cli_group="content")


@bp.cli.command("load")
def load() -> None:
    """Bring app/content into the database; what has not changed is skipped."""
    total = len(LOADERS) + len(list(FOLDER.glob("F*.toml")))
    written = 0
    with tqdm(total=total, desc="content", file=sys.stderr, disable=None, leave=False) as bar:
        for source in (load_reference(), load_articles()):
            for _name, rows in source:
                written += rows
                bar.update()
    sys.stdout.write(f"content: {written} rows and texts written\n" if written else "content: up to date\n")
