"""`make bench-search`: how good and how fast search is, on both databases, beside the databases' own.

KENES_EVAL_DIR   folder of the evaluation kit; without it only the project's own questions are measured
SEARCH_PARTS     what to measure, of "quality,own,speed" (default "quality,own,speed")
SEARCH_SETS      data sets of the kit (default: all that are there)
SEARCH_VARIANTS  "all" or names of the kit's variants (default "all" for kk-dev, "clean,typo" elsewhere)
SEARCH_SIZES     numbers of generated articles for the speed part (default "10000")
SEARCH_BACKENDS  databases of the speed part (default "sqlite,postgresql")
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.searching import engines, kit, own_table, speed, stemmer
from bench.searching.metrics import NAMES, Scores, interval, mean, score
from tests.support import databases


def main() -> None:
    parts = os.environ.get("SEARCH_PARTS", "quality,own,speed").split(",")
    try:
        with tempfile.TemporaryDirectory(prefix="kenes-bench-") as name:
            folder = Path(name)
            if "quality" in parts:
                quality(folder)
            if "own" in parts:
                own_table.report(folder)
            if "speed" in parts:
                speed.report(
                    folder, [int(each) for each in os.environ.get("SEARCH_SIZES", "10000").split(",")]
                )
    finally:
        databases.remove_run_folder()


def quality(folder: Path) -> None:
    """Measure on the kit's data sets, and the stemmer on its treebank."""
    root = kit.folder()
    if root is None:
        print("The evaluation kit is not here (KENES_EVAL_DIR): its data sets are not measured.\n")
        return
    lemmas = kit.treebank(root)
    if lemmas:
        figures = stemmer.conflation(lemmas)
        print("Treebank:", ", ".join(f"{name} {value:.3f}" for name, value in figures.items()), "\n")
    names = os.environ.get("SEARCH_SETS", ",".join(kit.DATA_SETS)).split(",")
    for name in names:
        data = kit.load(root, name)
        if data is None:
            print(f"{name}: held back, not measured\n")
            continue
        measure(data, _variants(root, name), folder)


def measure(data: kit.DataSet, variants: dict[str, Callable[[str, str], str]], folder: Path) -> None:
    """Print the table of one data set."""
    language = data.name.removeprefix("domain-").removeprefix("mixed-")[:2]
    known = None if data.name.startswith("mixed-") else language
    print(f"{data.name}: {len(data.documents)} documents, {len(data.queries)} questions")
    head = ["system", "nDCG@10 (95%)", *NAMES[1:], *list(variants)[1:], "empty", "p50 / p95 ms"]
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head), flush=True)
    asked = {
        variant: [{**row, "text": change(row["text"], row["id"])} for row in data.queries]
        for variant, change in variants.items()
    }
    lists: dict[str, list[dict[str, list[str]]]] = {}
    for backend in ("SQLite", "PostgreSQL"):
        with engines.application(_database(backend, folder), folder / backend):
            engines.index(engines.as_documents(data.documents, language), f"{data.name} {backend}")
            runs = {variant: engines.ours(rows, known) for variant, rows in asked.items()}
            taken = engines.timed(data.queries[:200], known)
            lists[backend] = list(runs.values())
            _line(f"Kenes, {backend}", runs, data.relevant, taken)
    for label, engine in _baselines(data, language):
        outcomes = {variant: engines.run_baseline(engine, rows) for variant, rows in asked.items()}
        runs = {variant: outcome.run for variant, outcome in outcomes.items()}
        _line(label, runs, data.relevant, outcomes["clean"].milliseconds)
    same = sum(
        one[query] == other[query]
        for one, other in zip(lists["SQLite"], lists["PostgreSQL"], strict=True)
        for query in one
    )
    print(
        f"\nSame list of {engines.TOP} from both databases: {same} of {len(asked) * len(data.queries)}\n",
        flush=True,
    )


def _line(
    label: str, runs: dict[str, dict[str, list[str]]], relevant: dict[str, set[str]], taken: Sequence[float]
) -> None:
    scores: dict[str, Scores] = {variant: score(run, relevant) for variant, run in runs.items()}
    clean = scores["clean"]
    low, high = interval(clean)
    empty = max(sum(not found for found in run.values()) / len(run) for run in runs.values())
    slow = statistics.quantiles(taken, n=20)[-1]
    cells = [
        label,
        f"{mean(clean, 0):.3f} ({low:.3f}–{high:.3f})",
        *(f"{mean(clean, place):.3f}" for place in (1, 2, 3)),
        *(f"{mean(each, 0):.3f}" for variant, each in scores.items() if variant != "clean"),
        f"{empty:.1%}",
        f"{statistics.median(taken):.1f} / {slow:.1f}",
    ]
    print("| " + " | ".join(cells) + " |", flush=True)


def _baselines(data: kit.DataSet, language: str) -> Iterable[tuple[str, engines.Fts5 | engines.PostgresText]]:
    yield "FTS5 unicode61, any word", engines.Fts5(data.documents)
    url = databases.fresh_postgres("search_baseline")
    for config in ("simple", "english" if language == "en" else "russian"):
        yield f"PostgreSQL {config}, any word", engines.PostgresText(data.documents, url, config)


def _variants(root: Path, name: str) -> dict[str, Callable[[str, str], str]]:
    known = kit.variants(root)
    asked = os.environ.get("SEARCH_VARIANTS") or ("all" if name == "kk-dev" else "clean,typo")
    chosen = (
        list(known) if asked == "all" else ["clean", *(each for each in asked.split(",") if each != "clean")]
    )
    return {each: known[each] for each in chosen}


def _database(backend: str, folder: Path) -> str:
    if backend == "PostgreSQL":
        return databases.fresh_postgres("search_bench")
    path = folder / "search.sqlite"
    databases.copy_sqlite(databases.EMPTY, path)
    return f"sqlite:///{path}"


if __name__ == "__main__":
    main()
