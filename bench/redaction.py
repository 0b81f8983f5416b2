"""How well personal data is found: recall and precision per class, on texts of people who do not exist.

python -m bench.redaction [--errors] [--only tuned|held]

A third of the lines is held out: never looked at while the engine is tuned (`--errors` shows none of it).
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.redaction.detectors import find
from bench.redacting.measure import STRUCTURED, Result, Score, false_per_thousand, measure
from bench.redacting.sentences import Sentence, sentences

ROOT = Path(__file__).resolve().parent.parent
GOALS = {"structured": (0.99, 0.98), "name": (0.95, 0.0), "address": (0.90, 0.0)}


def articles() -> list[str]:
    """Return the texts of the starter articles in all languages: nobody is named in them."""
    texts = []
    for path in sorted((ROOT / "app/content/articles").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for language in ("kk", "ru", "en"):
            part = data[language]
            texts.append("\n".join([part["question"], part["short_answer"], part.get("explanation", "")]))
    return texts


def questions() -> list[str]:
    """Return the questions of the search benchmark: nobody is named in them either."""
    data = tomllib.loads((ROOT / "bench/data/search_questions.toml").read_text(encoding="utf-8"))
    return [text for entry in data.values() for texts in entry.values() for text in texts]


def line(name: str, score: Score) -> str:
    masked = f"{score.masked / score.wanted:6.1%}" if score.wanted else "     –"
    return (
        f"{name:<14} {score.wanted:5} wanted  recall {score.recall:7.2%}  masked by itself {masked}"
        f"  {score.marks:5} marks  precision {score.precision:7.2%}"
    )


def report(title: str, rows: list[Sentence], result: Result) -> None:
    print(f"\n{title}: {len(rows)} sentences, {sum(len(row.spans) for row in rows)} marks wanted")
    for kind in sorted(result.scores):
        print("  " + line(kind, result.of(kind)))
    print("  " + line("structured", result.together(STRUCTURED)))


def speed(rows: list[Sentence]) -> str:
    times = []
    for row in rows:
        begun = time.process_time()
        find(row.text)
        times.append((time.process_time() - begun) * 1e3)
    mean, slow = sum(times) / len(times), quantiles(times, n=100)[98]
    return f"{mean:.2f} ms of processor time a sentence, p99 {slow:.2f} ms"


def reaches(result: Result) -> bool:
    checks = {
        "structured": result.together(STRUCTURED),
        "name": result.of("name"),
        "address": result.of("address"),
    }
    return all(
        score.recall >= GOALS[name][0] and score.precision >= GOALS[name][1] for name, score in checks.items()
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="show what was missed or marked wrongly")
    parser.add_argument("--only", choices=["tuned", "held"])
    options = parser.parse_args()
    rows, good = sentences(), True
    for name, is_held_out in (("tuned", False), ("held", True)):
        if options.only in {None, name}:
            part = [row for row in rows if row.is_held_out is is_held_out]
            result = measure(part)
            report("Held out" if is_held_out else "Tuned on", part, result)
            good = good and reaches(result)
            if options.errors and not is_held_out:
                for title, entries in (("missed", result.missed), ("false", result.false)):
                    for kind, words, text in entries:
                        print(f"  {title} {kind}: {words!r} in {text!r}")
    for name, texts in (("Starter articles", articles()), ("Search questions", questions())):
        rate, kinds, shown = false_per_thousand(texts)
        print(f"\n{name}: {rate:.2f} false marks per 1 000 words {dict(kinds)}")
        if options.errors:
            print("\n".join(f"  {kind}: {words}" for kind, words in shown))
    print(f"\nSpeed: {speed(rows)}")
    print("Goals reached." if good else "Goals missed.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
