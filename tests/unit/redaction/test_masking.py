"""What holds for every text: masks never overlap, nothing certain survives them, nothing crashes."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.redaction.detectors import find, warn_kinds
from app.redaction.masks import certain, counts, mask

WORDS = {
    "phone": "телефон",
    "name": "аты-жөні",
    "email": "e-mail",
    "iin": "нөмір",
    "address": "мекенжай",
    "card": "карта",
}
PIECES = st.sampled_from(
    [
        "050515600028",
        "05 05 15 600 028",
        "010101500014",
        "+7 701 123 45 67",
        "8(701)123-45-67",
        "77011234567",
        "7",
        "8",
        "+",
        "4111 1111 1111 1111",
        "KZ86125KZT5004100100",
        "N12345678",
        "паспорт",
        "удостоверение ",
        "012345678",
        "123 ABC 13",
        "a@b.kz",
        "@aibek_99",
        "t.me/aibek",
        "инста: ",
        "Айдос",
        "Серікұлы",
        "Иванович",
        "Ахметов",
        "А.С.",
        "менің атым ",
        "Абай көшесі",
        "ул. Абая",
        "д. 15",
        "кв. 23",
        "15 үй",
        "11 «А» сынып",
        "№12 мектеп",
        "05.05.2007",
        "туған күнім ",
        " ",
        " ",
        ", ",
        ": ",
        "-",
        "(",
        "[",
        "]",
        "•",
        "\n",
        "ИИН",
        "тел. ",
        "карта ",
        "\ue000",
        "é",
        "٣",
    ]
)
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=14).map("".join))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_findings_are_ordered_inside_the_text_and_never_overlap(text: str) -> None:
    position = 0
    for each in find(text):
        assert position <= each.start < each.end <= len(text)
        position = each.end


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("[x] 701 123 45 67 Ахметов Айдос Серікұлы")
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text, certain(find(text)))
    assert mask(once, certain(find(once))) == once
    in_words = mask(text, certain(find(text)), WORDS)
    assert mask(in_words, certain(find(in_words)), WORDS) == in_words


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_is_not_masked_stays_letter_for_letter(text: str) -> None:
    findings = find(text)
    kept = "".join(
        text[start:end]
        for start, end in zip(
            [0, *(each.end for each in findings)],
            [*(each.start for each in findings), len(text)],
            strict=True,
        )
    )
    assert mask(text, findings).replace("[•••]", "") == kept.replace("[•••]", "")


def test_a_mask_says_what_stood_there() -> None:
    text = "Айдос Серікұлы, 8 701 123 45 67"
    assert mask(text, find(text), WORDS) == "[аты-жөні], [телефон]"
    assert mask(text, find(text)) == "[•••], [•••]"


def test_only_how_many_of_each_kind_is_counted() -> None:
    assert counts(find("a@b.kz, c@d.kz, 050515600028")) == {"email": 2, "iin": 1}


def test_the_asker_is_warned_of_what_should_not_be_sent_and_not_of_guesses() -> None:
    text = "Мен Айдоспын, ЖСН 050515600028, машина 123 ABC 13, тел 87011234567, Қарашық ауылы"
    assert warn_kinds(text) == ["iin", "phone", "plate"]
    assert warn_kinds("Жатақханада тұрамын, қайда дауыс беремін?") == []


def test_a_long_text_takes_no_time_to_speak_of() -> None:
    text = ("Мен 8 701 123 45 67 және 1 2 3 4 5 6 7 8 9 0 " * 200)[:8000]
    assert len(find(text)) > 100
