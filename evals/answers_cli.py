"""`carecite eval answers`, `gate` and `safety`: the commands that hold the service, and not only its rankings, against labelled questions."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from evals.answers import AskOptions, answer_dataset
from evals.answers_folder import write_answers_folder
from evals.answers_report import answer_measures, answers_json
from evals.datasets import DatasetOptions, load_dataset
from evals.gate import BASELINE, gate_json, gate_lines, judge, measure_library, read_baseline, write_baseline
from evals.models import Split
from evals.progress import watched
from evals.proportions import Proportion
from evals.report import write_report
from evals.safety import false_alarms, missed, predict, read_labelled, safety_json, safety_measures
from evals.safety_fit import fit_voice, rule_examples, save_voice
from evals.safety_report import safety_report
from index.embedders import NAMES, embedder_named
from service.safety.data import read_rules
from service.safety.rules import Safety

Home = Annotated[Path, typer.Option("--home", envvar="CARECITE_HOME", help="The data directory.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
EmbedderName = Annotated[str, typer.Option("--embedder", envvar="CARECITE_EMBEDDER", help=f"One of: {', '.join(NAMES)}.")]
DEFAULT_HOME = Path("var")

SAFETY_SET = Path(str(files("evals"))) / "sets" / "safety"

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


def answers(
    dataset: Annotated[str, typer.Argument(help="A folder in BEIR layout, or a built-in set's name.")],
    out: Annotated[Path | None, typer.Option(help="Where the files go; below the data directory without.")] = None,
    k: Annotated[int, typer.Option("--k", min=1, max=20, help="Passages an answer.")] = 5,
    minimum_relevance: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="The bar for showing a passage; this installation's without.")
    ] = None,
    qrels: Annotated[Path | None, typer.Option(help="Judgements instead of the dataset's own.")] = None,
    split: Annotated[Split, typer.Option(help="Choose on dev, report on held-back.")] = Split.ALL,
    embedder: EmbedderName = "minilm",
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Evaluate answers as the service gives them: right or not, silent when it should be, and true to the articles."""
    source = load_dataset(dataset, DatasetOptions(qrels=qrels, split=split))
    options = AskOptions(k=k, minimum_relevance=minimum_relevance)
    with watched(_err) as watch:
        result = answer_dataset(source, home, embedder_named(embedder), options, watch)
    folder = out or home / "evals" / "answers" / f"{source.name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    write_answers_folder(folder, result)
    figures = answers_json(result)
    if as_json:
        _out.print_json(data={**figures, "out": str(folder)})
        return
    _print_shares(f"{source.name}: {len(result.queries):,} questions", answer_measures(result.queries, result.relevance_level))
    abstention = figures["abstention"]
    _out.print(f"Area under risk-coverage {abstention['aurc']}, expected calibration error {abstention['ece']}")
    for warning in figures["warnings"]:
        _out.print(f"Warning: {warning}", style="yellow", markup=False)
    _out.print(f"Written to {folder}", markup=False)


def gate(
    record: Annotated[bool, typer.Option("--record", help="Write what is measured as the new baseline, on purpose.")] = False,
    baseline: Annotated[Path, typer.Option(help="The recorded figures.", show_default="the built-in set's own")] = BASELINE,
    embedder: EmbedderName = "minilm",
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Fail when the built-in set does significantly worse than recorded, and name the questions that broke."""
    before = None if record else read_baseline(baseline)
    with watched(_err) as watch:
        measured = measure_library(home, embedder_named(embedder), watch)
    if before is None:
        write_baseline(baseline, measured)
        _out.print(f"Recorded to {baseline}", markup=False)
        return
    result = judge(before, measured)
    if as_json:
        _out.print_json(data=gate_json(result))
    else:
        for line in gate_lines(result):
            _out.print(line, markup=False)
    if not result.passed:
        raise typer.Exit(1)


def safety(
    file: Annotated[Path, typer.Argument(help='JSON lines {"text", "level", "kind"}; a line without a level is not scored.')],
    out: Annotated[Path | None, typer.Option(help="Where safety.html, .md and .json go; nowhere without.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the care levels on a labelled file: what is missed, and what raises an alarm without need."""
    predictions = predict(read_labelled(file), Safety.load())
    if out:
        write_report(out, "safety", safety_report(file.name, predictions))
    if as_json:
        _out.print_json(data=safety_json(predictions))
        return
    for caption, found in (("missed", missed(predictions)), ("false alarm", false_alarms(predictions))):
        for one in found:
            _out.print(f"{caption}: {one.item.id} {one.item.level} -> {one.predicted}: {one.item.text}", markup=False)
    _print_shares(f"{file.name}: {len(predictions):,} texts", safety_measures(predictions))


def safety_fit(
    train: Annotated[Path, typer.Argument(help="Labelled messages to fit on.")] = SAFETY_SET / "train.jsonl",
    bars: Annotated[Path, typer.Argument(help="Other labelled messages, to set the bars on.")] = SAFETY_SET / "dev.jsonl",
    out: Annotated[Path, typer.Option(help="Where the model goes.")] = Path("second_voice.npz"),
) -> None:
    """Fit the care levels' second voice; put the file in service/safety/ to use it, and measure before and after."""
    messages = [*read_labelled(train), *rule_examples(read_rules())]
    model = fit_voice(messages, read_labelled(bars), Safety.rules_alone().words_of)
    save_voice(model, out)
    _out.print(f"{len(model.features):,} features, {out.stat().st_size:,} bytes, {model.bars}: {out}", markup=False)


def _print_shares(title: str, shares: dict[str, Proportion]) -> None:
    table = Table("measure", "value", "count", "95% interval", title=title, title_justify="left")
    for name, one in shares.items():
        low, high = one.interval
        value = "–" if one.value is None else f"{one.value:.3f}"
        table.add_row(name, value, f"{one.count:,} of {one.of:,}", f"{low:.3f} to {high:.3f}")
    _out.print(table)
