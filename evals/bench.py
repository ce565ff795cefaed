"""How fast this installation is: cold start, memory, encoding against plain sentence-transformers, ingest, queries."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from corpus.passages import split_article
from corpus.store import ArticleStore
from corpus.tokens import default_counter, weights_folder
from evals.bench_questions import bench_questions, evenly
from evals.errors import EvalError
from evals.prepare import Watch
from evals.timings import percentiles, stage_percentiles
from index.build import build, indexed_text
from index.embedders.base import Embedder
from index.generation import Generation
from index.models import Manifest
from index.retrieve import Retriever
from index.vectors.faiss_flat import use_one_thread

SLICE = 64
"""Passages encoded by one side before the other takes its turn: short enough that other load hits both alike."""

K = 40
"""Hits of a query, as many as the service looks at to fill an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchOptions:
    """How much to measure."""

    embedder: str = "minilm"
    questions: int = 200
    passages: int = 512
    """Passages encoded and ingested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodeRates:
    """Passages a second, ours and plain sentence-transformers', on the same texts in turns."""

    ours: float
    plain: float | None
    """None for an embedder that sentence-transformers does not load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchResult:
    """What was measured; times in the units of their names."""

    generation: Manifest
    questions: int
    cold_start_s: float
    resident_mb: float
    ingest_passages_per_s: float
    encode: EncodeRates
    timings: tuple[dict[str, float], ...]
    """Milliseconds of each stage, a question."""
    throughput_qps: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """Return the contract's keys, and more."""
        totals = [sum(stages.values()) for stages in self.timings]
        without_encoder = [sum(stages.values()) - stages.get("encode", 0.0) for stages in self.timings]
        ratio = self.encode.ours / self.encode.plain if self.encode.plain else None
        return {
            "cold_start_s": self.cold_start_s,
            "resident_mb": self.resident_mb,
            "ingest_passages_per_s": round(self.ingest_passages_per_s, 1),
            "query_ms": percentiles(totals, 50, 95, 99),
            "stages_ms": stage_percentiles(self.timings, 50, 95),
            "throughput_qps": {threads: round(rate, 1) for threads, rate in self.throughput_qps.items()},
            "encoder_ms": percentiles([stages["encode"] for stages in self.timings if "encode" in stages], 50, 95),
            "passages": self.generation.rows,
            "retrieval_ms": percentiles(without_encoder, 50, 95, 99),
            "encode_passages_per_s": round(self.encode.ours, 1),
            "encode_ratio": round(ratio, 3) if ratio else None,
            "articles": self.generation.articles,
            "generation": self.generation.generation,
            "model": self.generation.model,
            "questions": self.questions,
        }


def run_bench(home: Path, generation: Generation, embedder: Embedder, options: BenchOptions, watch: Watch) -> BenchResult:
    """Measure everything, one thing after the other. Raises EvalError when the fresh process fails."""
    watch.on_step("Cold start", None)
    cold_start_s, resident_mb = measure_cold_start(home, options.embedder)
    texts = [indexed_text(passage) for passage in evenly(list(generation.corpus.served_passages()), options.passages)]
    watch.on_step("Encoding", len(texts))
    encode = measure_encoding(embedder, texts, plain=options.embedder == "minilm", watch=watch)
    watch.on_step("Ingest", None)
    ingest = measure_ingest(generation.corpus, embedder, options.passages)
    # Only now: where torch and FAISS share an OpenMP runtime, this leaves torch one thread as well, as in the service.
    use_one_thread()
    questions = bench_questions(generation.corpus, options.questions)
    watch.on_step("Questions", None)
    retriever = Retriever(generation, embedder)
    timings = measure_queries(retriever, questions)
    throughput = {str(threads): measure_throughput(retriever, questions, threads) for threads in (1, 16)}
    return BenchResult(
        generation=generation.manifest,
        questions=len(questions),
        cold_start_s=cold_start_s,
        resident_mb=resident_mb,
        ingest_passages_per_s=ingest,
        encode=encode,
        timings=timings,
        throughput_qps=throughput,
    )


def measure_cold_start(home: Path, embedder: str) -> tuple[float, float]:
    """Time a fresh process from its start to its first answer, and say how much memory it then holds: (s, MB)."""
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "evals.cold_start", str(home.resolve()), embedder]
    started = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root, env=dict(os.environ))  # noqa: S603 - our own module
    seconds = perf_counter() - started
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise EvalError(f"{home}: a fresh process could not answer ({last[0]}); run `carecite index verify --home {home}`")
    return round(seconds, 2), float(json.loads(done.stdout)["resident_mb"])


def measure_encoding(embedder: Embedder, texts: Sequence[str], *, plain: bool, watch: Watch) -> EncodeRates:
    """Encode the same texts with ours and with plain `SentenceTransformer.encode(texts)`, slice by slice in turns."""
    sides = {"ours": embedder.encode_passages}
    if plain:
        sides["plain"] = _plain_encoder()
    seconds = dict.fromkeys(sides, 0.0)
    for encode in sides.values():  # warm up
        encode(list(texts[:8]))
    for turn, start in enumerate(range(0, len(texts), SLICE)):
        piece = list(texts[start : start + SLICE])
        for name in sorted(sides, reverse=bool(turn % 2)):
            began = perf_counter()
            sides[name](piece)
            seconds[name] += perf_counter() - began
        watch.on_done(len(piece))
    rates = {name: len(texts) / spent for name, spent in seconds.items()}
    return EncodeRates(ours=rates["ours"], plain=rates.get("plain"))


def measure_ingest(store: ArticleStore, embedder: Embedder, passages: int) -> float:
    """Split, store, encode, index and publish articles in a new data directory: passages a second."""
    entries = list(store.entries())
    mean = max(1.0, sum(entry.passages for entry in entries) / max(1, len(entries)))
    articles = [store.article(entry.id) for entry in evenly(entries, max(1, round(passages / mean)))]
    with tempfile.TemporaryDirectory() as folder:
        home, done = Path(folder), 0
        started = perf_counter()
        with ArticleStore.open_store(home) as fresh, fresh.transaction():
            for article in articles:
                split = split_article(article, default_counter())
                fresh.put(article, split, (), origin="bench")
                done += len(split)
            fresh.collapse_duplicates({article.id for article in articles})
        build(home, embedder)
        return done / (perf_counter() - started)


def measure_queries(retriever: Retriever, questions: Sequence[str]) -> tuple[dict[str, float], ...]:
    """Ask each question once, alone, after a warm-up: milliseconds of each stage."""
    for question in questions[:10]:
        retriever.retrieve(question, k=K)
    return tuple(retriever.retrieve(question, k=K).stages_ms for question in questions)


def measure_throughput(retriever: Retriever, questions: Sequence[str], threads: int) -> float:
    """Ask all questions from so many threads at once: questions a second."""
    with ThreadPoolExecutor(threads) as pool:
        started = perf_counter()
        asked = sum(1 for _ in pool.map(lambda question: retriever.retrieve(question, k=K), questions))
        return asked / (perf_counter() - started)


def _plain_encoder() -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(weights_folder()), device="cpu", local_files_only=True).encode
