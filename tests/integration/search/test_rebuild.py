"""Building the index anew: online, resumable, and noticing that it has to be."""

from __future__ import annotations

import logging
import runpy
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from app.core.transaction import transaction
from app.search import commands, rebuild, service
from app.search.analysis.document import ANALYSER
from app.search.interface import Document
from app.search.models import SearchDocument
from tests.support.processes import ROOT

TEXTS = [Document(f"r{i:03}", "kk", f"Дауыс беру сұрағы {i}", ref=f"r{i:03}") for i in range(25)]


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """Stand in for the articles, ten texts a batch."""
    texts = list(TEXTS)
    monkeypatch.setattr(rebuild, "_sources", [lambda: iter(texts)])
    monkeypatch.setattr(rebuild, "BATCH", 10)
    return texts


def run() -> rebuild.Progress:
    *_, last = rebuild.rebuild()
    return last


def test_a_rebuild_brings_the_index_in_line(
    db_session: scoped_session[Session], source: list[Document]
) -> None:
    with transaction():
        service.put(Document("gone", "kk", "Ескі мақала", ref="gone"))
    done = run()
    assert (done.seen, done.written, done.removed) == (25, 25, 1)
    assert service.find("ескі мақала", language="kk").items == ()
    assert service.find("дауыс беру", language="kk").total == 25


def test_a_second_rebuild_writes_nothing(db_session: scoped_session[Session], source: list[Document]) -> None:
    run()
    assert run().written == 0


def test_an_interrupted_rebuild_goes_on_where_it_stopped(
    db_session: scoped_session[Session], source: list[Document]
) -> None:
    steps = rebuild.rebuild()
    next(steps)
    steps.close()
    assert rebuild.entries() == 10
    assert service.find("дауыс беру", language="kk").total == 10  # what is there can be found meanwhile
    done = run()
    assert (done.seen, done.written) == (25, 15)


def test_entries_of_another_analyser_are_noticed_and_replaced(
    app: Flask, db_session: scoped_session[Session], source: list[Document]
) -> None:
    run()
    assert not rebuild.is_outdated()
    with transaction():
        db_session.execute(
            update(SearchDocument).where(SearchDocument.article_id == "r003").values(analyser="0-older")
        )
    assert rebuild.is_outdated()
    assert app.test_cli_runner().invoke(args=["search", "check"]).exit_code == 1
    assert run().written == 1
    assert not rebuild.is_outdated()


def test_the_command_rebuilds_all_when_asked(app: Flask, source: list[Document]) -> None:
    runner = app.test_cli_runner()
    assert "25 written" in runner.invoke(args=["search", "rebuild"]).output
    assert "0 written" in runner.invoke(args=["search", "rebuild"]).output
    assert "25 written" in runner.invoke(args=["search", "rebuild", "--all"]).output
    assert runner.invoke(args=["search", "check"]).exit_code == 0


def test_a_source_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "_sources", [])

    def source() -> Iterator[Document]:
        yield from ()

    service.register_source(source)
    service.register_source(source)
    assert rebuild._sources == [source]


def test_a_starting_server_says_that_its_index_is_outdated(
    app: Flask,
    db_session: scoped_session[Session],
    source: list[Document],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    start = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["post_worker_init"]
    run()
    for analyser, lines in ((ANALYSER, 0), ("0-older", 1)):
        with transaction():
            db_session.execute(update(SearchDocument).values(analyser=analyser))
        monkeypatch.setattr(commands, "_told", [])
        caplog.clear()
        with caplog.at_level(logging.WARNING, logger=commands.log.name):
            start(SimpleNamespace(wsgi=app))
            start(SimpleNamespace(wsgi=app))
        assert caplog.text.count("run `flask search rebuild`") == lines
