"""Reads the evaluation kit from the folder KENES_EVAL_DIR names. Nothing of it belongs to the project."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import sys
import types
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_KAZAKH = ("kazqad/corpus", "distractors_kk/wiki_sentences", "distractors_kk/kaznerd_news")
_MIXED = (*_KAZAKH, "xquad/corpus_ru", "xquad/corpus_en")
DATA_SETS = {
    "kk-dev": (_KAZAKH, "kazqad/queries_dev", "kazqad/qrels_dev"),
    "kk-heldout": (_KAZAKH, "kazqad/queries_heldout", "kazqad/qrels_heldout"),
    "ru": (("xquad/corpus_ru",), "xquad/queries_ru", "xquad/qrels"),
    "en": (("xquad/corpus_en",), "xquad/queries_en", "xquad/qrels"),
    "domain-kk": (("domain/corpus",), "domain/queries_kk", "domain/qrels_kk"),
    "domain-ru": (("domain/corpus",), "domain/queries_ru", "domain/qrels_ru"),
    "domain-en": (("domain/corpus",), "domain/queries_en", "domain/qrels_en"),
    # One index for three languages, the language of the question unknown.
    "mixed-kk": (_MIXED, "kazqad/queries_dev", "kazqad/qrels_dev"),
    "mixed-ru": (_MIXED, "xquad/queries_ru", "xquad/qrels"),
    "mixed-en": (_MIXED, "xquad/queries_en", "xquad/qrels"),
}


@dataclass(frozen=True)
class DataSet:
    """Documents and questions (id, title, text, lang) and which document answers which question."""

    name: str
    documents: list[dict[str, str]]
    queries: list[dict[str, str]]
    relevant: dict[str, set[str]]


def folder() -> Path | None:
    """Return the kit's folder, None where there is none."""
    name = os.environ.get("KENES_EVAL_DIR")
    return Path(name) if name and (Path(name) / "data").is_dir() else None


def load(kit: Path, name: str) -> DataSet | None:
    """Return one data set, None where its files are held back."""
    corpus, queries, qrels = DATA_SETS[name]
    files = [kit / "data" / f"{each}.jsonl.gz" for each in (*corpus, queries)]
    judged = kit / "data" / f"{qrels}.tsv"
    if not all(file.exists() for file in (*files, judged)):
        return None
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in judged.read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        if int(grade) > 0:
            relevant[query].add(document)
    documents = [row for file in files[:-1] for row in _rows(file)]
    if name.startswith("mixed-"):  # the same id stands for a text in two languages
        documents = [{**row, "id": f"{row.get('lang', 'kk')}:{row['id']}"} for row in documents]
        relevant = {query: {f"{name[-2:]}:{each}" for each in good} for query, good in relevant.items()}
    return DataSet(name, documents, _rows(files[-1]), dict(relevant))


def variants(kit: Path) -> dict[str, Any]:
    """Return the kit's own ways to spoil a question: name → function of text and id."""
    # The module asks for its sister only to read files, which is not needed here.
    sys.modules.setdefault("evalkit", types.ModuleType("evalkit"))
    spec = importlib.util.spec_from_file_location("kit_degrade", kit / "degrade.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, Any] = module.VARIANTS
    return found


def treebank(kit: Path) -> dict[str, str] | None:
    """Return the treebank's forms with their lemmas."""
    file = kit / "data" / "conflation" / "ktb_kk.tsv"
    if not file.exists():
        return None
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows}


def _rows(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
