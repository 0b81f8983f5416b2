"""Words that two texts share, whatever their endings: what leads from a public text to its writer. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from app.redaction.given_names import folded

LENGTH = 3  # meaningful words in a row
RARE_WORD = 4  # letters a single word needs before it says anything by itself
_WORD = re.compile(r"\w+")
_STOP_WORDS = """
и в во на но а я мы он она оно они ты вы не ни что как так где когда если или то же бы ли по из за от до
для при без под над у о об с со к ко меня мне мой моя мое мои мной нас нам наш наша ваш ваша вас вам его
ее их этот эта это эти тот та те был была было были есть быть буду будет можно нужно надо который которая
которые чтобы тоже уже еще только очень весь все всех всем там тут здесь сейчас потом кто чем чего кого
кому мен сен сіз біз ол олар бұл осы сол мына ана менің сенің сіздің біздің оның маған саған сізге бізге
оған мені сені және бен пен да де ма ме ба бе па пе үшін туралы дейін кейін бірақ немесе егер деп деген
екен емес жоқ бар болды болады болып болған еді ғой қой енді қазір бір не кім қай қайда қалай қашан неге
керек мүмкін the a an and or of in on at to for with is are was were be i we you he she it they my our
your his her this that not what how where when who do does did can may must have has had if from by as
"""
_STOP = frozenset(folded(_STOP_WORDS).split())


@dataclass(frozen=True)
class Token:
    """A meaningful word: where it stands, and what is left of it without its ending."""

    start: int
    end: int
    stem: str


@dataclass(frozen=True)
class Shared:
    """Words of a text that another text has as well, in the same order."""

    start: int
    end: int
    stems: tuple[str, ...]


def tokens(text: str) -> list[Token]:
    """Return the meaningful words of a text."""
    found = []
    for match in _WORD.finditer(text):
        plain = folded(match[0])
        if plain not in _STOP and (len(plain) > 2 or plain.isdigit()):
            found.append(Token(match.start(), match.end(), stem(plain)))
    return found


def stem(plain: str) -> str:
    """Return the beginning of a folded word: both languages inflect at the end, and a number not at all."""
    if plain.isdigit():
        return plain
    return plain[: 4 if len(plain) <= 6 else 5]


def sequences(words: list[Token]) -> Iterator[tuple[str, ...]]:
    """Yield every sequence of LENGTH stems."""
    stems = [short(word) for word in words]
    for place in range(len(stems) - LENGTH + 1):
        yield tuple(stems[place : place + LENGTH])


def short(word: Token) -> str:
    """Return what counts of a word in a row of words: less than alone, so that endings hide nothing."""
    return word.stem if word.stem.isdigit() else word.stem[:4]


def fingerprint_words(text: str) -> set[tuple[str, ...]]:
    """Return what is compared between texts: sequences, and single words that can be rare."""
    words = tokens(text)
    return {*sequences(words), *((word.stem,) for word in words)}


def shared(
    public: str, private: str, known: Container[tuple[str, ...]], common: Container[tuple[str, ...]] = ()
) -> list[Shared]:
    """Return the longest stretches of `public` that come from `private` and from nowhere else.

    `known` are sequences and words that other texts use as well; a sequence of words that are all
    `common` leads to nobody.
    """
    words, theirs = tokens(public), fingerprint_words(private)
    hit = [False] * len(words)
    for place in range(len(words)):
        row = words[place : place + LENGTH]
        run = tuple(short(word) for word in row)
        is_plain = all((word.stem,) in common for word in row)
        if len(run) == LENGTH and run in theirs and run not in known and not is_plain:
            hit[place : place + LENGTH] = [True] * LENGTH
        single, word = (words[place].stem,), words[place]
        is_long = word.end - word.start >= RARE_WORD or word.stem.isdigit()
        if is_long and single in theirs and single not in known:
            hit[place] = True
    return list(_runs(words, hit))


def _runs(words: list[Token], hit: list[bool]) -> Iterator[Shared]:
    begin: int | None = None
    for place, is_hit in enumerate([*hit, False]):
        if is_hit and begin is None:
            begin = place
        elif not is_hit and begin is not None:
            run = words[begin:place]
            yield Shared(run[0].start, run[-1].end, tuple(word.stem for word in run))
            begin = None
