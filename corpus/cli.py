"""`carecite corpus …`: articles in and out of a data directory, from the command line."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from corpus.drafts import Reject
from corpus.errors import ImportRefused
from corpus.ingest import ImportOptions, ImportReport, find_files, import_files, remove_articles
from corpus.lint import LintOptions, lint_store
from corpus.models import Finding, Severity
from corpus.passages import SPECIAL_TOKENS
from corpus.store import ArticleStore
from corpus.tokens import MAX_WORD_PIECES, default_counter

app = typer.Typer(no_args_is_help=True, help="Articles in: import, list, show, lint, remove.")

Home = Annotated[Path, typer.Option("--home", envvar="CARECITE_HOME", help="The data directory.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DEFAULT_HOME = Path("var")

# No markup: "[podagra]" in a title is text.
_out = Console(highlight=False, markup=False)
_err = Console(stderr=True, highlight=False)


@app.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders to walk.")],
    home: Home = DEFAULT_HOME,
    format_: Annotated[str, typer.Option("--format", help="auto, or a format's name.")] = "auto",
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Import the rest when something cannot be read.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add or update articles; the same file twice changes nothing."""
    files, passed_over = find_files(paths)
    with ArticleStore.open_store(home) as store, _progress() as progress:
        task = progress.add_task("Reading", total=len(files))
        options = ImportOptions(format=format_, keep_going=keep_going)
        try:
            report = import_files(store, files, default_counter(), options, lambda _: progress.advance(task))
        except ImportRefused as error:
            counts = store.counts()
            if as_json:
                _out.print_json(
                    data=_report_json(
                        ImportReport(rejected=list(error.rejected), articles=counts["articles"], passages=counts["passages"])
                    )
                )
            raise
    report.passed_over = passed_over
    if as_json:
        _out.print_json(data=_report_json(report))
    else:
        _print_report(report)


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(help="Ids, as `corpus list` shows them.")],
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Remove articles, all of them or none."""
    with ArticleStore.open_store(home) as store:
        remove_articles(store, article_ids)
        counts = store.counts()
    if as_json:
        _out.print_json(data={"removed": article_ids, **counts})
    else:
        _out.print(
            f"Removed {len(article_ids)}. {counts['articles']:,} articles are left. Run `carecite index build` to publish the change."
        )


@app.command("list")
def list_(home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """List the articles."""
    with ArticleStore.open_store(home) as store:
        entries = list(store.entries())
    if as_json:
        _out.print_json(data=[asdict(entry) for entry in entries])
        return
    table = Table(Column("id", overflow="fold"), "title", "publisher", "passages", "file")
    for entry in entries:
        table.add_row(entry.id, entry.title, entry.publisher or "–", str(entry.passages), entry.origin)
    _out.print(table)


@app.command()
def show(article_id: str, home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """Show one article as it was stored, with its passages and findings."""
    with ArticleStore.open_store(home) as store:
        article = store.article(article_id)
        passages = store.passages_of(article.id)
        kept = {passage.id: store.kept_for(passage.id) for passage in passages}
        findings = list(store.findings({article.id}))
    if as_json:
        shown = [{**asdict(passage), "served_as": kept[passage.id] or passage.id} for passage in passages]
        data = {
            "article": asdict(article),
            "passages": shown,
            "findings": [_finding_json(finding) for finding in findings],
        }
        _out.print_json(json.dumps(data, default=str))
        return
    source = article.source
    _out.print(f"{article.title}  ({article.id})", style="bold")
    said_by = [source.publisher or "publisher not stated", ", ".join(source.authors) or "author not stated"]
    _out.print(" · ".join([*said_by, f"published {source.published or 'not stated'}"]), markup=False)
    for passage in passages:
        note = f" = {kept[passage.id]}" if kept[passage.id] else ""
        _out.print(
            f"\n{passage.id}{note}  {passage.role or ''}  {passage.heading}  {' '.join(passage.flags)}",
            style="cyan",
        )
        _out.print(passage.text)
    _print_findings(findings)


@app.command()
def lint(
    home: Home = DEFAULT_HOME,
    strict: Annotated[bool, typer.Option("--strict", help="Fail for information too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Report what an editor should look at; exit 1 when there are warnings."""
    counter = default_counter()
    options = LintOptions(today=datetime.now(UTC).date(), most_tokens=MAX_WORD_PIECES - SPECIAL_TOKENS, count_tokens=counter.count)
    with ArticleStore.open_store(home) as store:
        findings = list(lint_store(store, options))
    if as_json:
        _out.print_json(data={"findings": [_finding_json(finding) for finding in findings]})
    else:
        _print_findings(findings)
    if any(strict or finding.severity is Severity.WARNING for finding in findings):
        raise typer.Exit(1)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal)


def _finding_json(finding: Finding) -> dict[str, str | None]:
    return {
        "rule": finding.rule,
        "article_id": finding.article_id,
        "text": finding.text,
        "severity": finding.severity,
        "detail": finding.detail,
        "passage_id": finding.passage_id,
    }


def _reject_json(reject: Reject) -> dict[str, str | int | None]:
    return {"path": str(reject.path), "line": reject.line, "reason": reject.reason}


def _report_json(report: ImportReport) -> dict[str, object]:
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": [_reject_json(reject) for reject in report.rejected],
        "passed_over": [str(path) for path in report.passed_over],
        "articles": report.articles,
        "passages": report.passages,
        "findings": [_finding_json(finding) for finding in report.findings],
    }


def _print_report(report: ImportReport) -> None:
    _out.print(
        f"{report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged, {len(report.rejected):,} rejected."
    )
    for reject in report.rejected:
        _out.print(f"  rejected {reject.path}{f', line {reject.line}' if reject.line else ''}: {reject.reason}")
    if report.passed_over:
        _out.print(f"  passed over {len(report.passed_over)} files that are no articles ({report.passed_over[0].name}, …)")
    _out.print(f"The store holds {report.articles:,} articles in {report.passages:,} passages.")
    _print_findings(report.findings)
    if report.added or report.updated:
        _out.print("Run `carecite index build` to publish the change.")


_MOST_PER_RULE = 3


def _print_findings(findings: list[Finding]) -> None:
    """Print how often each rule fired, with a few examples; --json has them all."""
    for rule, count in Counter(finding.rule for finding in findings).most_common():
        _out.print(f"\n{rule}: {count:,}", style="bold")
        for finding in [finding for finding in findings if finding.rule == rule][:_MOST_PER_RULE]:
            _out.print(f"  {finding.article_id}: {finding.text!r} {finding.detail}")
