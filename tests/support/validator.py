"""html-validate, a second opinion on pages: content model, attributes, accessibility of markup."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.support import needs
from tests.support.processes import ROOT

PROGRAM = ROOT / "node_modules/html-validate/bin/html-validate.mjs"
NODE = ROOT / ".venv/bin/node"


def validate(folder: Path) -> list[str]:
    """Return what is wrong with the .html files of a folder, one line each."""
    if not PROGRAM.exists():
        needs.not_here("html-validate (make setup)")
    command = [
        str(NODE),
        str(PROGRAM),
        "--config",
        str(ROOT / ".htmlvalidate.json"),
        "--formatter",
        "json",
        str(folder),
    ]
    report = folder / "report.json"
    with report.open("w") as output:  # a file: Node cuts long output to a pipe short when it exits
        done = subprocess.run(
            command, stdout=output, stderr=subprocess.PIPE, text=True, timeout=100, check=False, cwd=ROOT
        )
    text = report.read_text(encoding="utf-8")
    if done.returncode > 1 or not text.startswith("["):
        raise RuntimeError(f"html-validate failed:\n{text[-2000:]}{done.stderr}")
    return [
        f"{Path(result['filePath']).name}:{message['line']} {message['message']} ({message['ruleId']})"
        for result in json.loads(text)
        for message in result["messages"]
        if message["severity"] > 1
    ]
