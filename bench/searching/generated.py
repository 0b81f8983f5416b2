"""Articles made by the thousand from the starter articles' sentences and invented words, to measure speed."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator

from app.search.interface import LANGUAGES, Document
from bench.searching.own import ARTICLES

INVENTED = 30_000
SHARE_INVENTED = 0.2
_SYLLABLES = [c + v for c in "бгдзклмнпрстш" for v in "аеиоуы"]
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_TOPICS = ("observer", "away", "access", "count", "complaint")


def articles(number: int, seed: int = 5) -> Iterator[Document]:
    """Yield articles whose words are as common as in real ones: domain words everywhere, rare ones rare."""
    r = random.Random(seed)
    pools, titles = _pools()
    invented = ["".join(r.choices(_SYLLABLES, k=r.randint(2, 4))) for _ in range(INVENTED)]
    ranks = [1 / (i + 1) for i in range(INVENTED)]
    totals: list[float] = []
    for rank in ranks:
        totals.append(rank + (totals[-1] if totals else 0.0))
    for i in range(number):
        language = LANGUAGES[i % len(LANGUAGES)]
        yield Document(
            article_id=f"g{i // len(LANGUAGES):06}",
            language=language,
            question=_mixed(r, r.choice(titles[language]), invented, totals),
            short_answer=_mixed(r, " ".join(r.sample(pools[language], 2)), invented, totals),
            body=_mixed(r, " ".join(r.sample(pools[language], r.randint(6, 12))), invented, totals),
            ref=f"g{i:06}",
            topic=r.choice(_TOPICS),
            provisions=(f"EL:{r.randint(1, 90)}({r.randint(1, 9)})",),
        )


def _mixed(r: random.Random, text: str, invented: list[str], totals: list[float]) -> str:
    words = text.split()
    for i in range(len(words)):
        if r.random() < SHARE_INVENTED:
            words[i] = r.choices(invented, cum_weights=totals)[0]
    return " ".join(words)


def _pools() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    pools: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    titles: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for file in sorted(ARTICLES.glob("F*.toml")):
        row = tomllib.loads(file.read_text(encoding="utf-8"))
        for language in LANGUAGES:
            titles[language].append(row[language]["question"])
            text = f"{row[language]['short_answer']}\n{row[language]['explanation']}"
            pools[language] += [each for each in _SENTENCE.split(text) if len(each) > 20]
    return pools, titles
