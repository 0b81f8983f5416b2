"""Recall and precision of the engine, class by class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.redaction.detectors import find
from app.redaction.findings import Finding
from bench.redacting.sentences import Sentence, Span

STRUCTURED = (
    "iin",
    "bin",
    "phone",
    "card",
    "iban",
    "id_card",
    "passport",
    "document",
    "plate",
    "email",
    "handle",
)
# Found as something of the same sort: the text is protected all the same.
ALIKE = {
    "bin": {"iin"},
    "iin": {"bin"},
    "id_card": {"document", "passport"},
    "document": {"id_card", "passport"},
    "passport": {"document", "id_card"},
    "handle": {"link", "email"},
    "link": {"handle"},
    "school": {"school_class"},
    "school_class": {"school"},
    "address": {"settlement", "school"},
    "settlement": {"address"},
}
ENOUGH = 0.75  # of a span's letters and digits


@dataclass
class Score:
    """What happened to one class."""

    wanted: int = 0
    found: int = 0
    masked: int = 0
    marks: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.marks if self.marks else 1.0


@dataclass
class Result:
    """Scores by class, and what went wrong."""

    scores: dict[str, Score] = field(default_factory=dict)
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    false: list[tuple[str, str, str]] = field(default_factory=list)

    def of(self, kind: str) -> Score:
        return self.scores.setdefault(kind, Score())

    def together(self, kinds: Iterable[str]) -> Score:
        total = Score()
        for kind in kinds:
            for name, value in vars(self.of(kind)).items():
                setattr(total, name, getattr(total, name) + value)
        return total


def measure(sentences: Iterable[Sentence]) -> Result:
    """Return how the engine does on labelled sentences."""
    result = Result()
    for sentence in sentences:
        _add(result, sentence, find(sentence.text))
    return result


def _add(result: Result, sentence: Sentence, findings: list[Finding]) -> None:
    for span in sentence.spans:
        if span.kind.startswith("?"):
            continue
        score = result.of(span.kind)
        score.wanted += 1
        fitting = [each for each in findings if each.kind in {span.kind, *ALIKE.get(span.kind, ())}]
        if _covered(sentence.text, span, fitting) >= ENOUGH:
            score.found += 1
            certain = [each for each in findings if each.certain]
            score.masked += _covered(sentence.text, span, certain) >= ENOUGH
        else:
            result.missed.append((span.kind, sentence.text[span.start : span.end], sentence.text))
    for each in findings:
        score = result.of(each.kind)
        score.marks += 1
        if any(_is_right(each, span) for span in sentence.spans):
            score.right += 1
        else:
            result.false.append((each.kind, sentence.text[each.start : each.end], sentence.text))


def _is_right(finding: Finding, span: Span) -> bool:
    meets = span.start < finding.end and finding.start < span.end
    return meets and (not span.kind.startswith("?") or finding.kind == span.kind[1:])


def _covered(text: str, span: Span, findings: list[Finding]) -> float:
    wanted = [place for place in range(span.start, span.end) if text[place].isalnum()]
    covered = sum(any(each.start <= place < each.end for each in findings) for place in wanted)
    return covered / len(wanted) if wanted else 1.0


def false_per_thousand(texts: Iterable[str]) -> tuple[float, Counter[str], list[tuple[str, str]]]:
    """Return false marks per 1 000 words of texts that hold nothing personal."""
    words, kinds, shown = 0, Counter[str](), []
    for text in texts:
        words += len(text.split())
        for each in find(text):
            kinds[each.kind] += 1
            shown.append((each.kind, text[max(0, each.start - 30) : each.end + 20].replace("\n", " ")))
    return 1000 * sum(kinds.values()) / max(words, 1), kinds, shown
