"""Names that belong to streets, books and offices: what stands around a name, and whom everybody knows."""

from __future__ import annotations

import re

from app.redaction.given_names import folded

# After the name in Kazakh, before it in Russian: a thing that is called so.
_AFTER = re.compile(
    r"\s?(?:көше|көш\.|даңғыл|даң\.|бұлвар|тұйығы|алаң|аудан|шағын|ықшам|атындағы|атынд\.|ескерткіш|"
    r"мұражай|музей|театр|саябақ|"
    r"кітапхана|кесене|стипенди|медал|орден|жолы\b|ауыл|кент|қала|станция|мектеп|лицей|гимнази|"
    r"университет|институт|колледж|"
    r"мешіт|медресе|өлең|роман|ән\b|күй|[Ss]treet|[Aa]venue|[Ss]quare|[Uu]niversity|[Dd]istrict|"
    r"улиц|проспект|район|пост\b|день\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:ул\.|улиц\w{1,3}|пр\.|просп\.|проспект\w{0,2}|площад\w{1,3}|памятник\w{0,3}|имени|им\.|"
    r"бульвар\w{0,2}|переул\w{2,3}|"
    r"театр\w{0,2}|музе\w{1,2}|парк\w{0,2}|сквер\w{0,2}|библиотек\w{1,2}|мавзоле\w{1,2}|"
    r"микрорайон\w{0,2}|мкр\.?|"
    r"медал\w{1,3}|преми\w{1,2}|стипенди\w{1,2}|роман\w{0,2}|стих\w{0,4}|книг\w{1,2}|район\w{0,2}|"
    r"аэропорт\w{0,2}|[Ss]treet of)\s?[«\"]?$",
    re.IGNORECASE,
)
_KNOWN = """
абай кунанба|ахмет баитурсын|мухтар ауезов|ибраи алтынсарин|ыбыраи алтынсарин|алихан бокеихан|
алихан букеихан|баурыжан момыш|бауыржан момыш|динмухамед конаев|динмухамед кунаев|каныш сатбаев|
каныша сатпаева|каныш сатпаев|шокан уалиханов|чокан валиханов|жамбыл жабаев|магжан жумабаев|
миржакып дулат|султан бекет|нурсултан назарбаев|касым-жомарт токаев|касым-жомарт|ходжа ахмет|кожа ахмет|
ахмет ясауи|ахмета ясави|алия молдагулова|маншук маметова|талгат бигелдин|ораз жандосов|турар рыскулов|
мустафа шокаи|сакен сеифуллин|беимбет маилин|илияс жансугиров|ильяс жансугуров|юри гагарин|
александр пушкин|кул-ахмет|иван грозн|тауке хан|аль-фараби|ал-фараби|ахмета баитурсынова|мухтара ауезов|
мухтару ауезов|абая кунанбаева|абаю кунанбаеву|жусип баласагун|кажымукан муна|
"""
_FIGURES = tuple(filter(None, (folded(name).strip() for name in _KNOWN.split("|"))))


def is_called_so(text: str, start: int, end: int) -> bool:
    """Tell whether the words at `start` name a street, a school, a book …, not a person in the story."""
    if _AFTER.match(text, end) or _BEFORE.search(text, max(0, start - 24), start):
        return True
    return is_known(text[start:end])


def is_known(name: str) -> bool:
    """Tell whether a name belongs to history or to the head of state."""
    plain = " ".join(folded(name).split())
    return any(plain.startswith(known) for known in _FIGURES)
