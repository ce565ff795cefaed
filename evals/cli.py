"""`carecite eval …` and `carecite bench`, from the command line."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from evals.answers_cli import DEFAULT_HOME, AsJson, EmbedderName, Home, answers, gate, safety, safety_fit
from evals.bench import BenchOptions, run_bench
from evals.calibrate import examples, fit
from evals.compare import CompareOptions, ComparisonResult, compare_runs
from evals.compare_report import compare_report, comparison_json
from evals.datasets import DatasetOptions, in_split, load_dataset, read_questions
from evals.judge_cli import judge
from evals.models import QueryId, Split
from evals.noise import RATE, Noise, noisy_queries
from evals.noise_files import write_noise
from evals.progress import watched
from evals.report import write_report
from evals.run_cli import choose, run, score
from evals.run_folder import read_run_folder
from evals.significance import ROUNDS
from evals.trec import as_qrels, read_judgements
from index.embedders import embedder_named
from index.retrieve import Retriever
from index.shelf import Shelf

app = typer.Typer(no_args_is_help=True, help="Labelled questions in, evidence out.")

app.command()(run)
app.command()(score)
app.command()(answers)
app.command()(judge)
app.command()(gate)
app.command()(safety)
app.command("safety-fit")(safety_fit)

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


@app.command()
def compare(
    runs: Annotated[list[Path], typer.Argument(help="Folders of runs; the first is what the others are compared with.")],
    out: Annotated[Path | None, typer.Option(help="Where compare.html, .md and .json go; nowhere without.")] = None,
    rounds: Annotated[int, typer.Option(min=100, help="Randomisations and bootstrap draws.")] = ROUNDS,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same p-values.")] = 0,
    common: Annotated[bool, typer.Option("--common", help="Compare the questions that all runs have.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say whether the later runs are really better than the first, where, and through which stage."""
    options = CompareOptions(rounds=rounds, seed=seed, common=common)
    result = compare_runs([read_run_folder(folder) for folder in runs], options)
    report = compare_report(result)
    if out:
        write_report(out, "compare", report)
    if as_json:
        _out.print_json(data={**comparison_json(result), "out": str(out) if out else None})
        return
    _print_comparison(result)
    for sentence in report.lead:
        _out.print(sentence, markup=False)
    if out:
        _out.print(f"Written to {out / 'compare.html'}", markup=False)


@app.command()
def noise(
    dataset: Annotated[str, typer.Argument(help="A folder in BEIR layout, or a built-in set's name.")],
    out: Annotated[Path, typer.Option(help="The folder for one queries file a kind of noise.")],
    kinds: Annotated[str, typer.Option(help=f"Which, of {','.join(Noise)}.")] = ",".join(Noise),
    queries: Annotated[Path | None, typer.Option(help="Queries instead of the dataset's own.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Judgements instead of the dataset's own.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same variants.")] = 0,
    rate: Annotated[float, typer.Option(min=0.01, max=1.0, help="Share of the longer words misspelt.")] = RATE,
    as_json: AsJson = False,
) -> None:
    """Write misspelt and lay variants of a dataset's questions, for `eval run --queries`; judgements stay."""
    source = load_dataset(dataset, DatasetOptions(queries=queries, qrels=qrels))
    chosen = [Noise(name) for name in choose(kinds, Noise, "--kinds")]
    written = [write_noise(out, noisy_queries(source.queries, one, seed=seed, rate=rate), one) for one in chosen]
    if as_json:
        _out.print_json(data=[{"noise": file.noise, "path": str(file.path), "changed": file.changed} for file in written])
        return
    for file in written:
        _out.print(f"{file.path}: {file.changed:,} of {len(source.queries):,} questions changed", markup=False)


@app.command()
def calibrate(
    queries: Annotated[Path, typer.Option(help="Questions, BEIR queries.jsonl.")],
    qrels: Annotated[Path, typer.Option(help="Judgements of passages: query-id, passage id, grade 0 to 3.")],
    split: Annotated[Split, typer.Option(help="Fit on dev, so that held-back stays honest.")] = Split.DEV,
    embedder: EmbedderName = "minilm",
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Fit the probability that a passage answers; the result is an entry of index/calibration.json."""
    generation = Shelf(home).load_published()
    try:
        retriever = Retriever(generation, embedder_named(embedder))
        questions = {name: text for name, text in read_questions(queries).items() if in_split(QueryId(name), split)}
        judged = as_qrels(read_judgements(qrels))
        grades = {str(query): {str(doc): grade for doc, grade in docs.items()} for query, docs in judged.items()}
        fitted_on = f"{queries.parent.name} {split.value}, corpus {generation.manifest.corpus_sha256[:12]}"
        found = list(examples(retriever, questions, grades))
        result = fit(found, model=generation.manifest.model, fitted_on=fitted_on).as_json()
    finally:
        generation.close()
    if as_json:
        _out.print_json(data=result)
    else:
        _out.print(result)


def bench(
    home: Home = DEFAULT_HOME,
    embedder: EmbedderName = "minilm",
    questions: Annotated[int, typer.Option(min=12, help="Questions to ask.")] = 200,
    passages: Annotated[int, typer.Option(min=8, help="Passages to encode and ingest.")] = 512,
    as_json: AsJson = False,
) -> None:
    """Measure this installation: cold start, memory, ingest, latency and throughput."""
    generation = Shelf(home).load_published()
    try:
        with watched(_err) as watch:
            options = BenchOptions(embedder=embedder, questions=questions, passages=passages)
            figures = run_bench(home, generation, embedder_named(embedder), options, watch).as_json()
    finally:
        generation.close()
    if as_json:
        _out.print_json(data=figures)
    else:
        _print_bench(figures)


def _print_comparison(result: ComparisonResult) -> None:
    for name in result.names[1:]:
        table = Table("measure", "first", "second", "change", "p (Holm)", "W/T/L", "verdict", title_justify="left")
        table.title = f"{name} against {result.names[0]}"
        for one in result.comparisons:
            if one.second == name:
                paired = one.paired
                counts = f"{paired.wins}/{paired.ties}/{paired.losses}"
                means = f"{one.mean_first:.4f}", f"{one.mean_second:.4f}", f"{paired.difference:+.4f}"
                table.add_row(one.measure, *means, f"{one.p_holm:.4f}", counts, one.verdict)
        _out.print(table)


def _print_bench(figures: dict[str, Any]) -> None:
    table = Table("figure", "value", title=f"{figures['passages']:,} passages, {figures['model']}", title_justify="left")
    for name, value in figures.items():
        shown = ", ".join(f"{key} {inner}" for key, inner in value.items()) if isinstance(value, dict) else str(value)
        table.add_row(name, shown)
    _out.print(table)
