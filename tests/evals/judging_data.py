"""A rater's session over made documents, in the fewest words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evals.judge_log import JudgementLog
from evals.judge_pool import Pool
from evals.judge_session import Session
from evals.judge_texts import Document
from evals.models import DocId, QueryId

QUESTIONS = {"q1": ("why does my toe hurt?", "gout", "flu", "asthma"), "q2": ("how long does flu last?", "flu", "copy")}


def document(name: str, text: str = "Some words.") -> Document:
    """Make a document."""
    return Document(id=DocId(name), title=name.title(), text=text)


def pools(questions: Mapping[str, tuple[str, ...]] = QUESTIONS) -> tuple[Pool, ...]:
    """Make pools, each of a question and its documents."""
    return tuple(
        Pool(query_id=QueryId(query), question=text, documents=tuple(document(name) for name in names))
        for query, (text, *names) in questions.items()
    )


@contextmanager
def judging(folder: Path, given: tuple[Pool, ...] | None = None, rater: str = "ada") -> Iterator[Session]:
    """Open a rater's session."""
    with JudgementLog(folder, rater, "small") as log:
        yield Session(given or pools(), log)


def pair(query: str, doc: str) -> tuple[QueryId, DocId]:
    """Name a document of a question."""
    return QueryId(query), DocId(doc)
