"""What a service keeps under instance/: its keys, its database with starter content, the demo cast."""

from __future__ import annotations

import base64
import importlib.util
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.launch.places import BIN, ROOT, Stamp, digest, environment
from deploy.launch.report import Stop, say, work

if TYPE_CHECKING:
    from types import ModuleType

SIGN_INS = "demo-sign-ins.txt"


def settings() -> Any:
    """Return the service's own settings, read from this process's environment."""
    config = _config_module()
    try:
        return config.load_settings()
    except config.ConfigError as error:
        raise Stop(f"✗ {error}") from None


def _config_module() -> ModuleType:
    """Load app/config.py alone: importing the package would start Flask for the sake of ten values."""
    spec = importlib.util.spec_from_file_location("kenes_config", ROOT / "app" / "config.py")
    if spec is None or spec.loader is None:
        raise Stop("app/config.py is missing.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def make_secrets() -> None:
    """Create this machine's own keys once. In production the operator sets them."""
    path = Path(os.environ.get("KENES_INSTANCE") or ROOT / "instance") / "secrets.env"
    if os.environ.get("KENES_ENV", "development") != "development" or path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealing = base64.b64encode(secrets.token_bytes(32)).decode()
    text = (
        "# Keys of this machine only. Whoever loses SEALING_KEYS cannot read the stored questions any more.\n"
        f"SECRET_KEY={secrets.token_urlsafe(48)}\nSEALING_KEYS=1:{sealing}\n"
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def prepare_database(known: Any) -> None:
    """Migrate the database and load starter content; in development the demo cast too."""
    stamp = Stamp(".prepared", known.instance)
    folders = ("migrations", "app/content", "app/search/analysis")
    source = [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".toml"}
    ]
    value = f"{digest([*source, *ROOT.glob('app/*/commands*.py')])} {known.database_url}"
    if _is_there(known) and stamp.matches(value):
        return
    env = environment()
    flask = str(BIN / "flask")
    work("Migrating the database", [flask, "db", "upgrade"], env)
    work("Loading starter content", [flask, "content", "load"], env)
    work("Bringing the search index in line", [flask, "search", "rebuild"], env)
    if known.environment == "development":
        text = work("Loading the demo cast", [flask, "demo", "load"], env)
        (known.instance / SIGN_INS).write_text(text + "\n", encoding="utf-8")
    stamp.set(value)


def _is_there(known: Any) -> bool:
    """Tell whether an embedded database exists; a server's is always asked."""
    return bool(known.is_sqlite) and Path(known.database_url.removeprefix("sqlite:///")).is_file()


def show_sign_ins(known: Any) -> None:
    """Print who can sign in to the demo."""
    path = known.instance / SIGN_INS
    if known.environment == "development" and path.is_file():
        say("\nThe demo cast (role, sign-in, password):")
        say(path.read_text(encoding="utf-8").rstrip())
        if os.environ.get("SECOND_FACTOR", "optional") == "optional":
            say("They need no second factor here (SECOND_FACTOR=optional); who sets one up is asked for it.")
