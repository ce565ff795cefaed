"""`carecite eval judge`, from the command line."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from evals.judge_agreement import Agreement, Grades, agreement
from evals.judge_errors import JudgeCallError
from evals.judge_log import JudgementLog, check_rater
from evals.judge_merge import MERGE_RULE, export, read_raters
from evals.judge_pool import PoolOptions, pooled_documents, read_pools
from evals.judge_session import Session

HOST = "127.0.0.1"
"""This machine alone: the page asks for no password."""

_SHOWN_DISPUTED = 20

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def judge(
    runs: Annotated[
        list[Path] | None, typer.Argument(help="Folders of runs, or run files; their best documents are pooled.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder of judgements.")] = Path("judgements"),
    dataset: Annotated[str | None, typer.Option(help="The folder in BEIR layout, or built-in set, that was run.")] = None,
    rater: Annotated[
        list[str] | None, typer.Option(help="Who judges; with --export and --agreement, whose, as often as needed.")
    ] = None,
    depth: Annotated[int, typer.Option(min=1, help="So many of each run's best documents a question.")] = 10,
    queries: Annotated[Path | None, typer.Option(help="Questions instead of the dataset's own.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the page; 0 takes a free one.")] = 8091,
    export_qrels: Annotated[
        bool, typer.Option("--export", help=f"Write TREC and BEIR qrels; raters merge to {MERGE_RULE}.")
    ] = False,
    show_agreement: Annotated[
        bool, typer.Option("--agreement", help="Print how far raters agree: Cohen's and Fleiss' kappa.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result of --export and --agreement as JSON.")] = False,
) -> None:
    """Judge the pooled results of runs on a local page, by keys; then export qrels and see how far raters agree."""
    names = [check_rater(name) for name in rater or []]
    if export_qrels or show_agreement:
        _report(out, names, export_qrels=export_qrels, show_agreement=show_agreement, as_json=as_json)
        return
    if not runs or dataset is None or len(names) != 1:
        raise JudgeCallError("to judge, name runs, their --dataset and one --rater; or give --export or --agreement")
    options = PoolOptions(runs=tuple(runs), dataset=dataset, depth=depth, rater=names[0], queries=queries)
    pools = read_pools(options)
    name = Path(dataset).resolve().name
    with _listen(port) as listener, JudgementLog(out, names[0], name) as log:
        session = Session(pools, log)
        _greet(session, log, pooled_documents(pools), listener.getsockname()[1])
        _serve(session, listener)
    progress = session.progress()
    _err.print(f"{progress.judged:,} of {progress.of:,} documents judged; the judgements are in {log.path}", markup=False)


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    # A port that was in use a moment ago may be taken again; one that is in use may not.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise JudgeCallError(
            f"--port {port}: cannot be listened on ({error.strerror}); end what uses it, or take another"
        ) from error
    return listener


def _greet(session: Session, log: JudgementLog, documents: int, port: int) -> None:
    if log.torn:
        _err.print(
            f"{log.path}: the last line was torn by a crash and is cut off ({log.torn} bytes); it had not been confirmed, "
            "and every line before it is kept",
            markup=False,
        )
    if changed := session.changed():
        _err.print(f"{changed:,} judged documents have changed since; they come up again", markup=False)
    progress = session.progress()
    _err.print(
        f"{len(session.pools):,} questions, {documents:,} documents, {progress.judged:,} judged by {session.rater}: "
        f"http://{HOST}:{port} (Ctrl-C ends it; every judgement is saved as it is made)",
        markup=False,
    )


def _serve(session: Session, listener: socket.socket) -> None:
    import uvicorn

    from evals.judge_app import create_judge_app

    # No access log: it would bury what this command says.
    config = uvicorn.Config(create_judge_app(session), access_log=False, log_level="warning", server_header=False)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _report(out: Path, names: list[str], *, export_qrels: bool, show_agreement: bool, as_json: bool) -> None:
    raters = read_raters(out, names)
    printed: dict[str, Any] = {"raters": {name: len(grades) for name, grades in raters.items()}}
    if export_qrels:
        exported = export(out, raters)
        written = [str(path) for path in exported.files]
        printed |= {"questions": exported.questions, "judgements": exported.judgements, "merge": MERGE_RULE, "files": written}
    if show_agreement:
        result = agreement(raters)
        printed["agreement"] = agreement_json(result)
    if as_json:
        _out.print_json(data=printed)
        return
    if export_qrels:
        merged = f", {len(raters)} raters merged to {MERGE_RULE}" if len(raters) > 1 else ""
        _out.print(f"{exported.judgements:,} judgements of {exported.questions:,} questions{merged}", markup=False)
        for path in written:
            _out.print(f"Written to {path}", markup=False, soft_wrap=True)
    if show_agreement:
        _print_agreement(raters, result)


def agreement_json(result: Agreement) -> dict[str, Any]:
    """Put an agreement as plain values; a kappa that is not defined is null."""
    return {
        "pairs": [
            {
                "raters": list(pair.raters),
                "documents": pair.documents,
                "same": pair.same,
                "kappa": pair.kappa,
                "kappa_quadratic": pair.kappa_quadratic,
            }
            for pair in result.pairs
        ],
        "judged_by_all": result.judged_by_all,
        "fleiss": result.fleiss,
        "disputed": [
            {"query_id": disputed.pair[0], "doc_id": disputed.pair[1], "grades": dict(disputed.grades)}
            for disputed in result.disputed
        ],
    }


def _print_agreement(raters: Mapping[str, Grades], result: Agreement) -> None:
    if len(raters) < 2:
        _out.print(f"Only {', '.join(raters)} has judged here: agreement needs two raters.", markup=False)
        return
    table = Table("raters", "judged by both", "same grade", "Cohen's kappa", "quadratic-weighted")
    for pair in result.pairs:
        same = f"{pair.same:.0%}" if pair.documents else "–"
        table.add_row(" and ".join(pair.raters), f"{pair.documents:,}", same, _kappa(pair.kappa), _kappa(pair.kappa_quadratic))
    _out.print(table)
    if len(raters) > 2:
        _out.print(
            f"Fleiss' kappa over the {result.judged_by_all:,} documents that all judged: {_kappa(result.fleiss)}", markup=False
        )
    if result.disputed:
        _out.print(f"{len(result.disputed):,} documents with grades two or more apart; talk these over first:", markup=False)
    for disputed in result.disputed[:_SHOWN_DISPUTED]:
        given = ", ".join(f"{name} {grade}" for name, grade in disputed.grades.items())
        _out.print(f"  {disputed.pair[0]}  {disputed.pair[1]}  {given}", markup=False, soft_wrap=True)


def _kappa(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.3f}"
