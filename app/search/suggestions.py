"""Questions that may be meant while somebody is still typing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.search import bulk, retrieval, vocabulary
from app.search.analysis.letters import normalise
from app.search.analysis.question import Question, read_question
from app.search.analysis.tokens import CUT, Word, is_number, read
from app.search.bm25 import idf
from app.search.interface import LANGUAGES, Suggestion
from app.search.plan import Plan, make_plan
from app.search.retrieval import Group
from app.search.snippets import mark

MAX_TEXT = 200
MIN_LETTERS = 2
POOL = 30
SURE_LETTERS = 4
"""From how many letters on an unfinished word counts like a finished one."""
ENDINGS = 25
"""How many words with the same beginning count, the commonest first."""


class _Title(NamedTuple):
    id: int
    article_id: str
    ref: str
    language: str
    question: str


def suggest(text: str, *, language: str, limit: int) -> list[Suggestion]:
    """Return questions of the asker's language first, then of the others."""
    text = text[-MAX_TEXT:]
    if len(normalise(text).strip()) < MIN_LETTERS:
        return []
    plan = _plan(text)
    chosen: list[Suggestion] = []
    others = tuple(each for each in LANGUAGES if each != language)
    for languages in ((language,), others):
        if len(chosen) < limit:
            known = {each.article_id for each in chosen}
            chosen += [each for each in _best(plan, languages) if each.article_id not in known]
    return chosen[:limit]


def _plan(text: str) -> Plan:
    question = read_question(text)
    last = _unfinished(text)
    if last is None:
        return make_plan(question)
    finished = [
        (word, count) for word, count in zip(question.content, question.counts, strict=True) if word != last
    ]
    plan = make_plan(
        Question(
            content=tuple(word for word, _ in finished),
            counts=tuple(count for _, count in finished),
            asking=question.asking,
        )
    )
    rows = vocabulary.starting_with(last.bones[:CUT], ENDINGS)
    rows += [row for row in vocabulary.look_up([last.term]).rows if row not in rows]
    certain = min(len(last.bones) / SURE_LETTERS, 1.0)
    for row in rows:
        plan.add(row, certain * (idf(plan.size.documents, row.df) + 1.0))
    return plan


def _unfinished(text: str) -> Word | None:
    """Return the word being typed; a stop word may become any word, so it counts too."""
    if not text[-1:].isalnum():
        return None
    last = list(read(text))[-1:]
    return last[0] if last and not is_number(last[0].term) else None


def _best(plan: Plan, languages: tuple[str, ...]) -> list[Suggestion]:
    found = retrieval.draft(plan, [Group(languages, POOL)])[0]
    rows = bulk.read_rows(
        "SELECT d.id, d.article_id, d.ref, d.language, d.question FROM {0} CROSS JOIN search_document d"
        " WHERE d.id = q0.value",
        list(found),
    )
    titles = {row[0]: _Title._make(row) for row in rows}
    ranked = sorted(
        (-_title_weight(row.question, plan.telling), -found[row.id], row.id) for row in titles.values()
    )
    chosen: dict[str, Suggestion] = {}
    for minus_weight, _minus_total, document_id in ranked:
        row = titles[document_id]
        if minus_weight < 0 and row.article_id not in chosen:
            segments = mark(row.question, plan.telling)
            chosen[row.article_id] = Suggestion(row.article_id, row.ref, row.language, row.question, segments)
    return list(chosen.values())


def _title_weight(title: str, telling: Mapping[str, float]) -> float:
    return sum(telling.get(term, 0.0) for term in {word.term for word in read(title)})
