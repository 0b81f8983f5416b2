"""What may not lie anywhere in the tree, and what the pinned lists promise."""

from __future__ import annotations

import importlib.util
import json
import re
import stat

import pytest

from tests.support.source import ROOT, tracked_files

# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "npmjs" + ".org", "npmjs" + ".com", "unpkg" + ".com",
              "jsdelivr" + ".net", "deb.debian" + ".org", "proxy.golang" + ".org")  # fmt: skip
MACHINE_PATHS = tuple("/" + name + "/" for name in ("work", "root", "opt/" + "wheels", "home/" + "user"))
ANY_PLACE = re.compile(
    "|".join(map(re.escape, REGISTRIES)) + r"|(?<![\w.$}])(?:" + "|".join(map(re.escape, MACHINE_PATHS)) + ")"
)
PINNED = ("requirements.txt", "requirements-dev.txt")
# Their mere presence changes how sockets are served.
HARMFUL = ("eventlet", "geventwebsocket", "gevent_websocket")


def places_named(name: str, text: str) -> list[str]:
    return [f"{name}: {found[0]}" for found in ANY_PLACE.finditer(text)]


def loose_pins(text: str) -> list[str]:
    """Return lines of a requirements file that do not name one exact, hashed package."""
    logical = text.replace("\\\n", " ").splitlines()
    return [
        line[:60]
        for line in logical
        if line.strip() and not re.match(r"[\w.\[\],-]+==\S+.*--hash=sha256:", line)
    ]


def test_no_registry_and_no_machine_path_is_named() -> None:
    files = [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
        for path in tracked_files()
    ]
    assert [line for name, text in files for line in places_named(name, text)] == []


@pytest.mark.parametrize(
    "text", ["--index-url https://" + "pypi" + ".org/simple", "cd /" + "work/main", "see '/" + "root/x'"]
)
def test_a_named_place_is_found(text: str) -> None:
    assert places_named("x", text)


@pytest.mark.parametrize("text", ["/desk/work/1", "app/work/x", "network/root/"])
def test_similar_words_pass(text: str) -> None:
    assert places_named("x", text) == []


@pytest.mark.parametrize("name", PINNED)
def test_every_python_package_is_pinned_and_hashed(name: str) -> None:
    assert loose_pins((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ["flask", "flask>=3 --hash=sha256:1", "flask==3.1", "--index-url x\nflask==3 --hash=sha256:1"]
)
def test_a_loose_pin_is_found(text: str) -> None:
    assert loose_pins(text)


def test_the_browser_lock_file_holds_hashes_and_no_addresses() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: item for name, item in json.loads(text)["packages"].items() if name}
    assert "://" not in text
    assert [name for name, item in packages.items() if "integrity" not in item] == []


@pytest.mark.parametrize("name", HARMFUL)
def test_no_package_is_installed_that_would_change_the_server(name: str) -> None:
    assert importlib.util.find_spec(name) is None


def test_ci_runs_exactly_the_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert script.read_text(encoding="utf-8").rstrip().endswith("make test")
