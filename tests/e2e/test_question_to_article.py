"""The whole way of a question: asked by phone, answered live, approved, published, found by somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.story import Asker, Lawyer, Moderator, Reader, Words
from tests.e2e.words import ENGLISH, KAZAKH, RUSSIAN
from tests.support.fixtures_browser import DESK, PHONE, Person

# Five people and twenty pages, each judged by axe: longer than other tests when the machine is busy.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(480)]
NewPerson = Callable[..., Person]
SECRET_NOTE = "staff only 7d1"


@pytest.mark.parametrize("words", [KAZAKH, RUSSIAN, ENGLISH], ids=["kk", "ru", "en"])
def test_a_question_becomes_an_article_that_the_next_person_finds(
    new_person: NewPerson, words: Words
) -> None:
    walk(new_person, words, scripts=True)


def test_the_whole_way_works_without_scripts(new_person: NewPerson) -> None:
    walk(new_person, KAZAKH, scripts=False)


def walk(new_person: NewPerson, words: Words, *, scripts: bool) -> None:
    def come(screen: dict[str, int]) -> Person:
        return new_person(screen=screen, javascript=scripts)

    asker = Asker(come(PHONE), words.prefix, judged=scripts)
    lawyer = Lawyer(come(DESK), words.prefix, judged=scripts)
    moderator = Moderator(come(DESK), words.prefix, judged=scripts)
    reader = Reader(come(PHONE), words.prefix, judged=scripts)

    reader.open("/")
    asker.asks(words)
    lawyer.signs_in("lawyer@kenes.example")
    lawyer.takes(asker.number)
    talk(asker, lawyer, words)
    answer(asker, lawyer, words)
    publish(asker, lawyer, moderator, words)
    find_and_withdraw(asker, reader, words)


def talk(asker: Asker, lawyer: Lawyer, words: Words) -> None:
    lawyer.writes(words.reply)
    asker.sees(words.reply)
    asker.writes(words.thanks)
    lawyer.sees(words.thanks)


def answer(asker: Asker, lawyer: Lawyer, words: Words) -> None:
    lawyer.notes(SECRET_NOTE)
    lawyer.answers(asker.number, words)
    asker.sees(words.short)
    asker.page.reload()
    assert SECRET_NOTE not in asker.page.content()
    asker.judge()
    asker.accepts()


def publish(asker: Asker, lawyer: Lawyer, moderator: Moderator, words: Words) -> None:
    lawyer.prepares(asker.number, words)
    asker.approves_publication(words)
    moderator.signs_in("moderator@kenes.example")
    moderator.publishes(asker.number)


def find_and_withdraw(asker: Asker, reader: Reader, words: Words) -> None:
    address = reader.finds(words)
    assert words.number not in reader.page.content()
    assert asker.number not in reader.page.content()
    asker.withdraws_publication()
    assert reader.status_of(address) == 410
    reader.open("/search?q=" + words.search)
    assert words.public_question not in reader.page.content()
