"""Starts a server for a test run and ends it for certain: on request, or when the test process is gone.

Runs as its own process: python guardian.py <pid to watch> <signal> <user or -> <folder to remove or -> <command …>
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading

POLL_SECONDS = 0.2
GRACE_SECONDS = 10


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def guard(watched: int, number: int, user: str, folder: str, command: list[str]) -> int:
    asked_to_end = threading.Event()
    for received in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(received, lambda *_: asked_to_end.set())
    identity = {} if user == "-" else {"user": user, "group": user, "extra_groups": []}
    child = subprocess.Popen(command, start_new_session=True, **identity)
    try:
        while child.poll() is None and is_alive(watched) and not asked_to_end.wait(POLL_SECONDS):
            pass
        if child.poll() is None:
            child.send_signal(number)
            child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    finally:
        if folder != "-":
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(guard(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:]))
