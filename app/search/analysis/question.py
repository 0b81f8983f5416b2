"""What somebody typed, taken apart: words that count, words that only ask, provisions of law."""

from __future__ import annotations

from dataclasses import dataclass

from app.search.analysis.keyboards import other_spellings
from app.search.analysis.references import asked_citations, bones_of, citation_terms, cut_citations
from app.search.analysis.stopwords import ORPHANS, is_stopword
from app.search.analysis.tokens import Word, is_number, read
from app.search.interface import Citation

MAX_TEXT = 2000
MAX_WORDS = 32


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be looked up; every word once, in the order of its first use."""

    content: tuple[Word, ...] = ()
    asking: tuple[Word, ...] = ()
    citations: tuple[Citation, ...] = ()
    counts: tuple[int, ...] = ()
    """How often each content word was used."""

    @property
    def citation_terms(self) -> list[str]:
        """Return the index terms of the provisions named."""
        return list(dict.fromkeys(term for each in self.citations for term in citation_terms(each)))


def read_question(text: str) -> Question:
    """Take a question apart; whatever was typed, this neither fails nor takes long."""
    text = text[:MAX_TEXT]
    citations = asked_citations(text)
    spoken = list(dict.fromkeys(_words_of_citations(text))) if citations else []
    words: dict[Word, int] = {}
    asking: dict[Word, int] = {}
    for word in read(text):
        if word.bones in ORPHANS or word.term in spoken:
            continue
        place = asking if is_stopword(word.text, word.bones) else words
        place[word] = place.get(word, 0) + 1
    if not words and not citations:
        words, asking = asking, {}
    content = list(words.items())[:MAX_WORDS]
    return Question(
        content=tuple(word for word, _count in content),
        counts=tuple(count for _word, count in content),
        asking=tuple(asking)[:MAX_WORDS],
        citations=tuple(citations[:8]),
    )


def spellings(word: Word) -> tuple[str, ...]:
    """Return the terms the word may stand for if nobody knows it as it is."""
    return () if is_number(word.term) else tuple(other_spellings(word.text, word.term))


def _words_of_citations(text: str) -> list[str]:
    """Return the terms that are only there to name a provision: «бап», «статьи», and its numbers."""
    whole = bones_of(text)
    _found, rest = cut_citations(whole)
    left = {word.term for word in read(rest)}
    return [word.term for word in read(whole) if word.term not in left]
