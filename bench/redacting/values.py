"""Made-up names, numbers and addresses, always the same for the same seed."""

# ruff: noqa: E501 - lists of words read best in long lines
from __future__ import annotations

import random
from collections.abc import Callable

from bench.redacting import people

SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
MOBILE = ("700", "701", "702", "705", "707", "708", "747", "771", "775", "776", "777", "778")
PHONES = (
    "+7 {a} {b} {c} {d}", "+7({a}){b}-{c}-{d}", "8 {a} {b} {c} {d}", "8{a}{b}{c}{d}", "+7{a}{b}{c}{d}",
    "8-{a}-{b}-{c}-{d}", "8({a}) {b} {c} {d}", "+7 ({a}) {b}-{c}-{d}", "7{a}{b}{c}{d}", "8 {a} {b}-{c}-{d}",
    "8.{a}.{b}.{c}.{d}", "+7-{a}-{b}-{c}-{d}", "8 {a} {b}{c}{d}", "+7 {a}{b}{c}{d}", "8 {a}-{b}{c}{d}",
)  # fmt: skip
ODD = (
    "8 {a}  {b} {c}  {d}",
    "+7 {a} {b} {c}{d}",
    "8/{a}/{b}/{c}/{d}",
    "8 ({a}) {b} {c} {d}",
    "+7 {a}/{b}-{c}-{d}",
)
STREETS_RU = ("Абая", "Толе би", "Байтурсынова", "Рыскулова", "Желтоксан", "Сатпаева", "Курмангазы", "Садовая",
              "Ташенова", "Жибек жолы", "Момышулы", "Победы", "Гагарина", "Кунаева", "Казыбек би")  # fmt: skip
STREETS_KK = ("Абай", "Төле би", "Байтұрсынов", "Рысқұлов", "Желтоқсан", "Сәтбаев", "Құрманғазы", "Бағбан",
              "Тәшенов", "Жібек жолы", "Момышұлы", "Жеңіс", "Гагарин", "Қонаев", "Қазыбек би")  # fmt: skip
DISTRICTS = ("Нурсат", "Самал", "Восток", "Отрар", "Кайтпас", "Астана", "Наурыз")
VILLAGES_RU = ("ауле {}", "селе {}", "посёлке {}", "с. {}", "ауле {}")
VILLAGES = ("Карнак", "Шорнак", "Икан", "Бабайкурган", "Ынтымак", "Абай", "Жибекжолы", "Ащысай")
VILLAGES_KK = ("{} ауылында", "{} кентінде", "{} ауылынан", "{} ауылының")
LOGINS = ("aidana", "nurlan_07", "voter.kz", "timur2008", "zhanel_a", "bekzat", "qazaqgirl", "dan1yar")
MAILS = ("mail.ru", "gmail.com", "inbox.kz", "yandex.kz", "bk.ru", "kaznu.edu.kz", "outlook.com")
GROUPS = ("ИС-21-3", "ВТ-23-1", "ЮР-302", "МЕН-22", "ПД-19-2", "CS-2203", "ФИН 24-1", "БТ-11")
UNIVERSITIES_RU = ("ЮКУ имени Ауэзова", "Университет Ахмета Ясави", "ЮКГУ имени Ауэзова", "КазНУ имени аль-Фараби",
                   "университет Мирас", "Шымкентский университет", "Медицинский колледж «Арай»")  # fmt: skip
UNIVERSITIES_KK = ("Әуезов атындағы университет", "Ахмет Ясауи университеті", "Әл-Фараби атындағы университет",
                   "Мирас университеті", "Шымкент университеті", "Политехникалық колледж")  # fmt: skip
PLATE_LETTERS = "ABCDEFGHKLMNOPRSTUVXYZ"
Random = random.Random
Maker = Callable[[Random], str]


def digits(rng: Random, count: int) -> str:
    return "".join(str(rng.randrange(10)) for _ in range(count))


def checked(first: str) -> str | None:
    """Return eleven digits with their check digit; None when there is none."""
    values = [int(each) for each in first]
    check = sum(value * weight for weight, value in enumerate(values, start=1)) % 11
    if check == 10:
        check = sum(map(int.__mul__, values, SECOND)) % 11
    return None if check == 10 else first + str(check)


def iin(rng: Random) -> str:
    while True:
        first = f"{rng.choice(['05', '06', '07', '08', '99', '85'])}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
        if number := checked(f"{first}{rng.choice('3456')}{digits(rng, 4)}"):
            return number


def company(rng: Random) -> str:
    while True:
        if number := checked(
            f"{rng.randrange(0, 25):02}{rng.randrange(1, 13):02}{rng.choice('456')}{digits(rng, 6)}"
        ):
            return number


def spaced(number: str, mark: str = " ") -> str:
    return f"{number[:6]}{mark}{number[6:9]}{mark}{number[9:]}"


def in_fours(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def phone(shapes: tuple[str, ...]) -> Maker:
    def make(rng: Random) -> str:
        return rng.choice(shapes).format(
            a=rng.choice(MOBILE), b=digits(rng, 3), c=digits(rng, 2), d=digits(rng, 2)
        )

    return make


def city_phone(rng: Random) -> str:
    return f"8 ({rng.choice(['7252', '7253', '7172'])}) {digits(rng, 2)}-{digits(rng, 2)}-{digits(rng, 2)}"


def card(rng: Random) -> str:
    first = rng.choice(["4400", "5169", "4263", "5395"]) + digits(rng, 11)
    total = sum(
        (value * 2 - 9 if value > 4 else value * 2) if place % 2 == 0 else value
        for place, value in enumerate(map(int, first))
    )
    return first + str(-total % 10)


def account(rng: Random) -> str:
    return f"KZ{digits(rng, 2)}{rng.choice(['125', '601', '914'])}{rng.choice(['KZT', 'A', 'B86'])}".ljust(
        7, "0"
    )


def iban(rng: Random) -> str:
    first = account(rng)
    return first + digits(rng, 20 - len(first))


def plate(rng: Random) -> str:
    letters = "".join(rng.sample(PLATE_LETTERS, 3))
    return f"{digits(rng, 3)}{rng.choice(['', ' '])}{letters}{rng.choice(['', ' '])}{rng.randrange(1, 21):02}"


def plate_spaced(rng: Random) -> str:
    return f"{digits(rng, 3)} {''.join(rng.sample(PLATE_LETTERS, 3))} {rng.randrange(1, 21):02}"


def profile(rng: Random) -> str:
    host = rng.choice(["t.me", "instagram.com", "vk.com", "www.tiktok.com", "https://t.me", "wa.me"])
    return f"{host}/{rng.choice(LOGINS)}"


def ru_address(rng: Random) -> str:
    street, house, flat = rng.choice(STREETS_RU), rng.randrange(1, 199), rng.randrange(1, 120)
    shapes = (
        "ул. {s} {h}, кв. {f}", "улица {s}, дом {h}, квартира {f}", "ул. {s}, {h}", "ул {s} {h}-{f}", "пр. {s}, {h}",
        "проспект {s} {h}, кв {f}", "{d} мкр., {h} дом, {f} кв.", "мкр {d}, дом {h}, квартира {f}", "ул.{s} д.{h} кв.{f}",
        "переулок {s}, {h}", "микрорайон {d} {h}-{f}", "улице {s}, дом {h}а", "ул. {s}, {h}/2, кв. {f}", "{s} {h}, кв. {f}",
    )  # fmt: skip
    return rng.choice(shapes).format(s=street, h=house, f=flat, d=rng.choice(DISTRICTS))


def kk_address(rng: Random) -> str:
    street, house, flat = rng.choice(STREETS_KK), rng.randrange(1, 199), rng.randrange(1, 120)
    shapes = (
        "{s} көшесі {h}, {f} пәтер", "{s} көшесі, {h}-үй, {f}-пәтер", "{s} көшесі {h}", "{s} даңғылы, {h} үй",
        "{s} даңғылы {h}, {f} пәтер", "{d} ш/а, {h} үй, {f} пәтер", "{d} шағын ауданы, {h}-үй, {f}-пәтер", "{s} көш. {h}-{f}",
        "{s} көшесі №{h} үй", "{d} мкр. {h} үй {f} пәтер", "{s} көшесі, {h}/1, {f}-пәтер", "{s} көшесіндегі {h}-үй",
        "{s} тұйығы {h}",
    )  # fmt: skip
    return rng.choice(shapes).format(s=street, h=house, f=flat, d=rng.choice(DISTRICTS))


def kk_short(rng: Random) -> str:
    return rng.choice(("{s} {h} үй {f} пәтер", "{s} көш {h}", "{s} {h}, {f} пәт.")).format(
        s=rng.choice(STREETS_KK), h=rng.randrange(1, 199), f=rng.randrange(1, 120)
    )


def one_of(*choices: str) -> Maker:
    return lambda rng: rng.choice(choices)


def filled(shapes: tuple[str, ...], *names: str) -> Maker:
    return lambda rng: rng.choice(shapes).format(rng.choice(names))


def date(rng: Random) -> str:
    return f"{rng.randrange(1, 29):02}.{rng.randrange(1, 13):02}.{rng.randrange(2004, 2010)}"


def kk_date(rng: Random) -> str:
    month = rng.choice(["наурызда", "сәуірде", "қыркүйекте", "қарашада", "ақпанда"])
    return f"{rng.randrange(2004, 2010)} жылы {rng.randrange(1, 29)} {month}"


def number(low: int, high: int) -> Maker:
    return lambda rng: str(rng.randrange(low, high))


SLOTS: dict[str, Maker] = {
    "iin": iin,
    "iin_spaced": lambda rng: spaced(iin(rng)),
    "iin_hyphen": lambda rng: spaced(iin(rng), "-"),
    "bin": company,
    "phone": phone(PHONES),
    "phone_odd": phone(ODD),
    "phone_solid": phone(("8{a}{b}{c}{d}", "7{a}{b}{c}{d}", "+7{a}{b}{c}{d}")),
    "phone_city": city_phone,
    "card": lambda rng: in_fours(card(rng)),
    "card_solid": card,
    "iban": iban,
    "iban_spaced": lambda rng: in_fours(iban(rng)),
    "nine": lambda rng: "0" + digits(rng, 8),
    "six": number(100_000, 999_999),
    "passport": lambda rng: rng.choice(["N", "N ", "Н"]) + digits(rng, 8),
    "plate": plate,
    "plate_spaced": plate_spaced,
    "email": lambda rng: f"{rng.choice(LOGINS)}@{rng.choice(MAILS)}",
    "handle": lambda rng: "@" + rng.choice(LOGINS),
    "profile": profile,
    "ru_addr": ru_address,
    "kk_addr": kk_address,
    "kk_addr_short": kk_short,
    "ru_school": lambda rng: rng.choice(("школе № {}", "лицее №{}", "гимназии № {}", "{} школе")).format(rng.randrange(1, 99)),
    "kk_school": lambda rng: rng.choice(("№ {} мектепте", "№{} лицейде", "{} мектепте")).format(rng.randrange(1, 99)),
    "ru_class": lambda rng: f"{rng.choice(['10', '11', '9'])} {rng.choice(['«А»', '«Б»', 'В', '«Г»'])} класса",
    "kk_class": lambda rng: f"{rng.choice(['10', '11', '9'])} {rng.choice(['«А»', '«Ә»', '«Б»', 'В'])} сыныбының",
    "group": one_of(*GROUPS),
    "ru_uni": one_of(*UNIVERSITIES_RU),
    "kk_uni": one_of(*UNIVERSITIES_KK),
    "date": date,
    "kk_date": kk_date,
    "ru_village": filled(VILLAGES_RU, *VILLAGES),
    "kk_village": filled(VILLAGES_KK, *VILLAGES),
    **people.SLOTS,
}  # fmt: skip
