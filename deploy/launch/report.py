"""What the person at the terminal sees: one line for each step, and that a long one is still moving."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEARTBEAT = 10.0
KEPT_LINES = 40


class Stop(Exception):
    """Ends the launcher; the text is all that is printed."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def work(title: str, command: Sequence[str], env: Mapping[str, str], *, counting: str = "") -> str:
    """Run a long command quietly with signs of life; return its output, or show its end and stop.

    Lines that start with `counting` are counted and shown as progress.
    """
    say(f"· {title} …")
    began = time.monotonic()
    with subprocess.Popen(
        command, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        follower = _Follower(process, counting, began)
        code = follower.wait()
    if code != 0:
        tail = "\n".join(follower.last_lines)
        raise Stop(f"{tail}\n\n✗ {title}: failed (exit code {code}). The lines above say why.")
    say(f"  done in {time.monotonic() - began:.1f} s")
    return "\n".join(follower.all_lines)


class _Follower:
    """Reads the output of a process and reports every few seconds that it still works."""

    def __init__(self, process: subprocess.Popen[str], counting: str, began: float) -> None:
        self.process = process
        self.counting = counting
        self.began = began
        self.count = 0
        self.all_lines: list[str] = []
        self.last_lines: deque[str] = deque(maxlen=KEPT_LINES)
        self.finished = threading.Event()

    def wait(self) -> int:
        beat = threading.Thread(target=self._beat, daemon=True)
        beat.start()
        for line in self.process.stdout or ():
            text = line.rstrip()
            self.all_lines.append(text)
            self.last_lines.append(text)
            self.count += bool(self.counting) and text.startswith(self.counting)
        self.finished.set()
        beat.join()
        return self.process.wait()

    def _beat(self) -> None:
        while not self.finished.wait(HEARTBEAT):
            seconds = time.monotonic() - self.began
            counted = f", {self.count} packages so far" if self.count else ""
            say(f"  still working: {seconds:.0f} s{counted}")


def ask_program(command: Sequence[str]) -> str:
    """Return what a short command prints, or nothing if it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def is_terminal() -> bool:
    """Tell whether a person watches."""
    return sys.stdout.isatty()
