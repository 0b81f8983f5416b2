"""Phones, e-mail, handles and links. All values are made up."""

from __future__ import annotations

import pytest

from app.redaction.detectors import find


def found(text: str) -> list[tuple[str, str, bool]]:
    return [(each.kind, text[each.start : each.end], each.certain) for each in find(text)]


@pytest.mark.parametrize(
    "phone",
    [
        "+7 701 123 45 67",
        "+77011234567",
        "8 701 123 45 67",
        "8(701)123-45-67",
        "8-701-123-45-67",
        "77011234567",
        "701 123 45 67",
        "+7 (7252) 12-34-56",
        "8 7252 123456",
        "8 916 123 45 67",
        "+998 90 123 45 67",
        "8 7 0 1 1 2 3 4 5 6 7",
        "8.701.123.45.67",
    ],
)
def test_a_phone_is_masked_in_every_spelling(phone: str) -> None:
    (one,) = found(f"маған {phone} хабарласыңыз")
    assert one[0] == "phone"
    assert one[2]
    assert "".join(filter(str.isdigit, one[1])) == "".join(filter(str.isdigit, phone))


@pytest.mark.parametrize(
    "number", ["101", "102", "103", "109", "111", "112", "115", "150", "1414", "0318", "1315"]
)
def test_short_public_numbers_stay(number: str) -> None:
    assert found(f"{number} нөміріне қоңырау шалыңыз, тел. {number}") == []


def test_a_free_hotline_stays() -> None:
    assert found("8 800 080 77 77") == []


def test_a_town_number_beside_its_label_is_shown() -> None:
    assert found("тел. 53-12-34") == [("phone", "53-12-34", False)]


@pytest.mark.parametrize("address", ["aibek.s@mail.example", "a_b+c@uni.edu.example", "әлия@пошта.қаз"])
def test_an_email_is_masked_whole(address: str) -> None:
    assert found(f"почта {address}, жаз") == [("email", address, True)]


@pytest.mark.parametrize(
    "handle",
    [
        "@aibek_99",
        "t.me/aibek99",
        "https://t.me/aibek99",
        "wa.me/77011234567",
        "instagram.com/aibek.s",
        "vk.com/id12345",
    ],
)
def test_a_profile_is_masked_whole(handle: str) -> None:
    assert found(f"пишите {handle} в личку") == [("handle", handle, True)]


def test_a_nickname_after_the_name_of_a_network_is_masked() -> None:
    assert found("инста: aibek.s") == [("handle", "aibek.s", True)]


def test_official_sites_stay_and_other_links_are_shown() -> None:
    assert found("https://www.election.gov.kz/kaz/ және egov.kz") == []
    assert found("https://example.com/my/page.") == [("link", "https://example.com/my/page", False)]
