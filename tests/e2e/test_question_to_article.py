"""The whole way of a question: asked by phone, answered live, approved, published, found by somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.story import Asker, Lawyer, Moderator, Reader, Words
from tests.support.fixtures_browser import DESK, PHONE, Person

# Five people and twenty pages, each judged by axe: longer than other tests when the machine is busy.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(480)]
NewPerson = Callable[..., Person]
SECRET_NOTE = "staff only 7d1"

KAZAKH = Words(
    prefix="",
    question="Әжем төсек тартып жатыр, учаскеге бара алмайды. Үйге келіп дауыс ала ма? Телефоным 8 701 123 45 67",
    reply="Сәлеметсіз бе! Әжеңіз сайлау учаскесінің тізімінде бар ма?",
    thanks="Иә, тізімде бар, тексердім.",
    short="Иә. Дауыс беру күні сағат 12:00-ге дейін жазбаша өтініш берсеңіз, комиссия үйге келеді.",
    explanation="Денсаулығына байланысты келе алмайтын адамның үйіне комиссияның екі мүшесі жылжымалы жәшікпен барады.",
    public_question="Төсек тартып жатқан туысым үйде дауыс бере ала ма?",
    search="төсек тартып жатыр үйде дауыс",
)
RUSSIAN = Words(
    prefix="/ru",
    question="Бабушка лежачая и не дойдёт до участка. Комиссия приедет домой? Мой номер 8 701 123 45 67",
    reply="Здравствуйте! Бабушка есть в списке избирателей?",
    thanks="Да, есть, я проверил.",
    short="Да. Подайте письменное заявление до 12:00 в день голосования, и комиссия приедет домой.",
    explanation="К тем, кто не может прийти по состоянию здоровья, выезжают два члена комиссии с переносной урной.",
    public_question="Может ли лежачий родственник проголосовать дома?",
    search="лежачий родственник голосует дома",
)
ENGLISH = Words(
    prefix="/en",
    question="My grandmother is bedridden and cannot get to the station. Do they come home? Call 8 701 123 45 67",
    reply="Hello! Is she on the voter list of your polling station?",
    thanks="Yes she is, I have checked it.",
    short="Yes. Hand in a written request by 12:00 on voting day and the commission comes to her.",
    explanation="Two members of the commission visit people who cannot come for health reasons, with a mobile box.",
    public_question="Can a bedridden relative vote at home?",
    search="bedridden relative vote home",
)


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
