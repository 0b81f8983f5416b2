"""Reads the project's own source for the guards in tests/architecture/."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = APP / "templates"
TEXT_SUFFIXES = {
    ".py", ".html", ".txt", ".xml", ".mjs", ".js", ".css", ".toml", ".po", ".md", ".json", ".yml", ".yaml", ".in",
    ".cfg", ".ini", ".svg", ".sh", ".mako", ".conf", ".service", ".webmanifest", "",
}  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: where it lies, what it says."""

    path: str  # from the root of the project, with slashes
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parse(self.text)

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def functions(self) -> Iterator[Function]:
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


def tracked_files() -> list[Path]:
    """Return every file that is, or would be, part of the project; generated ones are not."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    files = (ROOT / name for name in done.stdout.split("\0") if name)
    return [path for path in files if path.is_file() and path.suffix in TEXT_SUFFIXES]


def python_files(folder: str = "app") -> list[Source]:
    paths = sorted((ROOT / folder).rglob("*.py"))
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def templates() -> list[tuple[str, str]]:
    """Return name and text of every template."""
    paths = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt", ".xml"})
    return [(path.relative_to(TEMPLATES).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with its dotted name as far as it is written out: `db.session.commit`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return "?"


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything a file imports, late and typing-only imports included."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def body_lines(function: Function) -> int:
    """Return how many lines the statements of a function take, its docstring not counted."""
    statements = function.body
    if ast.get_docstring(function) is not None:
        statements = statements[1:]
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def decorator_names(function: Function) -> list[str]:
    return [dotted(node.func if isinstance(node, ast.Call) else node) for node in function.decorator_list]


def without_jinja(template: str) -> str:
    """Return a template's own markup: comments, translated blocks, statements and expressions blanked."""
    patterns = (
        r"\{#.*?#\}",
        r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
        r"<!--.*?-->",
    )
    for pattern in patterns:
        template = re.sub(pattern, lambda found: "\n" * found[0].count("\n"), template, flags=re.DOTALL)
    return template
