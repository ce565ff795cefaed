"""`carecite index …`: build, verify, list, roll back and clear generations, from the command line."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from index.build import BuildProgress, build
from index.embedders import NAMES, embedder_named
from index.generation import verify
from index.models import GenerationId
from index.shelf import Shelf

app = typer.Typer(no_args_is_help=True, help="Generations: build, verify, list, rollback, gc.")

Home = Annotated[Path, typer.Option("--home", envvar="CARECITE_HOME", help="The data directory.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DEFAULT_HOME = Path("var")

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


@app.command("build")
def build_(
    home: Home = DEFAULT_HOME,
    embedder: Annotated[str, typer.Option(envvar="CARECITE_EMBEDDER", help=f"One of: {', '.join(NAMES)}.")] = "minilm",
    force: Annotated[bool, typer.Option("--force", help="Build although nothing has changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Index the articles and publish them; only new text is encoded."""
    with _progress() as progress:
        task = progress.add_task("Encoding", total=None)
        report = BuildProgress(
            on_total=lambda total: progress.update(task, total=total), on_done=lambda done: progress.advance(task, done)
        )
        result = build(home, embedder_named(embedder), report, force=force)
    manifest = result.manifest
    if as_json:
        summary = {name: value for name, value in asdict(manifest).items() if name != "files"}
        _out.print_json(data={"built": result.built, "encoded": result.encoded, **summary})
        return
    if not result.built:
        _out.print(f"Nothing has changed: {manifest.generation} is published.")
        return
    _out.print(
        f"Published {manifest.generation}: {manifest.rows:,} passages of {manifest.articles:,} articles "
        f"({result.encoded:,} encoded, {manifest.passages - manifest.rows:,} near-duplicates collapsed)."
    )
    if manifest.truncated:
        _out.print(f"Warning: {manifest.truncated:,} passages are longer than the encoder reads.", style="yellow")


@app.command("verify")
def verify_(
    generation: Annotated[str | None, typer.Argument(help="A generation's name; the published one without.")] = None,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Compare every file with what was built; exit 1 when something is wrong."""
    shelf = Shelf(home)
    name = GenerationId(generation) if generation else shelf.require_published()
    problems = verify(shelf.path(name))
    if as_json:
        _out.print_json(data={"generation": name, "ok": not problems, "problems": problems})
    else:
        for problem in problems:
            _out.print(f"{name}: {problem}", markup=False)
        _out.print(
            f"{name}: {'every file is as it was built' if not problems else 'run `carecite index rollback` or `carecite index build --force`'}"
        )
    if problems:
        raise typer.Exit(1)


@app.command("list")
def list_(home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """List the generations, the published one marked."""
    shelf = Shelf(home)
    published = shelf.published()
    current = published.current if published else None
    manifests = list(shelf.manifests())
    if as_json:
        rows = [{**{k: v for k, v in asdict(m).items() if k != "files"}, "published": m.generation == current} for m in manifests]
        _out.print_json(data=rows)
        return
    table = Table("", "generation", "articles", "passages", "model")
    for manifest in manifests:
        mark = "→" if manifest.generation == current else ""
        table.add_row(mark, manifest.generation, f"{manifest.articles:,}", f"{manifest.rows:,}", manifest.model)
    _out.print(table)


@app.command()
def rollback(home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """Publish the generation before the current one."""
    name = Shelf(home).roll_back()
    if as_json:
        _out.print_json(data={"generation": name})
    else:
        _out.print(f"{name} is published.")


@app.command()
def gc(
    home: Home = DEFAULT_HOME,
    keep: Annotated[int, typer.Option(min=0, help="How many earlier generations to keep.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Delete old generations; permalinks to passages that are no more in the published one stop working."""
    removed = Shelf(home).collect_garbage(keep=keep)
    if as_json:
        _out.print_json(data={"removed": removed})
    else:
        _out.print(f"Deleted {len(removed)}: {', '.join(removed) or 'nothing'}.")


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal)
