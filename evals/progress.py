"""A progress bar for a person at a terminal; nothing where nobody watches."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evals.prepare import Watch


@contextmanager
def watched(console: Console) -> Iterator[Watch]:
    """Show the steps of what is done inside."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def on_step(name: str, total: int | None) -> None:
            progress.reset(task, total=total, description=name)

        yield Watch(on_step=on_step, on_done=lambda done: progress.advance(task, done))
