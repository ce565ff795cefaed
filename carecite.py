"""The front door: one `carecite` command that mounts the four folders' own."""

import os
import sys

# Two OpenMP runtimes (torch's and FAISS's) share this process. Threads that spin while they wait make a query ten times slower on a
# busy machine; this must be set before either library is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import typer

from corpus.cli import app as corpus_app
from corpus.errors import CorpusError
from evals.cli import app as eval_app
from evals.cli import bench
from evals.errors import EvalError
from index.cli import app as index_app
from index.errors import SearchError
from service.cli import ask, serve
from service.errors import ServiceError

app = typer.Typer(no_args_is_help=True, help="Health questions answered with published passages, verbatim, with their source.")
app.add_typer(corpus_app, name="corpus")
app.add_typer(index_app, name="index")
app.add_typer(eval_app, name="eval")
app.command()(ask)
app.command()(serve)
app.command()(bench)


def main() -> None:
    """Run the command; a user's mistake is one line on stderr and an exit code, never a traceback."""
    try:
        app()
    except (CorpusError, SearchError, ServiceError, EvalError) as error:
        typer.echo(f"carecite: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
