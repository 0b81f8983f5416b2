"""Measures pages from outside: bytes over the wire, Lighthouse's scores."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.support import needs
from tests.support.processes import ROOT

LIGHTHOUSE = ROOT / "node_modules/lighthouse/cli/index.js"
NODE = ROOT / ".venv/bin/node"
CATEGORIES = ("accessibility", "best-practices", "seo")


@dataclass
class TransferMeter:
    """Counts what a page costs a reader: headers and compressed bodies of every answer."""

    bytes_by_url: dict[str, int] = field(default_factory=dict)
    _urls: dict[str, str] = field(default_factory=dict)

    @classmethod
    def attach(cls, context: BrowserContext, page: Page) -> TransferMeter:
        meter = cls()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", meter._on_request)
        session.on("Network.loadingFinished", meter._on_finished)
        return meter

    def _on_request(self, event: dict[str, Any]) -> None:
        self._urls[event["requestId"]] = event["request"]["url"]

    def _on_finished(self, event: dict[str, Any]) -> None:
        url = self._urls.get(event["requestId"], "?")
        self.bytes_by_url[url] = self.bytes_by_url.get(url, 0) + int(event["encodedDataLength"])

    @property
    def total(self) -> int:
        return sum(self.bytes_by_url.values())

    def reset(self) -> None:
        self.bytes_by_url.clear()

    def report(self) -> str:
        lines = sorted(self.bytes_by_url.items(), key=lambda item: -item[1])
        return "\n".join(f"{size:8} {url}" for url, size in [*lines, ("total", self.total)])


def lighthouse(
    url: str, *, categories: Sequence[str] = CATEGORIES, headers: dict[str, str] | None = None
) -> tuple[dict[str, int], list[str]]:
    """Return Lighthouse's scores from 0 to 100 and the titles of what it found wanting."""
    if not LIGHTHOUSE.exists():
        needs.not_here("lighthouse (make setup)")
    flags = (
        "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    )
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(NODE), str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}"]
        command += [
            f"--only-categories={','.join(categories)}",
            f"--chrome-flags={flags} --user-data-dir={folder}/chrome",
        ]
        if headers:
            command.append(f"--extra-headers={json.dumps(headers)}")
        env = {**os.environ, "CHROME_PATH": needs.chromium()}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=110, check=False)
        if not report.exists():
            raise RuntimeError(f"lighthouse failed:\n{done.stdout}{done.stderr}")
        result = json.loads(report.read_text(encoding="utf-8"))
    if failure := result.get("runtimeError"):
        raise RuntimeError(f"lighthouse could not judge {url}: {failure['message']}")
    scores = {name: round(100 * (item["score"] or 0)) for name, item in result["categories"].items()}
    return scores, _wanting(result)


def _wanting(result: dict[str, Any]) -> list[str]:
    named = {
        ref["id"]
        for category in result["categories"].values()
        for ref in category["auditRefs"]
        if ref["weight"]
    }
    audits = (audit for name, audit in result["audits"].items() if name in named)
    return [audit["title"] for audit in audits if audit["score"] is not None and audit["score"] < 1]
