"""From a question to weighted terms: the plan of a search. The weights were measured (docs/search.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.search import vocabulary
from app.search.analysis.keyboards import switched_texts
from app.search.analysis.question import Question, read_question, spellings
from app.search.analysis.tokens import Word, beginning_of, grams, is_number
from app.search.bm25 import idf
from app.search.thesaurus import Meaning, thesaurus
from app.search.vocabulary import Size, Term

BEGINNING = 0.2
MISTYPED = 0.5
OTHER_SPELLING = 0.9
ASKING = 0.3
GRAMS = 0.3
SAME_LANGUAGE = 0.4
OTHER_LANGUAGE = 0.6
MAX_MISTYPED = 10


@dataclass(slots=True)
class Plan:
    """What to look for: weights by term id and by letter run, and what each word of the question became."""

    size: Size
    weights: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    languages: dict[int, str] = field(default_factory=dict)
    frequencies: dict[int, int] = field(default_factory=dict)
    telling: dict[str, float] = field(default_factory=dict)
    """Weights by the term itself: what snippets mark."""
    asking: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    grams: dict[int, float] = field(default_factory=dict)
    gram_mass: float = 0.0
    """The weight of all letter runs of the question, also of those no document holds."""
    answering: list[tuple[float, frozenset[int]]] = field(default_factory=list)
    """For each word: how telling it is, and the terms that answer it."""
    corrections: dict[str, str] = field(default_factory=dict)
    """What was typed → how the vocabulary writes it."""
    known: int = 0
    """How many words of the question the vocabulary has as they were typed."""

    def add(self, row: Term, weight: float) -> None:
        """Count a vocabulary row into the search."""
        self.weights[row.id] += weight
        self.languages[row.id] = row.language
        self.frequencies[row.id] = row.df
        self.telling[row.term] = max(weight, self.telling.get(row.term, 0.0))


class Meant(NamedTuple):
    """How a text was understood; `text` is set when it had been typed with the wrong keyboard layout."""

    question: Question
    plan: Plan
    text: str | None = None


def make_plan(question: Question) -> Plan:
    """Look the question's words up and weigh what they may mean."""
    return _Planner(question).plan


def understand(text: str) -> Meant:
    """Plan a search for a text as it stands or, if that is known better, with the keyboard switched."""
    meant = _as_known_best(text)
    if not meant.plan.weights:
        # Nobody wrote about any word of it: the words that only ask are the last that can lead anywhere.
        meant.plan.weights.update(meant.plan.asking)
        meant.plan.asking.clear()
    return meant


def _as_known_best(text: str) -> Meant:
    question = read_question(text)
    plan = make_plan(question)
    if question.content and 2 * plan.known < len(question.content):
        for switched in switched_texts(text):
            other = read_question(switched)
            other_plan = make_plan(other)
            if other_plan.known > max(plan.known, len(other.content) // 2):
                return Meant(other, other_plan, switched)
    return Meant(question, plan)


class _Planner:
    def __init__(self, question: Question) -> None:
        self.question = question
        self.gram_counts: dict[int, float] = {}
        self.meanings = thesaurus().meanings({word.term for word in (*question.content, *question.asking)})
        size, self.rows = self._look_up()
        self.plan = Plan(size)
        if not self.plan.size.documents:
            return
        self._add_words()
        self._add_citations()
        self._add_meanings()
        self._add_asking()
        self._weigh_grams()

    def _look_up(self) -> tuple[Size, dict[str, list[Term]]]:
        question = self.question
        exact = {word.term for word in (*question.content, *question.asking)}
        exact.update(question.citation_terms)
        exact.update(term for word in question.content for term in spellings(word))
        for meaning in self.meanings:
            exact.update(
                term for phrases in meaning.entry.phrases.values() for phrase in phrases for term in phrase
            )
        beginnings = {beginning_of(word.term) for word in question.content} - {""}
        rows: dict[str, list[Term]] = defaultdict(list)
        self.siblings: dict[str, list[Term]] = defaultdict(list)
        found = vocabulary.look_up(exact, beginnings)
        for row in found.rows:
            rows[row.term].append(row)
            if (beginning := beginning_of(row.term)) in beginnings:
                self.siblings[beginning].append(row)
        return found.size, rows

    def _idf(self, rows: Iterable[Term]) -> float:
        return idf(self.plan.size.documents, sum(row.df for row in rows))

    def _add_words(self) -> None:
        unknown = [
            word.term
            for word in self.question.content
            if not is_number(word.term) and not self._known_spelling(word)
        ]
        close = vocabulary.close_to(unknown)
        for word, count in zip(self.question.content, self.question.counts, strict=True):
            for code in grams(word.bones):
                self.gram_counts[code] = self.gram_counts.get(code, 0.0) + count
            self._add_word(word, count, close)

    def _known_spelling(self, word: Word) -> str | None:
        return next((term for term in (word.term, *spellings(word)) if term in self.rows), None)

    def _add_word(self, word: Word, count: int, close: Mapping[str, list[Term]]) -> None:
        plan = self.plan
        answers: set[int] = set()
        telling = idf(plan.size.documents, 0)
        if spelling := self._known_spelling(word):
            rows = self.rows[spelling]
            telling = self._idf(rows)
            as_typed = spelling == word.term
            plan.known += as_typed
            for row in rows:
                plan.add(row, count * telling * (1 if as_typed else OTHER_SPELLING))
                answers.add(row.id)
            if not as_typed:
                self._correct(word, rows[0], OTHER_SPELLING)
        elif rows := close.get(word.term, [])[:MAX_MISTYPED]:
            for row in rows:
                plan.add(row, count * MISTYPED * self._idf(self.rows.get(row.term) or [row]))
                answers.add(row.id)
            self._correct(word, rows[0], MISTYPED)
        # A term too short to have a beginning is its own: short words must not weigh less than long ones.
        siblings = self.siblings.get(beginning_of(word.term), []) or self.rows.get(word.term, [])
        weight = BEGINNING * count * self._idf(siblings) if siblings else 0.0
        for row in siblings:
            plan.add(row, weight)
            answers.add(row.id)
        plan.answering.append((telling, frozenset(answers)))

    def _correct(self, word: Word, row: Term, weight: float) -> None:
        if row.surface and row.surface != word.text:
            self.plan.corrections[word.text] = row.surface
        for code in grams(row.term)[:-1]:  # the end of a cut term is no end of a word
            self.gram_counts.setdefault(code, weight)

    def _add_citations(self) -> None:
        for term in self.question.citation_terms:
            rows = self.rows.get(term, [])
            telling = self._idf(rows)
            for row in rows:
                self.plan.add(row, telling)
            self.plan.answering.append((telling, frozenset(row.id for row in rows)))

    def _add_meanings(self) -> None:
        for meaning in self.meanings:
            answers: set[int] = set()
            for language, phrases in meaning.entry.phrases.items():
                for phrase in phrases:
                    if not meaning.used.issuperset(phrase):
                        answers |= self._add_phrase(meaning, phrase, language)
            self._credit(meaning.used, answers)

    def _add_phrase(self, meaning: Meaning, phrase: tuple[str, ...], language: str) -> set[int]:
        spoken_here = any(meaning.used.issuperset(each) for each in meaning.entry.phrases[language])
        factor = SAME_LANGUAGE if spoken_here else OTHER_LANGUAGE
        factor *= (len(meaning.used) / len(phrase)) ** 0.5 if len(phrase) > len(meaning.used) else 1
        added = set()
        for term in phrase:
            if term in meaning.used:
                continue
            rows = [row for row in self.rows.get(term, ()) if row.language == language]
            for row in rows:
                weight = factor * self._idf(self.rows[term])
                # Several phrases for one meaning share words: the strongest counts, not the sum.
                self.plan.add(row, max(0.0, weight - self.plan.weights.get(row.id, 0.0)))
                added.add(row.id)
        return added

    def _credit(self, used: Collection[str], answers: set[int]) -> None:
        for place, word in enumerate(self.question.content):
            if word.term in used:
                telling, known = self.plan.answering[place]
                self.plan.answering[place] = (telling, known | answers)

    def _add_asking(self) -> None:
        for word in self.question.asking:
            rows = self.rows.get(word.term, [])
            for row in rows:
                self.plan.asking[row.id] += ASKING * self._idf(rows)
                self.plan.languages[row.id] = row.language

    def _weigh_grams(self) -> None:
        weights = dict(self.gram_counts)
        for word in self.question.asking:
            for code in grams(word.bones):
                weights[code] = weights.get(code, 0.0) + ASKING
        known = vocabulary.gram_frequencies(weights)
        documents = self.plan.size.documents
        self.plan.grams = {
            code: GRAMS * weights[code] * idf(documents, df) for code, df in sorted(known.items()) if df > 0
        }
        unknown = sum(weight for code, weight in weights.items() if code not in self.plan.grams)
        self.plan.gram_mass = sum(self.plan.grams.values()) + GRAMS * unknown * idf(documents, 0)
