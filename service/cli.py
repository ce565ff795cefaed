"""`carecite ask` and `carecite serve`, from the command line."""

import os
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel

from corpus.ingest import ImportOptions, find_files, import_files
from corpus.store import ArticleStore
from corpus.tokens import default_counter
from index.build import BuildProgress, build
from index.embedders import embedder_named
from index.errors import SearchError
from index.shelf import Shelf
from service.app import make_state
from service.safety.models import RegionCode
from service.schemas import AnswerOut, PassageOut, QueryIn
from service.settings import load_settings

Home = Annotated[Path | None, typer.Option("--home", help="The data directory. [env: CARECITE_HOME]")]

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)
_CARD_STYLE = {"emergency": "bold red", "urgent": "bold yellow", "routine": "cyan", "none": "dim"}


def ask(
    question: str,
    k: Annotated[int, typer.Option("--k", min=1, max=20, help="How many passages.")] = 5,
    region: Annotated[RegionCode | None, typer.Option(help="Whose emergency numbers to show.")] = None,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what the HTTP API answers.")] = False,
) -> None:
    """Answer one question, as the HTTP API does."""
    try:
        asked = QueryIn(question=question, k=k, region=region)
    except ValueError as error:
        raise typer.BadParameter("a question has 1 to 2,000 characters", param_hint="QUESTION") from error
    settings = load_settings(home=home)
    unsearchable = _why_unsearchable(settings.home)
    state = make_state(settings, embedder_named(settings.embedder))
    if not unsearchable:
        state.serving.refresh()
    answer = AnswerOut.of(state.answerer.answer(asked.to_question(settings.region)))
    state.serving.stop()
    if as_json:
        _out.print_json(answer.model_dump_json())
    else:
        _print(answer)
    # The card and the disclaimer stand whatever fails; only then comes what the operator has to mend.
    if unsearchable:
        raise unsearchable
    if answer.degraded:
        raise typer.Exit(1)


def serve(
    home: Home = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that answer.")] = None,
    with_library: Annotated[
        bool, typer.Option("--with-library", help="Index the starter library first when nothing is published.")
    ] = False,
) -> None:
    """Serve the HTTP API and the pages."""
    settings = load_settings(home=home, host=host, port=port, workers=workers)
    if with_library and Shelf(settings.home).published() is None:
        _index_library(settings.home, settings.embedder)
    # Worker processes make their own settings from the environment: hand them what the command line said.
    os.environ.update({"CARECITE_HOME": str(settings.home), "CARECITE_EMBEDDER": settings.embedder})
    _err.print(f"carecite serves http://{settings.host}:{settings.port} from {settings.home} (Ctrl-C ends it)")
    import uvicorn

    # No access log: it would hold addresses of people who ask about their health.
    try:
        uvicorn.run(
            "service.app:app_from_environment",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            access_log=False,
            log_level="warning",
            server_header=False,
        )
    except SystemExit as ended:  # uvicorn has its own codes, 3 for a port that is taken; ours are 0, 1 and 2
        raise typer.Exit(1 if ended.code else 0) from ended


def _why_unsearchable(home: Path) -> SearchError | None:
    try:
        Shelf(home).require_published()
    except SearchError as error:
        return error
    return None


def _index_library(home: Path, embedder: str) -> None:
    """Import the starter library that comes with the package, and publish it."""
    with as_file(files("corpus") / "library") as folder, ArticleStore.open_store(home) as store:
        if not store.counts()["articles"]:
            _err.print("Nothing is published yet: reading the starter library …")
            import_files(store, find_files([folder])[0], default_counter(), ImportOptions())
    _err.print("Encoding (about half a minute, once) …")
    result = build(home, embedder_named(embedder), BuildProgress())
    _err.print(f"Published {result.manifest.rows:,} passages of {result.manifest.articles:,} articles.")


def _print(answer: AnswerOut) -> None:
    if answer.care.card:
        card = answer.care.card
        lines = [*(f"• {bullet}" for bullet in card.bullets)]
        lines += [
            line.label if not line.number or line.number in line.label else f"{line.label}: {line.number}" for line in card.actions
        ]
        _out.print(Panel("\n".join(lines), title=card.heading, style=_CARD_STYLE[answer.care.level]))
    if not answer.passages:
        _out.print(f"No answer ({answer.reason}). Try other words, or ask a health professional.")
    for passage in answer.passages:
        _print_passage(passage)
    for advice in answer.seek_care:
        _out.print(f"\n{advice.source.title}: {advice.heading}", style="bold yellow", markup=False)
        _out.print(advice.text, markup=False)
    _out.print(f"\n{answer.disclaimer.text}", style="dim", markup=False)


def _print_passage(passage: PassageOut) -> None:
    source = passage.source
    heading = f" – {passage.heading}" if passage.heading else ""
    _out.print(f"\n{passage.rank}. {source.title}{heading}  ({passage.relevance:.0%})", style="bold", markup=False)
    if passage.lead_in:
        _out.print(passage.lead_in, style="dim", markup=False)
    _out.print(passage.text, markup=False)
    said = [
        source.publisher or "publisher not stated",
        ", ".join(source.authors),
        f"published {source.published}" if source.published else "",
        source.freshness,
    ]
    _out.print(" · ".join(part for part in said if part), style="dim", markup=False)
