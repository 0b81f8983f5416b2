"""`make screenshots`: pictures of the main pages, three languages, two screens, both colour schemes.

They go to tests/artefacts/screenshots/<page>-<language>-<screen>-<scheme>.png; give page names to take fewer.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tqdm import tqdm

from tests.support import databases, needs
from tests.support.fixtures_browser import DESK, FLAGS, PHONE
from tests.support.fixtures_server import LiveServer, new_database, serve
from tests.support.processes import ROOT

TARGET = ROOT / "tests" / "artefacts" / "screenshots"
PUBLIC = {
    "home": "/",
    "search": "/search?q=%D0%BF%D0%B0%D1%81%D0%BF%D0%BE%D1%80%D1%82",
    "topics": "/topics",
    "article": "/a/absentee-certificate",
    "law": "/law",
    "glossary": "/glossary",
    "about": "/about",
    "ask": "/ask",
    "sign-in": "/sign-in",
    "not-found": "/no-such-page",
}
LANGUAGES = {"kk": "", "ru": "/ru", "en": "/en"}
SCREENS = {"phone": PHONE, "desk": DESK}
SCHEMES = ("light", "dark")


def take(browser: Browser, server: LiveServer, wanted: dict[str, str]) -> None:
    combinations = list(itertools.product(SCREENS, SCHEMES))
    with tqdm(
        total=len(combinations) * len(wanted) * len(LANGUAGES), unit="picture", disable=None
    ) as progress:
        for screen, scheme in combinations:
            context = browser.new_context(
                viewport=SCREENS[screen], color_scheme=scheme, device_scale_factor=1
            )
            page = context.new_page()
            for (name, path), (language, prefix) in itertools.product(wanted.items(), LANGUAGES.items()):
                _picture(page, f"{server.url}{prefix}{path}", f"{name}-{language}-{screen}-{scheme}")
                progress.update()
            context.close()


def _picture(page: Page, url: str, name: str) -> None:
    page.goto(url, wait_until="networkidle")
    page.screenshot(path=TARGET / f"{name}.png", full_page=True)


def main(names: list[str]) -> None:
    wanted = {name: path for name, path in PUBLIC.items() if not names or name in names}
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        server = serve(new_database("sqlite", databases.FULL, place, "pictures"), place, with_worker=False)
        browser = playwright.chromium.launch(executable_path=needs.chromium(), args=FLAGS)
        try:
            take(browser, server, wanted)
        finally:
            browser.close()
            server.stop()
            databases.remove_run_folder()
    sys.stdout.write(f"Pictures are in {TARGET.relative_to(ROOT)}/\n")


if __name__ == "__main__":
    main(sys.argv[1:])
