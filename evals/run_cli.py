"""`carecite eval run` and `score`: this project's search, or another system's run, measured on labelled questions."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from evals.answers_cli import DEFAULT_HOME, AsJson, EmbedderName, Home
from evals.datasets import DatasetOptions, load_dataset
from evals.measures import DEFAULT_MEASURES
from evals.models import Kind, Split
from evals.progress import watched
from evals.report import write_report
from evals.run import Ranking, RunOptions, run_dataset
from evals.run_folder import manifest_of, metrics_of, read_run_folder, write_ranking
from evals.run_report import run_report
from evals.score import ScoreOptions, score_manifest, score_run
from index.embedders import embedder_named
from index.fuse import DENSE_WEIGHT
from index.models import Stage

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


def run(
    dataset: Annotated[str, typer.Argument(help="A folder in BEIR layout, or a built-in set's name.")],
    out: Annotated[Path | None, typer.Option(help="Where the run's files go; below the data directory without.")] = None,
    k: Annotated[int, typer.Option("--k", min=1, max=10_000, help="Documents a question.")] = 100,
    stages: Annotated[str, typer.Option(help=f"Stages that are on, of {','.join(Stage)}.")] = ",".join(Stage),
    dense_weight: Annotated[float, typer.Option(min=0.0, max=1.0, help="Weight of the dense stage in fusion.")] = DENSE_WEIGHT,
    queries: Annotated[Path | None, typer.Option(help="Queries instead of the dataset's own.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Judgements instead of the dataset's own.")] = None,
    split: Annotated[Split, typer.Option(help="Choose on dev, report on held-back.")] = Split.ALL,
    kind: Annotated[Kind | None, typer.Option(help="What kind the questions are that do not say their own.")] = None,
    measures: Annotated[str, typer.Option(help="ir_measures' names, separated by spaces.")] = " ".join(DEFAULT_MEASURES),
    relevance_level: Annotated[int | None, typer.Option(min=1, help="From which grade on a document counts as relevant.")] = None,
    depth: Annotated[int | None, typer.Option(min=1, help="Passages looked through for k documents; five times k without.")] = None,
    embedder: EmbedderName = "minilm",
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Evaluate retrieval on a dataset; its corpus is indexed once and kept below the data directory."""
    options = RunOptions(
        k=k,
        depth=depth,
        stages=_stages(stages),
        dense_weight=dense_weight,
        measures=measures.split(),
        relevance_level=relevance_level,
    )
    source = load_dataset(dataset, DatasetOptions(queries=queries, qrels=qrels, split=split, kind=kind))
    with watched(_err) as watch:
        result = run_dataset(source, home, embedder_named(embedder), options, watch)
    _write(out or _new_folder(home, source.name), result.ranking, manifest_of(result), as_json=as_json)


def score(
    dataset: Annotated[str, typer.Argument(help="A folder in BEIR layout, or a built-in set's name.")],
    trec_run: Annotated[Path, typer.Argument(metavar="RUN", help="A run in TREC's format: qid Q0 docid rank score tag.")],
    out: Annotated[Path | None, typer.Option(help="Where the run's files go; below the data directory without.")] = None,
    queries: Annotated[Path | None, typer.Option(help="Queries instead of the dataset's own.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Judgements instead of the dataset's own.")] = None,
    split: Annotated[Split, typer.Option(help="Choose on dev, report on held-back.")] = Split.ALL,
    kind: Annotated[Kind | None, typer.Option(help="What kind the questions are that do not say their own.")] = None,
    measures: Annotated[str, typer.Option(help="ir_measures' names, separated by spaces.")] = " ".join(DEFAULT_MEASURES),
    relevance_level: Annotated[int | None, typer.Option(min=1, help="From which grade on a document counts as relevant.")] = None,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Measure a run that any system wrote in TREC's format; the folder it makes can be compared and judged like our own."""
    source = load_dataset(dataset, DatasetOptions(queries=queries, qrels=qrels, split=split, kind=kind))
    options = ScoreOptions(measures=tuple(measures.split()), relevance_level=relevance_level)
    ranking = score_run(source, dataset, trec_run, options)
    _write(out or _new_folder(home, trec_run.stem), ranking, score_manifest(ranking, trec_run), as_json=as_json)


def _stages(names: str) -> frozenset[Stage]:
    return frozenset(Stage(name) for name in choose(names, Stage, "--stages"))


def choose(names: str, choices: type[StrEnum], option: str) -> list[str]:
    """Read a list of names separated by commas. Raises BadParameter for another name, or none."""
    chosen = list(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    unknown = [name for name in chosen if name not in set(choices)]
    if unknown or not chosen:
        raise typer.BadParameter(f"{names!r}: choose from {', '.join(choices)}", param_hint=option)
    return chosen


def _new_folder(home: Path, name: str) -> Path:
    return home / "evals" / "runs" / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"


def _write(folder: Path, ranking: Ranking, manifest: Mapping[str, Any], *, as_json: bool) -> None:
    write_ranking(folder, ranking, manifest)
    write_report(folder, "report", run_report(read_run_folder(folder)))
    summary = metrics_of(ranking)
    if as_json:
        _out.print_json(data={**summary, "out": str(folder), "seconds": manifest["seconds"]})
    else:
        _print_metrics(ranking.dataset.name, summary)
        _out.print(f"Written to {folder}", markup=False)


def _print_metrics(name: str, summary: dict[str, Any]) -> None:
    title = f"{name}: {summary['queries']:,} judged questions, {summary['queries_answerable']:,} with a relevant document"
    table = Table("measure", "all judged", "with a relevant one", title=title, title_justify="left")
    for measure, value in summary["metrics"].items():
        table.add_row(summary["measures"][measure], f"{value:.4f}", f"{summary['metrics_answerable'][measure]:.4f}")
    _out.print(table)
    for warning in summary["warnings"]:
        _out.print(f"Warning: {warning}", style="yellow", markup=False)
