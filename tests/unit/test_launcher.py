"""The launcher behind make: what it hides from tests, how it remembers, which pins it takes."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from deploy.launch import node, places, serve
from deploy.launch.report import Stop


def test_tests_do_not_see_a_developers_database(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "DATABASE_URL",
        "REDIS_URL",
        "KENES_ENV",
        "SMTP_PASSWORD",
        "FLASK_APP",
        "NODE_ENV",
        "PYTHONPATH",
    ):
        monkeypatch.setenv(name, "theirs")
    env = places.environment(without_settings=True)
    assert "theirs" not in env.values()
    assert places.environment()["DATABASE_URL"] == "theirs"


def test_a_stamp_matches_only_what_it_was_made_from(tmp_path: Path) -> None:
    stamp = places.Stamp("x", tmp_path / "folder")
    assert not stamp.matches("1")
    stamp.set("1")
    assert stamp.matches("1")
    assert not stamp.matches("2")


def test_node_is_pinned_with_its_hashes() -> None:
    pinned = "".join(node._pinned(*node.WHEEL))
    assert pinned.count("==") == len(node.WHEEL)
    assert pinned.count("--hash=sha256:") > len(node.WHEEL)


def test_a_taken_port_gives_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=f"port {port} .*PORT={port + 1} make run"):
            serve.require_free("127.0.0.1", port)
    serve.require_free("127.0.0.1", port)
