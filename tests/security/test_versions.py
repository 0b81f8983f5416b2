"""Faults that others had to publish: the fixed versions are the ones that run, and nothing brings the old ways in."""

from __future__ import annotations

import json
import re
from importlib.metadata import distributions, version
from pathlib import Path

import pytest
import socketio

from tests.support.source import ROOT, calls, imports, python_files, templates

# Package, first version without the fault, lines of the checklist.
GATES = [
    pytest.param("python-socketio", (5, 16, 2), id="python-socketio"),
    pytest.param("python-engineio", (4, 13, 2), id="python-engineio"),
    pytest.param("werkzeug", (3, 1, 6), id="werkzeug"),
    pytest.param("flask", (3, 1, 3), id="flask"),
    pytest.param("gunicorn", (23, 0, 0), id="gunicorn"),
    pytest.param("gevent", (23, 9, 0), id="gevent"),
    pytest.param("jinja2", (3, 1, 6), id="jinja2"),
    pytest.param("pillow", (12, 1, 1), id="pillow"),
    pytest.param("cryptography", (46, 0, 5), id="cryptography"),
]
# Pickle and its relatives turn data into code.
PICKLERS = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "jsonpickle", "joblib"}
CALLERS = {"requests", "urllib.request", "http.client", "httpx", "aiohttp", "urllib3", "pycurl", "ftplib"}


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


@pytest.mark.attack("A09", "A10", "A11", "C06", "D06", "D07")
@pytest.mark.parametrize(("package", "oldest"), GATES)
def test_the_running_version_has_the_fix(package: str, oldest: tuple[int, ...]) -> None:
    assert numbers(version(package)) >= oldest


@pytest.mark.attack("A10", "D07")
def test_what_has_faults_of_its_own_is_not_installed() -> None:
    names = {(found.metadata["Name"] or "").lower() for found in distributions()}
    assert names.isdisjoint({"eventlet", "gevent-websocket", "rq", "celery", "dill"})


@pytest.mark.attack("A10")
def test_node_packages_are_for_linters_and_no_old_parser_is_among_them() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    parsers = {
        name: item["version"] for name, item in lock.items() if name.endswith("node_modules/socket.io-parser")
    }
    assert all(numbers(found) >= (4, 2, 6) for found in parsers.values()), parsers
    assert not any(name.endswith(("node_modules/socket.io", "node_modules/engine.io")) for name in lock)


@pytest.mark.attack("A09", "D14")
def test_nothing_unpickles() -> None:
    found = [
        f"{source.path}:{line} {name}"
        for source in python_files()
        for line, name in imports(source)
        if name.split(".")[0] in PICKLERS
    ]
    assert found == []


@pytest.mark.attack("A09", "D14")
def test_what_the_queue_between_processes_brings_is_read_as_json() -> None:
    folder = Path(socketio.__file__).parent
    read = {
        name: (folder / name).read_text(encoding="utf-8")
        for name in ("pubsub_manager.py", "redis_manager.py")
    }
    assert [
        name
        for name, text in read.items()
        if re.search(r"^\s*import pickle|pickle\.loads", text, re.MULTILINE)
    ] == []
    assert "json" in read["pubsub_manager.py"]


def fetching(text: str) -> list[str]:
    return [name for name in CALLERS if name == text or text.startswith(name + ".")]


@pytest.mark.attack("D13")
def test_the_server_fetches_nothing() -> None:
    """No module of the application can ask another host for a page: what people type stays an address."""
    found = [
        f"{source.path}:{line} {name}"
        for source in python_files()
        for line, name in imports(source)
        if fetching(name)
    ]
    assert found == []
    assert fetching("requests.get")
    assert fetching("urllib.request.urlopen")


@pytest.mark.attack("D10")
def test_no_text_of_people_becomes_a_template() -> None:
    names = {"render_template_string", "from_string", "Template", "eval", "exec", "compile"}
    found = [
        f"{source.path}:{node.lineno} {name}"
        for source in python_files()
        for name, node in calls(source.tree)
        if name.rpartition(".")[2] in names and not name.startswith("re.")
    ]
    assert found == []
    assert [name for name, text in templates() if re.search(r"\{\{[^}]*\bconfig\b", text)] == []
