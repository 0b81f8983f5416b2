"""`make pins`: compile the lists of direct dependencies into files with exact versions and hashes."""

from __future__ import annotations

import json

from deploy.launch import node, setup
from deploy.launch.places import BIN, ROOT, environment
from deploy.launch.report import work

UV = (
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
)


def renew() -> int:
    """Write requirements.txt, requirements-dev.txt and package-lock.json anew, newest fitting versions."""
    setup.make_venv()
    setup.install_pins(setup.DEVELOPMENT)
    for name in ("requirements", "requirements-dev"):
        command = [str(BIN / "uv"), *UV, "--no-annotate", "--upgrade", f"{name}.in", "-o", f"{name}.txt"]
        work(f"Compiling {name}.txt", command, environment())
    npm = [node.find_npm(), "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
    work("Compiling package-lock.json", npm, environment())
    drop_addresses()
    return 0


def drop_addresses() -> None:
    """Take the sponsors' addresses out of the lock file: it names packages, versions and hashes only."""
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
