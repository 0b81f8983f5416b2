"""Writes docs/security-tests.md: runs every test that names a line of the attack checklist and notes what came out.

`python -m tests.security.table` runs and writes, `--check` only compares lines and tests with the file.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from pathlib import Path

from tests.security.proofs import checklist, marked_tests, not_here
from tests.support.source import ROOT

TARGET = ROOT / "docs" / "security-tests.md"
GREEN = "green"
HEAD = """\
# Attacks and the tests that make them

Written by `python -m tests.security.table` from the marks `@pytest.mark.attack("…")` and a run of these tests; do not
edit by hand. `make test` compares lines and tests with this file and runs them all again; with CI=true a skipped test is a failure.
The lines are described in `tests/security/checklist.toml`. "×8" means eight cases: databases, roles, payloads.

| line | attack | tests | state |
|---|---|---|---|
"""


def rows(states: dict[str, str]) -> list[str]:
    """Return one row for each line of the checklist."""
    marked = marked_tests()
    return [_row(line, text, marked.get(line, []), states) for line, text in checklist().items()]


def _row(line: str, text: str, tests: list[str], states: dict[str, str]) -> str:
    shown = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in tests) or "–"
    reason = not_here().get(line)
    note = f"<br>Not here: {reason}." if reason else ""
    return f"| {line} | {text} | {shown}{note} | {_state(tests, states)} |"


def _state(tests: list[str], states: dict[str, str]) -> str:
    if not tests:
        return "no test"
    return "<br>".join(states.get(test, "not run") for test in tests)


def run() -> dict[str, str]:
    """Run the marked tests and return what came out, by node id without parameters."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        named = sorted({test for tests in marked_tests().values() for test in tests})
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", f"--junitxml={report}", *named]
        subprocess.run(command, cwd=ROOT, check=False)
        return _outcomes(report)


def _outcomes(report: Path) -> dict[str, str]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for case in ET.parse(report).iter("testcase"):
        kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
        counted[_node_id(case)][min(kinds) if kinds else GREEN] += 1
    return {
        name: ", ".join(f"{kind} ×{number}" if number > 1 else kind for kind, number in kinds.items())
        for name, kinds in counted.items()
    }


def _node_id(case: ET.Element) -> str:
    parts, classes = [], []
    for part in case.get("classname", "").split("."):
        (classes if part[:1].isupper() else parts).append(part)
    name = case.get("name", "").split("[")[0]
    return "::".join(["/".join(parts) + ".py", *classes, name])


def without_states(text: str) -> list[str]:
    """Return the rows of a table without what came out."""
    return [line.rsplit(" | ", 1)[0] for line in text.splitlines() if line.startswith("| ")]


def written() -> str:
    return TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""


def main() -> int:
    """Write, or compare."""
    if "--check" in sys.argv[1:]:
        is_same = without_states(written()) == without_states(HEAD + "\n".join(rows({})))
        sys.stdout.write("" if is_same else "docs/security-tests.md: run python -m tests.security.table\n")
        return 0 if is_same else 1
    TARGET.write_text(HEAD + "\n".join(rows(run())) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
