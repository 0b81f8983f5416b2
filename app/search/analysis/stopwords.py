"""Words that ask but do not say what about. They are dropped from questions only, never from the articles."""

from __future__ import annotations

from app.search.analysis.letters import skeleton

_KAZAKH = """
ма ме ба бе па пе ше ғой ғо шы ші ғана тек
не нені неге немен неден неде ненің неліктен несімен немесе неше нешеде нешеге нешеден нешесі нешінші
қай қайсы қайсысы қайсылары қандай қандайлар қанша қашан қалай қалайша қайда қайдан қайтіп қайтсем
қаншалықты
кім кімде кімді кімге кімнің кімнен кіммен кімдер кімдерді кімдердің
деген дегеніміз дегеннің деп дейді дейтін делінеді дейміз деді
аталады аталатын атайды атаймыз аталған аталды атанды атанған саналады саналатын болып
бола болады болама боладыма болған болды болса болып болмайды бар екен екенін еді емес пе
және мен пен бен да де та те үшін туралы жайлы сияқты секілді арқылы бойынша кейін дейін кезде кезінде
осы осында бұл сол сонда ол оны оның оған олар біз бізге біздің сен сенің сіз сізге сіздің сіздер
мені менің маған менде өзім егер бірақ ал әлде әрі тағы енді онда
керек керекпе мүмкін айтыңызшы айтыңыз білгім келеді
"""

_RUSSIAN = """
как какой какая какое какие каким какими каких какого какому какую каком какова каков каково
кто кого кому кем ком что чего чему чем чём чей чья чьё чьи
где куда откуда когда почему зачем отчего сколько сколькими насколько который которая которое которые
которого которой которых которым которую котором
ли же бы б и а но или либо да то не ни нет
в во на с со к ко по о об обо от до из изо за для у при про под над без через между после перед
я мне меня мной мы нам нас мой моя моё мои моего моей моих ты вы вам вас ваш он она оно они его её ее им
их ей ему
это этот эта эти этого этой этих тот та те того той тех так такой такая такое такие там тут здесь
был была было были быть есть будет будут бывает является являются
можно можете скажите подскажите пожалуйста хочу хотел хотела если чтобы ещё еще уже только тоже также
называется называют называли называлась назывался носит
"""

_ENGLISH = """
a an the and or but nor so if then than as of in on at to for from by with without about into onto over under
what which who whom whose when where why how many much long often far
do does did doing done is are was were be been being am have has had having
can could may might must shall should will would
i me my mine we us our you your he him his she her it its they them their this that these those there here
not no yes any some such also just please tell known called name named
"""

_SPELT: frozenset[str] = frozenset(_ENGLISH.split())
_BONES: frozenset[str] = frozenset(skeleton(word) for word in (_KAZAKH + _RUSSIAN).split())

# What is left of a Kazakh ending after «18-ге», «ҚР-ның», «41-бабының»: an ending, not a word.
ORPHANS: frozenset[str] = frozenset(
    skeleton(ending)
    for ending in [
        "ге",
        "ға",
        "ке",
        "қа",
        "де",
        "да",
        "те",
        "та",
        "ден",
        "дан",
        "тен",
        "тан",
        "нен",
        "нан",
        "дің",
        "дың",
        "тің",
        "тың",
        "нің",
        "ның",
        "ні",
        "ны",
        "ді",
        "ды",
        "ті",
        "ты",
        "мен",
        "пен",
        "бен",
        "ші",
        "шы",
        "нші",
        "ншы",
        "інші",
        "ыншы",
        "сі",
        "сы",
        "лар",
        "лер",
        "дар",
        "дер",
        "тар",
        "тер",
        "дағы",
        "дегі",
        "тағы",
        "тегі",
        "лік",
        "лық",
        "дік",
        "дық",
        "тік",
        "тық",
    ]
)


def is_stopword(word: str, bones: str) -> bool:
    """Tell whether a normalised word of a question says nothing about the subject."""
    return word in _SPELT or bones in _BONES
