"""One place commits, one emits, one builds markup, one knows the time, one cleans text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.source import Source, calls, imports, python_files, templates

COMMITS = "app/core/transaction.py"
EMITS = "app/realtime/gateway.py"
MARKUP = "app/core/html.py"
CLOCK = "app/core/clock.py"
CLOCK_CALLS = {"now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp"}
CLOCK_NAMES = {"datetime", "date", "dt"}
IGNORED = ("app/translations/",)  # a build step, not the running service

Guard = Callable[[Source], list[str]]


def commits(source: Source) -> list[str]:
    if source.path == COMMITS:
        return []
    return _lines(source, lambda name: name.endswith(".commit") or name == "commit")


def emissions(source: Source) -> list[str]:
    if source.path == EMITS:
        return []
    borrowed = [name for _, name in imports(source) if name in {"flask_socketio.emit", "flask_socketio.send"}]
    return [*borrowed, *_lines(source, lambda name: name.endswith(".emit") or name == "emit")]


def markup(source: Source) -> list[str]:
    if source.path == MARKUP:
        return []
    return _lines(source, lambda name: name.split(".")[0] == "Markup" or name.endswith("markupsafe.Markup"))


def clocks(source: Source) -> list[str]:
    if source.path == CLOCK:
        return []

    def tells_time(name: str) -> bool:
        owner, _, verb = name.rpartition(".")
        return (owner.split(".")[-1] in CLOCK_NAMES and verb in CLOCK_CALLS) or name == "time.time"

    return _lines(source, tells_time)


def cleaning(source: Source) -> list[str]:
    if source.path == MARKUP:
        return []
    return [
        f"{source.path}:{line} imports {name}"
        for line, name in imports(source)
        if name.split(".")[0] == "bleach"
    ]


def _lines(source: Source, wanted: Callable[[str], bool]) -> list[str]:
    return [f"{source.path}:{node.lineno} {name}()" for name, node in calls(source.tree) if wanted(name)]


RULES = {"commit": commits, "emit": emissions, "markup": markup, "clock": clocks, "bleach": cleaning}


@pytest.mark.parametrize("guard", RULES.values(), ids=RULES)
def test_only_one_place_does_it(guard: Guard) -> None:
    sources = [source for source in python_files() if not source.path.startswith(IGNORED)]
    assert [line for source in sources for line in guard(source)] == []


@pytest.mark.parametrize(
    ("guard", "text"),
    [
        (commits, "db.session.commit()"),
        (commits, "session().commit()"),
        (emissions, "socketio.emit('x')"),
        (emissions, "from flask_socketio import emit"),
        (markup, "from markupsafe import Markup\nMarkup('<p>')"),
        (markup, "Markup.format('x')"),
        (clocks, "datetime.now(UTC)"),
        (clocks, "import datetime as dt\ndt.datetime.utcnow()"),
        (clocks, "date.today()"),
        (clocks, "time.time()"),
        (cleaning, "import bleach"),
        (cleaning, "from bleach.sanitizer import Cleaner"),
    ],
)
def test_a_second_place_is_found(guard: Guard, text: str) -> None:
    assert guard(Source("app/tickets/service.py", text))


def unsafe_templates(found: list[tuple[str, str]]) -> list[str]:
    bad = ("|safe", "autoescapefalse", "|tojson|safe", "Markup(")
    return [f"{name}: {word}" for name, text in found for word in bad if word in "".join(text.split())]


def test_no_template_switches_escaping_off() -> None:
    assert unsafe_templates(templates()) == []


@pytest.mark.parametrize("text", ["{{ x | safe }}", "{{ x|safe }}", "{% autoescape false %}"])
def test_a_template_that_does_is_found(text: str) -> None:
    assert unsafe_templates([("x.html", text)])
