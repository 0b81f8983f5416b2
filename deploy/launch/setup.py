"""Set-up: virtual environment, pinned packages, browser assets, compressed files, translations.

Every step remembers from what it was made and does nothing when that has not changed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

from deploy.launch import node
from deploy.launch.places import (
    MODULES,
    PYTHON,
    ROOT,
    STATIC,
    TRANSLATIONS,
    VENDOR,
    VENV,
    Stamp,
    digest,
    environment,
)
from deploy.launch.report import Stop, say, work

PIP = (str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes")
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
# What is copied out of the npm packages: source below node_modules, name below app/static/vendor.
ASSETS = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/LICENSE": "bootstrap.LICENSE.txt",
    "socket.io-client/dist/socket.io.esm.min.js": "socket.io.esm.min.js",
    "socket.io-client/LICENSE": "socket.io.LICENSE.txt",
}


def set_up_to_run() -> None:
    """Make everything that serving needs."""
    make_venv()
    install_pins(RUNTIME)
    copy_assets()
    build_translations()
    compress_static()


def set_up_for_work() -> int:
    """Make everything that linting and testing need as well."""
    make_venv()
    install_pins(DEVELOPMENT)
    node.install_modules(development=True)
    copy_assets()
    build_translations()
    compress_static()
    return 0


def make_venv() -> None:
    """Create .venv, again if the Python it was made with has gone."""
    if (
        PYTHON.exists()
        and subprocess.run([str(PYTHON), "-c", ""], check=False, capture_output=True).returncode == 0
    ):
        return
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise Stop(
            f"{done.stdout}{done.stderr}\nThe virtual environment could not be made. "
            "On Debian and Ubuntu it needs one more package: apt-get install python3-venv"
        )


def install_pins(wanted: str) -> None:
    """Install the pinned packages of a list unless exactly these are installed."""
    stamp = VENV / "pins.json"
    hashes = {name: digest([ROOT / name]) for name in (RUNTIME, DEVELOPMENT)}
    installed = json.loads(stamp.read_text(encoding="utf-8")) if stamp.is_file() else {}
    if installed.get(wanted) == hashes[wanted]:
        return
    work(
        "Installing pinned Python packages (about a minute)",
        [*PIP, "-r", wanted],
        environment(),
        counting="Collecting ",
    )
    kept = hashes if wanted == DEVELOPMENT else {RUNTIME: hashes[RUNTIME]}
    stamp.write_text(json.dumps(kept), encoding="utf-8")


def copy_assets() -> None:
    """Copy the pinned stylesheet and socket client, with their licences, into app/static/vendor."""
    source = digest([ROOT / "package-lock.json"]) + "".join(ASSETS.values())
    stamp = Stamp("assets")
    if stamp.matches(source) and all((VENDOR / name).is_file() for name in ASSETS.values()):
        return
    node.install_modules(development=False)
    VENDOR.mkdir(parents=True, exist_ok=True)
    for origin, name in ASSETS.items():
        shutil.copyfile(MODULES / origin, VENDOR / name)
    stamp.set(source)


def build_translations() -> None:
    """Merge and compile the catalogues when a text to translate or a translation has changed."""
    folder = ROOT / "app"
    texts = [path for path in folder.rglob("*") if path.suffix in {".po", ".py", ".html", ".txt"}]
    source = digest(path for path in texts if "LC_MESSAGES" not in path.parts)
    stamp = Stamp("translations")
    built = [TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo" for language in ("kk", "ru", "en")]
    if stamp.matches(source) and all(path.is_file() for path in built):
        return
    work("Building translations", [str(PYTHON), "-m", "app.translations.build"], environment())
    stamp.set(source)


def compress_static() -> None:
    """Compress stylesheets and scripts once, ahead of serving, when any of them has changed."""
    files = [
        path
        for path in STATIC.rglob("*")
        if path.is_file() and path.suffix not in {".br", ".gz"} and path.name[0] != "."
    ]
    source = digest(files)
    stamp = Stamp("static")
    if not stamp.matches(source) or not (VENDOR / "bootstrap.min.css.br").is_file():
        work("Compressing static files", [str(PYTHON), "-m", "deploy.launch.compress"], environment())
        stamp.set(source)


def clean() -> int:
    """Remove everything that set-up and tests make; questions and keys under instance/ stay."""
    made = [
        VENV,
        MODULES,
        VENDOR,
        ROOT / ".mypy_cache",
        ROOT / ".ruff_cache",
        ROOT / ".pytest_cache",
        ROOT / ".hypothesis",
    ]
    made += [
        ROOT / "htmlcov",
        ROOT / "test-results",
        ROOT / "tests" / "artefacts",
        *TRANSLATIONS.glob("*/LC_MESSAGES"),
    ]
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    for path in [*STATIC.rglob("*.br"), *STATIC.rglob("*.gz"), *ROOT.glob(".coverage*")]:
        path.unlink()
    say("Removed what set-up had made. instance/ (database, keys, mail) is untouched.")
    return 0
