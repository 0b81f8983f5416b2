"""Nothing grows until nobody reads it: limits for files, functions, views, templates and scripts."""

from __future__ import annotations

import pytest

from tests.support.source import ROOT, Source, body_lines, decorator_names, python_files, templates

FILE_LINES = 400
FUNCTION_LINES = 40
VIEW_LINES = 15
TEMPLATE_LINES = 150
SCRIPT_LINES = 200
ROUTES = {"route", "get", "post", "put", "patch", "delete"}


def too_big(source: Source) -> list[str]:
    lines = source.text.count("\n")
    found = [f"{source.path}: {lines} lines, at most {FILE_LINES}"] if lines > FILE_LINES else []
    for function in source.functions():
        is_view = any(name.rpartition(".")[2] in ROUTES for name in decorator_names(function))
        limit = VIEW_LINES if is_view else FUNCTION_LINES
        if body_lines(function) > limit:
            found.append(
                f"{source.path}:{function.lineno} {function.name}: {body_lines(function)} lines, at most {limit}"
            )
    return found


def test_python_files_functions_and_views_stay_small() -> None:
    sources = [*python_files("app"), *python_files("deploy")]
    assert [line for source in sources for line in too_big(source)] == []


def test_templates_stay_small() -> None:
    assert {name: lines for name, text in templates() if (lines := text.count("\n")) > TEMPLATE_LINES} == {}


def test_scripts_stay_small() -> None:
    scripts = list((ROOT / "app/static/js").rglob("*.mjs"))
    sizes = {str(path): path.read_text(encoding="utf-8").count("\n") for path in scripts}
    assert {name: lines for name, lines in sizes.items() if lines > SCRIPT_LINES} == {}


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n" * (FILE_LINES + 1),
        "def long():\n" + "    x = 1\n" * (FUNCTION_LINES + 1),
        '@bp.get("/")\n@public\ndef view():\n' + "    x = 1\n" * (VIEW_LINES + 1),
    ],
)
def test_what_is_too_big_is_found(text: str) -> None:
    assert len(too_big(Source("app/x.py", text))) == 1


def test_a_docstring_and_decorators_do_not_count() -> None:
    text = (
        '@bp.get("/")\n@public\ndef view():\n    """One.\n\n    Two.\n    """\n' + "    x = 1\n" * VIEW_LINES
    )
    assert too_big(Source("app/x.py", text)) == []
