"""Shared rare words are found in whatever case, and common ones lead to nobody."""

from __future__ import annotations

import pytest

from app.redaction.sequences import fingerprint_words, shared

# What an asker wrote, and how a careless public text repeats it: the only one who fits is planted in both.
PLANTED = [
    ("Мен ауылдағы жалғыз балет бишісімін, клубтан қысым көрдім", "Клубтың жалғыз балет бишісіне қысым жасауға бола ма?", "балет"),
    ("Я единственный слепой баянист в нашем доме культуры", "Может ли слепой баянист голосовать дома?", "слепой баянист"),
    ("Мой отец держит страусиную ферму за посёлком", "Владельца страусиной фермы заставляют агитировать", "страусиной фермы"),
    ("Жатақхананың үшінші қабатындағы монғол студентпін", "Монғол студентінің дауыс беру құқығы бар ма?", "Монғол"),
    ("После пожара в пекарне мы живём в вагончике", "Мы живём в вагончике после пожара: где голосовать?", "вагончике"),
    ("Үшеміз егіз, үшеуміз де бір учаскеде тіркелгенбіз", "Үшеміз егіз, учаскеде бөлек тіркелеміз бе?", "егіз"),
    ("My twin sister plays the harp in the regional orchestra", "Can a harp player of the regional orchestra observe?", "harp"),
    ("Меня уволили из морга за отказ голосовать досрочно", "Можно ли уволить сотрудника морга?", "морга"),
    ("Күйеуім түрмеде күзетші болып істейді", "Түрме күзетшісінің әйелі байқаушы бола ала ма?", "күзетшісінің"),
    ("Участок открыли в конюшне ипподрома", "Законен ли участок в конюшне ипподрома?", "конюшне ипподрома"),
]  # fmt: skip


@pytest.mark.parametrize(("private", "public", "words"), PLANTED)
def test_a_planted_identity_is_found_in_the_public_text(private: str, public: str, words: str) -> None:
    found = [public[each.start : each.end] for each in shared(public, private, known=())]
    assert any(words in each for each in found), found


def test_inflection_does_not_hide_shared_words() -> None:
    public = "слепой баянист районного театра"
    (found,) = shared(public, "о слепом баянисте районных театров", known=())
    assert public[found.start : found.end] == public


def test_words_that_others_use_lead_to_nobody() -> None:
    text = "Где голосовать студенту, который живёт в общежитии?"
    assert shared(text, text, known=fingerprint_words(text)) == []
    assert shared(text, text, known=()) != []


def test_a_text_rewritten_in_other_words_shares_nothing() -> None:
    private = "Наша завуч, жена акима, собрала удостоверения у всего хора ветеранов"
    assert shared("Имеет ли право организация забирать документы людей?", private, known=()) == []


def test_a_row_of_everyday_words_is_no_link() -> None:
    text, words = "дауыс беру учаске", fingerprint_words("дауыс беру учаске")
    assert shared(text, text, known=(), common={each for each in words if len(each) == 1} | set()) != []
    everyday = {each for each in words if len(each) == 1}
    assert shared(text, text, known=everyday, common=everyday) == []
