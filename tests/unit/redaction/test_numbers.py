"""Numbers of §8: what is masked, what is only shown, what is left alone. All values are made up."""

from __future__ import annotations

import pytest

from app.redaction.detectors import find
from app.redaction.masks import certain, mask
from app.redaction.numbers import is_card, is_iin

VALID_IINS = ["010101500013", "050515600028", "070901600037", "991231300043", "080229500052"]
SECOND_PASS_IINS = ["070707501803", "070707501815"]


def kinds(text: str, *, certain_only: bool = False) -> list[str]:
    return [each.kind for each in find(text) if each.certain or not certain_only]


@pytest.mark.parametrize("iin", VALID_IINS + SECOND_PASS_IINS)
def test_the_check_digit_of_an_iin_is_right(iin: str) -> None:
    assert is_iin(iin)


@pytest.mark.parametrize("last", "0123456789")
def test_a_prefix_without_a_check_digit_is_never_an_iin(last: str) -> None:
    assert not is_iin("07070750189" + last)


@pytest.mark.parametrize("iin", VALID_IINS)
def test_any_other_check_digit_is_wrong(iin: str) -> None:
    assert [digit for digit in "0123456789" if is_iin(iin[:11] + digit)] == [iin[11]]


@pytest.mark.parametrize(
    "written",
    [
        "050515600028",
        "05 05 15 600 028",
        "050515-600028",
        "050515 600028",
        "0505 1560 0028",
        "ИИН:050515600028",
        "ЖСН 050515600028",
        "IIN№ 050515600028",
    ],
)
def test_an_iin_is_masked_in_every_spelling(written: str) -> None:
    text = f"менің {written} деп жазылған"
    assert kinds(text, certain_only=True) == ["iin"]
    assert "0505" not in mask(text, certain(find(text)))


def test_twelve_digits_with_a_wrong_check_digit_are_only_shown() -> None:
    (found,) = find("номер 010101500014 в списке")
    assert (found.kind, found.certain) == ("iin", False)


def test_an_iin_is_found_before_a_phone_that_hides_in_it() -> None:
    assert kinds("ЖСН 870177501809, тел. 87017750180") != ["phone", "phone"]
    assert kinds("050515600028 87011234567") == ["iin", "phone"]


def test_an_organisation_is_not_a_person() -> None:
    assert [(each.kind, each.certain) for each in find("БИН 070440001234")] == [("bin", False)]


@pytest.mark.parametrize(
    "text",
    [
        "17 500 000 теңге",
        "100 000 000 011 тенге",
        "Конституция, 35-бап, 2-тармақ",
        "2026 жылғы 1 шілде, № 123 учаске",
        "ст. 41(6-1), п. 20-1",
        "МРП 4 325, 12 апта, 15 күн",
    ],
)
def test_sums_articles_and_precincts_are_left_alone(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    "card", ["4111 1111 1111 1111", "5555555555554444", "378282246310005", "4111-1111-1111-1111"]
)
def test_a_bank_card_is_masked(card: str) -> None:
    assert kinds(f"картам {card} еді", certain_only=True) == ["card"]


def test_the_luhn_check_counts_from_the_right() -> None:
    assert is_card("4111111111111111")
    assert not is_card("4111111111111112")


def test_a_card_with_a_typing_error_is_shown_when_it_is_called_a_card() -> None:
    assert [(each.kind, each.certain) for each in find("карта 4111 1111 1111 1112")] == [("card", False)]


@pytest.mark.parametrize(
    "account", ["KZ86125KZT5004100100", "KZ86 125K ZT50 0410 0100", "kz86125kzt5004100100"]
)
def test_a_bank_account_is_masked(account: str) -> None:
    assert kinds(f"счёт {account}", certain_only=True) == ["iban"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("удостоверение личности № 012345678", "id_card"),
        ("жеке куәлігімнің нөмірі 012345678", "id_card"),
        ("жеке куәлік: 012345678", "id_card"),
        ("my ID card 012345678", "id_card"),
        ("паспорт N12345678", "passport"),
        ("паспортым Н 12345678", "passport"),
        ("төлқұжат № 12345678", "passport"),
        ("студенческий билет № 123456", "document"),
    ],
)
def test_a_document_is_masked_beside_its_label(text: str, kind: str) -> None:
    assert kinds(text, certain_only=True) == [kind]


def test_nine_digits_without_a_label_say_nothing() -> None:
    assert find("всего 012345678 подписей") == []


@pytest.mark.parametrize(
    "plate", ["123 ABC 13", "777AAA17", "123abc13", "123-АВС-05", "X 123 ABC", "456 КК 20"]
)
def test_a_plate_is_shown_but_not_masked(plate: str) -> None:
    assert [(each.kind, each.certain) for each in find(f"машина {plate} тұрды")] == [("plate", False)]


def test_a_commission_between_numbers_is_no_plate() -> None:
    assert find("123 УИК 13") == []


@pytest.mark.parametrize(
    "text",
    [
        "Туған күнім 05.05.2007",
        "12.03.2008 г.р.",
        "родилась 12 марта 2008",
        "2007 жылы 5 мамырда туғанмын",
        "I was born on 5 May 2007",
    ],
)
def test_a_birthday_is_masked(text: str) -> None:
    assert kinds(text, certain_only=True) == ["birth_date"]


def test_a_date_that_is_nobodys_birthday_stays() -> None:
    assert find("Сайлау 15.11.2026 күні өтеді") == []
