"""`python3 -m deploy.launch <command>`: find a Python that is new enough, then do what was asked."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

OLDEST = (3, 11)


def require_python() -> None:
    """Go on with a newer interpreter if this one is too old and a newer one is at hand."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which("python3.%d" % minor)  # noqa: UP031 - read by old interpreters too
        if newer:
            os.execv(newer, [newer, "-m", "deploy.launch", *sys.argv[1:]])  # noqa: S606 - same program again
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit("Kenes needs Python 3.11 or newer; this is Python %s and no newer one was found." % found)  # noqa: UP031


def commands() -> dict[str, Callable[[], int]]:
    """Return what can be asked for."""
    from deploy.launch import audit, check, pins, serve, setup  # noqa: PLC0415 - needs the version check first

    return {
        "run": serve.run,
        "setup": setup.set_up_for_work,
        "lint": check.lint,
        "format": check.reformat,
        "test": check.test,
        "test-unit": lambda: check.some_tests("tests/unit", "tests/architecture"),
        "test-integration": lambda: check.some_tests("tests/integration"),
        "test-e2e": lambda: check.some_tests("tests/e2e", "tests/faults"),
        "test-faults": lambda: check.script("tests/faults/campaign/run.py"),
        "scale": check.scale,
        "bench": lambda: check.script("bench/run.py"),
        "bench-redaction": lambda: check.script("bench/redaction.py"),
        "bench-chat": lambda: check.script("bench/chat.py"),
        "bench-sealing": lambda: check.script("bench/sealing.py"),
        "bench-search": lambda: check.script("bench/search.py"),
        "screenshots": lambda: check.script("tests/e2e/screenshots.py"),
        "fuzz": lambda: check.fuzz(600),
        "audit": audit.audit,
        "pins": pins.renew,
        "clean": setup.clean,
    }


def main() -> int:
    """Run the command named on the command line."""
    require_python()
    known = commands()
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in known:
        sys.exit(f"Unknown command {name!r}; known are: {', '.join(known)}.")
    from deploy.launch.report import Stop  # noqa: PLC0415 - needs the version check first

    try:
        return known[name]()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
