"""Servers of the tests do not outlive them, not even when the test run is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.processes import ROOT, Recipe, answers, free_port, start

pytestmark = pytest.mark.faults
SERVER = "import http.server, sys; http.server.test(bind='127.0.0.1', port=int(sys.argv[1]))"
STARTER = """
import sys, time
from pathlib import Path
from tests.support.processes import Recipe, start
port, folder = int(sys.argv[1]), Path(sys.argv[2])
folder.mkdir()
start(Recipe([sys.executable, "-c", sys.argv[3], str(port)], port, folder / "log", remove=str(folder)))
print("started", flush=True)
time.sleep(60)
"""


def wait_until_silent(port: int) -> bool:
    deadline = time.monotonic() + 10
    while answers(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not answers(port)


def test_a_killed_test_run_takes_its_servers_along(tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "server"
    command = [sys.executable, "-c", STARTER, str(port), str(folder), SERVER]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "started\n"
        assert answers(port)
        run.send_signal(signal.SIGKILL)
    assert wait_until_silent(port)
    deadline = time.monotonic() + 5
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()


def test_a_server_ends_on_request(tmp_path: Path) -> None:
    port = free_port()
    server = start(Recipe([sys.executable, "-c", SERVER, str(port)], port, tmp_path / "log"))
    assert answers(port)
    server.stop()
    assert not answers(port)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        start(
            Recipe([sys.executable, "-c", "raise SystemExit('no such thing')"], free_port(), tmp_path / "log")
        )
