"""Made-up people, in the cases of both languages."""

# ruff: noqa: E501 - lists of words read best in long lines
from __future__ import annotations

import random
from collections.abc import Callable

MEN = ("Айдос", "Нурлан", "Ерлан", "Бауыржан", "Тимур", "Серик", "Кайрат", "Алмас", "Данияр", "Арман", "Азамат",
       "Рустам", "Виктор", "Дастан", "Жандос", "Мурат", "Самат", "Олжас")  # fmt: skip
MEN_KK = ("Айдос", "Нұрлан", "Ерлан", "Бауыржан", "Дәурен", "Серік", "Қайрат", "Алмас", "Данияр", "Әділ", "Азамат",
          "Рүстем", "Ғалым", "Дастан", "Жандос", "Мұрат", "Өмір", "Үсен")  # fmt: skip
WOMEN = ("Динара", "Гульнара", "Жанна", "Сауле", "Айнур", "Асель", "Назгуль", "Карлыгаш", "Ольга", "Марина")
WOMEN_KK = ("Динара", "Гүлнар", "Жанна", "Сәуле", "Айнұр", "Әсел", "Назгүл", "Қарлығаш", "Үміт", "Ләззат")
STEMS = ("Ахмет", "Нурлан", "Серик", "Кенес", "Жумабек", "Талгат", "Сагындык", "Ермек", "Болат", "Кайрат", "Сейткали",
         "Абай", "Виктор", "Марат", "Турсын", "Асан")  # fmt: skip
STEMS_KK = ("Ахмет", "Нұрлан", "Серік", "Кеңес", "Жұмабек", "Талғат", "Сағындық", "Ермек", "Болат", "Қайрат", "Сейітқали",
            "Әбіл", "Өтеген", "Марат", "Тұрсын", "Үкібай")  # fmt: skip
FAMILIES = ("Ахметов", "Сериков", "Оспанов", "Жунусов", "Тлеубаев", "Бекмуханбетов", "Нургалиев", "Иванов", "Ли",
            "Касымбеков", "Мусин", "Ермеков", "Сапарбай", "Досжан")  # fmt: skip
FAMILIES_KK = ("Ахметов", "Серіков", "Оспанов", "Жүнісов", "Тілеубаев", "Бекмұханбетов", "Нұрғалиев", "Әлиев", "Қасымбеков",
               "Мұсин", "Ермеков", "Сапарбай", "Досжан", "Төлеген")  # fmt: skip
LATIN = (("Aidos", "Serikuly"), ("Dinara", "Bolatqyzy"), ("Nurlan", "Akhmetovich"), ("Gulnara", "Serikovna"),
         ("Aizhan", "Muratkyzy"), ("Erlan", "Talgatuly"))  # fmt: skip
Random = random.Random
Maker = Callable[[Random], str]
CASES = {"gen": 0, "dat": 1, "acc": 2, "ins": 3, "pre": 4}


def declined(name: str, case: str, *, woman: bool) -> str:
    """Return a Russian first name, patronymic or surname in a case."""
    place = CASES[case]
    if name.endswith(("ов", "ев", "ин")) and not woman:
        return name + ("а", "у", "а", "ым", "е")[place]
    if name.endswith(("ова", "ева", "ина")) and len(name) > 6:
        return name[:-1] + ("ой", "ой", "у", "ой", "ой")[place]
    if name.endswith("а"):
        return name[:-1] + (("и" if name[-2] in "гкхшж" else "ы"), "е", "у", "ой", "е")[place]
    if woman or name.endswith(("и", "е", "у")):
        return name
    if name.endswith("й"):
        return name[:-1] + ("я", "ю", "я", "ем", "е")[place]
    return name + ("а", "у", "а", "ем" if name.endswith("ич") else "ом", "е")[place]


def russian(rng: Random, *, woman: bool) -> list[str]:
    stem, family = rng.choice(STEMS), rng.choice(FAMILIES)
    middle = stem[:-1] + "ев" if stem.endswith("й") else stem + "ов"
    if stem.endswith("и"):
        middle = stem + "ев"
    if woman:
        feminine = family + "а" if family.endswith(("ов", "ев", "ин")) else family
        return [rng.choice(WOMEN), middle + "на", feminine]
    return [rng.choice(MEN), middle + "ич", family]


def ru(order: str, case: str = "", sex: str = "") -> Maker:
    """Return a maker of Russian names: order "ips" is first name, patronymic, surname."""

    def make(rng: Random) -> str:
        woman = sex == "f" or (not sex and rng.random() < 0.5)
        parts = dict(zip("ips", russian(rng, woman=woman), strict=True))
        named = [parts[letter] for letter in order]
        return " ".join(declined(part, case, woman=woman) if case else part for part in named)

    return make


KK_ENDINGS = {"gen": "ның", "dat": "на", "acc": "н", "abl": "нан", "ins": "мен"}


def kk(order: str, case: str = "", sex: str = "") -> Maker:
    """Return a maker of Kazakh names; the case hangs on the patronymic, which stands last."""

    def make(rng: Random) -> str:
        woman = sex == "f" or (not sex and rng.random() < 0.5)
        family = rng.choice(FAMILIES_KK)
        parts = {
            "i": rng.choice(WOMEN_KK if woman else MEN_KK),
            "p": rng.choice(STEMS_KK) + ("қызы" if woman else "ұлы") + (KK_ENDINGS[case] if case else ""),
            "s": family + "а" if woman and family.endswith(("ов", "ев", "ин")) else family,
        }
        return " ".join(parts[letter] for letter in order)

    return make


def initials(families: tuple[str, ...]) -> Maker:
    def make(rng: Random) -> str:
        first, second, family = rng.choice("АБЕЖКНСТ"), rng.choice("АБЕЖКМС"), rng.choice(families[:8])
        return rng.choice(("{n} {a}.{b}.", "{a}.{b}. {n}", "{a}. {b}. {n}", "{a}. {n}")).format(
            a=first, b=second, n=family
        )

    return make


def plain_case(rng: Random) -> str:
    """Return a Kazakh name as Russian text spells it: Нурлан Серикулы."""
    woman = rng.random() < 0.5
    name = rng.choice(WOMEN if woman else MEN)
    return f"{name} {rng.choice(STEMS)}{'кызы' if woman else 'улы'}"


SLOTS: dict[str, Maker] = {
    "ru_full": ru("sip"),
    "ru_full_f": ru("sip", sex="f"),
    "ru_full_gen": ru("sip", "gen"),
    "ru_full_dat": ru("sip", "dat"),
    "ru_full_ins": ru("sip", "ins", "f"),
    "ru_fp": ru("ip"),
    "ru_fp_gen": ru("ip", "gen", "f"),
    "ru_fp_ins": ru("ip", "ins"),
    "ru_fp_acc": ru("ip", "acc"),
    "ru_fp_pre": ru("ip", "pre", "m"),
    "ru_sfp": ru("sip"),
    "ru_init": initials(FAMILIES),
    "kk_in_ru": plain_case,
    "kk_full": kk("sip"),
    "kk_full_f": kk("sip", sex="f"),
    "kk_full_gen": kk("sip", "gen"),
    "kk_full_dat": kk("sip", "dat"),
    "kk_full_abl": kk("sip", "abl"),
    "kk_full_ins": kk("sip", "ins"),
    "kk_fp": kk("ip"),
    "kk_fp_acc": kk("ip", "acc"),
    "kk_sfp": kk("sip"),
    "kk_init": initials(FAMILIES_KK),
    "kk_latin": lambda rng: " ".join(rng.choice(LATIN)),
}
