"""Which tests name a line of the attack checklist, read from the source: no test has to be imported for it."""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.support.source import ROOT

FOLDER = Path(__file__).parent
CHECKLIST = FOLDER / "checklist.toml"
MARK = "attack"
OTHERS = ("here", "also")  # parts of the file that hold no lines


def checklist() -> dict[str, str]:
    """Return what each line means."""
    parts = tomllib.loads(CHECKLIST.read_text(encoding="utf-8"))
    return {line: text for name, part in parts.items() if name not in OTHERS for line, text in part.items()}


def not_here() -> dict[str, str]:
    """Return what of a line cannot be tested in this tree, and why."""
    parts = tomllib.loads(CHECKLIST.read_text(encoding="utf-8"))
    return dict(parts.get("here", {}))


def marked_tests() -> dict[str, list[str]]:
    """Return the node ids of the tests that name a line, by line."""
    found: dict[str, list[str]] = defaultdict(list)
    for line, tests in tomllib.loads(CHECKLIST.read_text(encoding="utf-8")).get("also", {}).items():
        found[line] += tests
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if f"mark.{MARK}(" not in text:
            continue
        name = path.relative_to(ROOT).as_posix()
        for node_id, lines in _marks(ast.parse(text), name):
            for line in lines:
                found[line].append(node_id)
    return dict(found)


def all_tests() -> set[str]:
    """Return the node ids of all tests in the tree, without their parameters."""
    known = set()
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        name = path.relative_to(ROOT).as_posix()
        known |= {node_id for node_id, _ in _tests(ast.parse(path.read_text(encoding="utf-8")), name)}
    return known


def _tests(tree: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _tests(node, f"{prefix}::{node.name}")
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield f"{prefix}::{node.name}", node


def _marks(tree: ast.Module, name: str) -> Iterator[tuple[str, list[str]]]:
    for node_id, function in _tests(tree, name):
        lines = [line for decorator in function.decorator_list for line in _lines(decorator)]
        if lines:
            yield node_id, lines


def _lines(node: ast.expr) -> list[str]:
    is_mark = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == MARK
    if not is_mark:
        return []
    return [
        part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
