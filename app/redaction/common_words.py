"""Words with a capital letter that are no names."""

from __future__ import annotations

_OPENINGS = """
я мы он она вчера сегодня завтра мой моя моего моей наш наша это этот и а но там тут директор декан ректор
учитель учительница председатель преподаватель здравствуйте привет когда если у меня к от в с на по где
статья закон конституция
мен менің біз біздің ол кеше бүгін ертең осы бұл директоры деканы мұғалім мұғалімі төраға төрағасы сәлем
сәлеметсіз заңы
i my our we he she the yesterday today mr mrs ms dean director teacher hello dear
"""
_STEMS = """
Граждан Централь Участков Территориал Окружн Избирательн Республик Конституц Верховн Областн Районн Городск
Сельск Курултай Комисси Президент Парламент
Орталық Аумақтық Учаскелік Аудандық Облыстық Қалалық Құрылтай
Central Territorial District Precinct Republic Supreme
"""
# They begin a sentence or a title and stand before a name without being part of it.
NOT_NAMES = frozenset(_OPENINGS.split())
# Beginnings of words that end like a surname or stand where names stand.
NOT_NAME_STEMS = tuple(_STEMS.split())
