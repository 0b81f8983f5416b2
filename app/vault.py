"""`flask vault`: the installation's keys, and moving everything to a new one."""

from __future__ import annotations

import base64
import os
import secrets
import time
from pathlib import Path

import click
from flask import Blueprint, current_app

from app.config import ConfigError, Settings, read_key_file
from app.core import vault
from app.core.sealing import KEY_BYTES, key_ring

bp = Blueprint("vault_commands", __name__, cli_group="vault")


@bp.cli.command("status")
def status() -> None:
    """Print which key closes how much. No key is shown."""
    ring = key_ring()
    versions = ", ".join(str(version) for version in sorted(ring.keys))
    click.echo(f"Keys here: {versions}. Key {ring.newest} seals.")
    missing = False
    for name, counted in vault.count_versions().items():
        parts = [f"key {version}: {count}" for version, count in sorted(counted.items())] or ["nothing"]
        click.echo(f"{name:<32} {', '.join(parts)}")
        missing = missing or any(version not in ring.keys for version in counted)
    if missing:
        raise click.ClickException("some values are closed by a key that is not here: nobody can open them")
    waiting = vault.count_old()
    click.echo(f"{waiting} values wait for `flask vault rotate`." if waiting else "Old keys are not needed.")


@bp.cli.command("rotate")
@click.option("--batch", default=200, show_default=True, help="Values per transaction.")
@click.option("--pause", default=0.0, show_default=True, help="Seconds of rest for the database in between.")
def rotate(batch: int, pause: float) -> None:
    """Move everything to the newest key while people work. Interrupted, it goes on where it was."""
    total = vault.count_old()
    with click.progressbar(length=total, label=f"To key {key_ring().newest}") as bar:
        for moved in vault.rotate(batch):
            bar.update(moved)
            time.sleep(pause)
    left = vault.count_old()
    if left:
        raise click.ClickException(
            f"{left} values were sealed with an old key meanwhile: restart the servers with the new key, "
            "then rotate again"
        )
    click.echo("Done. Old keys are not needed any more: flask vault drop-old")


@bp.cli.command("add-key")
def add_key() -> None:
    """Add a random key to SEALING_KEY_FILE, or print one for SEALING_KEYS. Then restart the servers."""
    fresh = max(key_ring().keys) + 1
    if fresh > 255:
        raise click.ClickException("255 is the highest number a key can have, and it is taken")
    path = _key_file()
    line = f"{fresh}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"
    if path is None:
        click.echo(f"Add to SEALING_KEYS after a comma, keeping what is there:\n{line}")
        return
    _write(path, [*_lines(read_key_file(path)), line])
    click.echo(f"Key {fresh} is in the file. Restart the servers, then: flask vault rotate")


@bp.cli.command("drop-old")
def drop_old() -> None:
    """Forget the old keys, if nothing is closed by them. Old backups cannot be read afterwards."""
    waiting, newest = vault.count_old(), key_ring().newest
    if waiting:
        raise click.ClickException(f"{waiting} values still need an old key: flask vault rotate")
    path = _key_file()
    if path is None:
        click.echo(f"Nothing needs an old key. Leave only number {newest} in SEALING_KEYS.")
        return
    _write(path, _lines({newest: key_ring().keys[newest]}))
    click.echo(f"Only key {newest} is left. Make a new backup now: older ones open only with the old key.")


def _key_file() -> Path | None:
    settings: Settings = current_app.extensions["kenes_settings"]
    return settings.sealing_key_file


def _lines(keys: dict[int, bytes]) -> list[str]:
    return [f"{number}:{base64.b64encode(key).decode()}" for number, key in sorted(keys.items())]


def _write(path: Path, lines: list[str]) -> None:
    """Replace the file at once, so that no moment has half a file."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        read_key_file(beside)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    beside.replace(path)
