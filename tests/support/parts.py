"""Page parts rendered on their own: the macros of app/templates/components without an application."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.support.source import ROOT

FRAME = '<!doctype html><html lang="kk"><head><title>x</title></head><body><main><h1>x</h1>{}</main></body></html>'


def environment() -> Environment:
    """Return an environment set up like the application's, speaking English."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "app" / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.globals["csrf_token"] = lambda: "token"
    env.filters["localtime"] = lambda moment: moment.strftime("%d.%m.%Y %H:%M")
    env.filters["localdate"] = lambda day: day.strftime("%d.%m.%Y")
    return env


def render(file: str, macro: str, call: str = "", **values: Any) -> str:
    """Return what `macro` of components/`file` makes of `call`, its arguments in Jinja's words."""
    source = f'{{% from "components/{file}" import {macro} %}}{{{{ {macro}({call}) }}}}'
    return environment().from_string(source).render(**values)


def page(content: str) -> str:
    """Return a whole page around a part, for the checks that pages go through."""
    return FRAME.format(content)
