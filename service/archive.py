"""Earlier generations, for permalinks: what was shown then is shown again, word for word."""

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.store import ArticleStore
from index.errors import SearchError
from index.generation import open_archived
from index.models import GenerationId, Manifest
from service.serving import Serving


@contextmanager
def open_corpus(serving: Serving, name: GenerationId) -> Iterator[tuple[Manifest, ArticleStore] | None]:
    """Open the articles of a generation: the one being served, an earlier one from disk, or else the one being served.

    The last case still shows the same words where the passage is in it: a passage's id is made from its text. None when nothing is
    served and no generation has that name.
    """
    with serving.borrow() as retriever:
        current = retriever.generation if retriever else None
        if (current is None or current.manifest.generation != name) and name in serving.shelf.names():
            try:
                with open_archived(serving.shelf.path(name)) as earlier:
                    yield earlier
                    return
            except SearchError:
                pass  # a broken archive: the same words may still be served
        yield (current.manifest, current.corpus) if current else None
