"""One file per way to turn text into vectors; `embedder_named` loads the chosen one only."""

from index.embedders.base import Embedder
from index.errors import EmbedderError

NAMES = ("minilm", "hashing")


def embedder_named(name: str) -> Embedder:
    """Load an embedder by its settings name. Raises EmbedderError for an unknown name or bad weights."""
    if name == "minilm":
        from index.embedders.sentence_transformer import SentenceTransformerEmbedder

        return SentenceTransformerEmbedder.packaged()
    if name == "hashing":
        from index.embedders.hashing import HashingEmbedder

        return HashingEmbedder()
    raise EmbedderError(f"there is no embedder {name!r}; choose one of {', '.join(NAMES)}")
