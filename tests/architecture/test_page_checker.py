"""The checker that looks at every page opened by a test: it accepts a sound page and names each fault."""

from __future__ import annotations

import pytest

from tests.support.pages import problems

SOUND = """<!doctype html>
<html lang="kk"><head><meta charset="utf-8"><title>Кеңес</title>
<link rel="stylesheet" href="/static/1/css/site.css"><script type="module" src="/static/1/js/main.mjs"></script>
<script type="application/ld+json">{"@type": "FAQPage"}</script></head>
<body><main><h1>Сұрақ</h1><a href="https://example.org/law">Заң</a>
<form method="post" action="/ask"><input type="hidden" name="csrf_token" value="x">
<label for="q">Сұрағыңыз</label><textarea id="q" name="q" aria-describedby="q-hint"></textarea><p id="q-hint">…</p>
<label><input type="checkbox" name="c"> Келісемін</label><button>Жіберу</button></form></main></body></html>"""


def changed(old: str, new: str) -> str:
    assert old in SOUND
    return SOUND.replace(old, new, 1)


def test_a_sound_page_is_accepted() -> None:
    assert problems(SOUND, path="/ask") == []


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        (changed("</h1>", ""), "line"),
        (changed("<!doctype html>\n", ""), "line"),
        (changed("<h1>Сұрақ</h1>", "<p>Сұрақ</p>"), "0 h1 instead of one"),
        (changed("</main>", "<h1>Тағы</h1></main>"), "2 h1 instead of one"),
        (changed("<title>Кеңес</title>", "<title> </title>"), "no title"),
        (changed("<main>", "<div>").replace("</main>", "</div>"), "not exactly one main"),
        (changed('<p id="q-hint">', '<p id="q">'), "id 'q' used 2 times"),
        (changed('id="q-hint"', 'id="other"'), "names 'q-hint', which is not on the page"),
        (changed('<label for="q">Сұрағыңыз</label>', ""), "field 'q' has no label"),
        (changed("<button>Жіберу</button>", "<button></button>"), "a button without a name"),
        (changed("<a href", '<img src="/a.png"><a href'), "has no alt"),
        (changed('lang="kk"', 'lang="ru"'), "lang is 'ru'"),
        (changed("<h1>", '<h1 style="color:red">'), "inline style on <h1>"),
        (changed("</head>", "<style>p{}</style></head>"), "inline style on <style>"),
        (changed("</head>", "<script>1</script></head>"), "inline script"),
        (changed("<button>", '<button onclick="x()">'), "<button onclick> is inline script"),
        (changed('href="https://example.org/law"', 'href="JavaScript:x()"'), "<a href> is inline script"),
        (changed('src="/static/1/js/main.mjs"', 'src="https://cdn.example/x.js"'), "goes to a foreign host"),
        (changed('href="/static/1/css/site.css"', 'href="//cdn.example/x.css"'), "goes to a foreign host"),
        (changed('action="/ask"', 'action="https://other.example/ask"'), "goes to a foreign host"),
        (changed("Сұрағыңыз", "Сұрағыңыз %(name)s"), "an unfilled placeholder"),
        (changed('<input type="hidden" name="csrf_token" value="x">', ""), "sends no CSRF token"),
    ],
)
def test_each_fault_is_named(page: str, complaint: str) -> None:
    assert any(complaint in problem for problem in problems(page, path="/ask")), problems(page, path="/ask")


@pytest.mark.parametrize(
    ("path", "language"), [("/", "kk"), ("/ru/ask", "ru"), ("/en", "en"), ("/rules", "kk")]
)
def test_the_address_decides_about_the_language(path: str, language: str) -> None:
    assert problems(SOUND.replace('lang="kk"', f'lang="{language}"'), path=path) == []
